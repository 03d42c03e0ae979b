"""Dates and ranges of dates as people write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kongcuo_xl.clean.cell_text import HALF_ALL, UNSEEN, text
from kongcuo_xl.clean.distinct_values import answers_by_value
from kongcuo_xl.clean.numerals import DIGIT_VALUES, HAN_DIGITS, HAN_NUMERAL, han_number

DateStatus: TypeAlias = Literal["blank", "ok", "month", "no_year", "bad"]
"""month: only year and month are known, the date is the first of it. no_year: day and month only.
bad: nothing that is known explains it, or there is no such day."""

DATE_STATUSES: tuple[DateStatus, ...] = ("blank", "ok", "month", "no_year", "bad")

_STATUS_INDEX = pd.Index([str(status) for status in DATE_STATUSES])

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside these years are bad."""
_FIRST_DAY = np.datetime64(f"{FIRST_YEAR}-01-01", "D")
_LAST_DAY = np.datetime64(f"{LAST_YEAR}-12-31", "D")


_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "."})
_TIME = re.compile(
    r"[T\s]*(?:[上下]午)?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?|分)?Z?\s*(?:[AP]M)?$"
    r"|\s*\(?(?:[上下中]午|早上|晚上)\)?$"
)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_HAN_DATE_PART = re.compile(f"{HAN_NUMERAL}(?=[年月日号])|(?<=月){HAN_NUMERAL}$")
_BY_THEN = re.compile(r"(?<=[\d日号月底末])\s*(?:以前|之前|前)$")
"""By when: 2025年9月30日前."""
_SERIAL_START = dt.datetime(1899, 12, 30)
_TWO_DIGIT_PIVOT = 50
"""Two-digit years below it are 20xx, others 19xx: fits records and teachers' births alike."""

_Parts: TypeAlias = tuple[int | None, int, int | None]
"""(year or None, month, day or None)."""


def date(
    value: object, *, day_first: bool = False, around: dt.date | None = None
) -> tuple[dt.date | None, DateStatus]:
    """The date in a cell, and how sure it is (``DateStatus``).

    Understands Excel dates and serial numbers (20000 to 60000), 2015-09-01, 2015.9.1, 2015/9/1,
    20150901, 2015年9月1日, 二〇一五年九月一日, 15.9.1 (00–49 are 20xx, 50–99 19xx), 150901, and the
    month alone: 2015/9, 201509, 2015年9月. 9/1/2015 is month first unless ``day_first``. A date
    without a year is completed in the school year of ``around``; with no ``around`` it is
    (None, ``"no_year"``). A lone dash, a slash and 无 are blanks.
    """
    if value is None or value is pd.NaT or value == "" or value != value:
        return None, "blank"
    if isinstance(value, dt.datetime):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, dt.date):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, bool | np.bool_ | dt.time | dt.timedelta):
        return None, "bad"
    if isinstance(value, int | float | np.integer | np.floating) and 20000 <= value < 60001:
        return (_SERIAL_START + dt.timedelta(days=float(value))).date(), "ok"
    plain = _date_text(text(value))
    if plain in _NOTHING:
        return None, "blank"
    parts = _date_parts(plain, day_first=day_first)
    if parts is None:
        return None, "bad"
    year, month, day = parts
    if year is None:
        if day is None or _checked(2000, month, day)[0] is None:
            return None, "bad"
        if around is None:
            return None, "no_year"
        found = complete(month, day, around)
        return (found, "ok") if found else (None, "bad")
    if day is None:
        first, _ = _checked(year, month, 1)
        return (first, "month") if first else (None, "bad")
    return _checked(year, month, day)


def _checked(year: int, month: int, day: int) -> tuple[dt.date | None, DateStatus]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, "bad"
    try:
        return dt.date(year, month, day), "ok"
    except ValueError:
        return None, "bad"


def _date_text(raw: str) -> str:
    """Date text with Chinese digits made Arabic, the time and the weekday dropped, no spaces."""
    plain = UNSEEN.sub("", raw.translate(HALF_ALL)).strip()
    plain = _WEEKDAY.sub("", _TIME.sub("", plain) or plain).strip()
    plain = _BY_THEN.sub("", plain)
    plain = re.sub("[。、,，]", ".", plain).replace("—", "-").replace("–", "-").replace("－", "-")
    plain = re.sub(rf"([{HAN_DIGITS}]{{2,4}})(?=年)", _year_digits, plain.replace(" 年", "年"))
    plain = re.sub(r"\s*([-./年月日号])\s*", r"\1", plain)
    plain = re.sub(r"\s+", "" if re.search("[-./年月]", plain) else "-", plain)
    return _HAN_DATE_PART.sub(lambda found: str(han_number(found[0])), plain)


def _year_digits(found: re.Match[str]) -> str:
    return "".join(str(DIGIT_VALUES[one]) for one in found[1])


_YMD = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?[-.]*")
_YM = re.compile(r"(\d{4})[-./年](\d{1,2})[月份]*[-.]*")
_END_OF_MONTH = re.compile(r"(\d{2,4})[-./年](\d{1,2})月?份?[底末]")
"""2025年9月底: its last day."""
_END_OF_A_MONTH = re.compile(r"(\d{1,2})月份?[底末]")
_SHORT_YMD = re.compile(r"(\d{1,2})([-./年])(\d{1,2})([-./月])(\d{1,2})[日号]?[-.]*")
_SHORT_YM = re.compile(r"(\d{2})年(\d{1,2})[月份]+")
_MDY = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_MD = re.compile(r"(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?[-.]*")


def _date_parts(plain: str, *, day_first: bool) -> _Parts | None:
    if plain.isdecimal():
        return _digit_date(plain)
    if found := _YMD.fullmatch(plain):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YM.fullmatch(plain):
        return int(found[1]), int(found[2]), None
    if found := _END_OF_MONTH.fullmatch(plain):
        return _last_of_month(_full_year(int(found[1])), int(found[2]))
    if found := _MDY.fullmatch(plain):
        return _month_and_day(int(found[4]), int(found[1]), int(found[3]), day_first=day_first)
    if found := _SHORT_YM.fullmatch(plain):
        return _full_year(int(found[1])), int(found[2]), None
    if found := _SHORT_YMD.fullmatch(plain):
        first, second, third = int(found[1]), int(found[3]), int(found[5])
        if found[2] != found[4] and found[2] != "年":
            return None
        # 9/1/15 is how an American Excel shows a date; 15/9/1 and 15.9.1 are how people type it.
        if found[2] != "年" and len(found[1]) == 1 and len(found[5]) == 2:
            return _month_and_day(_full_year(third), first, second, day_first=day_first)
        return _full_year(first), second, third
    if found := _MD.fullmatch(plain):
        return None, int(found[1]), int(found[2])
    if (found := _END_OF_A_MONTH.fullmatch(plain)) and 1 <= int(found[1]) <= 12:
        # Of a year that no one says; a February has 28 days in three of four.
        return None, int(found[1]), calendar.monthrange(2023, int(found[1]))[1]
    return None


def _last_of_month(year: int, month: int) -> _Parts | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return year, month, calendar.monthrange(year, month)[1]


def _full_year(short: int) -> int:
    if short >= 100:
        return short
    return short + (2000 if short < _TWO_DIGIT_PIVOT else 1900)


def _month_and_day(year: int, first: int, second: int, *, day_first: bool) -> _Parts:
    if first > 12 or (day_first and second <= 12):
        return year, second, first
    return year, first, second


def _digit_date(digits: str) -> _Parts | None:
    if len(digits) == 8:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if len(digits) == 6:
        year, month = int(digits[:4]), int(digits[4:])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            return year, month, None
        return _full_year(int(digits[:2])), int(digits[2:4]), int(digits[4:])
    if len(digits) == 5 and 20000 <= int(digits) <= 60000:
        day = (_SERIAL_START + dt.timedelta(days=int(digits))).date()
        return day.year, day.month, day.day
    return None


def complete(month: int, day: int, around: dt.date) -> dt.date | None:
    """The day of that month in the school year (from 1 September) in which ``around`` lies.

    August belongs before term: an August that would lie more than half a year ahead is the one just
    past. None when the year has no such day.
    """
    first_year = around.year if around.month >= 9 else around.year - 1
    found, _ = _checked(first_year if month >= 9 else first_year + 1, month, day)
    if found and month == 8 and (found - around).days > 183:
        found, _ = _checked(found.year - 1, month, day)
    return found


_RANGE_WORDS = re.compile(r"[至到~～]|-{2,}|——|—|–")
_RANGE_NOTE = re.compile(r"(?<=[\d日号])(?:\s+[\u4e00-\u9fff]+|\s*\([^()]*\))$")
"""What people write behind a range: 国庆放假, (2天)."""


def date_range(
    value: object, *, around: dt.date | None = None
) -> tuple[dt.date | None, dt.date | None, DateStatus]:
    """First and last day of a range: 2025.9.1-2025.9.5, 9月1日至9月5日, 2025年9月1日—5日.

    A single date is a range of one day. The end may leave out the year or the month of the start.
    Words behind it (10月1日-10月8日 国庆放假) do not matter. An end before its start is bad. Status
    as in ``date``; a half that is only a month is bad.
    """
    day, status = date(value, around=around)
    if status in ("blank", "ok", "no_year"):
        return day, day, status
    plain = UNSEEN.sub("", text(value).translate(HALF_ALL | {0xFF5E: 0xFF5E})).strip()
    pairs = [(plain[: cut.start()], plain[cut.end() :]) for cut in _RANGE_WORDS.finditer(plain)]
    if not pairs:
        pairs = [(plain[: cut.start()], plain[cut.end() :]) for cut in re.finditer("-", plain)]
        pairs.sort(key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    for left, right in pairs:
        start, start_status = date(left.removeprefix("从").removeprefix("自"), around=around)
        if start_status == "no_year" and _ends(left, right, around or dt.date(2000, 1, 1)):
            return None, None, "no_year"
        end = _ends(left, right, around, start) if start_status == "ok" and start else None
        if start and end and end >= start:
            return start, end, "ok"
    bare = _RANGE_NOTE.sub("", plain)
    return date_range(bare, around=around) if bare != plain else (None, None, "bad")


def _ends(
    left: str, right: str, around: dt.date | None, start: dt.date | None = None
) -> dt.date | None:
    """The last day of a range, with what it leaves out taken from its start."""
    right = right.removesuffix("止").strip()
    if start is None:
        start, status = date(left, around=around)
        if status != "ok" or start is None:
            return None
    if found := re.fullmatch(r"(\d{1,2})[日号]?", right):
        return _checked(start.year, start.month, int(found[1]))[0]
    parts = _date_parts(_date_text(right), day_first=False)
    if parts and parts[0] is None and parts[2] is not None:
        end, _ = _checked(start.year, parts[1], parts[2])
        if end and end < start and start.month >= 9 > end.month:
            end, _ = _checked(start.year + 1, parts[1], parts[2])
        return end
    end, status = date(right)
    return end if status == "ok" else None


def dates(
    values: pd.Series, *, day_first: bool = False, around: dt.date | None = None
) -> tuple[pd.Series, pd.Series]:
    """``date`` of every value: datetime64[s] (NaT where there is none), and the status."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
        years = values.dt.year
        inside = years.between(FIRST_YEAR, LAST_YEAR)
        days = values.where(inside).dt.normalize().astype("datetime64[s]")
        codes = np.where(values.isna(), 0, np.where(inside, 1, 4))
        return days, _statuses(codes, values.index)
    plain = _plain_days(values)
    if plain.all():
        days, codes = _checked_days(values.to_numpy())
    elif plain.any():
        days = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[s]")
        codes = np.zeros(len(values), dtype=np.int8)
        days[plain], codes[plain] = _checked_days(values.to_numpy()[plain])
        days[~plain], codes[~plain] = _by_value(values[~plain], day_first, around)
    else:
        days, codes = _by_value(values, day_first, around)
    return pd.Series(days, index=values.index), _statuses(codes, values.index)


def _plain_days(values: pd.Series) -> npt.NDArray[np.bool_]:
    """Which values are days as they are, not written out."""
    if values.dtype != object:
        return np.zeros(len(values), dtype=bool)
    raw = values.tolist()
    kinds = set(map(type, raw))
    if len(kinds) == 1 or dt.date not in kinds:
        return np.full(len(values), dt.date in kinds)
    return np.array([type(value) is dt.date for value in raw], dtype=bool)


def _checked_days(
    values: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.int8]]:
    """Days, and their places in ``DATE_STATUSES``; NaT for those outside the years allowed."""
    days = np.array(pa.array(values, type=pa.date32()).cast(pa.int32())).astype("datetime64[D]")
    inside = (days >= _FIRST_DAY) & (days <= _LAST_DAY)
    codes = np.where(inside, DATE_STATUSES.index("ok"), DATE_STATUSES.index("bad"))
    days[~inside] = np.datetime64("NaT")
    return days.astype("datetime64[s]"), codes.astype(np.int8)


def _by_value(
    values: pd.Series, day_first: bool, around: dt.date | None
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.int8]]:
    """``date`` of every value: the days, and the places of their statuses."""
    positions, answers = answers_by_value(
        values, lambda value: date(value, day_first=day_first, around=around)
    )
    if answers[-1] is None:
        answers[-1] = (None, "blank")
    days = np.array([np.datetime64(day or "NaT", "s") for day, _ in answers], "datetime64[s]")
    codes = np.array([DATE_STATUSES.index(status) for _, status in answers], dtype=np.int8)
    return days[positions], codes[positions]


def _statuses(codes: npt.NDArray[Any], index: pd.Index[Any]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, categories=_STATUS_INDEX), index=index)
