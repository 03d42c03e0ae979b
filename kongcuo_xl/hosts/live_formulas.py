"""Which cells of an open workbook hold formulas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kongcuo_xl.book import Cell


def among(book: Any, asked: Mapping[str, Collection[Cell]]) -> set[tuple[str, int, int]]:
    """Of cells by sheet, those (sheet, row, column) in an ``xlwings.Book`` that hold a formula.

    A text that begins with ``=`` is taken for one.
    """
    found: set[tuple[str, int, int]] = set()
    for sheet in book.sheets:
        cells = asked.get(sheet.name, ())
        if not cells:
            continue
        # One row and one column more: what is at least two by two comes as rows of rows.
        corner = max(row for row, _ in cells) + 2, max(column for _, column in cells) + 2
        held = sheet.range((1, 1), corner).formula
        found |= {
            (sheet.name, row, column)
            for row, column in cells
            if str(held[row][column]).startswith("=")
        }
    return found
