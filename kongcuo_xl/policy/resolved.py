"""A policy with everything it extends: what it says, explains and sees differently."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast

from kongcuo_xl.finding import Level
from kongcuo_xl.limits import Limits
from kongcuo_xl.policy.parts import (
    CODE,
    EDITABLE,
    LOCAL,
    OFF,
    FitnessItem,
    LegalText,
    LevelSetting,
    MonitorTask,
    Report,
    RiskFactor,
    Setting,
    Source,
    level_written,
)
from kongcuo_xl.policy.roll_call import Marks
from kongcuo_xl.policy.values import Parameter, Value, typed_value
from kongcuo_xl.policy.words import PolicyError, no_such


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of ``kongcuo policies NAME``."""

    key: str
    label: str
    value: Value
    text: str
    unit: str
    from_policy: str
    source_ids: tuple[str, ...]
    status: str
    note: str
    """With 可修改的默认值 in front where no document states the value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value, level or report that two policies see differently, in words."""

    key: str
    label: str
    mine: str
    other: str


@dataclass(frozen=True)
class Policy:
    """A resolved policy; read a parameter with ``policy["key"]``."""

    name: str
    title: str
    schema: Mapping[str, Parameter] = field(repr=False)
    settings: Mapping[str, Setting] = field(repr=False)
    levels: Mapping[str, LevelSetting] = field(repr=False)
    """Levels the policy sets; a rule that is not here keeps its own."""
    limits: Limits = field(repr=False)
    marks: Marks = field(repr=False)
    reports: tuple[Report, ...] = field(default=(), repr=False)
    """Every known report, also those at 关."""
    risk: tuple[RiskFactor, ...] = field(default=(), repr=False)
    basis: tuple[LegalText, ...] = field(default=(), repr=False)
    monitoring: tuple[MonitorTask, ...] = field(default=(), repr=False)
    questionnaires: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Post → questionnaires its holder answers."""
    fitness: tuple[FitnessItem, ...] = field(default=(), repr=False)

    def __getitem__(self, key: str) -> Any:
        """The typed value of a parameter; KeyError if there is none of that name."""
        return self.settings[key].value

    def __contains__(self, key: object) -> bool:
        """Whether there is a parameter of that name."""
        return key in self.settings

    def parameters(self) -> Mapping[str, Value]:
        """Every parameter's value, by key."""
        return {key: setting.value for key, setting in self.settings.items()}

    def source(self, key: str) -> Source:
        """Where a parameter's value comes from."""
        return self.settings[key].source

    def level(self, code: str, default: Level) -> Level | None:
        """The level of a rule here; None when it is switched off."""
        return self.levels[code].level if code in self.levels else default

    def clause(self, key: str) -> str:
        """The parameter as a finding names it: ``旷课后班主任家访期限 1天（002-13）``."""
        setting, parameter = self.settings[key], self.schema[key]
        told = f"{parameter.label} {parameter.text(setting.value)}{parameter.unit}"
        return f"{told}（{setting.source.words}）"

    def explain(self) -> list[Explained]:
        """Every parameter with its value and where it comes from, in the order of ``national``."""
        lines = []
        for key, parameter in self.schema.items():
            value, source = self.settings[key].value, self.settings[key].source
            editable = EDITABLE if source.status not in ("V", LOCAL) else ""
            lines.append(
                Explained(
                    key=key,
                    label=parameter.label,
                    value=value,
                    text=parameter.text(value),
                    unit=parameter.unit,
                    from_policy=source.policy,
                    source_ids=source.ids,
                    status=source.status,
                    note="；".join(filter(None, (editable, source.note))),
                )
            )
        return lines

    def compare(self, other: Policy) -> list[Difference]:
        """What two policies see differently: parameters, then rule levels, then reports."""
        found = []
        for key, parameter in self.schema.items():
            mine, theirs = self[key], other[key]
            if mine != theirs:
                texts = parameter.text(mine), parameter.text(theirs)
                found.append(Difference(key, parameter.label, *texts))
        for code in sorted(self.levels.keys() | other.levels.keys()):
            ours, others = _level_text(self, code), _level_text(other, code)
            if ours != others:
                found.append(Difference(code, "规则等级", ours, others))
        mine_reports = {report.id: report for report in self.reports}
        their_reports = {report.id: report for report in other.reports}
        for key in mine_reports | their_reports:
            ours, others = (
                known[key].level if key in known else OFF for known in (mine_reports, their_reports)
            )
            if ours != others:
                title = (mine_reports.get(key) or their_reports[key]).title
                found.append(Difference(key, title, ours, others))
        return found

    def override(self, values: Mapping[str, object], where: str) -> Policy:
        """This policy with values that a workbook's 设置 sheet gives.

        Keys are parameter keys, their labels or rule codes; values may be text as people type it
        (是, 9月1日, 6、8、9). ``where`` names the place and stands in errors and as the source.
        Raises PolicyError.
        """
        settings, levels = dict(self.settings), dict(self.levels)
        keys = {parameter.label: key for key, parameter in self.schema.items()}
        source = Source((), self.name, where, LOCAL)
        for name, value in values.items():
            written = name.strip()
            if CODE.fullmatch(written):
                levels[written] = LevelSetting(level_written(value, f"{where}：{written} "), source)
                continue
            key = keys.get(written, written)
            if key not in self.schema:
                raise PolicyError(no_such(where, "参数", written, [*self.schema, *keys]))
            settings[key] = Setting(typed_value(self.schema[key], value, where), source)
        return replace(self, settings=settings, levels=levels)

    def check_codes(self, known: Collection[str]) -> None:
        """Raises PolicyError if the policy sets the level of a rule that does not exist.

        Levels that come with the program are not looked at: a test looks at those.
        """
        for code, setting in self.levels.items():
            if setting.source.status == LOCAL and code not in known:
                raise PolicyError(no_such(setting.source.title, "规则", code, known))

    def fingerprint(self) -> str:
        """A digest that changes whenever anything in the policy changes."""
        state = [repr(getattr(self, part.name)) for part in fields(self)]
        return hashlib.sha256("\n".join(state).encode()).hexdigest()


def _level_text(policy: Policy, code: str) -> str:
    return policy.level(code, cast(Level, "规则默认")) or OFF
