"""What is owed by when: the periods of a report, and which row of 上报登记 hands in which."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kongcuo_xl import clean, period, surroundings
from kongcuo_xl.calendar import SchoolCalendar, Term, school_year
from kongcuo_xl.crosschecks.sheets import FilledSheet
from kongcuo_xl.period import Period, PeriodError
from kongcuo_xl.policy import OFF, Policy, Report
from kongcuo_xl.tables import Table
from kongcuo_xl.units import same_school

_CADENCE_WORDS = {"weekly": "周报", "monthly": "月报", "quarterly": "季报"}
_OTHER_THAN_MONTHLY = re.compile("周报|季报|季度|年报|学期|变动|统计表")
_PLAIN = re.compile("学生信息统计表|情况统计表|信息统计表|登记与统计表|统计表|报表|表$")
_QUARTER = re.compile("第?([一二三四1-4])季度?")
_FIRST_AUTUMN_MONTH = 8


def reports(policy: Policy) -> list[Report]:
    """The reports that somebody owes."""
    return [report for report in policy.reports if report.level != OFF]


def due(report: Report, span: Period, policy: Policy) -> dt.date:
    """The day a report on a period is due."""
    day: dt.date = policy[report.due].date(span.start, span.end)
    return day


def periods(
    report: Report, policy: Policy, calendar: SchoolCalendar, term: Term, date: dt.date
) -> list[Period]:
    """The periods of this semester (or school year) that are over, or whose deadline is."""
    days = calendar.school_days(term.start, term.end)
    if not len(days):
        return []
    first, last = days[0].date(), days[-1].date()
    if report.cadence == "weekly":
        weeks = [w.start.isocalendar() for w in calendar.weeks(term) if w.school_days]
        every = [period.parse(f"{year}-W{number:02d}") for year, number, _ in weeks]
    elif report.cadence == "monthly":
        every = [period.month(m.year, m.month) for m in pd.period_range(first, last, freq="M")]
    elif report.cadence == "quarterly":
        every = [
            period.parse(f"{q.year}Q{q.quarter}") for q in pd.period_range(first, last, freq="Q")
        ]
    elif report.cadence == "semester":
        every = [period.parse(term.name, [term])]
    else:
        year = school_year(term.start)
        every = [period.parse(f"{year}-{year + 1}")]
    return [p for p in every if p.end < date or due(report, p, policy) < date]


def means(text: str, report: Report) -> bool:
    """Whether a report's name as people write it means the report: 9月月报, 学籍变动表, 零报告.

    A zero report that names no report is the monthly one of pupils who dropped out.
    """
    key, title = clean.key(text), clean.key(report.title)
    if not key:
        return False
    word = _CADENCE_WORDS.get(report.cadence, "")
    if report.form == "F01" and key.endswith("零报告") and not _OTHER_THAN_MONTHLY.search(key):
        return True
    if report.cadence in ("weekly", "monthly"):
        return word in key or key == title
    core = _PLAIN.sub("", title)
    return bool(core) and core in key


def submitted_period(text: str, written: dt.date | None, term: Term) -> Period | None:
    """The period that a cell names; a month without a year is that of the semester."""
    try:
        return period.parse(text, [term])
    except PeriodError:
        pass
    if found := _QUARTER.search(text):
        number = "一二三四".find(found[1]) + 1 or int(found[1])
        year = surroundings.month_in(f"{text[:5]}1月")[0] or (written or term.start).year
        return period.parse(f"{year}Q{number}")
    said, month = surroundings.month_in(text)
    if month is None:
        return None
    if said is not None:
        return period.month(said, month)
    autumn = term.start.month >= _FIRST_AUTUMN_MONTH
    begun = term.start.year if autumn else term.start.year - 1
    return period.month(begun if month >= _FIRST_AUTUMN_MONTH else begun + 1, month)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A row of 上报登记 that names a report somebody owes, for a period that can be read."""

    row: int
    unit: str
    name: str
    """Of the unit that reports, as written."""
    report: Report
    span: Period
    told: bool
    """It was handed in: dated, or a zero report."""


def handed_in(submissions: Table, policy: Policy, term: Term) -> list[HandedIn]:
    """What 上报登记 says was, or was to be, handed in."""
    submissions.need("unit_name", "report", "period")
    texts, names = submissions["report"].tolist(), submissions["unit_name"].tolist()
    spans, units = submissions["period"].tolist(), submissions.unit.tolist()
    days = submissions.maybe("submit_date")
    zero = submissions.maybe("zero_report").fillna(False).astype(bool)
    told = zero | submissions.given("submit_date") | ~submissions.has("submit_date")
    owed = reports(policy)
    found = []
    for row, text in enumerate(texts):
        report = next((r for r in owed if means(text, r)), None)
        written = None if pd.isna(days[row]) else days[row].date()
        span = submitted_period(spans[row], written, term)
        if report is not None and span is not None:
            found.append(HandedIn(row, units[row], names[row], report, span, bool(told[row])))
    return found


def covers(span: Period, owed: Period) -> bool:
    """Whether what was handed in is for the owed period; a date within it will do."""
    return owed.start <= span.start and span.end <= owed.end


def missing(
    name: str,
    report: Report,
    done: Iterable[HandedIn],
    sheets: Iterable[FilledSheet],
    policy: Policy,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
) -> list[Period]:
    """Periods of a report that a unit of this name has not handed in, by row or by sheet.

    ``sheets``: statistics sheets among which the unit's own may be.
    """
    told = [
        row.span
        for row in done
        if row.told and row.report.id == report.id and same_school(name, row.name)
    ]
    told += [s.span for s in sheets if s.span and means(s.title, report) and _of_unit(s, name)]
    every = periods(report, policy, calendar, term, date)
    return [one for one in every if not any(covers(span, one) for span in told)]


def _of_unit(sheet: FilledSheet, name: str) -> bool:
    return same_school(sheet.unit.rpartition("/")[2], name) or same_school(sheet.school, name)


def owed_period(
    report: Report, span: Period, policy: Policy, calendar: SchoolCalendar
) -> Period | None:
    """The report's own period that a handed-in one stands for."""
    for term in calendar.terms:
        for one in periods(report, policy, calendar, term, dt.date.max):
            if covers(span, one):
                return one
    return None
