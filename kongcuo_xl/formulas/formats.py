"""Numbers and dates as texts, as ``TEXT`` writes them (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from kongcuo_xl.formulas.values import UnsupportedError

_NUMBER = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%?)")
_DATE = re.compile(r'y{4}|y{2}|m{1,2}|d{1,2}|[-/.年月日 ]|"[^"]*"')


def written(value: float | int, form: str) -> str:
    """A number written in a plain number format, or as a date. Raises UnsupportedError."""
    whole = _NUMBER.fullmatch(form)
    if whole:
        return _as_number(value, *whole.groups(default=""))
    parts = _DATE.findall(form)
    if "".join(parts) != form or not any(part[0] in "ymd" for part in parts):
        raise UnsupportedError(form)
    # Before this day the calendar of 1900 counts one that never was.
    if not 61 <= value < 2_958_466:
        raise UnsupportedError(form)
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
    said = {
        "yyyy": f"{day.year:04d}",
        "yy": f"{day.year % 100:02d}",
        "mm": f"{day.month:02d}",
        "m": str(day.month),
        "dd": f"{day.day:02d}",
        "d": str(day.day),
    }
    return "".join(said.get(part, part.strip('"')) for part in parts)


def _as_number(value: float | int, thousands: str, digits: str, places: str, percent: str) -> str:
    exact = Decimal(repr(value)) * (100 if percent else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    width = len(digits) + (len(places) + 1 if places else 0)
    plain = f"{abs(rounded):,f}" if thousands else f"{abs(rounded):f}"
    return f"{sign}{plain.zfill(width)}{percent}"
