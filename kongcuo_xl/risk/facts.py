"""Facts being gathered, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.people import match
from kongcuo_xl.policy import OFF
from kongcuo_xl.risk.assessment import GRADES, Source
from kongcuo_xl.rules.visits.assigned import at_school
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import (
    MissingColumnError,
    MissingTableError,
    NotApplicable,
    Table,
    what_lacks,
)

SHOWN = 24
"""Characters of a record that a reason quotes."""


class Step(NamedTuple):
    """One look for facts."""

    factors: tuple[str, ...]
    """What it can't tell where it lacks a table or a column."""
    gather: Callable[[Facts], None]
    rests_on: tuple[str, ...] | None = None
    """Tables that with the roster, policy and check date decide what it finds; None: more does."""


class Told(NamedTuple):
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
    told: list[Told]
    lacking: str
    """Why it could not look; ``""`` where it could."""


def _kept(_: Table) -> dict[Callable[[Facts], None], _Kept]:
    """What steps found last about a roster: in an open workbook few tables change at a time."""
    return {}


class Facts:
    """Facts being gathered."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.students = scope.tables["students"]
        self.date, self.term, self.policy = scope.date, scope.term, scope.policy
        self.factors = {f.id: f for f in scope.policy.risk if f.grade != OFF}
        self.told: list[Told] = []
        self.lacking: dict[str, str] = {}

    def take(self, step: Step) -> None:
        """Add what a step finds, or what it has found before in the same tables."""
        if step.rests_on is None:
            found = self._find(step, ())
        else:
            basis = (self.policy, self.date, *map(self.table, step.rests_on))
            kept = self.students.derived(_kept)
            if step.gather not in kept or kept[step.gather].basis != basis:
                kept[step.gather] = self._find(step, basis)
            found = kept[step.gather]
        self.told += found.told
        if found.lacking:
            self.lacking |= dict.fromkeys(step.factors, found.lacking)

    def _find(self, step: Step, basis: tuple[object, ...]) -> _Kept:
        before, lacking = self.told, ""
        found: list[Told] = []
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
        source: Source,
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
        self.told.append(Told(factor, place, who[chosen], where[chosen], spoken[chosen]))

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

    def sources(self) -> list[Source]:
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
        weights = np.array([GRADES.index(grade) for grade in grades], dtype=np.int64)
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
