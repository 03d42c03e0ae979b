"""What the calendar asks of every unit: surveys, key periods, holidays, exam, monitoring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from kongcuo_xl.calendar import window_start
from kongcuo_xl.cases import stated
from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing
from kongcuo_xl.duties.responsible import Person
from kongcuo_xl.period import month

EVERYBODY: Person = ("", "各校校长")
"""Who owes what the calendar asks of every unit."""

_HANDOVER = (6, 8)
"""Months between the leaving of primary and the entry of junior school."""


def _for_all(
    owing: Owing,
    why: str,
    since: dt.date,
    due: dt.date,
    values: tuple[str, ...] = (),
    what: str = "",
    basis: tuple[str, ...] = (),
) -> Iterator[Duty]:
    """A duty of every unit, while it is open."""
    if due >= owing.date:
        yield owing.duty(EVERYBODY, "", why, since, due, what=what, values=values, basis=basis)


def surveys(owing: Owing) -> Iterator[Duty]:
    """The survey before and after each start of term."""
    days = owing.scope.policy["survey_window_days"]
    around = dt.timedelta(days)
    for term in owing.scope.calendar.terms if days else ():
        yield from _for_all(
            owing,
            f"{term.label}{term.start}开学，前后各{days}天内摸清每个学生是否到校、去向如何",
            term.start - around,
            term.start + around,
            ("survey_window_days",),
        )


def comparisons(owing: Owing) -> Iterator[Duty]:
    """The comparison of pupils and 学籍 each month of school."""
    for first in (owing.date, owing.until):
        span = month(first.year, first.month)
        if len(owing.scope.calendar.school_days(span.start, span.end)):
            why = f"{span.label}的在校学生与学籍系统比对，列出问题清单"
            yield from _for_all(owing, why, span.start, span.end)
        if owing.until.month == owing.date.month:
            return


def watch(owing: Owing) -> Iterator[Duty]:
    """The policy's periods of special care, and the plan before a holiday."""
    policy = owing.scope.policy
    periods, basis = policy["watch_periods"], policy.source("watch_periods").ids

    def period(why: str, since: dt.date, due: dt.date, what: str) -> Iterator[Duty]:
        yield from _for_all(owing, why, since, due, ("watch_periods",), what, basis)

    near = dt.timedelta(policy["survey_window_days"])
    for term in owing.scope.calendar.terms:
        if "开学" in periods:
            start, end = window_start(term, policy["term_start_window_days"])
            yield from period("逐个核实未到校学生，防止开学流失", start, end, "开学重点防范")
        holiday = "寒假" if term.name.endswith("秋") else "暑假"
        if f"{holiday}前" in periods:
            why = f"{term.end}学期结束，制定{holiday}控辍预案"
            yield from period(why, term.end - near, term.end, f"{holiday}控辍预案")
    if "12月" in periods:
        span = month(owing.date.year, 12)
        why = "对全年控辍保学工作回头看并写出总结"
        yield from period(why, span.start, span.end, "年度回头看")


def exam(owing: Owing) -> Iterator[Duty]:
    """The month before the exam: no pupil of grade 9 is to be pushed out or to leave early."""
    policy = owing.scope.policy
    day = owing.scope.calendar.exam_date("中考") or policy["exam_date"]
    if day is not None:
        since = day - dt.timedelta(policy["exam_watch_days"])
        why = f"中考{day}，考前防止学困生被推出校门、提前离校，逐日核对九年级到校"
        yield from _for_all(owing, why, since, day, ("exam_watch_days",))


def handover(owing: Owing) -> Iterator[Duty]:
    """The handing over of grade 6 to the junior schools."""
    first, last = (month(owing.date.year, number) for number in _HANDOVER)
    why = "六年级毕业生逐人交接到初中，到校注册情况逐人核实"
    yield from _for_all(owing, why, first.start, last.end)


def monitoring(owing: Owing) -> Iterator[Duty]:
    """The dated tasks of the quality monitoring.

    A task whose day is past is told only where 质量监测任务 says whether it was done.
    """
    table = owing.table("monitor_tasks")
    known: set[dt.date] = set()
    if table is not None:
        due, done = table.maybe("due_date"), stated(table, "done_date")
        known = {day.date() for day in due.dropna()}
        for row in np.flatnonzero((due.notna() & ~done).to_numpy(dtype=bool)).tolist():
            last = due[row].date()
            yield owing.duty(
                (table.maybe("keeper")[row], "负责人"),
                table.unit[row],
                table.maybe("task")[row],
                None,
                last,
                place=owing.cell(table, row, "task"),
            )
    for task in owing.scope.policy.monitoring:
        last = task.on(owing.date.year)
        if last >= owing.date and last not in known:
            start = task.start_on(owing.date.year)
            yield owing.duty(("", "监测联络员"), "", task.title, start, last, basis=task.source)
