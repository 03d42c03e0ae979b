"""What was found in every folder of a tree, rolled up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kongcuo_xl import period
from kongcuo_xl.period import Period
from kongcuo_xl.policy import Policy
from kongcuo_xl.rollup import Facts, Member, RollUp
from kongcuo_xl.rollup.members import members
from kongcuo_xl.rollup.reporting import reported
from kongcuo_xl.rollup.stacking import forms
from kongcuo_xl.rules.submissions.owed import covers, due, reports
from kongcuo_xl.submitted import Submission
from kongcuo_xl.units import shown

CADENCE: dict[str, period.Kind] = {
    "weekly": "week", "monthly": "month", "quarterly": "quarter", "semester": "semester",
    "yearly": "year",
}  # fmt: skip


def spans_until(span: Period, date: dt.date) -> tuple[str, ...]:
    """The months of the semester up to a period, or the period alone."""
    if span.kind != "month":
        return (span.name,)
    months = [span]
    while months[0].start.month not in (2, 9) and len(months) < 6:
        months.insert(0, period.before(months[0]))
    return tuple(s.name for s in months if s.start <= date)


def members_of(facts: Sequence[Facts], root: str) -> list[Member]:
    """The units of a roll-up."""
    return members(facts, [row for each in facts for row in each.listed], root)


def rolled_up(
    facts: list[Facts], shared: list[Facts], root: Path, span: Period, date: dt.date,
    policy: Policy, *, name: str = "", earlier: Sequence[Member] = (),
) -> RollUp:  # fmt: skip
    """The roll-up of a tree; ``shared`` is what folders above the units hold.

    ``root`` is the tree's folder, ``name`` what its 设置 sheet calls it, ``earlier`` are last
    period's units.
    """
    every = [*shared, *facts]
    found = members_of(every, root.name)
    roll = RollUp(name or root.name, span, None, date, policy.title, found)
    roll.root = root
    roll.files = sum(len(each.files) for each in every)
    roll.unreadable = [bad for each in every for bad in each.unreadable]
    roll.months = [period.parse(n) for n in spans_until(span, date)]
    owner = {sheet.place: m.name for m in found for sheet in m.heard}
    folders = {f.unit: m.name for m in found for f in m.facts}
    for each in every:
        for finding in each.findings:
            place = f"{finding.file}［{finding.sheet}］"
            whose = owner.get(place) or folders.get(each.unit) or shown(each.unit)
            roll.findings.append((whose, finding))
    sheets = [s for m in roll.members for s in m.heard] + _of_rows(every)
    _compare_with(roll, earlier)
    roll.forms = forms(roll, _of_rows(every), earlier)
    if not roll.forms and sheets:
        there = Counter(s.span.name for s in sheets if s.span)
        had = "、".join(f"{name}（{count}张）" for name, count in sorted(there.items()))
        roll.note("期间", f"没有{span.label}的报表；目录里有的是：{had or '没有写明期间的'}。")
    _keep_findings(roll)
    owed = [
        (report, due(report, span, policy))
        for report in reports(policy)
        if CADENCE[report.cadence] == span.kind
    ]
    entries = [entry for each in [*facts, *shared] for entry in each.register]
    roll.reported = reported(roll, owed, entries)
    _unknown(roll, [*facts, *shared])
    return roll


def _keep_findings(roll: RollUp) -> None:
    """Leave out what was found on sheets of other periods."""
    used = {id(use.submission) for form in roll.forms for use in form.uses.values()}
    other = {s.place for m in roll.members for s in m.heard if id(s) not in used}
    roll.findings = [
        (name, f) for name, f in roll.findings if f"{f.file}［{f.sheet}］" not in other
    ]


def _of_rows(facts: list[Facts]) -> list[Submission]:
    """Sheets whose rows are schools."""
    return [s for each in facts for s in each.submissions if s.by_school]


def _compare_with(roll: RollUp, earlier: Sequence[Member]) -> None:
    """Choose the period before: that of last period's tree, else the one before if it is known."""
    spans = Counter(
        s.span for m in earlier for s in m.heard
        if s.span and s.span.kind == roll.period.kind and s.span.end < roll.period.start
    )  # fmt: skip
    last = period.before(roll.period)
    if spans:
        roll.last = max(spans, key=lambda s: s.end)
    elif any(s.span and covers(s.span, last) for m in roll.members for s in m.heard):
        roll.last = last
    elif earlier:
        roll.note("上期", "上期文件夹里没有写明是更早一期的报表，没有对比。")


def _unknown(roll: RollUp, facts: Sequence[Facts]) -> None:
    """Say which units 学校表 lacks, and which of its schools the tree lacks."""
    if any(m.listed for m in roll.members):
        for member in roll.members:
            if not member.listed:
                roll.note("单位", f"{member.name}不在学校表里，已计入；请核对名称或补上学校表。")
            elif not member.facts and not member.heard and not member.point:
                roll.note(
                    "单位", f"学校表里的{member.name}（{member.listed}），目录里没有任何文件。"
                )
    for each in facts:
        for note in each.notes:
            roll.note("读取", note)
