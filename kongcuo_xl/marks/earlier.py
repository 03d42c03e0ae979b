"""A book without what an earlier marking added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from kongcuo_xl.book import Area, Book, Sheet
from kongcuo_xl.marks.looks import LIST_KIND


class Place(Protocol):
    """Something of ours in a workbook that was marked before."""

    @property
    def kind(self) -> str:
        """``result``, ``print`` or ``list``."""

    @property
    def sheet(self) -> str:
        """Name of the worksheet."""

    @property
    def area(self) -> Area:
        """Its cells."""


def unmarked(book: Book, ours: Sequence[Place]) -> Book:
    """The book without what an earlier marking added: our sheets left out, our cells empty."""
    if not ours:
        return book
    lists = {place.sheet for place in ours if place.kind == LIST_KIND}
    columns: dict[str, list[Area]] = defaultdict(list)
    for place in ours:
        if place.kind == "result":
            columns[place.sheet].append(place.area)
    sheets = [
        _emptied(sheet, columns[sheet.name]) if sheet.name in columns else sheet
        for sheet in book.sheets
        if sheet.name not in lists
    ]
    return replace(book, sheets=sheets)


def _emptied(sheet: Sheet, areas: Sequence[Area]) -> Sheet:
    rows = list(sheet.rows)
    for area in areas:
        for r in range(area.top, min(area.bottom + 1, len(rows))):
            row = list(rows[r])
            for c in range(area.left, min(area.right + 1, len(row))):
                row[c] = ""
            rows[r] = row
    return replace(sheet, rows=rows)
