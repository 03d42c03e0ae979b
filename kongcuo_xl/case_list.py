"""Open cases of dropouts: where each stands, what is due next, by whom and until when."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kongcuo_xl import cases as ledger
from kongcuo_xl.book import a1, from_a1
from kongcuo_xl.duties import STATES, Duty, owed
from kongcuo_xl.duties.owing import day_of
from kongcuo_xl.hosts.lists import Column, ListSheet, Value, write
from kongcuo_xl.identity import mask_in
from kongcuo_xl.reminders import TINTS
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import MissingTableError
from kongcuo_xl.units import shown

STEPS = (
    "case_report", "return_notice", "notice_term", "township_report", "persuasion",
    "relapse_visit",
)  # fmt: skip
"""Kinds of duties that are a step of a case."""
NOTHING_DUE = "没有到期的事项"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case whose pupil is neither back nor crossed off."""

    unit: str
    klass: str
    name: str
    begun: dt.date | None
    reached: str
    """How far it has come, in words."""
    duties: tuple[Duty, ...]
    """What is due on it, the most pressing first."""
    file: str
    sheet: str
    cell: str

    @property
    def state(self) -> str:
        """Where its most pressing duty stands, ``""`` where nothing is due."""
        return self.duties[0].state if self.duties else ""


def open_cases(scopes: Iterable[Scope]) -> list[OpenCase]:
    """Every open case, the most pressing first. Raises MissingTableError without a ledger."""
    found: list[OpenCase] = []
    told = False
    for scope in scopes:
        if "cases" not in scope.tables:
            continue
        told = True
        found += _of(scope)
    if not told:
        raise MissingTableError("cases")

    def order(case: OpenCase) -> tuple[int, dt.date, dt.date]:
        first = case.duties[0] if case.duties else None
        state = STATES.index(first.state) if first else len(STATES)
        due = first.due if first else None
        return state, due or dt.date.max, case.begun or dt.date.max

    return sorted(found, key=order)


def _of(scope: Scope) -> list[OpenCase]:
    cases = scope.tables["cases"]
    due: defaultdict[tuple[str, str, int], list[Duty]] = defaultdict(list)
    for duty in owed([scope], only=STEPS).duties:
        if duty.cell:
            due[duty.file, duty.sheet, from_a1(duty.cell)[0]].append(duty)
    begun, reached = ledger.begun(cases), ledger.reached(cases)
    names = cases.maybe("name")
    found = []
    for at in np.flatnonzero(ledger.open_(cases).fillna(False).to_numpy(dtype=bool)).tolist():
        piece, row = cases.pieces[cases.piece_no[at]], int(cases.row[at])
        place = piece.file, piece.sheet.name
        mine = sorted(due[*place, row], key=lambda d: (STATES.index(d.state), d.due or dt.date.max))
        found.append(
            OpenCase(
                cases.unit[at], cases.class_label[at], names[at], day_of(begun[at]), reached[at],
                tuple(mine), *place, a1(*piece.cell(row, "name")),
            )
        )  # fmt: skip
    return found


_COLUMNS = (
    Column("状态", 9, centred=True), Column("单位", 17), Column("班级", 9, centred=True),
    Column("姓名", 11), Column("起始日期", 12, centred=True), Column("已到哪一步", 20),
    Column("下一步", 16), Column("最迟", 12, centred=True), Column("责任人", 17),
    Column("说明", 38), Column("依据", 14), Column("所在", 26),
)  # fmt: skip


def summary(found: list[OpenCase], date: dt.date) -> str:
    """One line, numbers first."""
    states = Counter(case.state for case in found)
    counts = "，".join(f"{state} {states[state]} 人" for state in STATES if states[state])
    return f"在册未返校 {len(found)} 人" + (f"：{counts}" if counts else "") + f"。日期 {date}"


def write_workbook(found: list[OpenCase], date: dt.date, path: Path) -> None:
    """A workbook of the open cases. Raises OutputError."""
    note = f"{summary(found, date)}。每人一行，写明下一步和期限；全部待办见“家访提醒”。"
    rows = [_row(case) for case in found]
    write(path, [ListSheet("劝返台账", "控辍保学劝返台账", note, _COLUMNS, rows, 0, TINTS)])


def _row(case: OpenCase) -> tuple[Value, ...]:
    first = case.duties[0] if case.duties else None
    due: Value = "" if first is None else first.due or "复课前"
    basis = dict.fromkeys(one for duty in case.duties for one in duty.basis)
    return (
        case.state, mask_in(shown(case.unit)), case.klass, case.name, case.begun or "",
        case.reached, "、".join(duty.what for duty in case.duties) or NOTHING_DUE, due,
        first.who if first else "", mask_in("；".join(duty.why for duty in case.duties)),
        "、".join(basis), mask_in(f"{case.file}［{case.sheet}］{case.cell}"),
    )  # fmt: skip
