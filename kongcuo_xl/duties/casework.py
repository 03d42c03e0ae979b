"""Cases of dropouts: the report, the notice, its term, the township, persuasion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import cases as ledger
from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing, day_of, says
from kongcuo_xl.duties.responsible import Person
from kongcuo_xl.rules.cases.persuasion import unpersuaded
from kongcuo_xl.tables import Table


def reports(owing: Owing) -> Iterator[Duty]:
    """Cases found and not reported."""
    cases = owing.need("cases")
    cases.need("found_date", "report_date")
    due = ledger.report_due(cases, owing.scope.policy["report_within_days"])
    for row in _rows(ledger.unreported(cases, pd.Timestamp(owing.date))):
        found, last = day_of(cases["found_date"][row]), day_of(due[row])
        yield _on_case(
            owing, cases, row, f"{says(found) if found else ''}发现，还没有上报日期", found, last,
            "report_date", ("report_within_days",),
        )  # fmt: skip


def notices(owing: Owing) -> Iterator[Duty]:
    """Confirmed dropouts whose guardian has had no notice: owed at once."""
    cases, days = owing.need("cases"), owing.scope.policy["dropout_after_days"]
    cases.need("notice_date")
    date = pd.Timestamp(owing.date)
    dropped = ledger.confirmed(cases, owing.scope.calendar, date, days)
    begun = ledger.begun(cases)
    for row in _rows(dropped & ledger.lacks(cases, "notice_date")):
        day = day_of(begun[row]) or owing.date
        why = "已辍学，还没有发返校通知书"
        yield _on_case(owing, cases, row, why, day, day, "notice_date", ())


def terms(owing: Owing) -> Iterator[Duty]:
    """Notices whose term is running: see that the pupil is back by then."""
    for cases, row, end in _noticed(owing):
        if end >= owing.date:
            why = f"返校通知书限期{says(end)}，到期核实是否返校"
            yield _on_case(
                owing, cases, row, why, day_of(cases.maybe("notice_date")[row]), end,
                "notice_term", ("notice_term_days",),
            )  # fmt: skip


def township(owing: Owing) -> Iterator[Duty]:
    """Notices whose term has run out: the township is told the next day."""
    for cases, row, end in _noticed(owing):
        if end < owing.date:
            next_day = end + dt.timedelta(1)
            why = f"返校通知书限期{says(end)}已过，没有返校，也没有报乡镇政府的日期"
            yield _on_case(
                owing, cases, row, why, next_day, next_day, "town_report_date",
                ("notice_term_days",),
            )  # fmt: skip


def _noticed(owing: Owing) -> Iterator[tuple[Table, int, dt.date]]:
    cases = owing.need("cases")
    cases.need("town_report_date")
    end = ledger.notice_end(cases, owing.scope.policy["notice_term_days"])
    for row in _rows(ledger.not_passed_on(cases) & end.notna()):
        yield cases, row, end[row].date()


def persuasion(owing: Owing) -> Iterator[Duty]:
    """Open cases that nobody has visited."""
    cases = owing.need("cases")
    missing = unpersuaded(cases, owing.date, owing.table("visits"), owing.table("students"))
    begun = ledger.begun(cases)
    for row in _rows(missing & ledger.open_(cases)):
        day = day_of(cases.maybe("found_date")[row]) or day_of(begun[row]) or owing.date
        why = "台账中的学生，还没有劝返或家访记录"
        yield _on_case(owing, cases, row, why, day, day, "persuasions", ())


def _rows(chosen: pd.Series) -> list[int]:
    rows: list[int] = np.flatnonzero(chosen.fillna(False).to_numpy(dtype=bool)).tolist()
    return rows


def _on_case(
    owing: Owing,
    cases: Table,
    row: int,
    why: str,
    since: dt.date | None,
    due: dt.date | None,
    field_id: str,
    values: tuple[str, ...],
) -> Duty:
    keeper, post = cases.maybe("keeper")[row], cases.text("keeper_post")[row]
    person: Person = owing.responsible.class_teacher(cases.class_key[row])
    if keeper:
        person = keeper, post or "责任人"
    elif not person[0]:
        person = owing.responsible.principal(cases.unit[row])
    return owing.duty(
        person, cases.unit[row], why, since, due, whom=cases.maybe("name")[row],
        klass=cases.class_label[row], values=values, place=owing.cell(cases, row, field_id),
    )  # fmt: skip
