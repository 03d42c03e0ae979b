"""The period of a report, as people name it: a day, week, month, quarter, semester or year."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kongcuo_xl.calendar import Term, school_year, school_year_label

Kind: TypeAlias = Literal["day", "week", "month", "quarter", "semester", "year"]

WAYS = (
    "2025-10（月）、2025Q4（季度）、2025-W41（周）、2025-10-20（日）、"
    "2025秋（学期）、2025-2026（学年）"
)
"""The ways of naming a period, for messages."""

_YEAR = r"(20\d\d|19\d\d)"
_FIRST_MONTH_OF_SPRING = 2
_FIRST_MONTH_OF_YEAR = 9


class PeriodError(ValueError):
    """A period that makes no sense; the message is one Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    kind: Kind
    name: str
    """As the command line takes it: ``2025-10``."""
    label: str
    """As a form prints it: ``2025年10月``."""
    start: dt.date
    end: dt.date

    def __contains__(self, date: object) -> bool:
        """Whether a date lies in the period."""
        return isinstance(date, dt.date) and self.start <= date <= self.end


def parse(text: str, terms: Iterable[Term] = ()) -> Period:
    """The period that a text names.

    A semester runs as the one of that name in ``terms`` does; one that is not there is taken as
    September to January or February to August. Raises PeriodError.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper().replace(" ", "")
    for pattern, read in _READERS:
        if found := re.fullmatch(pattern, plain):
            return read(found, text, tuple(terms))
    raise PeriodError(f"看不懂期间“{text}”；可以写：{WAYS}。")


def month(year: int, number: int) -> Period:
    """A calendar month."""
    last = calendar.monthrange(year, number)[1]
    return Period(
        "month",
        f"{year}-{number:02d}",
        f"{year}年{number}月",
        dt.date(year, number, 1),
        dt.date(year, number, last),
    )


def around(date: dt.date, kind: Kind, terms: Iterable[Term] = ()) -> Period:
    """The period of a kind that a date lies in; in a holiday, the semester that has just ended."""
    if kind == "semester":
        begun = [term for term in terms if term.start <= date]
        return parse(
            max(begun, key=lambda term: term.start).name if begun else f"{date.year}秋", terms
        )
    year, week, _ = date.isocalendar()
    first = school_year(date)
    names = {
        "day": date.isoformat(),
        "week": f"{year}-W{week}",
        "month": f"{date:%Y-%m}",
        "quarter": f"{date.year}Q{(date.month + 2) // 3}",
        "year": f"{first}-{first + 1}",
    }
    return parse(names[kind], terms)


def before(span: Period) -> Period:
    """The period of the same kind that ends where this one begins."""
    if span.kind == "semester":
        year, season = int(span.name[:4]), span.name[4:]
        return parse(f"{year}春" if season == "秋" else f"{year - 1}秋")
    return around(span.start - dt.timedelta(1), span.kind)


def _month(found: re.Match[str], text: str, _: tuple[Term, ...]) -> Period:
    number = int(found[2])
    if not 1 <= number <= 12:
        raise PeriodError(f"期间“{text}”没有{number}月；月份写作 2025-10 这样。")
    return month(int(found[1]), number)


def _quarter(found: re.Match[str], text: str, _: tuple[Term, ...]) -> Period:
    year, number = int(found[1]), int(found[2])
    if not 1 <= number <= 4:
        raise PeriodError(f"期间“{text}”没有第{number}季度；季度写作 2025Q1 到 2025Q4。")
    last = month(year, 3 * number)
    start = dt.date(year, 3 * number - 2, 1)
    return Period("quarter", f"{year}Q{number}", f"{year}年第{number}季度", start, last.end)


def _week(found: re.Match[str], text: str, _: tuple[Term, ...]) -> Period:
    year, number = int(found[1]), int(found[2])
    try:
        monday = dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        weeks = dt.date(year, 12, 28).isocalendar().week
        raise PeriodError(
            f"期间“{text}”没有第{number}周；{year}年的周是 {year}-W01 到 {year}-W{weeks}。"
        ) from None
    sunday = monday + dt.timedelta(6)
    return Period("week", f"{year}-W{number:02d}", f"{year}年第{number}周", monday, sunday)


def _day(found: re.Match[str], text: str, _: tuple[Term, ...]) -> Period:
    try:
        day = dt.date(*map(int, found.groups()))
    except ValueError:
        raise PeriodError(f"期间“{text}”不是日历上有的日子；日期写作 2025-10-20 这样。") from None
    return Period("day", day.isoformat(), f"{day.year}年{day.month}月{day.day}日", day, day)


def _semester(found: re.Match[str], _: str, terms: tuple[Term, ...]) -> Period:
    name = f"{found[1]}{found[2]}"
    for term in terms:
        if term.name == name:
            return Period("semester", name, term.label, term.start, term.end)
    year = int(found[1])
    if found[2] == "秋":
        start, end = dt.date(year, _FIRST_MONTH_OF_YEAR, 1), month(year + 1, 1).end
        label = f"{school_year_label(year)}第一学期"
    else:
        start = dt.date(year, _FIRST_MONTH_OF_SPRING, 1)
        end = month(year, _FIRST_MONTH_OF_YEAR - 1).end
        label = f"{school_year_label(year - 1)}第二学期"
    return Period("semester", name, label, start, end)


def _school_year(found: re.Match[str], text: str, _: tuple[Term, ...]) -> Period:
    first, second = int(found[1]), int(found[2])
    if second != first + 1:
        raise PeriodError(f"期间“{text}”不是一个学年；学年写作 {first}-{first + 1} 这样。")
    start, end = dt.date(first, 9, 1), dt.date(second, 8, 31)
    return Period("year", f"{first}-{second}", school_year_label(first), start, end)


def first_day_of_school_year(date: dt.date) -> dt.date:
    """The 1 September on which the school year of a date began."""
    return dt.date(school_year(date), _FIRST_MONTH_OF_YEAR, 1)


_READERS = (
    (rf"{_YEAR}[-./](\d{{1,2}})", _month),
    (rf"{_YEAR}年(\d{{1,2}})月", _month),
    (rf"{_YEAR}-?Q(\d)", _quarter),
    (rf"{_YEAR}年第?([1-9])季度", _quarter),
    (rf"{_YEAR}-?W(\d{{1,2}})", _week),
    (rf"{_YEAR}[-./](\d{{1,2}})[-./](\d{{1,2}})", _day),
    (rf"{_YEAR}年(\d{{1,2}})月(\d{{1,2}})日", _day),
    (rf"{_YEAR}年?([秋春])季?(?:学期)?", _semester),
    (rf"{_YEAR}[-–—]{_YEAR}(?:学年)?", _school_year),
)
