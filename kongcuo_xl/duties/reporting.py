"""Weekly, monthly, quarterly and yearly reports of each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.duties.duty import Duty, uid_of
from kongcuo_xl.duties.owing import Owing
from kongcuo_xl.period import Period
from kongcuo_xl.policy import Report
from kongcuo_xl.rules.submissions.owed import due, handed_in, missing, reports
from kongcuo_xl.units import related

_ROSTERS = ("students", "registry", "roll_call")


def owed(owing: Owing) -> Iterator[Duty]:
    """Reports of every unit that has pupils.

    A report whose day is past is told only where a 上报登记 says what was handed in; all that a
    unit missed of one report is one duty, due on the latest of their days.
    """
    scope, policy = owing.scope, owing.scope.policy
    submissions = owing.table("submissions")
    units = [
        u for u in scope.tables.units if any(u in scope.tables.units_with(k) for k in _ROSTERS)
    ]
    if not units:
        return
    sheets = filled_sheets(scope.books)
    kept = {p.unit for p in submissions.pieces} if submissions is not None else set()
    # Without a 上报登记, only sheets among the files can show what has been handed in.
    done = [] if submissions is None else handed_in(submissions, policy, scope.term)
    next_day = owing.until + dt.timedelta(1)
    for unit in units:
        above = {folder for folder in kept if related(unit, folder)}
        rows = [row for row in done if row.unit in above]
        filed = [sheet for sheet in sheets if related(sheet.unit, unit)]
        name = unit.rpartition("/")[2]
        for report in reports(policy):
            spans = missing(name, report, rows, filed, policy, scope.calendar, scope.term, next_day)
            open_ = [span for span in spans if _last_day(owing, report, span) >= owing.date]
            late = [span for span in spans if span not in open_] if above else []
            for told in ([late] if late else []) + [[span] for span in open_]:
                yield _duty(owing, unit, report, told)


def _duty(owing: Owing, unit: str, report: Report, spans: list[Period]) -> Duty:
    """The duty to hand in one report for these periods."""
    first, last = (_last_day(owing, report, span) for span in (spans[0], spans[-1]))
    person = owing.responsible.principal(unit)
    label = _label(spans)
    duty = owing.duty(
        person,
        unit,
        f"{label}的《{report.title}》，没有情况的也要零报告",
        min(spans[0].end, first),
        last,
        whom=label,
        what=f"报《{report.title}》",
        values=(report.due,),
        basis=report.source,
    )
    if len(spans) == 1:
        return duty
    # Next week it is one more, and still the same entry in somebody's calendar.
    return replace(duty, uid=uid_of(duty.kind, duty.what, unit, *person, "missed", first))


def _last_day(owing: Owing, report: Report, span: Period) -> dt.date:
    """The day a report is due; in a holiday within the semester, the next school day.

    A weekend is no holiday.
    """
    calendar, term = owing.scope.calendar, owing.scope.term
    last = due(report, span, owing.scope.policy)
    working = last - dt.timedelta(max(0, last.isoweekday() - 5))
    if calendar.is_school_day(last) or calendar.is_school_day(working):
        return last
    later = calendar.school_day_after(last)
    return later if last in term and later is not None and later in term else last


def _label(spans: list[Period]) -> str:
    """2025年第36周至第45周，共10份."""
    runs = [[spans[0]]]
    for before, span in pairwise(spans):
        if span.start == before.end + dt.timedelta(1):
            runs[-1].append(span)
        else:
            runs.append([span])
    labels = []
    year = ""
    for label in (f"{r[0].label}至{r[-1].label}" if len(r) > 1 else r[0].label for r in runs):
        own, _, rest = label.partition("年")
        plain = rest.replace(f"至{own}年", "至") if rest else label
        labels.append(plain if own == year else f"{own}年{plain}" if rest else label)
        year = own
    return "、".join(labels) + (f"，共{len(spans)}份" if len(spans) > 1 else "")
