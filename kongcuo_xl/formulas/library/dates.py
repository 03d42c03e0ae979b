"""Days and spans of them."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.book import Value
from kongcuo_xl.formulas.library.registry import WrongError, scalar, whole_number
from kongcuo_xl.formulas.values import (
    NUM,
    UnsupportedError,
    serial,
    text,
)


def _day(value: Value) -> dt.date:
    if isinstance(value, dt.date):
        return value
    days = whole_number(value)
    if not 61 <= days <= 2_958_465:
        raise WrongError(NUM)
    return dt.date(1899, 12, 30) + dt.timedelta(days=days)


scalar("YEAR", 1)(lambda value: _day(value).year)
scalar("MONTH", 1)(lambda value: _day(value).month)
scalar("DAY", 1)(lambda value: _day(value).day)


@scalar("DATE", 3)
def _date(year: Value, month: Value, day: Value) -> Value:
    y, m = whole_number(year), whole_number(month) - 1
    first = 1900 + y if 0 <= y < 1900 else y
    try:
        start = dt.date(first + m // 12, m % 12 + 1, 1)
        return serial(start + dt.timedelta(days=whole_number(day) - 1))
    except ValueError:
        return NUM


@scalar("DATEDIF", 3)
def _datedif(first: Value, last: Value, unit: Value) -> Value:
    start, end = _day(first), _day(last)
    if start > end:
        return NUM
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    found = {
        "Y": months // 12,
        "M": months,
        "D": (end - start).days,
        "YM": months % 12,
    }
    if text(unit).upper() in ("MD", "YD"):
        raise UnsupportedError("DATEDIF")
    return found.get(text(unit).upper(), NUM)
