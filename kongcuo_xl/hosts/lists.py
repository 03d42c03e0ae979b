"""New workbooks of plain lists, ready to read, filter and print on A4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.hosts import authorship, cell_text, timeless
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.hosts.pages import FONT, HEAD_COLOR, TITLE_COLOR, print_on_a4

Value = str | int | dt.date | None

_LINE_HEIGHT = 15
"""Points of a line of body text."""

_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor=HEAD_COLOR)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in characters."""

    heading: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One sheet. ``tints`` shades a row by the value of its ``tinted`` column: value → RRGGBB."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    tinted: int = 0
    tints: Mapping[str, str] = field(default_factory=dict)


def write(path: Path, sheets: Sequence[ListSheet]) -> None:
    """Write a new workbook. Raises OutputError."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    authorship.sign(book.properties, authorship.LIST)
    write_file(path, timeless.saved(book))


def write_file(path: Path, content: bytes) -> None:
    """Write a file; it is whole or not there. Raises OutputError."""
    with writing(path) as out:
        out.write(content)


def _write_sheet(target: Worksheet, sheet: ListSheet) -> None:
    last = len(sheet.columns)
    for row, (text, size, bold) in enumerate(((sheet.title, 16, True), (sheet.note, 10, False)), 1):
        cell = target.cell(row, 1)
        _set(cell, text)
        cell.number_format = "@"
        cell.font = Font(name=FONT, size=size, bold=bold, color=TITLE_COLOR if bold else "595959")
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=row == 2)
        target.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    target.row_dimensions[1].height = 30
    target.row_dimensions[2].height = 32
    # Working out a look takes longer than all else: cells that look alike share it.
    heading: StyleArray | None = None
    for place, column in enumerate(sheet.columns, 1):
        cell = target.cell(3, place)
        _set(cell, column.heading)
        if heading is None:
            cell.number_format = "@"
            cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
            cell.fill, cell.border = _HEAD, _BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            heading = cell._style  # type: ignore[union-attr]
        cell._style = copy(heading)  # type: ignore[union-attr]
        target.column_dimensions[get_column_letter(place)].width = column.width
    target.row_dimensions[3].height = 22
    fills = {word: PatternFill("solid", fgColor=colour) for word, colour in sheet.tints.items()}
    body = Font(name=FONT, size=10)
    looks: dict[Hashable, StyleArray] = {}
    for row, values in enumerate(sheet.rows, 4):
        tint = str(values[sheet.tinted])
        for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            cell = target.cell(row, place + 1)
            _set(cell, value)
            tinted = tint if place == sheet.tinted else ""
            look = column.centred, tinted, isinstance(value, str), isinstance(value, dt.date)
            if look in looks:
                cell._style = copy(looks[look])  # type: ignore[union-attr]
                continue
            if isinstance(value, str):
                cell.number_format = "@"
            elif isinstance(value, dt.date):
                cell.number_format = "yyyy-mm-dd"
            cell.font, cell.border = body, _BORDER
            across = "center" if column.centred else "left"
            cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
            if tinted in fills:
                cell.fill = fills[tinted]
            looks[look] = copy(cell._style)  # type: ignore[union-attr]
        target.row_dimensions[row].height = _LINE_HEIGHT * _lines(values, sheet.columns) + 4
    bottom = max(len(sheet.rows) + 3, 3)
    target.auto_filter.ref = f"A3:{get_column_letter(last)}{bottom}"
    target.freeze_panes = "A4"
    _for_paper(target, f"A1:{get_column_letter(last)}{bottom}")


def _lines(values: Sequence[Value], columns: Sequence[Column]) -> int:
    """How many lines the longest cell of a row takes; a Chinese character is two wide."""
    widths = (len(text) + sum(c > "\u2e7f" for c in text) for text in map(str, values))
    return max(-(-width // int(c.width - 1)) for width, c in zip(widths, columns, strict=True))


def _set(cell: Cell | MergedCell, value: Value) -> None:
    """A date as a date, a number as a number, any text as text, whatever it begins with."""
    if not isinstance(cell, Cell):
        return
    if isinstance(value, str):
        cell_text.put(cell, value)
    else:
        cell.value = value


def _for_paper(target: Worksheet, area: str) -> None:
    print_on_a4(target, landscape=True)
    target.print_title_rows = "3:3"
    target.print_area = area
