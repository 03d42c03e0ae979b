"""A new workbook from the values of one that is not Office Open XML (.xls, .ods, .xlsb, .csv)."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from pathlib import Path

from kongcuo_xl.book import Area, Book, Sheet, Value, column_letters
from kongcuo_xl.hosts import cell_text, timeless
from kongcuo_xl.hosts.ooxml.archive import writing

REBUILT = (
    "原文件不是 .xlsx 格式，副本是按其中的内容新建的 .xlsx，原有的格式、公式和图形没有带过来。"
)
_WIDEST = 40
_ROWS_MEASURED = 200


def rebuild(book: Book, target: Path) -> tuple[str, ...]:
    """Write the values of a book as a new .xlsx: merges kept, widths estimated, IDs as text.

    Returns the sentence that tells the user what is not carried over. Raises OutputError when the
    target can't be written.
    """
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        made = workbook.create_sheet(sheet.name)
        for r, values in enumerate(sheet.rows, 1):
            for c, value in enumerate(values, 1):
                shown = sheet.long_numbers.get((r - 1, c - 1), value)
                if shown == "":
                    continue
                if isinstance(shown, float) and not math.isfinite(shown):
                    shown = str(shown)
                cell = made.cell(r, c)
                if isinstance(shown, str):
                    cell_text.put(cell, shown)
                    cell.number_format = "@"  # an ID stays what was typed
                    continue
                cell.value = shown
                if isinstance(shown, dt.datetime) and shown.time() == dt.time():
                    cell.number_format = "yyyy-mm-dd"
        merges = _merges(sheet)
        for area in merges:
            made.merge_cells(area.a1)
        for column, width in enumerate(_widths(sheet, merges)):
            made.column_dimensions[column_letters(column)].width = width
        for row in sheet.hidden_rows:
            made.row_dimensions[row + 1].hidden = True
        for column in sheet.hidden_columns:
            made.column_dimensions[column_letters(column)].hidden = True
        if not sheet.visible:
            made.sheet_state = "hidden"
    if not any(sheet.visible for sheet in book.sheets):
        workbook.create_sheet("Sheet1")
    with writing(target) as out:
        out.write(timeless.saved(workbook))
    return (REBUILT,)


def _merges(sheet: Sheet) -> list[Area]:
    """The merged areas, cut off where the content ends: nobody goes through what is empty."""
    cut = (
        Area(a.top, a.left, min(a.bottom, sheet.height - 1), min(a.right, sheet.width - 1))
        for a in sheet.merges
    )
    return [
        a
        for a in cut
        if a.bottom >= a.top and a.right >= a.left and (a.bottom > a.top or a.right > a.left)
    ]


def _widths(sheet: Sheet, merges: list[Area]) -> list[float]:
    widths = [8.0] * sheet.width
    spread = (
        {
            (r, c)
            for a in merges
            for r in range(a.top, min(a.bottom + 1, _ROWS_MEASURED))
            for c in range(a.left, a.right + 1)
            if a.right > a.left
        }
        if len(merges) < 2000
        else set()
    )
    for r, values in enumerate(sheet.rows[:_ROWS_MEASURED]):
        for c, value in enumerate(values):
            if value != "" and (r, c) not in spread:
                widths[c] = max(widths[c], min(_shown_width(value) + 2.0, _WIDEST))
    return widths


def _shown_width(value: Value) -> int:
    """Width of a value in half-width characters, its longest line."""
    text = str(value)
    lines = text.splitlines() or [""]
    return max(
        sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in li) for li in lines
    )
