"""学年, 学期 and school days.

A school day is a day of a term that is a working day of the state (weekends and public holidays
off, statutory make-up days on), unless the 校历 says otherwise. Days are counted once, when the
calendar is built; every question afterwards is a look-up, for one date or for a whole column.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Days: TypeAlias = npt.NDArray[np.datetime64]
MonthDay: TypeAlias = tuple[int, int]
OverrideKind: TypeAlias = Literal["上课", "放假", "补课", "考试"]

_ONE_DAY = dt.timedelta(days=1)


def school_year(date: dt.date) -> int:
    """The year in which the school year of a date began, on 1 September."""
    return date.year if date.month >= 9 else date.year - 1


def school_year_label(year: int) -> str:
    """``2025-2026学年`` for 2025."""
    return f"{year}-{year + 1}学年"


@dataclass(frozen=True, slots=True)
class Term:
    """A semester, both ends included."""

    name: str
    """``2025秋`` or ``2026春``."""
    label: str
    """``2025-2026学年第一学期``."""
    start: dt.date
    end: dt.date
    complete: bool = False
    """It has ended by the date that was asked about: its duties are judged as complete."""

    def __contains__(self, date: object) -> bool:
        """Whether a date lies in the semester."""
        return isinstance(date, dt.date) and self.start <= date <= self.end


class Override(NamedTuple):
    """A row of the 校历, both ends included."""

    start: dt.date
    end: dt.date
    kind: OverrideKind
    name: str = ""


class Week(NamedTuple):
    """A week of a term, Monday to Sunday."""

    start: dt.date
    end: dt.date
    school_days: int


def autumn_term(year: int, start: MonthDay, end: MonthDay) -> Term:
    """The first semester of the school year that begins in ``year``; its end may be in January."""
    last_year = year if end[0] >= start[0] else year + 1
    return Term(
        f"{year}秋",
        f"{school_year_label(year)}第一学期",
        _day(year, start),
        _day(last_year, end),
    )


def spring_term(year: int, start: MonthDay, end: MonthDay) -> Term:
    """The second semester of the school year that begins in ``year``: it lies in the year after."""
    return Term(
        f"{year + 1}春",
        f"{school_year_label(year)}第二学期",
        _day(year + 1, start),
        _day(year + 1, end),
    )


def _day(year: int, month_day: MonthDay) -> dt.date:
    """That day, or the last of February where the 29th is asked of an ordinary year."""
    month, day = month_day
    if (month, day) == (2, 29):
        return dt.date(year, 3, 1) - _ONE_DAY
    return dt.date(year, month, day)


@dataclass(frozen=True, slots=True, eq=False)
class SchoolCalendar:
    """The school days of some terms. Made by ``build``; ``notes`` are sentences for the user."""

    terms: tuple[Term, ...]
    overrides: tuple[Override, ...]
    notes: tuple[str, ...]
    _first: np.datetime64 = field(repr=False)
    _open: npt.NDArray[np.bool_] = field(repr=False)
    _numbers: npt.NDArray[np.int64] = field(repr=False)
    _school_days: Days = field(repr=False)
    _weeks: dict[Term, tuple[Week, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, terms: Iterable[Term], overrides: Iterable[Override] = ()) -> SchoolCalendar:
        """A calendar of the terms, with the 校历's rows laid over it.

        上课 rows give a term its start and end (weekends and holidays stay off); 放假 closes
        days, 补课 opens them, the shorter row winning; 考试 only names a date. Raises ValueError
        when there is no term at all.
        """
        rows = tuple(overrides)
        fitted = _fit(tuple(terms), [row for row in rows if row.kind == "上课"])
        if not fitted:
            raise ValueError("校历中没有任何学期")
        edges = [row for row in rows if row.kind == "补课"]
        first = min([term.start for term in fitted] + [row.start for row in edges])
        last = max([term.end for term in fitted] + [row.end for row in edges])
        days = np.arange(np.datetime64(first, "D"), np.datetime64(last + _ONE_DAY, "D"))
        working, notes = _working_days(days)
        opened = np.zeros(len(days), dtype=bool)
        for term in fitted:
            inside = (days >= np.datetime64(term.start)) & (days <= np.datetime64(term.end))
            opened |= inside & working
        closing = [row for row in rows if row.kind in ("放假", "补课")]
        for row in sorted(closing, key=lambda row: row.end - row.start, reverse=True):
            inside = (days >= np.datetime64(row.start)) & (days <= np.datetime64(row.end))
            opened[inside] = row.kind == "补课"
        return cls(
            fitted, rows, notes, days[0], opened, np.cumsum(opened, dtype=np.int64), days[opened]
        )

    # --- school days ---

    def is_school_day(self, date: dt.date) -> bool:
        """Whether children are at school on that day; False outside all terms."""
        return bool(self.are_school_days(np.array([date], dtype="datetime64[D]"))[0])

    def are_school_days(self, dates: Any) -> npt.NDArray[np.bool_]:
        """``is_school_day`` of a column of dates (Series, index or array); NaT is False."""
        position, missing = self._positions(dates)
        inside = ~missing & (position >= 0) & (position < len(self._open))
        return inside & self._open[np.clip(position, 0, len(self._open) - 1)]

    def school_day_number(self, dates: Any) -> npt.NDArray[np.int64]:
        """The running number of each date's school day, from 1.

        A day without school has the number of the last school day before it (0 before the first),
        so the school days after ``a`` up to and with ``b`` are number(b) − number(a). NaT has −1.
        """
        position, missing = self._positions(dates)
        numbers = self._numbers[np.clip(position, 0, len(self._numbers) - 1)]
        numbers = np.where(position < 0, 0, numbers)
        return np.where(missing, -1, numbers).astype(np.int64)

    def nth_school_day_after(self, dates: Any, n: int) -> Days:
        """The n-th school day after each date, datetime64[D]; NaT beyond the calendar.

        With n = 0, the date's own school day, or the last one before it.
        """
        place = self.school_day_number(dates) + n - 1
        _, missing = self._positions(dates)
        inside = ~missing & (place >= 0) & (place < len(self._school_days))
        found = np.full(len(place), np.datetime64("NaT", "D"))
        found[inside] = self._school_days[place[inside]]
        return found

    def school_day_after(self, date: dt.date, n: int = 1) -> dt.date | None:
        """``nth_school_day_after`` of one date; None beyond the calendar."""
        found = self.nth_school_day_after(np.array([date], dtype="datetime64[D]"), n)[0]
        day: dt.date | None = found.item()
        return day

    def school_days(self, start: dt.date, end: dt.date) -> pd.DatetimeIndex:
        """All school days from ``start`` to ``end``, both included."""
        days = self._school_days
        chosen = (days >= np.datetime64(start, "D")) & (days <= np.datetime64(end, "D"))
        return pd.DatetimeIndex(days[chosen].astype("datetime64[s]"))

    def _positions(self, dates: Any) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        days = np.asarray(dates).astype("datetime64[D]")
        missing = np.isnat(days)
        position = (days - self._first).astype(np.int64)
        return np.where(missing, 0, position), missing

    # --- terms ---

    def current_term(self, date: dt.date) -> Term:
        """The semester a date lies in; in a holiday the one that has just ended, ``complete``.

        Before the first semester it is the first. On its last day a semester is not complete yet.
        """
        begun = [term for term in self.terms if term.start <= date]
        term = begun[-1] if begun else self.terms[0]
        return replace(term, complete=date > term.end)

    def term(self, name: str) -> Term | None:
        """The semester of that name (2025秋) or label, if the calendar has it."""
        return next((term for term in self.terms if name in (term.name, term.label)), None)

    def weeks(self, term: Term) -> tuple[Week, ...]:
        """The weeks of a term from the Monday on or before its start; days outside do not count."""
        if term not in self._weeks:
            self._weeks[term] = self._weeks_of(term)
        return self._weeks[term]

    def _weeks_of(self, term: Term) -> tuple[Week, ...]:
        monday = term.start - dt.timedelta(days=term.start.weekday())
        found: list[Week] = []
        while monday <= term.end:
            sunday = monday + dt.timedelta(days=6)
            inside = self.school_days(max(monday, term.start), min(sunday, term.end))
            found.append(Week(monday, sunday, len(inside)))
            monday += dt.timedelta(days=7)
        return tuple(found)

    def exam_date(self, name: str) -> dt.date | None:
        """The first day of the earliest 考试 row whose name holds ``name`` (中考); None without.

        期中考试 is no 中考.
        """
        named = re.compile(f"(?<!期){re.escape(name)}")
        rows = [row for row in self.overrides if row.kind == "考试" and named.search(row.name)]
        days = [row.start for row in rows]
        return min(days, default=None)


def window_start(term: Term, days: int) -> tuple[dt.date, dt.date]:
    """First and last day of the first ``days`` calendar days of a term."""
    return term.start, min(term.start + dt.timedelta(days=days - 1), term.end)


def window_end(term: Term, days: int) -> tuple[dt.date, dt.date]:
    """First and last day of the last ``days`` calendar days of a term."""
    return max(term.end - dt.timedelta(days=days - 1), term.start), term.end


def _fit(terms: Sequence[Term], lessons: Sequence[Override]) -> tuple[Term, ...]:
    """The terms in order, each with the start and end that its 上课 rows give."""
    by_name = {term.name: term for term in terms}
    ranges: dict[str, list[Override]] = {}
    for row in lessons:
        middle = row.start + (row.end - row.start) / 2
        # A term's middle is in November or April; one that was moved is still in its own half year.
        autumn = middle.month >= 8 or middle.month == 1
        year = middle.year - 1 if middle.month <= 7 else middle.year
        blank: MonthDay = (row.start.month, row.start.day)
        guess = autumn_term(year, blank, blank) if autumn else spring_term(year, blank, blank)
        by_name.setdefault(guess.name, guess)
        ranges.setdefault(guess.name, []).append(row)
    for name, rows in ranges.items():
        start, end = min(row.start for row in rows), max(row.end for row in rows)
        by_name[name] = replace(by_name[name], start=start, end=end)
    return tuple(sorted(by_name.values(), key=lambda term: term.start))


def _working_days(days: Days) -> tuple[npt.NDArray[np.bool_], tuple[str, ...]]:
    """Which days the state works, and a note for the years whose holidays are not known."""
    from chinese_calendar import constants  # its tables take a while to load

    working = np.is_busday(days)
    for mark, listed in ((False, constants.holidays), (True, constants.workdays)):
        places = (np.array(list(listed), dtype="datetime64[D]") - days[0]).astype(int)
        working[places[(places >= 0) & (places < len(days))]] = mark
    known = {day.year for day in constants.holidays}
    years = np.unique(days.astype("datetime64[Y]").astype(int) + 1970).tolist()
    unknown = "、".join(str(year) for year in years if year not in known)
    if not unknown:
        return working, ()
    note = (
        f"{unknown}年的法定节假日和调休安排尚未收录，暂按周一至周五为教学日计算；"
        "请在“校历”表中填写放假和补课日期。"
    )
    return working, (note,)
