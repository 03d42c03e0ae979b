"""The pages of a form while it is filled: what each cell holds where it stands by now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple

from kongcuo_xl.book import Area, Cell, Sheet, Value
from kongcuo_xl.forms.blank import BlankSheet
from kongcuo_xl.forms.layout import Line
from kongcuo_xl.formulas import UnsupportedError, lowered, result, shifted
from kongcuo_xl.plan import InsertRows, SetFormula, SetHeight, SetValue, Step


class GridRow(NamedTuple):
    """A row of a grid: where it stands now, and what it is about."""

    line: Line
    at: int
    label: str
    conditions: dict[str, Any]


class Page:
    """What a sheet will hold, at the cells where things stand once rows are inserted."""

    def __init__(self, sheet: BlankSheet, book: dict[str, Page]) -> None:
        """``book`` holds the pages of the workbook, this one among them, by name."""
        self.sheet = sheet
        self.book = book
        self.values = dict(sheet.values)
        self.formulas = dict(sheet.formulas)
        self.percents = {cell for cell, shape in sheet.formats.items() if "%" in shape}
        self.dated = {cell for cell in sheet.formats if sheet.is_dated(cell)}
        """Cells in which a number shows as a date."""
        self.heights: dict[int, float] = {}
        """Rows made higher for the words in them."""
        self.insertions: list[InsertRows] = []
        self.steps: list[Step] = []

    def make_room(self, at: int, count: int, like: int | None = None) -> None:
        """Insert rows before a row, looking like it; what stands from there on moves down."""
        insertion = InsertRows(self.sheet.name, at, count, at if like is None else like)
        self.insertions.append(insertion)
        self.values = {_after(insertion, cell): value for cell, value in self.values.items()}
        alike = [column for row, column in self.dated if row == insertion.like_row]
        self.dated = {_after(insertion, cell) for cell in self.dated}
        self.dated |= {(row, column) for row in range(at, at + count) for column in alike}
        name = self.sheet.name
        copied = {c: text for (row, c), text in self.formulas.items() if row == insertion.like_row}
        self.formulas = {_after(insertion, cell): text for cell, text in self.formulas.items()}
        for page in self.book.values():
            page.formulas = {
                cell: shifted(text, at, count, insertion.like_row, name, own=page is self)
                for cell, text in page.formulas.items()
            }
        alike = [column for row, column in self.percents if row == insertion.like_row]
        self.percents = {_after(insertion, cell) for cell in self.percents}
        self.percents |= {(row, column) for row in range(at, at + count) for column in alike}
        like_row = _after(insertion, (insertion.like_row, 0))[0]
        for column in copied:
            copy = lowered(self.formulas[like_row, column])
            for row in range(at, at + count):
                self.formulas[row, column] = copy(row - like_row)
        self.steps = [
            replace(step, row=_after(insertion, (step.row, 0))[0])
            if isinstance(step, (SetValue, SetFormula, SetHeight)) else step
            for step in self.steps
        ]  # fmt: skip

    def as_book_sheet(self) -> Sheet:
        """What the page holds now, as a sheet that is read."""
        height = max((row for row, _ in self.values), default=-1) + 1
        width = max((column for _, column in self.values), default=-1) + 1
        rows: list[list[Value]] = [[""] * width for _ in range(height)]
        for (row, column), value in self.values.items():
            rows[row][column] = value
        merges = []
        for area in self.sheet.merges:
            top, left = self.moved((area.top, area.left))
            merges.append(Area(top, left, top + area.bottom - area.top, area.right))
        return Sheet(self.sheet.name, rows, merges)

    def fitting(self, cell: Cell, value: Value) -> Value:
        """A value as the cell can show it: a date as text where no date format is set."""
        if isinstance(value, dt.date) and cell not in self.dated:
            return f"{value:%Y-%m-%d}"
        return value

    def moved(self, cell: Cell) -> Cell:
        """Where a cell of the form as it came stands now."""
        for insertion in self.insertions:
            cell = _after(insertion, cell)
        return cell


def _after(insertion: InsertRows, cell: Cell) -> Cell:
    row, column = cell
    return (row + insertion.count, column) if row >= insertion.at else cell


def lines_taken(value: Value, width: float) -> int:
    """How many lines a text takes in a cell; a Chinese character is two wide."""
    if not isinstance(value, str) or 2 * len(value) < width:
        return 1
    wide = sum(2 if ord(ch) > 0x2E7F else 1 for ch in value)
    return -(-wide // max(int(width) - 1, 2))


class PageValues:
    """Values of a page's cells; those of formulas are worked out, a circle comes to nothing."""

    def __init__(
        self, page: Page, book: dict[str, PageValues], left: Collection[Cell] = ()
    ) -> None:
        """``left`` are cells for figures that are not known."""
        self._page = page
        self._book = book
        self._known: dict[Cell, Value | None] = {}
        self._left = left
        self._gaps = 0
        """How many times a cell was met that is not known."""
        self.partial: set[Cell] = set()
        """Formulas that take in cells that are not known."""

    def __call__(self, cell: Cell) -> Value:
        """The value of a cell. Raises UnsupportedError."""
        if cell in self._page.formulas:
            return self.worked_out(cell)
        value = self._page.values.get(cell, "")
        if value == "" and cell in self._left:
            self._gaps += 1
        return value

    def worked_out(self, cell: Cell) -> Value:
        """What a formula comes to. Raises UnsupportedError."""
        if cell not in self._known:
            self._known[cell] = ""
            before = sum(each._gaps for each in self._book.values())
            try:
                self._known[cell] = result(self._page.formulas[cell], self, self._elsewhere)
            except UnsupportedError:
                self._known[cell] = None
            if sum(each._gaps for each in self._book.values()) > before:
                self.partial.add(cell)
        elif cell in self.partial:
            self._gaps += 1
        value = self._known[cell]
        if value is None:
            raise UnsupportedError(self._page.formulas[cell])
        return value

    def _elsewhere(self, sheet: str) -> PageValues:
        return self._book[sheet.lower()]


def shown_text(value: Value) -> str:
    """A value in the words of a message, and for telling whether two are the same."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else str(value)
