"""Book, Sheet and cell addresses: a workbook's raw values as read, before anything is understood.

Rows and columns are counted from 0 everywhere inside the program; only addresses shown to people
(``a1``) count from 1. An empty cell is ``""``, whatever the file format calls it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta
Cell: TypeAlias = tuple[int, int]
"""(row, column), both from 0."""

LAST_ROW = 1_048_575
LAST_COLUMN = 16_383


class Area(NamedTuple):
    """A rectangle of cells, all four edges included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def covers(self, other: Area) -> bool:
        """Whether the other lies within this one."""
        return (
            self.top <= other.top
            and other.bottom <= self.bottom
            and self.left <= other.left
            and other.right <= self.right
        )

    def turned(self) -> Area:
        """The area with rows and columns changed about."""
        return Area(self.left, self.top, self.right, self.bottom)

    @property
    def a1(self) -> str:
        """The area as people write it, ``A3:R52``."""
        return f"{a1(self.top, self.left)}:{a1(self.bottom, self.right)}"


@lru_cache(maxsize=LAST_COLUMN + 1)
def column_letters(column: int) -> str:
    """Letters of a 0-based column: 0 → ``A``, 27 → ``AB``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """0-based column of its letters: ``A`` → 0, ``AB`` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def a1(row: int, column: int) -> str:
    """Address of a 0-based cell: (2, 1) → ``B3``."""
    return f"{column_letters(column)}{row + 1}"


def from_a1(address: str) -> Cell:
    """The 0-based cell of an address without sheet: ``$B$3`` → (2, 1).

    Raises ValueError when the text is no cell address.
    """
    plain = address.replace("$", "").strip()
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    if not letters.isalpha() or not letters.isascii() or not digits:
        raise ValueError(f"not a cell address: {address!r}")
    return int(digits) - 1, column_number(letters)


@dataclass(slots=True)
class Sheet:
    """One worksheet as read.

    ``rows`` is rectangular from A1: ``rows[r][c]`` is the value at (r, c). The other fields hold
    what a grid of values can't: the shape of merges, what is hidden, and which values are not
    what they seem.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    merges: Sequence[Area] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    """An autofilter is hiding rows."""
    uncached: frozenset[Cell] = frozenset()
    """Formula cells for which the file stores no result, and which could not be worked out."""
    counted: frozenset[Cell] = frozenset()
    """Formula cells without a stored result that was worked out on reading."""
    calls: bool = False
    """A formula on it calls a cell function of ours (``=AT_RISK(B5)``)."""
    apart: dict[Cell, Value] = field(default_factory=dict)
    """Headings of columns that hold nothing but such calls, which ``rows`` leaves out."""
    errors: dict[Cell, str] = field(default_factory=dict)
    """Cells holding an error value, with its text (``#REF!``)."""
    long_numbers: dict[Cell, str] = field(default_factory=dict)
    """Numbers of more than 15 digits, as the file stores them: they have lost digits."""
    visible: bool = True
    protected: bool = False
    turned: bool = False
    """Rows and columns are changed about (``turn``): ``place`` says where a cell of it stands."""
    _in_one: tuple[Sequence[Sequence[Value]], list[Value]] | None = field(
        default=None, init=False, repr=False, compare=False
    )
    """All cells row by row, and the rows that they are of."""

    def texts(self, rows: range) -> list[str]:
        """The texts among the values of some rows."""
        cells = self._cells[rows.start * self.width : rows.stop * self.width]
        return [value for value in cells if isinstance(value, str)]

    def column(self, column: int, rows: Sequence[int]) -> list[Value]:
        """The values of a column in some rows, in their order.

        Columns are taken out of all cells in one list, which costs a fraction of going through the
        rows for each of them; those of a range are one slice of it.
        """
        cells, width = self._cells, self.width
        if isinstance(rows, range):
            step = rows.step * width
            return cells[rows.start * width + column : rows.stop * width : step]
        return [cells[row * width + column] for row in rows]

    def place(self, row: int, column: int) -> Cell:
        """Where a cell stands in the workbook."""
        return (column, row) if self.turned else (row, column)

    def place_of(self, area: Area) -> Area:
        """Where an area stands in the workbook."""
        return area.turned() if self.turned else area

    def turn(self) -> Sheet:
        """The sheet with rows and columns changed about, as a table across it is read."""
        return replace(
            self,
            rows=[list(cells) for cells in zip(*self.rows, strict=True)],
            merges=[merge.turned() for merge in self.merges],
            hidden_rows=self.hidden_columns,
            hidden_columns=self.hidden_rows,
            uncached=frozenset((c, r) for r, c in self.uncached),
            counted=frozenset((c, r) for r, c in self.counted),
            apart={(c, r): value for (r, c), value in self.apart.items()},
            errors={(c, r): text for (r, c), text in self.errors.items()},
            long_numbers={(c, r): text for (r, c), text in self.long_numbers.items()},
            turned=not self.turned,
        )

    @property
    def _cells(self) -> list[Value]:
        """All values in one list, row by row."""
        if self._in_one is None or self._in_one[0] is not self.rows:
            self._in_one = self.rows, list(chain.from_iterable(self.rows))
        return self._in_one[1]

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(slots=True)
class Book:
    """One workbook as read.

    ``name`` is its path relative to what the user named, with ``/`` between parts: the only name
    that ever appears in findings. ``notes`` are sentences for the user about how it was read.
    """

    name: str
    path: Path
    format: str
    """What the content is, whatever the name says: xlsx, xlsm, xls, ods, csv …"""
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)
    explanations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What was typed under 核实说明 in an earlier marked copy (``explanations.typed``)."""
    answered: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """The lines of its 问题清单 on which something was typed (``explanations.answered``)."""


class UnreadableBookError(Exception):
    """A file that can't be read as a workbook; the message is one Chinese sentence for the user."""
