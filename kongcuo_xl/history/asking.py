"""Questions to a history: a pupil, a unit, a measure over the months; what there is to ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.history.runs import hash_of
from kongcuo_xl.history.secret import HistoryError
from kongcuo_xl.history.store import History, Part
from kongcuo_xl.period import PeriodError, parse
from kongcuo_xl.screen import mask
from kongcuo_xl.statistics import MEASURES
from kongcuo_xl.statistics.measure import Measure
from kongcuo_xl.units import same_school

ALL = "全部"
_NUMBER = re.compile(r"[GJLgjl]?\d{14,17}[\dXx]|\d{7,13}")
_STATES = ("在校", "送教", "休学", "疑似辍学", "辍学")
_RISKS = ("高", "中", "低")
_OF_UNIT = (
    "enrolled_start", "additions", "reductions", "enrolled_end", "in_school_end", "not_present",
)  # fmt: skip
_NEAR = 8
"""How many names a message gives at most."""


class Column(NamedTuple):
    """A column of an answer: its key for programs, its head for people."""

    key: str
    head: str
    line: bool = False
    """Whether a chart shows it as a line."""


@dataclass(slots=True)
class Answer:
    """What a history says: a table, and sentences on it."""

    title: str
    columns: list[Column]
    rows: list[list[Any]]
    """A cell is a text, a number or None."""
    notes: list[str] = field(default_factory=list)
    unit: str = ""
    """What the numbers of the lines count: 人, %."""
    trend: Answer | None = None
    """The same by month, where the table itself is not: what a chart shows."""


class Span(NamedTuple):
    """The months asked for, both included; ``""`` for no limit."""

    first: str = ""
    last: str = ""

    def __contains__(self, month: object) -> bool:
        """Whether a month lies in it."""
        text = str(month)
        return self.first <= text and (not self.last or text <= self.last)


EVER = Span()


def ask(
    history: History,
    *,
    student: str | None = None,
    unit: str | None = None,
    measure: str | None = None,
    since: str = "",
    until: str = "",
) -> Answer:
    """What somebody asks: about a pupil, a measure, else a unit, else what there is.

    Raises HistoryError where there is no answer, PeriodError for a month that is none.
    """
    span = Span(_month(since), _month(until))
    if student:
        return of_student(history, student, unit or "", span)
    if measure:
        return of_measure(history, measure, unit or "", span)
    return of_unit(history, unit, span) if unit else overview(history, span)


def _month(text: str) -> str:
    if text and parse(text).kind != "month":
        raise PeriodError(f"月份要写成 2025-10 这样，现在是“{text}”。")
    return parse(text).name if text else ""


# ── what there is ────────────────────────────────────────────────────────────────────────────────
def overview(history: History, span: Span = EVER) -> Answer:
    """Month by month how many units and pupils there are; which units and measures can be asked."""
    parts = _parts(history, span)
    people = history.read("people", parts, ["state"])
    findings = history.read("findings", parts, ["level", "count", "explained"])
    measures = history.read("measures", parts, ["measure"])
    parts = [part for part in parts if part.path.exists()]  # damaged ones have been set aside
    rows = []
    for month in dict.fromkeys(part.month for part in parts):
        there = people[(people["month"] == month) & people["state"].isin(_STATES)]
        levels = _levels(findings[findings["month"] == month])
        reported = sum(1 for part in parts if part.month == month)
        rows.append([month, reported, len(there), *levels])
    units = list(dict.fromkeys(part.unit for part in parts))
    known = [MEASURES[name].label for name in MEASURES if name in set(measures["measure"])]
    columns = [
        Column("month", "月份"), Column("units", "单位"), Column("pupils", "学生"),
        *(Column(key, level, True) for key, level in zip(_LEVEL_KEYS, LEVELS, strict=True)),
    ]  # fmt: skip
    notes = [f"单位：{_few(units)}", f"可问的数：{'、'.join(known)}"]
    return Answer("历史库", columns, rows, notes, "处")


_LEVEL_KEYS = ("errors", "doubts", "hints")


def _levels(findings: pd.DataFrame) -> list[int]:
    standing = findings[~findings["explained"].astype(bool)]
    return [int(standing.loc[standing["level"] == level, "count"].sum()) for level in LEVELS]


# ── a pupil ──────────────────────────────────────────────────────────────────────────────────────
def of_student(history: History, who: str, unit: str = "", span: Span = EVER) -> Answer:
    """Where a pupil stood month by month, by name, ID or 学籍号; pupils of one name apart.

    Raises HistoryError where the history knows nobody of the kind.
    """
    parts = _parts(history, span, unit)
    secret = history.secret()
    if secret is None:
        raise HistoryError(f"历史库“{history.folder}”里没有“密钥”文件，查不了学生；请从备份放回。")
    asked = clean.text(who)
    numbered = bool(_NUMBER.fullmatch(asked.replace(" ", "")))
    shown = mask(asked.replace(" ", "")) if numbered else asked
    hashes = hash_of(secret, asked)
    columns = ["person", "by_id", "by_number", "by_name", "klass", "state", "risk", "groups"]
    found = history.read("people", parts, columns)
    found = found[found[["by_id", "by_number", "by_name"]].isin(hashes).any(axis=1)]
    if not len(found):
        raise HistoryError(_nobody(history, shown, parts, secret.name))
    findings = history.read("findings", parts, ["code", "by_name", "explained"])
    findings = findings[findings["by_name"].isin(set(found["by_name"]))]
    codes = {
        key: "、".join(sorted(set(mine["code"].astype(str))))
        for key, mine in findings.groupby(["month", "unit", "by_name"])
    }
    order = {person: n for n, person in enumerate(dict.fromkeys(found["person"]), 1)}
    rows = [
        [
            order[person], month, unit_, klass, state, risk or None, groups or None,
            codes.get((month, unit_, by_name)),
        ]
        for person, month, unit_, klass, state, risk, groups, by_name in found[
            ["person", "month", "unit", "klass", "state", "risk", "groups", "by_name"]
        ].itertuples(index=False)
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    heads = [
        Column("person", "序号"), Column("month", "月份"), Column("unit", "单位"),
        Column("class", "班级"), Column("state", "状态"), Column("risk", "辍学风险"),
        Column("groups", "群体"), Column("findings", "问题"),
    ]  # fmt: skip
    notes = []
    if len(order) > 1:
        notes.append(
            f"可能是{len(order)}个人：序号相同的是同一个人（按身份证号、学籍号，没有的按单位和姓名）。"
        )
    return Answer(f"学生：{shown}", heads, rows, notes)


def _nobody(history: History, shown: str, parts: Sequence[Part], key: str) -> str:
    other = [part for part in parts if history.key_of(part) != key]
    told = f"历史库里没有“{shown}”；请核对写法，也可以用身份证号或学籍号查。"
    if other:
        told += f"有{len(other)}份记录是用另一把密钥写的，其中的学生查不到。"
    return told


# ── a unit ───────────────────────────────────────────────────────────────────────────────────────
def of_unit(history: History, name: str, span: Span = EVER) -> Answer:
    """A unit month by month: opening, changes, closing, states, risks, findings."""
    parts = _parts(history, span, name)
    units = list(dict.fromkeys(part.unit for part in parts))
    people = history.read("people", parts, ["state", "risk"])
    findings = history.read("findings", parts, ["level", "count", "explained"])
    numbers = _numbers(history, parts, _OF_UNIT)
    parts = [part for part in parts if part.path.exists()]  # damaged ones have been set aside
    rows = []
    for part in parts:
        own = (people["month"] == part.month) & (people["unit"] == part.unit)
        states = Counter(people.loc[own, "state"].astype(str))
        risks = Counter(people.loc[own, "risk"].astype(str))
        made = (findings["month"] == part.month) & (findings["unit"] == part.unit)
        rows.append(
            [
                part.month, *([part.unit] if len(units) > 1 else []),
                *(numbers.get((part.unit, part.month, name)) for name in _OF_UNIT),
                *(states[state] for state in _STATES[1:]),
                *(risks[risk] for risk in _RISKS),
                *_levels(findings[made]),
            ]
        )  # fmt: skip
    columns = [
        Column("month", "月份"), *([Column("unit", "单位")] if len(units) > 1 else []),
        *(Column(name, MEASURES[name].label) for name in _OF_UNIT),
        *(Column(key, state, True) for key, state in zip(
            ("home_taught", "suspended", "suspected", "dropped_out"), _STATES[1:], strict=True)),
        *(Column(key, f"{risk}风险", risk == "高") for key, risk in zip(
            ("high", "medium", "low"), _RISKS, strict=True)),
        *(Column(key, level) for key, level in zip(_LEVEL_KEYS, LEVELS, strict=True)),
    ]  # fmt: skip
    title = f"单位：{'、'.join(units)}"
    return Answer(title, columns, rows, _breaks(parts, numbers), "人")


def _breaks(parts: Sequence[Part], numbers: dict[tuple[str, str, str], float]) -> list[str]:
    """Where a month does not open as the one before it closed."""
    notes = []
    last: dict[str, Part] = {}
    for part in parts:
        before = last.get(part.unit)
        last[part.unit] = part
        if not before or _next(before.month) != part.month:
            continue
        opening = numbers.get((part.unit, part.month, "enrolled_start"))
        closing = numbers.get((part.unit, before.month, "enrolled_end"))
        if opening is not None and closing is not None and opening != closing:
            notes.append(
                f"{part.unit} {part.month} 期初在籍 {opening:g}，"
                f"{before.month} 期末在籍 {closing:g}，对不上。"
            )
    return notes


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"


# ── a measure ────────────────────────────────────────────────────────────────────────────────────
def of_measure(history: History, name: str, unit: str = "", span: Span = EVER) -> Answer:
    """A measure of every unit, or of one, by month, and all together; of rates, that of the sums.

    Raises HistoryError.
    """
    asked = measure_named(name)
    parts = _parts(history, span, unit)
    frame = history.read("measures", parts, ["measure", "of", "number", "numerator", "denominator"])
    frame = frame[(frame["measure"] == asked.id) & (frame["of"] == ALL)]
    if not len(frame):
        raise HistoryError(f"历史库里没有“{asked.label}”这个数：那些月份都缺算它的台账。")
    months = list(dict.fromkeys(part.month for part in parts))
    numbers = {
        (u, m): _whole(n)
        for u, m, n in zip(frame["unit"], frame["month"], frame["number"], strict=True)
    }
    units = [
        u
        for u in dict.fromkeys(part.unit for part in parts)
        if any((u, m) in numbers for m in months)
    ]
    totals = [_total(frame[frame["month"] == month], asked) for month in months]
    lines = {u: [numbers.get((u, month)) for month in months] for u in units}
    # More lines than these could not be told apart.
    drawn = dict(list(lines.items())[:_NEAR])
    if len(units) > 1:
        lines["合计"] = totals
        drawn = {"合计": totals, **drawn}
    columns = [Column("unit", "单位"), *(Column(month, month) for month in months)]
    rows: list[list[Any]] = [[u, *values] for u, values in lines.items()]
    trend = Answer(
        asked.label,
        [Column("month", "月份"), *(Column(u, u, True) for u in drawn)],
        [[month, *(values[n] for values in drawn.values())] for n, month in enumerate(months)],
        unit=asked.unit,
    )
    return Answer(asked.label, columns, rows, [asked.definition], asked.unit, trend)


def _total(frame: pd.DataFrame, asked: Measure) -> float | None:
    if not len(frame):
        return None
    if not asked.is_rate:
        return _whole(frame["number"].sum())
    below = frame["denominator"].sum()
    return round(100 * float(frame["numerator"].sum()) / below, 2) if below else None


def measure_named(name: str) -> Measure:
    """The measure that an id or label means, or the only one whose label holds the words.

    Raises HistoryError where there is none or several.
    """
    asked = clean.key(name)
    exact = [m for m in MEASURES.values() if asked in (m.id, clean.key(m.label))]
    near = [m for m in MEASURES.values() if asked and asked in clean.key(m.label)]
    if exact or len(near) == 1:
        return (exact or near)[0]
    if not near:
        raise HistoryError(f"没有“{name}”这个数；不写选项运行 kongcuo history 可以看到都有哪些。")
    raise HistoryError(f"“{name}”可以是：{_few(m.label for m in near)}；请写全。")


def _numbers(
    history: History, parts: Sequence[Part], names: Sequence[str]
) -> dict[tuple[str, str, str], float]:
    frame = history.read("measures", parts, ["measure", "of", "number"])
    frame = frame[frame["measure"].isin(names) & (frame["of"] == ALL)]
    keys = zip(frame["unit"], frame["month"], frame["measure"].astype(str), strict=True)
    return dict(zip(keys, map(_whole, frame["number"]), strict=True))


def _whole(number: float) -> float:
    """A number of people without its fraction of nothing."""
    return int(number) if number == int(number) else float(number)


# ── which parts ──────────────────────────────────────────────────────────────────────────────────
def _parts(history: History, span: Span, unit: str = "") -> list[Part]:
    """The parts asked for; raises HistoryError where there are none."""
    every = history.parts()
    if not every:
        raise HistoryError(
            f"“{history.folder}”里没有历史记录；kongcuo batch 每次运行都会记一份，"
            "以前的来件可以用 kongcuo history rebuild 补记。"
        )
    within = [part for part in every if part.month in span]
    if not within:
        months = sorted({part.month for part in every})
        raise HistoryError(f"这段时间没有历史记录；历史库里有 {months[0]} 到 {months[-1]}。")
    if not unit:
        return within
    units = list(dict.fromkeys(part.unit for part in within))
    meant = _units_named(unit, units)
    if not meant:
        raise HistoryError(f"历史库里没有单位“{unit}”；有：{_few(units)}。")
    return [part for part in within if part.unit in meant]


def _units_named(name: str, units: Sequence[str]) -> set[str]:
    """The units that a name means: of that name, else of a like one, else those that hold it."""
    ways: tuple[Callable[[str], bool], ...] = (
        lambda u: name in (u, u.rpartition("/")[2]),
        lambda u: same_school(name, u.rpartition("/")[2]),
        lambda u: clean.key(name) in clean.key(u),
    )
    return next((meant for fits in ways if (meant := set(filter(fits, units)))), set())


def _few(names: Iterable[str]) -> str:
    every = list(names)
    more = f"等{len(every)}个" if len(every) > _NEAR else ""
    return "、".join(every[:_NEAR]) + more
