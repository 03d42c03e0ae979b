"""Plans: what is to be done to a workbook, as plain data.

A plan is a tuple of steps. Marks and forms compute plans; a writer in ``hosts`` carries them out.
Rows and columns count from 0. Nothing here touches a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from kongcuo_xl.book import LAST_COLUMN, Area, Cell, Value

OURS = "_kongcuo_"
"""Beginning of every hidden defined name by which our marks are known again."""
SIGNATURE = "kongcuo:"
"""What the always-true formula of our conditional formats says, followed by a label."""


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell. Colours are ``RRGGBB``; an empty text or None leaves the default.

    ``border`` is a line style of the file format (``thin``, ``dashed``, ``dotted``).
    """

    bold: bool = False
    size: float | None = None
    color: str = ""
    underline: bool = False
    fill: str = ""
    border: str = ""
    border_color: str = ""
    number_format: str = ""
    horizontal: str = ""
    vertical: str = ""
    wrap: bool = False
    locked: bool = True


@dataclass(frozen=True, slots=True)
class SetValue:
    """Write a value; ``style`` None keeps the look of the cell. ``""`` empties it.

    ``like`` is a cell of the sheet whose look it takes: a date among dates.
    """

    sheet: str
    row: int
    column: int
    value: Value
    style: Style | None = None
    like: Cell | None = None


@dataclass(frozen=True, slots=True)
class SetFormula:
    """Write a formula (without ``=``) with the value it comes to."""

    sheet: str
    row: int
    column: int
    formula: str
    value: Value = ""
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class StoreResult:
    """Store what a formula comes to; the formula stays, and nothing is worked out anew for it.

    ``area`` is what an array formula comes to fill, where that has changed. A cell that such a
    formula of another cell fills has a result, too. An error is an ``ErrorValue``.
    """

    sheet: str
    row: int
    column: int
    value: Value
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class SetHeight:
    """Make a row that the sheet has this high, in points."""

    sheet: str
    row: int
    height: float


@dataclass(frozen=True, slots=True)
class Shade:
    """Lay a conditional format of ours over areas. Earlier shades of a plan lie on top."""

    sheet: str
    areas: tuple[Area, ...]
    style: Style
    label: str
    """ASCII, unique on the sheet: it ends the signature in the format's formula."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of ours on a cell; one that already has a note, threaded or not, keeps its own."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of ours beside a table, in cells that are free.

    The table's filter and structured table, if they end right before it, come to include it;
    what is printed stays the same.
    """

    sheet: str
    column: int
    header_row: int
    last_row: int
    header: str
    texts: tuple[tuple[int, str], ...]
    """(row, text), rows ascending."""
    width: float
    header_style: Style
    style: Style

    def beside(self, printed: Iterable[Area]) -> int:
        """The first column from the wished one on that the print areas leave out.

        The wished one itself when whole rows are printed.
        """
        column = self.column
        for area in sorted(printed, key=lambda area: area.left):
            level = area.top <= self.last_row and area.bottom >= self.header_row
            if level and area.left <= column <= area.right < LAST_COLUMN:
                column = area.right + 1
        return column


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink within the workbook; ``location`` as in ``'七(1)班'!D17``."""

    cell: Cell
    location: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down list of values on an area."""

    area: Area
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCell:
    """One cell of a new sheet; ``formula`` without ``=``, then ``value`` is its result."""

    row: int
    column: int
    value: Value
    style: Style | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Printing:
    """A4 print set-up: fitted to the width of the page, with a repeated header."""

    landscape: bool = False
    header: tuple[int, int] | None = None
    """First and last repeated row."""
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class SheetContent:
    """Everything on a new sheet. ``freeze`` is the first cell that scrolls."""

    cells: tuple[NewCell, ...]
    widths: tuple[tuple[int, float], ...] = ()
    heights: tuple[tuple[int, float], ...] = ()
    hidden_columns: tuple[int, ...] = ()
    freeze: Cell | None = None
    autofilter: Area | None = None
    merges: tuple[Area, ...] = ()
    links: tuple[Link, ...] = ()
    choices: tuple[Choice, ...] = ()
    printing: Printing = field(default_factory=Printing)
    tab_color: str = ""


@dataclass(frozen=True, slots=True)
class AddSheet:
    """Append a sheet. With ``ours`` it is a mark, which ``RemoveOurs`` takes away again."""

    name: str
    content: SheetContent
    ours: str = ""
    """What the sheet is, in ASCII (``list``); empty for a sheet that is to stay."""


@dataclass(frozen=True, slots=True)
class InsertRows:
    """Insert ``count`` rows before row ``at``, made like ``like_row`` (as numbered before).

    The new rows have its styles, height, merges and formulas, but none of its values.
    """

    sheet: str
    at: int
    count: int
    like_row: int


@dataclass(frozen=True, slots=True)
class RemoveOurs:
    """Take away every mark of ours, and nothing else."""


Step: TypeAlias = (
    SetValue
    | SetFormula
    | StoreResult
    | SetHeight
    | Shade
    | Note
    | ResultColumn
    | AddSheet
    | InsertRows
    | RemoveOurs
)
Plan: TypeAlias = tuple[Step, ...]
