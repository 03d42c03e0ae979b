"""Who has reported what is owed, who is late, and who has nothing to report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kongcuo_xl.policy import Report
from kongcuo_xl.rollup.county import Member, Reported, RollUp
from kongcuo_xl.rollup.facts import Entry
from kongcuo_xl.rules.submissions.owed import covers, means
from kongcuo_xl.submitted import Submission
from kongcuo_xl.units import BySchool


def reported(
    rollup: RollUp,
    owed: Sequence[tuple[Report, dt.date]],
    register: Sequence[Entry],
) -> list[Reported]:
    """What each unit handed in of what it owes, and of the forms that others handed in."""
    found: list[Reported] = []
    taken = {id(use.submission) for form in rollup.forms for use in form.uses.values()}
    for report, due in owed:
        registered: BySchool[Entry] = BySchool()
        for entry in register:
            row = entry.handed
            if row.told and row.report.id == report.id and covers(row.span, rollup.period):
                registered.add(row.name, entry)
        for number, member in enumerate(rollup.members):
            rows = registered.meant(member.name)
            found.append(_state(rollup, number, member, report, due, rows, taken))
    for form in rollup.forms:
        told = (r for r, _ in owed if form.code == r.form or means(form.title, r))
        form.owed = next((report.title for report in told), "")
        if form.owed:
            continue
        if all(not use.own for use in form.uses.values()):
            continue
        for number, member in enumerate(rollup.members):
            use = form.uses.get(number)
            if use is None:
                state = "随学校上报" if member.point else "未报"
                found.append(Reported(number, form.title, None, state))
            else:
                sheet = use.submission
                found.append(
                    Reported(number, form.title, None, _kind(sheet), sheet.filled, 0, sheet.place)
                )
    return found


def _kind(sheet: Submission) -> str:
    return "零报告" if sheet.zero else "已报"


def _state(
    rollup: RollUp, number: int, member: Member, report: Report, due: dt.date,
    rows: Sequence[Entry], taken: set[int],
) -> Reported:  # fmt: skip
    """``rows`` of 上报登记 are about it; the submissions ``taken`` (by ``id``) were counted."""
    sheets = [
        sheet for sheet in member.heard
        if (means(sheet.title, report) or (sheet.code == report.form and sheet.code != ""))
        and (sheet.span is None or covers(sheet.span, rollup.period))
    ]  # fmt: skip
    used = [sheet for sheet in sheets if id(sheet) in taken]
    sheet = max(used or sheets, key=lambda sheet: sheet.recency, default=None)
    where, day, zero = "", None, False
    if rows:
        _, where, day, zero = rows[0]
    if sheet is not None:
        where, day, zero = sheet.place, day or sheet.filled, zero or sheet.zero
    if sheet is None and not rows:
        if member.point:
            return Reported(number, report.title, due, "随学校上报")
        late = (rollup.date - due).days
        state = "未报" if late > 0 else "未到期"
        return Reported(number, report.title, due, state, None, max(late, 0))
    late = max((day - due).days, 0) if day else 0
    if sheet is None:
        rollup.note("单位", f"{member.name}在上报登记中已报《{report.title}》，目录里没有找到表。")
    return Reported(number, report.title, due, "零报告" if zero else "已报", day, late, where)
