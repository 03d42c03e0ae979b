"""AT_RISK: how likely each pupil is to leave school, 高 / 中 / 低 / 无, and the facts it rests on.

A *fact* is one thing written in one cell that speaks for a risk: truancy, an open case, a flag. The
factors, their weight and their words are policy data (``[risk.…]``). A level follows from facts
alone, so it can be told which facts it would lose if they were corrected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary, ref

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import cases as case_ledger
from kongcuo_xl import clean, county, groups, signs, survey
from kongcuo_xl.attendance import Attendance
from kongcuo_xl.book import a1
from kongcuo_xl.calendar import school_year, window_start
from kongcuo_xl.people import match
from kongcuo_xl.policy import OFF, Policy
from kongcuo_xl.rules.attendance.follow_up import day, last_day, overrun
from kongcuo_xl.rules.attendance.sums import attendance_rates, truant_days
from kongcuo_xl.rules.visits.assigned import assigned_because, at_school
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import (
    MissingColumnError,
    MissingTableError,
    NotApplicable,
    Table,
    what_lacks,
)
from kongcuo_xl.visits import this_term, visits_made, visits_of_pupils

Level: TypeAlias = Literal["高", "中", "低", "无"]
LEVELS: tuple[Level, ...] = ("高", "中", "低", "无")
"""From grave to none."""

_Source: TypeAlias = tuple[Table, str] | Attendance
_GRADES = ("高", "中", "低", "加重")
_SHOWN = 24
"""Characters of a record that a reason quotes."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact as people read it, with the requirements it rests on and the cell that states it."""

    factor: str
    grade: str
    words: str
    basis: tuple[str, ...]
    file: str
    sheet: str
    cell: str
    level_without: Level
    """The pupil's level if this one fact were corrected away."""


@dataclass(eq=False)
class Assessment:
    """The levels of all pupils of a students table.

    ``facts`` columns: ``student`` (row of the table), ``factor``, ``grade``, ``words``, ``source``
    (number in ``sources``), ``at`` (its row or record): a row a fact, by student.
    """

    students: Table
    policy: Policy
    date: dt.date
    facts: pd.DataFrame
    sources: list[_Source]
    """Where facts stand: a table and its field, or the attendance records."""
    lacking: dict[str, str] = field(default_factory=dict)
    """Factor → why it could not be judged here."""

    @cached_property
    def levels(self) -> pd.Series:
        """The level of every row of the students table."""
        return self._named(self._codes(np.ones(len(self.facts), dtype=bool)))

    def without(self, facts: Iterable[int]) -> pd.Series:
        """The levels if some facts (row labels of ``facts``) were corrected away."""
        kept = ~self.facts.index.isin(list(facts))
        return self._named(self._codes(kept))

    @cached_property
    def levels_without(self) -> pd.Series:
        """For each fact, its pupil's level if that fact alone were corrected away."""
        told = self._counts(np.ones(len(self.facts), dtype=bool))
        student = self.facts["student"].to_numpy()
        pair = self.facts.groupby(["student", "factor"], sort=False)["grade"].transform("size")
        alone = (pair == 1).to_numpy(dtype=bool)
        counts = {grade: told[grade][student] for grade in _GRADES}
        for grade in _GRADES:
            mine = (self.facts["grade"] == grade).to_numpy(dtype=bool)
            counts[grade] = counts[grade] - (mine & alone)
        return pd.Series(self._level(counts), index=self.facts.index).map(dict(enumerate(LEVELS)))

    def frame(self, levels: Sequence[str] = LEVELS[:3]) -> pd.DataFrame:
        """The pupils at some levels, grave ones first, then by unit and class.

        Columns: ``student`` (row), ``unit``, ``klass`` (七(1)班), ``name``, ``level``, ``reasons``.
        """
        order = {level: place for place, level in enumerate(LEVELS)}
        chosen = np.flatnonzero(self.levels.isin(list(levels)).to_numpy(dtype=bool))
        table = self.students
        found = pd.DataFrame(
            {
                "student": chosen,
                "unit": table.unit.take(chosen).array,
                "klass": table.class_label.take(chosen).array,
                "name": table.maybe("name").take(chosen).array,
                "level": self.levels.take(chosen).array,
                "key": table.class_key.take(chosen).array,
            }
        )
        found["reasons"] = ["；".join(self.words.get(row, ())) for row in chosen.tolist()]
        found["order"] = found["level"].map(order)
        found = found.sort_values(["order", "unit", "key", "student"], ignore_index=True)
        return found.drop(columns=["order", "key"])

    def reasons(self, student: int) -> list[Reason]:
        """The facts behind one pupil's level, grave ones first."""
        told = self._columns
        found = []
        for at in self._at.get(student, ()):
            factor = told["factor"][at]
            file, sheet, cell = self._place(told["source"][at], told["at"][at])
            found.append(
                Reason(
                    factor, told["grade"][at], told["words"][at], self._basis[factor],
                    file, sheet, cell, told["without"][at],
                )
            )  # fmt: skip
        return found

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        """The facts as lists, which are looked into one by one faster than a frame."""
        told = {str(name): values.tolist() for name, values in self.facts.items()}
        return {**told, "without": self.levels_without.tolist()}

    @cached_property
    def _basis(self) -> dict[str, tuple[str, ...]]:
        return {factor.id: factor.basis for factor in self.policy.risk}

    @cached_property
    def words(self) -> dict[int, tuple[str, ...]]:
        """Row of the students table → its reasons, only for pupils with facts."""
        words = self.facts["words"].tolist()
        return {row: tuple(words[at.start : at.stop]) for row, at in self._at.items()}

    @cached_property
    def _at(self) -> dict[int, range]:
        """Row of the students table → the rows of its facts."""
        student = self.facts["student"].to_numpy()
        starts = np.flatnonzero(np.diff(student, prepend=-1))
        ends = np.append(starts, len(student))[1:]
        return {
            int(student[a]): range(a, b)
            for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
        }

    def _place(self, source: int, at: int) -> tuple[str, str, str]:
        origin = self.sources[source]
        if isinstance(origin, Attendance):
            number, row, column = (
                int(origin.records[name].to_numpy()[at]) for name in ("piece", "row", "column")
            )
            piece = origin.pieces[number]
            return piece.file, piece.sheet.name, a1(*piece.sheet.place(row, column))
        table, field_id = origin
        piece = table.pieces[table.piece_no[at]]
        wanted = field_id if piece.has(field_id) else "name"
        cell = piece.cell(int(table.row[at]), wanted)
        return piece.file, piece.sheet.name, a1(*piece.sheet.place(*cell))

    def _counts(self, kept: npt.NDArray[np.bool_]) -> dict[str, npt.NDArray[np.int64]]:
        """How many different factors of each grade every pupil has."""
        facts = self.facts[kept]
        facts = facts[~facts.duplicated(["student", "factor"])]
        student, grade = facts["student"].to_numpy(), facts["grade"].to_numpy(dtype=object)
        size = len(self.students)
        return {g: np.bincount(student[grade == g], minlength=size) for g in _GRADES}

    def _codes(self, kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return self._level(self._counts(kept))

    def _level(self, counts: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
        """Place in LEVELS for each set of counts."""
        several = counts["低"] >= self.policy["risk_factors_for_medium"]
        lifted = (counts["低"] >= 1) & (counts["加重"] >= 1)
        medium = (counts["中"] >= 1) | several | lifted
        none = counts["低"] == 0
        return np.select([counts["高"] >= 1, medium, ~none], [0, 1, 2], 3)

    def _named(self, codes: npt.NDArray[np.int64]) -> pd.Series:
        return pd.Series(np.array(LEVELS, dtype=object)[codes], index=self.students.index)


def assess(scope: Scope) -> Assessment:
    """Every pupil of the scope's rosters, judged on the check date.

    Worked out once for a scope. Raises NotApplicable where there is no roster. Source: the
    catalogue's AT_RISK.
    """
    return scope.derived(_assess)


def _assess(scope: Scope) -> Assessment:
    if "students" not in scope.tables:
        raise NotApplicable("没有学生花名册，看不出有哪些学生")
    gathered = _Facts(scope)
    for step in _GATHER:
        gathered.take(step)
    return Assessment(
        gathered.students, scope.policy, scope.date, gathered.frame(),
        gathered.sources(),
        {f: why for f, why in gathered.lacking.items() if f in gathered.factors},
    )  # fmt: skip


class _Step(NamedTuple):
    """One look for facts."""

    factors: tuple[str, ...]
    """What it can't tell where it lacks a table or a column."""
    gather: Callable[[_Facts], None]
    rests_on: tuple[str, ...] | None = None
    """Tables that with the roster, policy and check date decide what it finds; None: more does."""


class _Told(NamedTuple):
    """Facts of one factor that stand in one place: a row each."""

    factor: str
    source: tuple[str, str] | None
    """Kind of table and field; None for the attendance records."""
    student: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    words: npt.NDArray[np.object_]


class _Kept(NamedTuple):
    """What a step has found, and in what."""

    basis: tuple[object, ...]
    told: list[_Told]
    lacking: str
    """Why it could not look; ``""`` where it could."""


_kept: WeakKeyDictionary[Table, dict[Callable[[_Facts], None], _Kept]] = WeakKeyDictionary()
"""What steps found last about a roster: in an open workbook few tables change at a time.

Nothing in it holds a table: what is kept of a roster would keep the roster.
"""


class _Facts:
    """Facts being gathered."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.students = scope.tables["students"]
        self.date, self.term, self.policy = scope.date, scope.term, scope.policy
        self.factors = {f.id: f for f in scope.policy.risk if f.grade != OFF}
        self.told: list[_Told] = []
        self.lacking: dict[str, str] = {}

    def take(self, step: _Step) -> None:
        """Add what a step finds, or what it has found before in the same tables."""
        if step.rests_on is None:
            found = self._find(step, ())
        else:
            tables = [table and ref(table) for table in map(self.table, step.rests_on)]
            basis = (self.policy, self.date, *tables)
            kept = _kept.setdefault(self.students, {})
            if step.gather not in kept or kept[step.gather].basis != basis:
                kept[step.gather] = self._find(step, basis)
            found = kept[step.gather]
        self.told += found.told
        if found.lacking:
            self.lacking |= dict.fromkeys(step.factors, found.lacking)

    def _find(self, step: _Step, basis: tuple[object, ...]) -> _Kept:
        before, lacking = self.told, ""
        found: list[_Told] = []
        self.told = found
        try:
            step.gather(self)
        except (MissingTableError, MissingColumnError) as missing:
            lacking = what_lacks(missing)
        except NotApplicable as why:
            lacking = str(why)
        self.told = before
        return _Kept(basis, found, lacking)

    @cached_property
    def _here(self) -> npt.NDArray[np.bool_]:
        return at_school(self.students).to_numpy(dtype=bool)

    def table(self, kind: str) -> Table | None:
        """The table of a kind, None where nobody has one."""
        table: Table | None = self.scope.give(kind)
        return table

    def need(self, kind: str) -> Table:
        """The table of a kind; raises MissingTableError."""
        return self.scope.tables[kind]

    @cached_property
    def said(self) -> _Said | None:
        """What dated records say of pupils; None where no column holds words."""
        told = ((self.table("visits"), _VISIT_TEXTS), (self.table("absences"), _ABSENCE_TEXTS))
        worded = any(table.any_has(field) for table, fields in told if table for field in fields)
        return _Said(self) if worded else None

    @cached_property
    def truancy(self) -> pd.DataFrame:
        """Unexcused days of known pupils up to the check date; ``recent`` ones among them."""
        if not {"absences", "roll_call"} & {p.kind for p in self.scope.tables.pieces}:
            raise MissingTableError("absences")
        calendar = self.scope.calendar
        days = self.scope.attendance.truancy
        days = days[(days["person"] >= 0) & (days["date"] <= pd.Timestamp(self.date))]
        now = calendar.school_day_number([self.date])[0]
        ago = now - calendar.school_day_number(days["date"])
        return days.assign(recent=ago < self.policy["risk_recent_days"])

    def add(
        self,
        factor: str,
        source: _Source,
        student: npt.ArrayLike,
        at: npt.ArrayLike,
        detail: pd.Series | Sequence[str] | str = "",
    ) -> None:
        """Facts of one factor, for pupils that are known and at school; ``detail`` is quoted."""
        who, where = np.asarray(student, dtype=np.int64), np.asarray(at, dtype=np.int64)
        if factor not in self.factors or not len(who):
            return
        chosen = (who >= 0) & self._here[np.maximum(who, 0)]
        if not chosen.any():
            return
        said = [detail] * len(who) if isinstance(detail, str) else list(detail)
        words = self.factors[factor].words
        filled = {one: words.format(one) for one in set(said)}
        spoken = np.array([filled[one] for one in said], dtype=object)
        place = (source[0].kind, source[1]) if isinstance(source, tuple) else None
        self.told.append(_Told(factor, place, who[chosen], where[chosen], spoken[chosen]))

    def rows(
        self, factor: str, field_id: str, told: pd.Series, detail: pd.Series | str = ""
    ) -> None:
        """Facts that the pupils' own rows on the roster state."""
        at = np.flatnonzero(told.fillna(False).to_numpy(dtype=bool))
        said = detail.take(at) if isinstance(detail, pd.Series) else detail
        self.add(factor, (self.students, field_id), at, at, said)

    def records(
        self,
        factor: str,
        table: Table,
        field_id: str,
        told: pd.Series,
        detail: pd.Series | str = "",
    ) -> None:
        """Facts that rows of another table state about the pupils they are matched to."""
        at = np.flatnonzero(told.fillna(False).to_numpy(dtype=bool))
        said = detail.take(at) if isinstance(detail, pd.Series) else detail
        self.add(factor, (table, field_id), match(table, self.students)[at], at, said)

    def sources(self) -> list[_Source]:
        """Where the facts stand, by their number in ``frame``."""
        places = [one.source for one in self.told]
        return [(self.need(p[0]), p[1]) if p else self.scope.attendance for p in places]

    def frame(self) -> pd.DataFrame:
        """All facts by student, grave ones first."""
        told = self.told
        sizes = [len(one.student) for one in told]
        number = np.repeat(np.arange(len(told)), sizes)
        students, at, words = (
            np.concatenate([getattr(one, name) for one in told] or [np.array([], dtype=type_)])
            for name, type_ in (("student", np.int64), ("at", np.int64), ("words", object))
        )
        grades = [self.factors[one.factor].grade for one in told]
        weights = np.array([_GRADES.index(grade) for grade in grades], dtype=np.int64)
        order = np.lexsort((weights[number], students))
        number = number[order]
        facts = pd.DataFrame(
            {
                "student": students[order],
                "factor": pd.array([one.factor for one in told], dtype="str").take(number),
                "grade": pd.array(grades, dtype="str").take(number),
                "words": pd.Series(words[order], dtype=object),
                "source": number,
                "at": at[order],
            }
        )
        alike = ["student", "factor", "words", "source", "at"]
        return facts.drop_duplicates(alike, ignore_index=True)


# ── absence ──────────────────────────────────────────────────────────────────────────────────────
def _streaks(facts: _Facts) -> None:
    runs = facts.truancy.drop_duplicates("run", keep="last")
    long = runs[(runs["run_days"] >= facts.policy["risk_absent_days"]) & runs["recent"]]
    said = [f"{n:g}" for n in long["run_days"]]
    facts.add("absent_streak", facts.scope.attendance, long["person"], long["at"], said)


def _recent(facts: _Facts) -> None:
    days = facts.truancy[facts.truancy["recent"]]
    sums = days.groupby("person")["days"].sum()
    last = days.drop_duplicates("person", keep="last")
    said = [
        f"{n:g}天（近{facts.policy['risk_recent_days']}个教学日）" for n in sums.loc[last["person"]]
    ]
    facts.add("recent_absence", facts.scope.attendance, last["person"], last["at"], said)


def _sums(facts: _Facts) -> None:
    attendance, term, date = facts.scope.attendance, facts.term, facts.date
    days = facts.truancy
    sums = truant_days(attendance, term, date)
    sums = sums[(sums["person"] >= 0) & (sums["days"] >= facts.policy["cumulative_days_hint"])]
    said = [f"{n:g}" for n in sums["days"]]
    facts.add("cumulative_absence", attendance, sums["person"], sums["last"], said)
    start, end = pd.Timestamp(term.start), pd.Timestamp(last_day(term, date))
    halves = days[(days["days"] < 1) & days["date"].between(start, end)]
    last = halves.drop_duplicates("person", keep="last")
    times = last["person"].map(halves["person"].value_counts())
    often = times >= facts.policy["risk_half_days"]
    facts.add("half_days", attendance, last["person"][often], last["at"][often], times[often])
    rates = attendance_rates(attendance, facts.students, facts.scope.calendar, term, date)
    low = rates["rate"] < facts.policy["attendance_warning"]
    low &= rates["recorded"] >= facts.policy["attendance_min_days"]
    # Days already told as truancy adding up are not told again as a low rate.
    low &= ~rates.index.isin(sums["person"])
    rates = rates[low]
    facts.add(
        "low_attendance", (facts.students, "name"), rates.index, rates.index,
        [f"{rate:.1%}" for rate in rates["rate"]],
    )  # fmt: skip


def _overrun(facts: _Facts) -> None:
    absences = facts.need("absences")
    over = overrun(
        facts.scope.attendance, absences, facts.scope.calendar, facts.date, facts.students,
        facts.table("changes"), facts.table("cases"),
    )  # fmt: skip
    said = "应于" + day(over["leave_end"]) + "期满"
    facts.add("leave_overrun", (absences, "return_date"), over["person"], over["entry"], said)


# ── cases ────────────────────────────────────────────────────────────────────────────────────────
def _cases(facts: _Facts) -> None:
    cases = facts.need("cases")
    status = cases.text("case_status").where(cases.given("case_status"), "在册")
    found = cases.maybe("found_date")
    since = ("，" + day(found) + "发现").where(found.notna(), "")
    facts.records("suspected", cases, "case_status", case_ledger.open_(cases), status + since)
    back = cases.maybe("return_date")
    when = (back.dt.strftime("%Y-%m-%d") + "返校").where(back.notna(), "已返校")
    facts.records("earlier_dropout", cases, "return_date", case_ledger.returned(cases), when)
    again = cases.maybe("relapses").fillna(0) > 0
    facts.records("relapsing", cases, "relapses", again)


def _absent_again(facts: _Facts) -> None:
    cases = facts.need("cases")
    back = cases.maybe("return_date").fillna(cases.maybe("closed_date"))
    returned = case_ledger.returned(cases) & back.notna()
    person = match(cases, facts.students)
    told = pd.DataFrame({"person": person, "back": back})[returned.to_numpy(dtype=bool)]
    last = told[told["person"] >= 0].groupby("person")["back"].max()
    days = facts.truancy
    days = days[days["recent"]]
    after = days[days["date"] > _of(last, days["person"])]
    after = after.drop_duplicates("person", keep="last")
    said = day(_of(last, after["person"])) + "返校，" + day(after["date"]) + "旷课"
    facts.add("absent_again", facts.scope.attendance, after["person"], after["at"], said)


def _of(dates: pd.Series, person: pd.Series) -> pd.Series:
    """The date of each person, NaT where there is none."""
    wanted = pd.Index(person).astype("int64")
    found = dates.set_axis(dates.index.astype("int64")).astype("datetime64[s]").reindex(wanted)
    return pd.Series(found.to_numpy(), index=person.index)


# ── what records say ─────────────────────────────────────────────────────────────────────────────
_VISIT_TEXTS = ("result", "content", "next_step", "remark")
_ABSENCE_TEXTS = ("follow_up", "remark")
"""Not the reason of one absence: it says why a pupil was away that day, not what he means to do."""


class _Said:
    """Dated records of pupils, and what a sign says in each: a row a pupil a record."""

    def __init__(self, facts: _Facts) -> None:
        self.facts = facts
        self.parts: list[tuple[Table, tuple[str, ...], str, pd.DataFrame]] = []
        students, term = facts.students, facts.term
        visits, absences = facts.table("visits"), facts.table("absences")
        if visits is not None and all(map(visits.any_has, ("date", "teacher", "student"))):
            made = visits_made(visits, students, facts.table("staff"))
            made = made[made["person"] >= 0].drop_duplicates(["entry", "person"])
            rows = pd.DataFrame(
                {"person": made["person"], "at": made["entry"], "date": made["date"]}
            )
            self.parts.append((visits, _VISIT_TEXTS, "家访", rows))
        if absences is not None:
            rows = pd.DataFrame(
                {
                    "person": match(absences, students),
                    "at": absences.index,
                    "date": absences.maybe("date"),
                }
            )
            self.parts.append((absences, _ABSENCE_TEXTS, "缺课登记", rows[rows["person"] >= 0]))
        start, end = pd.Timestamp(term.start), pd.Timestamp(facts.date)
        self.parts = [
            (table, texts, name, rows[rows["date"].between(start, end)])
            for table, texts, name, rows in self.parts
        ]

    def of(self, sign: signs.Sign) -> pd.DataFrame:
        """All records: ``person``, ``date``, ``part``, ``at``, ``field``, ``clause``, ``name``."""
        found = []
        for number, (table, fields, name, rows) in enumerate(self.parts):
            clause = pd.Series("", index=table.index, dtype="str")
            where = pd.Series(fields[0], index=table.index, dtype="str")
            for field_id in filter(table.any_has, reversed(fields)):
                here = signs.said(table.text(field_id), sign)
                clause = clause.where(here == "", here)
                where = where.where(here == "", field_id)
            at = rows["at"].to_numpy(dtype=np.int64)
            found.append(
                rows.assign(
                    part=number, name=name,
                    field=where.take(at).array, clause=clause.take(at).array,
                )
            )  # fmt: skip
        filled = [f for f in found if len(f)]
        return pd.concat(filled, ignore_index=True) if filled else _no_records()

    def add(self, factor: str, told: pd.DataFrame) -> None:
        """The facts that these records state."""
        if not len(told):
            return
        said = day(told["date"]) + told["name"] + "：" + told["clause"].str.slice(0, _SHOWN)
        for number, (table, fields, *_) in enumerate(self.parts):
            for field_id in fields:
                rows = told[(told["part"] == number) & (told["field"] == field_id)]
                source = (table, field_id)
                self.facts.add(factor, source, rows["person"], rows["at"], said.loc[rows.index])


@cache
def _no_records() -> pd.DataFrame:
    types = {"person": "int64", "date": "datetime64[s]", "part": "int64", "at": "int64",
             "field": "str", "clause": "str", "name": "str"}  # fmt: skip
    return pd.DataFrame({k: pd.Series([], dtype=t) for k, t in types.items()})


def _intention(facts: _Facts) -> None:
    said = facts.said
    if said is not None:
        told, over = said.of("辍学意向"), said.of("意向消除")
        told = told[told["clause"] != ""]
        ended = over[over["clause"] != ""].groupby("person")["date"].max()
        standing = ~(_of(ended, told["person"]) >= told["date"])
        said.add("intention", told[standing])
    _remarked(facts, "intention", "辍学意向")
    prone = facts.table("dropout_prone")
    if prone is not None:
        clause = signs.said(prone.text("reason"), "辍学意向")
        facts.records("intention", prone, "reason", clause != "", "易辍名单：" + clause)


def _unreachable(facts: _Facts) -> None:
    said = facts.said
    if said is not None:
        told = said.of("联系不上")
        spoken = told["name"].eq("家访") | (told["clause"] != "")
        # The latest word counts; of two on one day, the one that says somebody was met.
        told = told[spoken].assign(met=told["clause"] == "")
        last = told.sort_values(["person", "date", "met"]).drop_duplicates("person", keep="last")
        said.add("guardian_unreachable", last[last["clause"] != ""])
    _remarked(facts, "guardian_unreachable", "联系不上")


def _remarked(facts: _Facts, factor: str, sign: signs.Sign) -> None:
    if not facts.students.any_has("remark"):
        return
    clause = signs.said(facts.students.text("remark"), sign)
    facts.rows(factor, "remark", clause != "", "备注：" + clause.str.slice(0, _SHOWN))


def _visits(facts: _Facts) -> None:
    visits, students = facts.need("visits"), facts.students
    _, end = window_start(facts.term, facts.policy["term_start_window_days"])
    if facts.date <= end:
        raise NotApplicable("学期初集中家访期还没有结束")
    because = assigned_because(
        students, facts.table("special_groups"), facts.table("dropout_prone"),
        facts.table("cases"),
    )  # fmt: skip
    made = this_term(visits_made(visits, students, facts.table("staff")), facts.term, facts.date)
    never = visits_of_pupils(made, visits, students) == 0
    keeps = students.unit.isin({p.unit for p in visits.pieces})
    facts.rows("missing_visits", "name", (because != "") & never & keeps)


# ── who the pupil is ─────────────────────────────────────────────────────────────────────────────
_GROUPS = {
    "relapsing": ("反复",),
    "weary": ("厌学",),
    "struggling": ("学困",),
    "poor": groups.POOR,
    "disabled": ("残疾",),
    "left_behind": ("留守",),
    "migrant": ("随迁",),
    "lone": ("单亲", "孤儿", "事实无人抚养"),
    "prisoner_child": ("服刑人员子女",),
}
"""Factor → the groups whose members have it."""


def _standing(facts: _Facts) -> None:
    students, listed = facts.students, facts.table("special_groups")
    for factor, names in _GROUPS.items():
        for group in names:
            columns = groups.flag_columns(group)
            facts.rows(factor, columns[0], groups.flagged(students, group), group)
            if listed is not None:
                facts.records(factor, listed, "group_kind", groups.on_list(listed, group), group)
    placements = facts.table("placements")
    if placements is not None:
        facts.records("disabled", placements, "name", placements.given("name"))


def _households(facts: _Facts) -> None:
    households = facts.need("households")
    at = county.find(facts.students, households, facts.date)
    on = np.flatnonzero(at >= 0)
    kind = households.text("household_kind").where(households.given("household_kind"), "脱贫户")
    facts.add("poor", (households, "name"), on, at[on], kind.take(at[on]))


def _age_and_grade(facts: _Facts) -> None:
    students, policy = facts.students, facts.policy
    grade = students.maybe("grade")
    label = grade.map({key: clean.grade_label(key) for key in policy["key_grades"]})
    facts.rows("key_grade", "grade", grade.isin(policy["key_grades"]), label)
    cutoff = survey.cutoff_day(school_year(facts.date), policy["entry_cutoff"])
    older = county.ages(students, facts.date, cutoff) - (grade + policy["entry_age"] - 1)
    old = (grade >= 1) & (older > policy["age_tolerance_years"])
    facts.rows("over_age", "birth_date", old, older)


_GATHER = (
    _Step(("absent_streak",), _streaks),
    _Step(("absent_again",), _absent_again),
    _Step(("intention",), _intention),
    _Step(("suspected", "earlier_dropout"), _cases, ("cases",)),
    _Step(("recent_absence",), _recent),
    _Step(("cumulative_absence", "half_days", "low_attendance"), _sums),
    _Step(("leave_overrun",), _overrun),
    _Step(tuple(_GROUPS), _standing, ("special_groups", "placements")),
    _Step((), _households, ("households",)),
    _Step(("key_grade", "over_age"), _age_and_grade, ()),
    _Step(("missing_visits",), _visits),
    _Step(("guardian_unreachable",), _unreachable),
)
