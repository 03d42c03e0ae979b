"""One policy file on top of its base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from kongcuo_xl.limits import Limits
from kongcuo_xl.policy.parts import (
    BASE,
    CODE,
    LOCAL,
    OFF,
    RULE_LEVELS,
    STATUSES,
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
from kongcuo_xl.policy.resolved import Policy
from kongcuo_xl.policy.roll_call import MEANINGS, Marks
from kongcuo_xl.policy.values import FILE_TYPES, Kind, Parameter, month_day, typed_value
from kongcuo_xl.policy.words import (
    PolicyError,
    as_written,
    check_keys,
    closest,
    no_such,
    text_tuple,
)

SECTIONS = [
    "name",
    "title",
    "about",
    "extends",
    "parameters",
    "levels",
    "reports",
    "attendance_marks",
    "half_day_marks",
    "half_day_words",
    "risk",
    "basis",
    "monitoring",
    "questionnaires",
    "fitness",
    "limits",
]
_IN_PARAMETER = ["value", "source", "status", "note"]
_IN_SCHEMA = ["label", "unit", "kind", "empty", "choices", "minimum", "maximum"]
_IN_LEVEL = ["level", "source", "note"]
_CADENCES = ("weekly", "monthly", "quarterly", "semester", "yearly")

_ALLOWED: Mapping[tuple[type, str], tuple[str, ...]] = {
    (Report, "level"): RULE_LEVELS,
    (Report, "cadence"): _CADENCES,
    (RiskFactor, "grade"): ("高", "中", "低", "加重", OFF),
    (LegalText, "status"): STATUSES,
}

_Record = TypeVar("_Record", Report, RiskFactor, LegalText, MonitorTask, FitnessItem)


@dataclass(frozen=True, slots=True)
class Layer:
    """One policy file, before it is laid over its base."""

    document: Mapping[str, Any]
    stem: str
    where: str
    local: bool

    def on(self, base: Policy) -> Policy:
        """The policy: this file's values where it has them, its base's elsewhere."""
        title = self.document.get("title", self.stem)
        name = self.document.get("name", self.stem)
        for key, each in (("title", title), ("name", name)):
            if not isinstance(each, str):
                raise PolicyError(f"{self.where}：{key} 要填文字，现在是{as_written(each)}。")
        return replace(
            base,
            name=name,
            title=title,
            settings={**base.settings, **self._settings(base.schema, name, title)},
            levels={**base.levels, **self._levels(name, title)},
            reports=self._reports(base),
            risk=self._records("risk", RiskFactor, base.risk),
            basis=self._records("basis", LegalText, base.basis),
            monitoring=self._records("monitoring", MonitorTask, base.monitoring),
            fitness=self._records("fitness", FitnessItem, base.fitness),
            questionnaires={**base.questionnaires, **self._lists("questionnaires")},
            marks=self._marks(base.marks),
            limits=self._limits(base.limits),
        )

    def _section(self, name: str) -> Mapping[str, Any]:
        raw = self.document.get(name, {})
        if not isinstance(raw, dict):
            raise PolicyError(f"{self.where}：{name} 要写成一段，以 [{name}] 开头。")
        return raw

    def _settings(
        self, schema: Mapping[str, Parameter], name: str, title: str
    ) -> dict[str, Setting]:
        settings = {}
        defines = not self.local and self.stem == BASE
        known = [*_IN_PARAMETER, *_IN_SCHEMA] if defines else _IN_PARAMETER
        for key, raw in self._section("parameters").items():
            if key not in schema:
                raise PolicyError(no_such(self.where, "参数", key, schema))
            table = raw if isinstance(raw, dict) else {"value": raw}
            check_keys(table, known, f"{self.where}：{key}", "项目")
            if "value" not in table:
                raise PolicyError(f"{self.where}：{key}（{schema[key].label}）缺少 value。")
            source = self._source(key, table, name, title)
            value = typed_value(schema[key], table["value"], self.where, FILE_TYPES)
            settings[key] = Setting(value, source)
        return settings

    def _source(self, key: str, table: Mapping[str, Any], name: str, title: str) -> Source:
        status = table.get("status", LOCAL if self.local else "V")
        if status not in (*STATUSES, LOCAL):
            raise PolicyError(
                f"{self.where}：{key} 的 status 要填{'、'.join(STATUSES)}之一，"
                f"现在是{as_written(status)}，最接近的是“{closest(str(status), STATUSES)}”。"
            )
        return Source(
            text_tuple(table.get("source", []), f"{self.where}：{key} 的 source "),
            name,
            title,
            status,
            str(table.get("note", "")),
        )

    def _levels(self, name: str, title: str) -> dict[str, LevelSetting]:
        levels = {}
        for code, raw in self._section("levels").items():
            if not CODE.fullmatch(code):
                raise PolicyError(
                    f"{self.where}：[levels] 里的“{code}”不是规则代码，"
                    "规则代码是两个大写字母加三位数字，例如 HV101。"
                )
            table = raw if isinstance(raw, dict) else {"level": raw}
            check_keys(table, _IN_LEVEL, f"{self.where}：{code}", "项目")
            source = self._source(code, table, name, title)
            levels[code] = LevelSetting(
                level_written(table.get("level"), f"{self.where}：{code} "), source
            )
        return levels

    def _reports(self, base: Policy) -> tuple[Report, ...]:
        reports = self._records("reports", Report, base.reports)
        deadlines = [key for key, each in base.schema.items() if each.kind == "due"]
        for report in reports:
            if report.due not in deadlines:
                place = f"{self.where}：reports.{report.id} 的 due "
                raise PolicyError(no_such(place, "期限参数", report.due, deadlines))
        return reports

    def _records(
        self, section: str, kind: type[_Record], base: tuple[_Record, ...]
    ) -> tuple[_Record, ...]:
        """The base's records with this file's own laid over them, by id."""
        records = {record.id: record for record in base}
        known = [part.name for part in fields(kind) if part.name != "id"]
        for key, raw in self._section(section).items():
            place = f"{self.where}：{section}.{key}"
            if not isinstance(raw, dict):
                raise PolicyError(f"{place} 要写成一段，以 [{section}.{key}] 开头。")
            check_keys(raw, known, place, "项目")
            values = {part: self._part(kind, part, each, place) for part, each in raw.items()}
            if key in records:
                records[key] = replace(records[key], **values)
                continue
            try:
                records[key] = kind(id=key, **values)
            except TypeError:
                missing = "、".join(part for part in known if part not in values)
                raise PolicyError(f"{place} 没有写全，还缺 {missing} 中的必填项。") from None
        return tuple(records.values())

    @staticmethod
    def _part(kind: type[_Record], part: str, raw: object, place: str) -> Any:
        """One value of a record, checked against the type the record declares for it."""
        declared = next(str(each.type) for each in fields(kind) if each.name == part)
        if declared.startswith("tuple"):
            return text_tuple(raw, f"{place} 的 {part} ")
        if declared == "float":
            if isinstance(raw, bool) or not isinstance(raw, int | float):
                raise PolicyError(f"{place} 的 {part} 要填数字，现在是{as_written(raw)}。")
            return float(raw)
        if not isinstance(raw, str):
            raise PolicyError(f"{place} 的 {part} 要填文字，现在是{as_written(raw)}。")
        allowed = _ALLOWED.get((kind, part))
        if allowed and raw not in allowed:
            raise PolicyError(
                f"{place} 的 {part} 要填{'、'.join(allowed)}之一，"
                f"现在是{as_written(raw)}，最接近的是“{closest(raw, allowed)}”。"
            )
        if kind is MonitorTask and part in ("due", "start"):
            try:
                month_day(raw)
            except ValueError as error:
                raise PolicyError(
                    f"{place} 的 {part} 要填{error}，现在是{as_written(raw)}。"
                ) from None
        return raw

    def _lists(self, section: str) -> dict[str, tuple[str, ...]]:
        return {
            key: text_tuple(raw, f"{self.where}：{section} 的 {key} ")
            for key, raw in self._section(section).items()
        }

    def _marks(self, base: Marks) -> Marks:
        def laid(section: str, over: Mapping[str, str], allowed: Iterable[str]) -> dict[str, Any]:
            lists = self._lists(section)
            check_keys(lists, allowed, f"{self.where}：[{section}]", "项目")
            written = {mark: name for name, marks in lists.items() for mark in marks}
            return {**over, **written}

        return Marks(
            laid("attendance_marks", base.whole, MEANINGS),
            laid("half_day_marks", base.half, MEANINGS),
            laid("half_day_words", base.words, ("上午", "下午", "半天")),
        )

    def _limits(self, base: Limits) -> Limits:
        raw = self._section("limits")
        check_keys(raw, [part.name for part in fields(Limits)], f"{self.where}：[limits]", "项目")
        for key, each in raw.items():
            if isinstance(each, bool) or not isinstance(each, int) or each < 1:
                raise PolicyError(
                    f"{self.where}：[limits] 的 {key} 要填正整数，现在是{as_written(each)}。"
                )
        return replace(base, **raw)


def without_values(document: Mapping[str, Any]) -> Policy:
    """The schema that ``national`` defines, without values: what its own file is laid over."""
    schema = {key: _parameter(key, raw) for key, raw in document["parameters"].items()}
    return Policy(BASE, "", schema, {}, {}, Limits(), Marks({}, {}, {}))


def _parameter(key: str, raw: Mapping[str, Any]) -> Parameter:
    """A parameter as ``national`` defines it; its kind follows from the value unless it says so."""
    check_keys(raw, [*_IN_PARAMETER, *_IN_SCHEMA], f"{BASE}.toml：{key}", "项目")
    value = raw["value"]
    kind = raw.get("kind")
    if kind is None:
        kinds: dict[type, Kind] = {bool: "bool", int: "int", float: "number", str: "text"}
        kind = kinds.get(type(value)) or ("texts" if isinstance(value[0], str) else "ints")
    return Parameter(
        key=key,
        label=raw["label"],
        kind=kind,
        unit=raw.get("unit", ""),
        empty=raw.get("empty", ""),
        choices=tuple(raw.get("choices", ())),
        minimum=raw.get("minimum", 0),
        maximum=raw.get("maximum", float("inf")),
    )
