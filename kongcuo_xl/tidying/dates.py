"""Dates as a column writes most of them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kongcuo_xl import clean
from kongcuo_xl.book import Cell, Value

APOSTROPHES = "'‘’`′"
_DAY = re.compile(r"((?:19|20)\d\d)(?:([-./年])(\d{1,2})([-./月])(\d{1,2})([日号]?)|(\d\d)(\d\d))")
_HAN_DAY = re.compile(
    "[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿卅]{1,3}[日号]"
)


class DateStyle(NamedTuple):
    """How most dates of a column are written."""

    separator: str
    """``-``, ``/``, ``.``, ``年``, or nothing for eight digits."""
    padded: bool
    real: tuple[Cell, ...]
    """Cells that hold real dates, if those are most."""

    def written(self, day: dt.date) -> Value:
        """The date in this style; a real date in a column of real dates."""
        if self.real:
            return day
        width = 2 if self.padded or not self.separator else 1
        month, date = f"{day.month:0{width}d}", f"{day.day:0{width}d}"
        if self.separator == "年":
            return f"{day.year}年{month}月{date}日"
        return self.separator.join((str(day.year), month, date))

    def nearest(self, row: int) -> Cell:
        """The real date nearest to a row."""
        return min(self.real, key=lambda cell: abs(cell[0] - row))


def style_of(cells: Sequence[tuple[int, Value]], column: int) -> DateStyle:
    """How most dates are written in the cells of a column, given as (row, value)."""
    separators: Counter[str] = Counter()
    padded: Counter[bool] = Counter()
    real = []
    for row, value in cells:
        if isinstance(value, dt.date):
            real.append((row, column))
            continue
        word = clean.text(value)
        day = full_day(word.strip(APOSTROPHES))
        if day is None:
            continue
        _, separator, pads = day
        if separator is not None:
            separators[separator] += 1
            if pads is not None and separator:
                padded[pads] += 1
    if len(real) > separators.total():
        return DateStyle("-", True, tuple(real))
    # Of equally many, the one that sorts well.
    most = max(separators.values(), default=0)
    best = next((s for s in ("-", "/", ".", "年", "") if separators[s] == most), "-")
    return DateStyle(best, padded[True] >= padded[False], ())


def full_day(word: str) -> tuple[dt.date, str | None, bool | None] | None:
    """A date that can be read in one way only, with its separator and whether it is padded.

    The separator is None where several are mixed; padded is None where both come to the same.
    """
    plain = re.sub(r"\s", "", word)
    if _HAN_DAY.fullmatch(plain):
        day, status = clean.date(plain)
        return (day, None, None) if day is not None and status == "ok" else None
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    year, first, month, second, date, end, month8, date8 = found.groups()
    try:
        day = dt.date(int(year), int(month or month8), int(date or date8))
    except ValueError:
        return None
    if month8:
        return day, "", None
    consistent = (first, second, end) in {("年", "月", "日"), *((s, s, "") for s in "-/.")}
    both_ways = day.month > 9 and day.day > 9
    pads = None if both_ways else len(month) == 2 and len(date) == 2
    return day, (first if consistent else None), pads
