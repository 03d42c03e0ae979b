"""Meetings, inspections, self-checks, campaign months and problems to be put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing, says
from kongcuo_xl.duties.responsible import Person
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.rules.work_records.events import (
    Month,
    are,
    end_of,
    first_pieces,
    held_in_term,
    lacking_months,
    months,
    of_campaign,
)
from kongcuo_xl.rules.work_records.rectified import unfinished


def leading_group(owing: Owing) -> Iterator[Duty]:
    """Meetings of the leading group still owed this semester."""
    yield from _in_term(owing, "领导小组例会", "meetings_per_semester")


def inspections(owing: Owing) -> Iterator[Duty]:
    """Inspections still owed this semester."""
    yield from _in_term(owing, "督查", "inspections_per_semester")


def _in_term(owing: Owing, what: str, value: str) -> Iterator[Duty]:
    meetings, term = owing.need("meetings"), owing.scope.term
    needed = owing.scope.policy[value]
    done = held_in_term(meetings, are(meetings, what), term, owing.date)
    for piece in first_pieces(meetings):
        held = int(done.get(piece.unit, 0))
        if held < needed:
            yield owing.duty(
                owing.responsible.principal(piece.unit),
                piece.unit,
                f"本学期应有{what}{needed}次，已记录{held}次",
                term.start,
                term.end,
                left=f"尚差{needed - held}次",
                values=(value,),
                place=(piece, (piece.header.top, piece.header.left)),
            )


def deans_meetings(owing: Owing) -> Iterator[Duty]:
    """The dean's meeting at the start of each month."""
    by_day, term = owing.scope.policy["monthly_meeting_by_day"], owing.scope.term

    def due(month: Month) -> dt.date:
        return MonthDay(month[1], by_day).on(month[0])

    owed = [month for month in months(term, owing.until) if due(month) in term]
    held = are(owing.need("meetings"), "教导处例会")
    yield from _in_months(
        owing, held, 1, owed, due, owing.responsible.dean, ("monthly_meeting_by_day",)
    )


def campaign(owing: Owing) -> Iterator[Duty]:
    """Something special in each campaign month."""
    chosen = owing.scope.policy["campaign_months"]
    owed = [month for month in months(owing.scope.term, owing.until) if month[1] in chosen]
    held = of_campaign(owing.need("meetings"))
    principal = owing.responsible.principal
    yield from _in_months(owing, held, 1, owed, end_of, principal, ("campaign_months",))


def self_checks(owing: Owing) -> Iterator[Duty]:
    """The school's own check each month."""
    scope = owing.scope
    owed = [
        month
        for month in months(scope.term, owing.until)
        if len(scope.calendar.school_days(dt.date(*month, 1), end_of(month)))
    ]
    held = are(owing.need("meetings"), "自查")
    needed, principal = scope.policy["self_checks_per_month"], owing.responsible.principal
    yield from _in_months(owing, held, needed, owed, end_of, principal, ("self_checks_per_month",))


def _in_months(
    owing: Owing,
    held: pd.Series,
    needed: int,
    owed: Sequence[Month],
    due: Callable[[Month], dt.date],
    person: Callable[[str], Person],
    values: tuple[str, ...],
) -> Iterator[Duty]:
    meetings = owing.need("meetings")
    short = lacking_months(meetings, held, needed, owed)
    for piece in first_pieces(meetings):
        for month in short[piece.unit]:
            yield owing.duty(
                person(piece.unit),
                piece.unit,
                f"{month[0]}年{month[1]}月还没有{owing.kind.title}记录",
                dt.date(*month, 1),
                due(month),
                values=values,
                place=(piece, (piece.header.top, piece.header.left)),
            )


def rectification(owing: Owing) -> Iterator[Duty]:
    """Problems to be put right."""
    table = owing.need("rectifications")
    found, due = table.maybe("found_date"), table["due_date"]
    for row in np.flatnonzero(unfinished(table).to_numpy(dtype=bool)).tolist():
        day = found[row].date() if pd.notna(found[row]) else None
        keeper = table.text("unit_responsible")[row]
        yield owing.duty(
            (keeper, "责任单位") if keeper else owing.responsible.principal(table.unit[row]),
            table.unit[row],
            f"问题“{table.maybe('problem')[row][:30]}”应在{says(due[row].date())}前整改完成",
            day,
            due[row].date(),
            place=owing.cell(table, row, "due_date"),
        )
