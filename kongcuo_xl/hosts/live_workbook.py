"""An open workbook as the cell functions in it see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kongcuo_xl import policy
from kongcuo_xl.book import Area, Book
from kongcuo_xl.calendar import school_year
from kongcuo_xl.functions import Workbook
from kongcuo_xl.hosts import live
from kongcuo_xl.reading import read_book
from kongcuo_xl.rule import rules
from kongcuo_xl.settings import Settings


def opened(
    open_book: Any,
    date: dt.date,
    apart: Mapping[str, Sequence[Area]] = live.NOTHING,
    before: Workbook | None = None,
) -> Workbook:
    """What an ``xlwings.Book`` holds now; ``date`` is the check date where it states none.

    Cells that are set ``apart``, by sheet, are taken for blank. What it came to ``before`` is given
    back where nothing has changed since. Raises UnreadableBookError, PolicyError.
    """
    loaded = policy.load(policy.BASE)
    loaded.check_codes(rules())
    book = live.read(open_book, loaded.limits, apart)
    unit = book.name.rpartition(".")[0] or book.name
    date = Settings([(unit, book)], ()).date(unit, date)
    # A policy that the workbook names or changes is read again: it may lie in a file.
    if before and before.date == date and before.policy is loaded and _holds(before, book):
        return before
    return Workbook.read([read_book(book, unit, school_year(date))], loaded, date)


def _holds(workbook: Workbook, book: Book) -> bool:
    """Whether a workbook was read from just this; TRUE, which equals 1 in Python, is another."""
    [known] = [reading.book for reading in workbook.scope.books]
    return known == book and all(
        list(map(type, now)) == list(map(type, then))
        for sheet, other in zip(book.sheets, known.sheets, strict=True)
        for now, then in zip(sheet.rows, other.rows, strict=True)
    )
