"""Weekly, monthly, quarterly and yearly reports of each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing
from kongcuo_xl.rules.submissions.owed import due, handed_in, missing, reports
from kongcuo_xl.rules.submissions.sheets import filled_sheets
from kongcuo_xl.units import related

_ROSTERS = ("students", "registry", "roll_call")


def owed(owing: Owing) -> Iterator[Duty]:
    """Reports of every unit that has pupils.

    A report whose day is past is told only where a 上报登记 says what was handed in.
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
            for span in missing(
                name, report, rows, filed, policy, scope.calendar, scope.term, next_day
            ):
                last = due(report, span, policy)
                if last >= owing.date or above:
                    yield owing.duty(
                        owing.responsible.principal(unit),
                        unit,
                        f"{span.label}的《{report.title}》，没有情况的也要零报告",
                        min(span.end, last),
                        last,
                        whom=span.label,
                        what=f"报《{report.title}》",
                        values=(report.due,),
                        basis=report.source,
                    )
