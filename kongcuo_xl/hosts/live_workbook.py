"""An open workbook as the cell functions in it see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import is_
from typing import Any
from weakref import WeakKeyDictionary

from kongcuo_xl import policy
from kongcuo_xl.book import Area, Book, Sheet
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
    back where nothing has changed since, and so is, of sheets that have not changed, what was
    found on them. Raises UnreadableBookError, PolicyError.
    """
    loaded = policy.load(policy.BASE)
    loaded.check_codes(rules())
    heard = _told.get(before, {}) if before else {}
    book, told = live.read_again(open_book, heard, loaded.limits, apart)
    known = before.scope.books[0] if before else None
    if known:
        book.sheets = [_as_known(sheet, known.book) for sheet in book.sheets]
    unit = book.name.rpartition(".")[0] or book.name
    date = Settings([(unit, book)], ()).date(unit, date)
    if before and known:
        same = known.book == book and all(map(is_, known.book.sheets, book.sheets))
        # A policy that the workbook names or changes is read again: it may lie in a file.
        if same and before.date == date and before.policy is loaded:
            _told[before] = told
            return before
        if school_year(before.date) != school_year(date):
            known = None
    reading = read_book(book, unit, school_year(date), known)
    found = Workbook.read([reading], loaded, date, before)
    _told[found] = told
    return found


_told: WeakKeyDictionary[Workbook, live.Told] = WeakKeyDictionary()
"""What the program told of each workbook when it was read."""


def _as_known(sheet: Sheet, book: Book) -> Sheet:
    """The sheet that a workbook had before, if this one holds just the same."""
    if any(known is sheet for known in book.sheets):
        return sheet
    for known in book.sheets:
        # TRUE, which equals 1 in Python, is another value.
        if known == sheet and _types(known) == _types(sheet):
            return known
    return sheet


def _types(sheet: Sheet) -> list[type]:
    return list(map(type, chain.from_iterable(sheet.rows)))
