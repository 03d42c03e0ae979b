"""What cell functions ask of the workbook they stand in: read once, then looked up.

Everything is worked out when the first cell asks for it and kept, so that a thousand cells cost
one reading, one judgement and a thousand look-ups.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kongcuo_xl import clean
from kongcuo_xl.checking import scopes, whole
from kongcuo_xl.people import AMBIGUOUS, match, name_field
from kongcuo_xl.risk import Assessment, assess
from kongcuo_xl.tables import kinds

if TYPE_CHECKING:
    from kongcuo_xl.book import Value
    from kongcuo_xl.policy import Policy
    from kongcuo_xl.reading import BookReading
    from kongcuo_xl.scope import Scope
    from kongcuo_xl.tables import Table

NOBODY, SEVERAL, SHARED = -1, -2, -3
"""Answers of ``Workbook.rows``: nobody on the roster; several of that name, of that number."""


class LacksError(LookupError):
    """The workbook lacks a table or column; the message says which, in Chinese."""


class Place(NamedTuple):
    """A row of a sheet, from 0."""

    file: str
    sheet: str
    row: int


class Workbook:
    """A workbook, or the workbooks of one unit, as cell functions see it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.kept: dict[str, Any] = {}
        """What a family of functions has worked out, for its next cell."""

    @classmethod
    def read(
        cls,
        books: list[BookReading],
        policy: Policy,
        date: dt.date,
        before: Workbook | None = None,
    ) -> Workbook:
        """Of books already read; a 设置 sheet may say otherwise than ``policy`` and ``date``.

        ``before`` is the same at an earlier time: what it had worked out of tables that have not
        changed since is used again.
        """
        scope = whole(scopes(books, policy, date)[0])
        if before is not None:
            scope.tables.take_over(before.scope.tables)
        return cls(scope)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.scope.policy

    @property
    def date(self) -> dt.date:
        """The check date."""
        return self.scope.date

    def table(self, kind: str) -> Table:
        """The table of a kind. Raises LacksError, naming it."""
        if kind not in self.scope.tables:
            raise LacksError(f"没有{kinds()[kind].label}")
        return self.scope.tables[kind]

    @cached_property
    def assessment(self) -> Assessment:
        """AT_RISK of everybody on the roster. Raises LacksError without a roster."""
        self.table("students")
        return assess(self.scope)

    @cached_property
    def risk_levels(self) -> list[str]:
        """The level of everybody on the roster, row by row. Raises LacksError without a roster."""
        return self.assessment.levels.tolist()

    # ── who is meant ─────────────────────────────────────────────────────────────────────────────
    def rows(self, people: list[Value]) -> list[int]:
        """Rows of the roster of pupils named by 身份证号, 学籍号 or 姓名; NOBODY, SEVERAL, SHARED.

        Raises LacksError without a roster.
        """
        index = self._index
        return [index.get(clean.key(one).upper(), NOBODY) for one in people]

    @cached_property
    def _index(self) -> dict[str, int]:
        return self.table("students").derived(_indexed)

    def row_at(self, place: Place) -> int:
        """The pupil whom a row of some table is about, as a row of the roster; NOBODY, SEVERAL.

        On the roster that is the row itself, in a ledger the pupil named there.
        """
        students = self.table("students")
        on_sheet = [
            piece
            for piece in self.scope.tables.pieces
            if piece.sheet.name == place.sheet
            and place.file in ("", piece.file)
            and place.row in piece.rows
            and not piece.sheet.turned
        ]
        for piece in sorted(on_sheet, key=lambda piece: piece.kind != "students"):
            if name_field(piece.kind) not in kinds()[piece.kind].fields:
                continue
            table = self.table(piece.kind)
            number = table.pieces.index(piece)
            at = int(np.flatnonzero((table.piece_no == number) & (table.row == place.row))[0])
            if table is students:
                return at
            found = int(match(table, students)[at])
            return SEVERAL if found == AMBIGUOUS else found
        return NOBODY


def _indexed(students: Table) -> dict[str, int]:
    """Whatever names a pupil → the row of the roster; SEVERAL, SHARED."""
    found = dict[str, int]()
    names, numbers, ids = (
        [value.upper() for value in students.maybe(field_id).tolist()]
        for field_id in ("name", "student_no", "id_number")
    )
    for values, same, several in (
        (names, ids, SEVERAL), (numbers, names, SHARED), (ids, names, SHARED),
    ):  # fmt: skip
        first: dict[str, int] = {}
        for row, value in enumerate(values):
            at = first.setdefault(value, row)
            # A pupil who is entered twice is one pupil all the same.
            if at == row:
                found[value] = row
            elif not same[row] or same[row] != same[at]:
                found[value] = several
    found.pop("", None)
    return found
