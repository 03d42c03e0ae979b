"""An open workbook as the cell functions in it see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kongcuo_xl import policy
from kongcuo_xl.book import Area
from kongcuo_xl.calendar import school_year
from kongcuo_xl.functions import Workbook
from kongcuo_xl.hosts import live
from kongcuo_xl.reading import read_book
from kongcuo_xl.rule import rules
from kongcuo_xl.settings import Settings


def opened(
    open_book: Any, date: dt.date, apart: Mapping[str, Sequence[Area]] = live.NOTHING
) -> Workbook:
    """What an ``xlwings.Book`` holds now; ``date`` is the check date where it states none.

    Cells that are set ``apart``, by sheet, are taken for blank. Raises UnreadableBookError,
    PolicyError.
    """
    loaded = policy.load(policy.BASE)
    loaded.check_codes(rules())
    book = live.read(open_book, loaded.limits, apart)
    unit = book.name.rpartition(".")[0] or book.name
    year = school_year(Settings([(unit, book)], ()).date(unit, date))
    return Workbook.read([read_book(book, unit, year)], loaded, date)
