"""Home teaching: this week's lessons, this month's record of children in institutions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import Term
from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing, says
from kongcuo_xl.duties.responsible import Person
from kongcuo_xl.period import month
from kongcuo_xl.rules.home_teaching.taught import Child, children, is_lesson, weeks_short
from kongcuo_xl.tables import Table


def lessons(owing: Owing) -> Iterator[Duty]:
    """The lessons still owed in the week of the check date."""
    scope, policy, records = owing.scope, owing.scope.policy, owing.need("home_teaching")
    records.need("date", "student")
    needed, lesson = policy["home_teaching_per_week"], is_lesson(records)
    for child in children(owing.table("placements"), owing.table("students"), records):
        if child.institution or not child.home:
            continue
        for week, made in weeks_short(
            child, records, lesson, needed, policy["home_teaching_week_min_days"],
            scope.calendar, scope.term, scope.date,
        ):  # fmt: skip
            if week.start <= owing.date <= week.end:
                yield _for_child(
                    owing, child, records,
                    f"本周（{says(week.start)}至{says(week.end)}）应送教{needed}次，已送{made}次",
                    week.start, week.end, f"尚差{needed - made}次", ("home_teaching_per_week",),
                )  # fmt: skip


def monthly_records(owing: Owing) -> Iterator[Duty]:
    """The month's record of each child in an institution."""
    records, date = owing.need("home_teaching"), owing.date
    records.need("date", "student")
    span = month(date.year, date.month)
    term: Term = owing.scope.term
    first, last = max(span.start, term.start), min(span.end, term.end)
    if not len(owing.scope.calendar.school_days(first, last)):
        return
    for child in children(owing.table("placements"), owing.table("students"), records):
        written = any(day and day in span for day in child.dates(records))
        gone = child.end is not None and child.end < date
        if child.institution and not written and not gone:
            why = f"在康复或福利机构，{date.month}月还没有跟踪记录"
            yield _for_child(owing, child, records, why, span.start, span.end, "", ())


def _for_child(
    owing: Owing,
    child: Child,
    records: Table,
    why: str,
    since: dt.date,
    due: dt.date,
    left: str,
    values: tuple[str, ...],
) -> Duty:
    field_id = "student" if child.table.kind == "home_teaching" else "name"
    return owing.duty(
        _teacher(child, records), child.unit, why, since, due, whom=child.name, left=left,
        values=values, place=owing.cell(child.table, child.row, field_id),
    )  # fmt: skip


def _teacher(child: Child, records: Table) -> Person:
    """The teachers of the latest record, else those that 安置表 names."""
    named = ""
    if child.records:
        named = records.text("teacher")[child.records[-1]]
    if not named and child.table.kind == "placements":
        named = child.table.text("teacher")[child.row]
    return named, "送教教师"
