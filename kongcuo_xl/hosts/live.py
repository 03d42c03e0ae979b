"""Workbooks that are open in a spreadsheet program, read through xlwings.

One call a sheet for its values, and few for the merges: calls between programs are what costs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from kongcuo_xl import explanations, marks
from kongcuo_xl.book import Area, Book, Cell, Sheet, Value
from kongcuo_xl.hosts import live_marks, programs
from kongcuo_xl.hosts.programs import Contents
from kongcuo_xl.limits import DEFAULT, Limits

ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
)
_LONG = 1e15
"""Numbers from here on have lost digits: a cell holds fifteen."""
NOTHING: Mapping[str, Sequence[Area]] = {}


class _Told(NamedTuple):
    """All that a program tells of a sheet."""

    height: int
    width: int
    contents: list[tuple[Area, Contents]]
    merges: list[Area]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    filtered: bool
    visible: bool


Told: TypeAlias = dict[str, tuple[_Told, Sheet]]
"""What was told of each sheet of a workbook, and the sheet as read."""


def read(book: Any, limits: Limits = DEFAULT) -> Book:
    """The values and merges of an ``xlwings.Book``, saved or not, without our own marks.

    What was typed under 核实说明 in its 问题清单 is kept beside.
    Raises UnreadableBookError for one that is larger than the limits.
    """
    return read_again(book, {}, limits)[0]


def read_again(
    book: Any,
    before: Told,
    limits: Limits = DEFAULT,
    apart: Mapping[str, Sequence[Area]] = NOTHING,
) -> tuple[Book, Told]:
    """The same of a workbook that was read before, and what was told of it this time.

    A sheet of which the same is told as ``before`` is the same object again. Cells that are set
    ``apart``, by sheet, are not asked for and come out blank: those that wait for what is read.
    """
    sheets = list(book.sheets)
    limits.check_sheets(len(sheets))
    area, corners = 0, []
    for sheet in sheets:
        last = sheet.used_range.last_cell
        corners.append((int(last.row), int(last.column)))
        area = limits.check_area(sheet.name, *corners[-1], area)
    program = programs.of(book)
    now: Told = {}
    for sheet, corner in zip(sheets, corners, strict=True):
        name = sheet.name
        told = _told(sheet, corner, program, apart.get(name, ()))
        earlier, same = before.get(name, (None, None))
        now[name] = told, same if same and told == earlier else _sheet(name, told)
    found = Book(book.name, Path(book.name), "live", [sheet for _, sheet in now.values()])
    lists = {sheet.name for sheet in found.sheets if explanations.is_list(sheet)}
    typed, answered = explanations.typed(found), explanations.answered(found)
    if lists or any(sheet.name.startswith(marks.LIST_SHEET) for sheet in found.sheets):
        found = marks.unmarked(found, live_marks.ours(book))
        # Somebody may have taken away the name that says that the list is ours.
        found.sheets = [sheet for sheet in found.sheets if sheet.name not in lists]
    found.explanations, found.answered = typed, answered
    return found, now


def plain(value: Any) -> Value:
    """A value as xlwings gives it, as files are read: whole numbers are int, whole days dates."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime) and not (
        value.hour or value.minute or value.second or value.microsecond
    ):
        return value.date()
    found: Value = value
    return found


def _told(
    sheet: Any, corner: tuple[int, int], program: programs.Program, apart: Sequence[Area]
) -> _Told:
    area = Area(0, 0, corner[0] - 1, corner[1] - 1)
    hidden_rows = frozenset(_hidden(sheet, 0, area.bottom, "rows"))
    return _Told(
        *corner,
        [
            (piece, program.contents(sheet.range((top + 1, left + 1), (bottom + 1, right + 1))))
            for piece in _pieces(corner, apart)
            for top, left, bottom, right in (piece,)
        ],
        sorted(set(_merges(sheet, area))),
        hidden_rows,
        frozenset(_hidden(sheet, 0, area.right, "columns")),
        bool(hidden_rows) and program.filtered(sheet, min(hidden_rows)),
        bool(sheet.visible),
    )


def _sheet(name: str, told: _Told) -> Sheet:
    rows: list[list[Value]] = [[""] * told.width for _ in range(told.height)]
    for (top, left, _, right), contents in told.contents:
        for at, values in enumerate(contents.values(), top):
            rows[at][left : right + 1] = values
    errors: dict[Cell, str] = {}
    long_numbers: dict[Cell, str] = {}
    # By columns, which mostly hold nothing but texts, or nothing but dates.
    columns = [list(column) for column in zip(*rows, strict=True)]
    for c, column in enumerate(columns):
        if set(map(type, column)) != {str}:
            column[:] = map(plain, column)
            for at, value in enumerate(column):
                if isinstance(value, (int, float)) and abs(value) >= _LONG:
                    long_numbers[at, c] = f"{Decimal(f'{value:.15g}'):f}"
        if not ERRORS.isdisjoint(column):
            for at in [at for at, value in enumerate(column) if value in ERRORS]:
                errors[at, c], column[at] = str(column[at]), ""
    return Sheet(
        name,
        list(map(list, zip(*columns, strict=True))),
        told.merges,
        hidden_rows=told.hidden_rows,
        hidden_columns=told.hidden_columns,
        filtered=told.filtered,
        errors=errors,
        long_numbers=long_numbers,
        visible=told.visible,
    )


def _pieces(corner: tuple[int, int], apart: Sequence[Area]) -> Iterator[Area]:
    """The rectangles that make up a sheet without the cells that are set apart."""
    height, width = corner
    ordered = sorted(apart)

    def runs(column: int) -> list[tuple[int, int]]:
        found, row = [], 0
        for top, left, bottom, right in ordered:
            if left <= column <= right and row < height:
                if row < top:
                    found.append((row, min(top, height) - 1))
                row = max(row, bottom + 1)
        return [*found, (row, height - 1)] if row < height else found

    for wanted, columns in groupby(range(width), runs):
        together = list(columns)
        for first, last in wanted:
            yield Area(first, together[0], last, together[-1])


def _hidden(sheet: Any, first: int, last: int, lines: str) -> Iterator[int]:
    """The hidden rows or columns among some, asked as ``_merges`` asks."""
    corners = (
        ((first + 1, 1), (last + 1, 1)) if lines == "rows" else ((1, first + 1), (1, last + 1))
    )
    hidden = getattr(sheet.range(*corners), lines).hidden
    if hidden:
        yield from range(first, last + 1)
    elif hidden is None:
        middle = (first + last) // 2
        yield from _hidden(sheet, first, middle, lines)
        yield from _hidden(sheet, middle + 1, last, lines)


def _merges(sheet: Any, area: Area) -> Iterator[Area]:
    """The merged areas that begin in or reach into an area.

    A program says of an area whether all, none or some of it is merged: halves of what is mixed
    are asked in turn, so that thousands of rows without a merge cost one question.
    """
    top, left, bottom, right = area
    one = sheet.range((top + 1, left + 1), (bottom + 1, right + 1))
    if one.merge_cells is False:
        return
    if (top, left) == (bottom, right):
        merged = one.merge_area
        first, last = merged.row - 1, merged.column - 1
        yield Area(first, last, first + merged.rows.count - 1, last + merged.columns.count - 1)
    elif bottom > top:
        middle = (top + bottom) // 2
        yield from _merges(sheet, Area(top, left, middle, right))
        yield from _merges(sheet, Area(middle + 1, left, bottom, right))
    else:
        middle = (left + right) // 2
        yield from _merges(sheet, Area(top, left, bottom, middle))
        yield from _merges(sheet, Area(top, middle + 1, bottom, right))
