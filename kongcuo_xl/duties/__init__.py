"""Duties: for a date everything owed, by whom, for whom, by when and why.

What is owed is worked out by the same functions as the rules that find it overdue. A kind of duty
is one line of ``KINDS`` and one function in the module of its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from kongcuo_xl.duties import (
    absence,
    casework,
    meeting,
    papers,
    reporting,
    seasons,
    teaching,
    visiting,
)
from kongcuo_xl.duties.duty import STATES, Duty, Kind
from kongcuo_xl.duties.owing import Owing, narrowed
from kongcuo_xl.duties.responsible import Responsible
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import MissingColumnError, MissingTableError, NotApplicable, what_lacks

__all__ = ["KINDS", "STATES", "Duty", "Owed", "owed"]

AHEAD = 7
"""Days looked ahead unless somebody says otherwise."""

KINDS: tuple[tuple[Kind, Callable[[Owing], Iterator[Duty]]], ...] = (
    (Kind("absence_report", "报告学校", "AT101"), absence.reports),
    (Kind("teacher_visit", "旷课后家访", "AT102"), absence.teacher_visits),
    (Kind("leader_visit", "校领导家访", "AT103"), absence.leader_visits),
    (Kind("case_listing", "列入疑似辍学台账", "AT104"), absence.case_list),
    (Kind("leave_end", "请假期满返校", "AT108"), papers.leave),
    (Kind("case_report", "上报个案", "CS102"), casework.reports),
    (Kind("return_notice", "发返校通知书", "CS103"), casework.notices),
    (Kind("notice_term", "通知书到期核实", "CS104"), casework.terms),
    (Kind("township_report", "报乡镇政府", "CS104"), casework.township),
    (Kind("persuasion", "上门劝返", "CS106"), casework.persuasion),
    (Kind("home_teaching", "送教上门", "HT101"), teaching.lessons),
    (Kind("monthly_record", "每月跟踪记录", "HT108"), teaching.monthly_records),
    (Kind("term_start_visit", "学期初集中家访", "HV103"), visiting.at_term_start),
    (Kind("term_end_visit", "学期末集中家访", "HV104"), visiting.at_term_end),
    (Kind("relapse_visit", "反复学生家访", "HV105"), visiting.relapse_visits),
    (Kind("key_visit", "重点学生家访", "HV106"), visiting.key_visits),
    (Kind("class_teacher_quota", "班主任家访人次", "HV101"), visiting.class_teacher_quota),
    (Kind("subject_teacher_quota", "科任教师家访人次", "HV102"), visiting.subject_teacher_quota),
    (Kind("suspension_end", "休学期满复学", "CH105"), papers.suspension),
    (Kind("deferral_end", "延缓入学期满", "EL102"), papers.deferral),
    (Kind("contact", "联系外地就读学生", "EL108"), papers.contact),
    (Kind("report", "上报报表", basis=("1.5-15",)), reporting.owed),
    (Kind("leading_group", "领导小组例会", "WK101"), meeting.leading_group),
    (Kind("deans_meeting", "教导处例会", "WK102"), meeting.deans_meetings),
    (Kind("campaign", "控辍保学活动月专题活动", "WK103"), meeting.campaign),
    (Kind("self_check", "自查", "WK104"), meeting.self_checks),
    (Kind("inspection", "督查", "WK105"), meeting.inspections),
    (Kind("rectification", "问题整改", "WK107"), meeting.rectification),
    (Kind("comparison", "每月人籍比对", basis=("1.5-07", "004-10")), seasons.comparisons),
    (Kind("survey", "开学前后排查", basis=("004-15",)), seasons.surveys),
    (Kind("watch", "重点时段防范"), seasons.watch),
    (Kind("exam", "中考前防流失", "CH110"), seasons.exam),
    (Kind("handover", "小升初交接", basis=("002-27", "002-29")), seasons.handover),
    (Kind("monitoring", "质量监测任务", "QM104"), seasons.monitoring),
)
"""Every kind of duty and what works it out; nobody owes one whose rule the policy switches off."""

_NO_TABLES_NEEDED = ("exam", "monitoring")
"""Kinds that a rule judges by tables, and that are owed without them."""


@dataclass(slots=True)
class Owed:
    """What was found to be owed, the most pressing first within each person."""

    duties: list[Duty]
    lacking: dict[str, str] = field(default_factory=dict)
    """Title of a kind → why it could not be told."""

    def count(self, state: str) -> int:
        """Number of duties in a state."""
        return sum(1 for duty in self.duties if duty.state == state)


def owed(
    scopes: Iterable[Scope], days: int = AHEAD, *, only: Collection[str] | None = None
) -> Owed:
    """Everything owed on the scopes' check date, and what begins in the ``days`` after it.

    ``only`` names the kinds asked for, all of them without it. Each duty rests on what its rule
    rests on. Units of one county that share what the calendar asks of everybody are told it once.
    """
    result = Owed([])
    for scope in scopes:
        responsible = Responsible(scope)
        for kind, find in KINDS:
            if only is not None and kind.id not in only:
                continue
            if kind.code and scope.policy.level(kind.code, rules()[kind.code].level) is None:
                continue
            code = "" if kind.id in _NO_TABLES_NEEDED else kind.code
            try:
                owing = Owing(kind, narrowed(scope, code), responsible, days)
                until = owing.until
                found = [d for d in find(owing) if d.since is None or d.since <= until]
            except (MissingTableError, MissingColumnError) as missing:
                result.lacking[kind.title] = what_lacks(missing)
            except NotApplicable as why:
                result.lacking[kind.title] = str(why)
            else:
                result.duties += found
    seen: dict[str, Duty] = {duty.uid: duty for duty in result.duties}
    result.duties = sorted(seen.values(), key=_order)
    return result


def _order(duty: Duty) -> tuple[str, str, int, str, str, str, str]:
    due = duty.due.isoformat() if duty.due else "9999"
    return duty.unit, duty.who, STATES.index(duty.state), due, duty.kind, duty.klass, duty.whom
