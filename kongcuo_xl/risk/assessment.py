"""The levels of the pupils, and the reasons for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.book import a1
from kongcuo_xl.policy import Policy
from kongcuo_xl.tables import Table

Level: TypeAlias = Literal["高", "中", "低", "无"]
LEVELS: tuple[Level, ...] = ("高", "中", "低", "无")
"""From grave to none."""

GRADES = ("高", "中", "低", "加重")
"""Of factors, from grave to those that only lift a low level."""

Source: TypeAlias = tuple[Table, str] | Attendance
"""Where a fact stands: a table and its field, or the attendance records."""


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
    sources: list[Source]
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
        counts = {grade: told[grade][student] for grade in GRADES}
        for grade in GRADES:
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
        return {g: np.bincount(student[grade == g], minlength=size) for g in GRADES}

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
