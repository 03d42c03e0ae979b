"""The at-risk list as text, JSON, CSV and a workbook. IDs are masked unless asked for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pandas as pd

from kongcuo_xl.hosts.lists import Column, ListSheet, write, write_file
from kongcuo_xl.listing import harmless
from kongcuo_xl.risk import LEVELS, Assessment, Reason, assess
from kongcuo_xl.scope import Scope
from kongcuo_xl.screen import ids
from kongcuo_xl.tables import NotApplicable
from kongcuo_xl.units import shown

_TINTS = {"高": "F4B084", "中": "FFE699", "低": "E2EFDA"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A pupil on the list."""

    unit: str
    klass: str
    name: str
    level: str
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class RiskList:
    """The pupils of some levels, grave ones first, out of everybody judged."""

    date: dt.date
    policy: str
    pupils: list[Listed] = field(default_factory=list)
    judged: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """Level → how many of everybody judged."""
    lacking: dict[str, str] = field(default_factory=dict)
    """Label of a factor → why it could not be judged."""

    @property
    def summary(self) -> str:
        """One line, numbers first."""
        levels = "，".join(f"{level} {self.counts[level]} 人" for level in LEVELS)
        return f"共 {self.judged} 人：{levels}。日期 {self.date}"


def at_risk(scopes: Iterable[Scope], levels: Sequence[str] = LEVELS[:3]) -> RiskList:
    """The list of pupils at some levels. Raises NotApplicable where nobody has a roster."""
    found: RiskList | None = None
    why = NotApplicable("没有可以读的表")
    for scope in scopes:
        found_here = found or RiskList(scope.date, scope.policy.name)
        try:
            assessment = assess(scope)
        except NotApplicable as lacking:
            why = lacking
            continue
        found = found_here
        _add(found, assessment, levels)
    if found is None:
        raise why
    order = {str(level): place for place, level in enumerate(LEVELS)}
    found.pupils.sort(key=lambda pupil: (order[pupil.level], pupil.unit))
    return found


def by_unit(scope: Scope) -> dict[str, RiskList]:
    """The list of each unit that has somebody to list, as ``at_risk`` of it alone would give it.

    Units with a list of 脱贫户 are judged one by one: it may name anybody's pupils.
    """
    alone = scope.tables.units_with("households")
    together = [unit for unit in scope.tables.units if unit not in alone]
    found: dict[str, RiskList] = {}
    for units in (together, *([unit] for unit in scope.tables.units if unit in alone)):
        try:
            assessment = assess(scope.only(units)) if units else None
        except NotApplicable:
            continue
        if assessment is not None:
            _share_out(assessment, found)
    return found


def _share_out(assessment: Assessment, found: dict[str, RiskList]) -> None:
    every = RiskList(assessment.date, assessment.policy.name)
    _add(every, assessment, LEVELS[:3])
    counts = pd.crosstab(assessment.students.unit, assessment.levels)
    for pupil in every.pupils:
        if pupil.unit not in found:
            levels = Counter({str(k): int(v) for k, v in counts.loc[pupil.unit].items() if v})
            found[pupil.unit] = RiskList(
                every.date, every.policy, judged=levels.total(), counts=levels
            )
        found[pupil.unit].pupils.append(pupil)


def levels_of(text: str) -> list[str]:
    """The levels that a text like 高,中 names; empty where a part is none."""
    parts = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",")]
    return parts if set(parts) <= set(LEVELS) else []


def _add(found: RiskList, assessment: Assessment, levels: Sequence[str]) -> None:
    labels = {factor.id: factor.label for factor in assessment.policy.risk}
    found.judged += len(assessment.students)
    found.counts.update(assessment.levels.tolist())
    found.lacking.update({labels[f]: why for f, why in assessment.lacking.items()})
    frame = assessment.frame(levels)
    for row, unit, klass, name, level in zip(
        frame["student"], frame["unit"], frame["klass"], frame["name"], frame["level"], strict=True
    ):
        found.pupils.append(Listed(unit, klass, name, level, tuple(assessment.reasons(row))))


def as_text(found: RiskList, *, show_ids: bool = False) -> str:
    """What a person reads: by level and unit, each reason with its basis and its cell."""
    lines: list[str] = []
    for level, of_level in groupby(found.pupils, key=lambda pupil: pupil.level):
        pupils = list(of_level)
        lines += ["", f"{level}风险：{len(pupils)} 人"]
        for unit, mine in groupby(pupils, key=lambda pupil: pupil.unit):
            lines.append(f"  {shown(unit)}")
            for pupil in mine:
                lines.append(f"    {pupil.klass} {pupil.name}".rstrip())
                lines += [f"      {_line(reason)}" for reason in pupil.reasons]
    if found.lacking:
        lines += ["", "没有判断的因素："]
        lines += [f"  {label}：{why}" for label, why in found.lacking.items()]
    lines += ["", f"{found.summary}，政策 {found.policy}。"]
    return ids("\n".join(lines).lstrip("\n"), show_ids=show_ids)


def _line(reason: Reason) -> str:
    place = f"{reason.file}［{reason.sheet}］{reason.cell}"
    return f"{reason.words}（依据 {'、'.join(reason.basis)}；见 {place}）"


def as_json(found: RiskList, *, show_ids: bool = False) -> str:
    """One object; see docs/risk.md."""
    return ids(
        json.dumps(
            {
                "date": found.date.isoformat(),
                "policy": found.policy,
                "counts": {level: found.counts[level] for level in LEVELS},
                "students": [
                    {
                        "unit": pupil.unit,
                        "class": pupil.klass,
                        "name": pupil.name,
                        "level": pupil.level,
                        "reasons": [
                            {
                                "factor": reason.factor,
                                "grade": reason.grade,
                                "words": reason.words,
                                "basis": [*reason.basis],
                                "file": reason.file,
                                "sheet": reason.sheet,
                                "cell": reason.cell,
                                "level_without": reason.level_without,
                            }
                            for reason in pupil.reasons
                        ],
                    }
                    for pupil in found.pupils
                ],
                "lacking": [
                    {"factor": label, "reason": why} for label, why in found.lacking.items()
                ],
            },
            ensure_ascii=False,
            indent=1,
        ),
        show_ids=show_ids,
    )


_COLUMNS = (
    Column("风险", 8, centred=True), Column("单位", 22), Column("班级", 11, centred=True),
    Column("姓名", 11), Column("原因", 56), Column("依据", 26), Column("所在", 34),
    Column("更正后可降级的事实", 34),
)  # fmt: skip


def _row(pupil: Listed, *, show_ids: bool) -> tuple[str, ...]:
    """A pupil as the cells of a list."""
    basis = dict.fromkeys(one for reason in pupil.reasons for one in reason.basis)
    places = dict.fromkeys(f"{r.file}［{r.sheet}］{r.cell}" for r in pupil.reasons)
    decisive = [
        f"{r.words}→{r.level_without}" for r in pupil.reasons if r.level_without != pupil.level
    ]
    cells = (
        pupil.level, shown(pupil.unit), pupil.klass, pupil.name,
        "；".join(r.words for r in pupil.reasons), "、".join(basis), "；".join(places),
        "；".join(decisive),
    )  # fmt: skip
    return tuple(ids(cell, show_ids=show_ids) for cell in cells)


def as_csv(found: RiskList, *, show_ids: bool = False) -> str:
    """A table for spreadsheet programs; text that would become a formula is kept text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading for column in _COLUMNS])
    writer.writerows(
        [harmless(cell) for cell in _row(pupil, show_ids=show_ids)] for pupil in found.pupils
    )
    return "\ufeff" + out.getvalue()


def write_workbook(found: RiskList, path: Path, *, show_ids: bool = False) -> None:
    """The list as a workbook. Raises OutputError."""
    note = f"{found.summary}。风险由事实得出，每条写明依据；更正了的事实不再计入。"
    rows = [_row(pupil, show_ids=show_ids) for pupil in found.pupils]
    write(path, [ListSheet("预警名单", "辍学风险预警名单", note, _COLUMNS, rows, 0, _TINTS)])


FORMATS: dict[str, Callable[..., str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
}


def save(found: RiskList, kind: str, path: Path, *, show_ids: bool = False) -> None:
    """Write the list to a file as text, json, csv or xlsx. Raises OutputError."""
    if kind == "xlsx":
        write_workbook(found, path, show_ids=show_ids)
    else:
        write_file(path, FORMATS[kind](found, show_ids=show_ids).encode())
