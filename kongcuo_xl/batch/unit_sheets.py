"""What a unit is given besides marked copies: its sheets filled, its lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kongcuo_xl import filling, reminders, risk_list
from kongcuo_xl.batch.jobs import Task
from kongcuo_xl.batch.outbox import Record
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.checking import Report
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.duties import owed
from kongcuo_xl.forms import FormError
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.period import PeriodError, around, before, month, parse
from kongcuo_xl.policy import Policy
from kongcuo_xl.risk_list import RiskList
from kongcuo_xl.rollup.rolling import CADENCE
from kongcuo_xl.rules.submissions.owed import reports
from kongcuo_xl.scope import Scope
from kongcuo_xl.system_errors import in_words

MONTHLY = "月报表"
RISK, DUTIES = "预警名单.xlsx", "待办清单.xlsx"
_MONTHLY_FORM = "F01"


def owed_sheets(policy: Policy, span_name: str, scope: Scope | None) -> list[tuple[str, str, str]]:
    """(form, period, file name) of what a unit hands in on a month: its 月报表, and the sheets of
    the quarter, semester or school year that ends in it, where the policy asks for them."""
    span = parse(span_name)
    found = [(MONTHLY, span.name, f"{MONTHLY}_{span.name}.xlsx")]
    terms = () if scope is None else scope.calendar.terms
    for report in reports(policy):
        kind = CADENCE[report.cadence]
        if report.form == _MONTHLY_FORM or kind == "week":
            continue
        own = span if kind == "month" else around(span.end, kind, terms)
        if span.start <= own.end <= span.end:
            found.append((report.form, own.name, f"{report.title}_{own.name}.xlsx"))
    return found


def fill(report: Report, unit: str, task: Task, record: Record) -> Iterator[Path]:
    """The unit's sheets."""
    scope = next((s for s in report.scopes if unit in s.tables.units), None)
    date = scope.date if scope else report.date
    name = record.month = task.period or before(month(date.year, date.month)).name
    folder = task.folder_of(unit)
    for form, period, file in owed_sheets(scope.policy if scope else report.policy, name, scope):
        target = folder / file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            outcome = filling.fill_unit(report, form, unit, target, period)
        except (OutputError, FormError, PeriodError, UnreadableBookError) as error:
            record.failures.append(f"{unit} {file.partition('_')[0]}：{error}")
            continue
        except OSError as error:
            record.failures.append(f"{unit} {form}：不能写入“{target}”（{in_words(error)}）")
            continue
        if outcome is not None:
            yield target
            record.notes += outcome.notes
        elif filled_sheets([b for b in report.books if b.unit == unit]):
            record.notes.append(f"{unit}：只有上报的报表，没有台账，没有填{MONTHLY}")
            return
        else:
            record.failures.append(f"{unit}：没有认出任何台账，没有填{MONTHLY}")
            return


def listed(
    report: Report, unit: str, task: Task, record: Record, risky: RiskList | None
) -> Iterator[Path]:
    """The unit's at-risk list and what it owes, where there is anything to list."""
    folder = task.folder_of(unit)
    for scope in report.scopes:
        if unit not in scope.tables.units:
            continue
        own = scope.only([unit])
        try:
            if risky is not None:
                risk_list.write_workbook(risky, folder / RISK)
                yield folder / RISK
            duties = owed([own])
            if duties.duties:
                reminders.write_workbook(duties, scope.date, folder / DUTIES)
                yield folder / DUTIES
        except OutputError as error:
            record.failures.append(f"{unit}：{error}")
