"""Measures: what is counted, defined once for every form, each keeping the people that it counted.

A measure counts people; conditions (grade, sex, class, group) are applied to the people; a figure
is a measure under conditions over a period. A figure that lacks a table is None, never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.book import Cell
from kongcuo_xl.calendar import school_year, school_year_label
from kongcuo_xl.people import name_field
from kongcuo_xl.period import Period
from kongcuo_xl.records import Counted, Records
from kongcuo_xl.tables import kinds

if TYPE_CHECKING:
    from kongcuo_xl.scope import Scope

PRIMARY, JUNIOR = range(1, 7), range(7, 10)
STAGES = {"小学": PRIMARY, "初中": JUNIOR}


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that forms ask for."""

    id: str
    label: str
    definition: str
    """What is counted, in one sentence for the user."""
    count: Callable[[Records], Counted] = field(repr=False)
    unit: str = "人"


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which of the people count; what is not said does not matter."""

    grade: int | None = None
    stage: str = ""
    """小学 or 初中."""
    sex: str = ""
    klass: str = ""
    """As people say it: 七(1)班."""
    group: str = ""
    """A flag of the roster: ``left_behind`` …"""
    school: str = ""
    """The name of a school, as its unit or its tables have it."""

    @property
    def words(self) -> str:
        """The conditions as people read them."""
        grade = "" if self.grade is None else f"{'一二三四五六七八九'[self.grade - 1]}年级"
        group = kinds()["students"].fields[self.group].label if self.group else ""
        told = (self.school, self.stage, grade, self.klass, self.sex, group)
        return "、".join(filter(None, told)) or "全部"


class Source(NamedTuple):
    """A person counted, and the cell where he or she stands."""

    name: str
    klass: str
    id_number: str
    file: str
    sheet: str
    cell: Cell
    said: str
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people under conditions; ``number`` is None where it can't be told."""

    measure: Measure
    conditions: Conditions
    period: Period
    number: int | None
    basis: str
    everybody: pd.DataFrame = field(repr=False)
    """Those whom the measure counts under no condition."""
    rows: npt.NDArray[np.intp] = field(repr=False)
    """Which of them, by position, these conditions leave."""

    @property
    def people(self) -> pd.DataFrame:
        """Those whom the number counts."""
        return self.everybody.iloc[self.rows]


class Statistics:
    """The measures over the units of a scope in one period, each counted once."""

    def __init__(self, scope: Scope, period: Period) -> None:
        self.records = scope.records(period)
        self.period = period
        self._counted: dict[str, Counted] = {}
        self._columns: dict[tuple[str, str], npt.NDArray[Any]] = {}
        self._figures: dict[tuple[str, Conditions], Figure] = {}

    def counted(self, measure_id: str) -> Counted:
        """Everybody that a measure counts. Raises KeyError for a measure that there is not."""
        if measure_id not in self._counted:
            self._counted[measure_id] = MEASURES[measure_id].count(self.records)
        return self._counted[measure_id]

    def figure(self, measure_id: str, conditions: Conditions = Conditions()) -> Figure:
        """A measure under conditions, with its people."""
        if (measure_id, conditions) not in self._figures:
            self._figures[measure_id, conditions] = self._figure(measure_id, conditions)
        return self._figures[measure_id, conditions]

    def _figure(self, measure_id: str, conditions: Conditions) -> Figure:
        counted = self.counted(measure_id)
        rows = np.flatnonzero(self._where(measure_id, conditions))
        number = len(rows) if self._known(counted, conditions, len(rows)) else None
        measure = MEASURES[measure_id]
        return Figure(measure, conditions, self.period, number, counted.basis, counted.people, rows)

    def _known(self, counted: Counted, conditions: Conditions, found: int) -> bool:
        """Whether a number can be told: 0 only if some unit with these grades has its tables."""
        told_of = set(self.records.units) - set(counted.lacking)
        if conditions.school:
            told_of &= self.records.units_of(conditions.school)
        if conditions.group:
            told_of &= self.records.units_flagging(conditions.group)
        if not told_of:
            return False
        grades = (
            {conditions.grade} if conditions.grade is not None else STAGES.get(conditions.stage)
        )
        if found or not grades:
            return True
        taught = {pair for pair in self.records.taught if pair[1] in grades}
        told = {p for p in taught if p[0] not in counted.lacking and p not in counted.gaps}
        return bool(told) or not taught

    def _where(self, measure_id: str, conditions: Conditions) -> npt.NDArray[np.bool_]:
        """Which of the people a measure counts meet the conditions."""
        keep = np.ones(len(self.counted(measure_id).people), dtype=bool)
        if not len(keep):
            return keep
        if conditions.grade is not None:
            keep &= self._column(measure_id, "grade") == conditions.grade
        if conditions.stage:
            keep &= np.isin(self._column(measure_id, "grade"), list(STAGES[conditions.stage]))
        if conditions.sex:
            keep &= self._column(measure_id, "sex") == conditions.sex
        if conditions.klass:
            keep &= self._column(measure_id, "klass") == conditions.klass
        if conditions.school:
            units = list(self.records.units_of(conditions.school))
            keep &= np.isin(self._column(measure_id, "unit"), units)
        if conditions.group:
            keys = self.counted(measure_id).people["key"]
            keep &= clean.is_in(keys, self.records.in_group(conditions.group)).to_numpy(dtype=bool)
        return keep

    def _column(self, measure_id: str, name: str) -> npt.NDArray[Any]:
        """A column of those whom a measure counts, taken out once; an unknown grade is -1."""
        if (measure_id, name) not in self._columns:
            values = self.counted(measure_id).people[name]
            self._columns[measure_id, name] = (
                values.astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
                if name == "grade"
                else values.to_numpy(dtype=object)
            )
        return self._columns[measure_id, name]

    def notes(self, measure_id: str) -> list[str]:
        """Sentences on what a measure could not count, and where it had to make do."""
        counted = self.counted(measure_id)
        label = MEASURES[measure_id].label
        reasons: dict[str, list[str]] = {}
        for unit, why in counted.lacking.items():
            reasons.setdefault(why, []).append(unit or "（所给文件）")
        everybody = len(counted.lacking) == len(self.records.units)
        said = [] if everybody else [f"{label}：{note}" for note in counted.notes]
        if not everybody:
            said += [f"{label}：{why}，没有计入。" for why in dict.fromkeys(counted.gaps.values())]
        for why, units in reasons.items():
            if everybody and len(reasons) == 1:
                said.append(f"{label}：{why}，留空。")
            elif everybody:
                said.append(f"{label}：{'、'.join(units)}{why}，留空。")
            else:
                said.append(f"{label}：{'、'.join(units)}{why}，没有计入。")
        return said

    def sources(self, people: pd.DataFrame) -> list[Source]:
        """The cells where counted people stand, in the order given."""
        columns = (people[name].tolist() for name in ("kind", "at", "name", "klass", "id_number"))
        told = zip(*columns, people["said"].tolist(), people["unit"].tolist(), strict=True)
        found = []
        places = {kind: name_field(kind) for kind in set(people["kind"])}
        for kind, at, name, klass, id_number, said, unit in told:
            table = self.records.tables[kind]
            piece = table.pieces[table.piece_no[at]]
            cell = piece.cell(int(table.row[at]), places[kind])
            found.append(
                Source(name, klass, id_number, piece.file, piece.sheet.name, cell, said, unit)
            )
        return found

    @cached_property
    def units(self) -> list[str]:
        """The units counted."""
        return self.records.units


# ── 在籍、应到、实到 ─────────────────────────────────────────────────────────────────────────────
def _without(records: Records, have: set[str], why: str) -> dict[str, str]:
    return {unit: why for unit in records.units if unit not in have}


def _another_year(records: Records) -> str:
    """Why lists of now say nothing about a period: everybody has moved up a grade since."""
    now, then = school_year(records.scope.date), school_year(records.period.end)
    if now == then:
        return ""
    return (
        f"所给名册是{school_year_label(now)}的，推算不出{school_year_label(then)}的年级人数，"
        "请用当时的名册并写明当时的核查日期"
    )


def _gaps(records: Records, kind: str, others: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Grades that a unit's list leaves out although the other list has pupils in them."""
    second = "students" if kind == "registry" else "registry"
    label, other = kinds()[kind].label, kinds()[second].label
    return {
        (unit, grade): f"{unit or '所给文件'}的{label}中没有{clean.grade_label(grade)}"
        f"（{other}中有{count}人）"
        for (unit, grade), count in records.uncovered(kind, others).items()
    }


def _basis(records: Records, first: str) -> str:
    """Which list was counted, by unit."""
    second = "students" if first == "registry" else "registry"
    units = set(records.units)
    own = records.tables.units_with(first) & units
    other = (records.tables.units_with(second) & units) - own
    labels = {"registry": "学籍（学籍表）", "students": "花名册"}
    if not other:
        return labels[first]
    stand_in = f"{labels[second]}（没有{kinds()[first].label}，以{kinds()[second].label}代替）"
    if not own:
        return stand_in
    return f"{labels[first]}；{'、'.join(sorted(other))}为{stand_in}"


def _enrolled(records: Records, *, at_start: bool) -> Counted:
    if why := _another_year(records):
        return Counted(_nobody(records), lacking=_without(records, set(), why))
    listed = records.units_with("registry", "students")
    lacking = _without(records, listed, "缺少学籍表和学生花名册")
    notes = _twice(records)
    best = ("registry", "students")
    basis = _basis(records, "registry")
    if at_start:
        kept = records.tables.units_with("changes")
        lacking |= _without(records, kept | set(lacking), "缺少学籍变动登记册，期初人数推算不出")
        people = records.there_before(records.period.start, *best)
        notes += _undated(records)
        basis += "，减去期内增加、加回期内减少（学籍变动登记册）"
    else:
        people = records.there_before(records.last + dt.timedelta(1), *best)
        if records.scope.date > records.period.end:
            unchanged = listed - records.tables.units_with("changes")
            if unchanged != listed:
                basis += f"，退回{records.last:%Y-%m-%d}以后的变动"
            if unchanged:
                notes.append(
                    f"缺少学籍变动登记册，按名册现在的人数计（截至{records.scope.date:%Y-%m-%d}）。"
                )
    gaps = _gaps(records, "registry", records.there_now("students"))
    return Counted(_outside(people, lacking), basis, tuple(notes), lacking, gaps)


def _outside(people: pd.DataFrame, units: dict[str, str]) -> pd.DataFrame:
    """Those who are in none of these units."""
    if not units or not len(people):
        return people
    return people[~people["unit"].isin(units)]


def _twice(records: Records) -> list[str]:
    notes = []
    for kind in ("registry", "students"):
        frame = records.frame(kind)
        if not frame["key"].duplicated().any():
            continue
        again = frame[frame.duplicated("key")]
        names = _few(again["name"])
        notes.append(f"{kinds()[kind].label}中{names}重复登记，只计一次。")
    return notes


def _undated(records: Records) -> list[str]:
    count = records.undated_changes
    return [f"学籍变动登记册有{count}行没有写明变动日期，没有计入推算。"] if count else []


def _expected(records: Records) -> Counted:
    if why := _another_year(records):
        return Counted(_nobody(records), lacking=_without(records, set(), why))
    listed = records.units_with("students", "registry")
    lacking = _without(records, listed, "缺少学生花名册和学籍表")
    day = records.last_school_day
    if day is None:
        return Counted(_nobody(records), lacking=_without(records, set(), "本期没有教学日"))
    there = records.there_before(records.last + dt.timedelta(1), "students", "registry")
    away = set(records.suspended["key"]) | set(records.home_taught["key"])
    enrolled = records.there_now("registry")
    if away:
        enrolled = enrolled[~clean.is_in(enrolled["key"], away)]
    gaps = _gaps(records, "students", enrolled)
    return Counted(
        there[~clean.is_in(there["key"], away)].reset_index(drop=True) if away else there,
        _basis(records, "students") + "，不含休学、送教",
        (),
        lacking,
        gaps,
    )


def _present(records: Records) -> Counted:
    expected = _expected(records)
    rosters = records.tables.units_with("students")
    called = set(records.units_called) & rosters
    lacking = dict(expected.lacking)
    lacking |= _without(records, called | set(lacking), "缺少缺课登记表或本期的点名册")
    absent = set(records.absent["key"])
    cases = records.latest_cases
    gone = set(cases.loc[cases["outcome"] == "未返", "key"])
    people = expected.people
    if absent or gone:
        people = people[~clean.is_in(people["key"], absent | gone)]
    days = sorted({f"{day:%Y-%m-%d}" for day in records.units_called.values()})
    basis = f"应到学生，{'、'.join(days)}的考勤" if days else ""
    notes = []
    if "cases" not in records.tables:
        notes.append("没有疑似辍学、辍学台账，只按考勤计算。")
    return Counted(_outside(people, lacking), basis, tuple(notes), lacking, expected.gaps)


# ── 台账 ─────────────────────────────────────────────────────────────────────────────────────────
NO_LEDGER = "缺少疑似辍学、辍学台账（确实没有个案的，也请放一张只有表头的空台账）"


def _of_cases(chosen: Callable[[pd.DataFrame, Period], pd.Series]) -> Callable[[Records], Counted]:
    """A measure over the latest case of each person."""

    def count(records: Records) -> Counted:
        lacking = _without(records, records.tables.units_with("cases"), NO_LEDGER)
        cases = records.latest_cases
        if not len(cases):
            return Counted(cases, "疑似辍学、辍学台账", (), lacking)
        people = cases[chosen(cases, records.period)]
        notes = []
        undated = people[people["undated"]]
        if len(undated):
            notes.append(f"{_few(undated['name'])}已返校或销号，台账没有写日期。")
        return Counted(people, "疑似辍学、辍学台账", tuple(notes), lacking)

    return count


def _within(dates: pd.Series, period: Period) -> pd.Series:
    return (dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(period.end))


# ── 休学、送教、延缓 ─────────────────────────────────────────────────────────────────────────────
def _suspended(records: Records) -> Counted:
    told = records.tables.units_with("changes")
    for kind, field_id in (("registry", "registry_status"), ("students", "status")):
        table = records.table(kind)
        if table is not None:
            told |= {p.unit for p in table.pieces if field_id in p.columns}
    lacking = _without(records, told, "缺少学籍变动登记册，学籍表和花名册也没有状态列")
    return Counted(records.suspended, "学籍（学籍变动登记册、学生状态）", (), lacking)


def _home_taught(records: Records) -> Counted:
    told = records.units_with("placements", "home_teaching") | set(records.home_taught["unit"])
    lacking = _without(records, told, "缺少残疾儿童安置表和送教上门记录")
    return Counted(records.home_taught, "残疾儿童安置表、送教上门记录、学生状态", (), lacking)


def _deferred(records: Records) -> Counted:
    lacking = _without(records, records.tables.units_with("deferrals"), "缺少延缓入学表")
    return Counted(records.deferred, "户籍（延缓入学表）", (), lacking)


def _of_changes(change: str) -> Callable[[Records], Counted]:
    """A measure over the changes of one sort in the period, each person once."""

    def count(records: Records) -> Counted:
        lacking = _without(records, records.tables.units_with("changes"), "缺少学籍变动登记册")
        changes = records.changes
        within = (changes["change"] == change) & _within(changes["date"], records.period)
        people = changes[within].drop_duplicates("key").reset_index(drop=True)
        return Counted(people, "学籍（学籍变动登记册）", tuple(_undated(records)), lacking)

    return count


def _changed(id_: str, change: str) -> Measure:
    definition = f"学籍变动登记册中变动日期在本期的{change}学生；同一学生只计一次"
    return Measure(id_, f"{change}（学籍变动）", definition, _of_changes(change))


def _nobody(records: Records) -> pd.DataFrame:
    return records.register_of().drop(columns="state")


def _few(names: pd.Series, most: int = 5) -> str:
    listed = list(dict.fromkeys(names))
    if len(listed) <= most:
        return "、".join(listed)
    return "、".join(listed[:most]) + f"等{len(listed)}人"


MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        Measure(
            "enrolled_start",
            "期初在籍",
            "本期第一天、当天变动之前在学籍的学生，含休学和送教上门",
            lambda records: _enrolled(records, at_start=True),
        ),
        Measure(
            "enrolled_end",
            "期末在籍",
            "本期最后一天（本期未满的，核查当天）在学籍的学生，含休学和送教上门",
            lambda records: _enrolled(records, at_start=False),
        ),
        Measure(
            "expected",
            "应到",
            "期末应当到校的学生：在校名册中不在休学、不在送教上门的学生",
            _expected,
        ),
        Measure(
            "present",
            "实到",
            "应到学生中，本期最后一个教学日没有全天缺课、也不是未返校个案的学生",
            _present,
        ),
        Measure(
            "suspected_new",
            "疑似辍学（本期新增）",
            "台账中本期发现的疑似辍学学生；一人几次的按最近一次计",
            _of_cases(lambda c, p: (c["kind_of"] == "疑似") & _within(c["opened"], p)),
        ),
        Measure(
            "suspected_total",
            "疑似辍学（累计）",
            "本学年到期末在台账中的疑似辍学学生，含上学年结转未返校的和已经返校的",
            _of_cases(lambda c, _: c["kind_of"] == "疑似"),
        ),
        Measure(
            "dropout_new",
            "辍学（本期新增）",
            "台账中本期发现的辍学学生；一人几次的按最近一次计",
            _of_cases(lambda c, p: (c["kind_of"] == "辍学") & _within(c["opened"], p)),
        ),
        Measure(
            "dropout_total",
            "辍学（累计）",
            "本学年到期末在台账中的辍学学生，含上学年结转未返校的和已经返校的",
            _of_cases(lambda c, _: c["kind_of"] == "辍学"),
        ),
        Measure(
            "returned_new",
            "劝返复学（本期）",
            "台账中复学日期在本期、期末仍在校的学生",
            _of_cases(lambda c, p: (c["outcome"] == "返校") & _within(c["ended"], p)),
        ),
        Measure(
            "returned_total",
            "劝返复学（累计）",
            "台账中本学年到期末已经复学、期末仍在校的学生",
            _of_cases(lambda c, _: c["outcome"] == "返校"),
        ),
        Measure(
            "not_back",
            "未返",
            "台账中到期末仍未返校、也没有销号的疑似辍学和辍学学生",
            _of_cases(lambda c, _: c["outcome"] == "未返"),
        ),
        Measure(
            "suspended",
            "休学",
            "到期末办理休学还没有复学的学生",
            _suspended,
        ),
        Measure(
            "home_taught",
            "送教",
            "到期末安置方式为送教上门的学生；没有安置表的，本期有送教记录的学生",
            _home_taught,
        ),
        Measure(
            "deferred",
            "延缓",
            "到期末仍在延缓期内的儿童；没有年级的列在一年级",
            _deferred,
        ),
        _changed("admitted", "招生"),
        _changed("resumed", "复学"),
        _changed("transferred_in", "转入"),
        _changed("added_otherwise", "其他增加"),
        _changed("graduated", "毕业"),
        _changed("completed", "结业"),
        _changed("went_on_leave", "休学"),
        _changed("withdrawn", "退学"),
        _changed("expelled", "开除"),
        _changed("died", "死亡"),
        _changed("transferred_out", "转出"),
        _changed("removed_otherwise", "其他减少"),
    )
}
"""Every measure, by id."""
