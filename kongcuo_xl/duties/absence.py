"""After truancy: the report to the school, visits of class teacher and leader, the case list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing, day_of, label_of, rows_of, says
from kongcuo_xl.duties.responsible import Person
from kongcuo_xl.rules.attendance.follow_up import (
    off_case_list,
    unreported,
    without_leader,
    without_teacher,
)


def reports(owing: Owing) -> Iterator[Duty]:
    """Truancy that the school has not been told of: owed the same day."""
    scope, absences = owing.scope, owing.need("absences")
    after = scope.policy["report_after_days"]
    found = unreported(scope.attendance, absences, after, scope.term, scope.date)
    for row in rows_of(found):
        entry, day = int(row.entry), day_of(row.date)
        key = absences.class_key[entry]
        yield owing.duty(
            owing.responsible.class_teacher(key),
            absences.unit[entry],
            f"{says(day) if day else ''}旷课{row.days:g}天，没有报告学校的时间",
            day,
            day,
            whom=absences.maybe("name")[entry],
            klass=label_of(key),
            values=("report_after_days",),
            place=owing.cell(absences, entry, "reported"),
        )


def teacher_visits(owing: Owing) -> Iterator[Duty]:
    """Visits by the class teacher after a day of truancy."""
    scope, policy = owing.scope, owing.scope.policy
    found = without_teacher(
        scope.attendance, owing.need("visits"), owing.table("students"), owing.table("staff"),
        owing.table("classes"), policy["teacher_visit_after_days"],
        policy["teacher_visit_within_days"], policy["visit_days"], scope.calendar, scope.term,
        scope.date,
    )  # fmt: skip
    values = ("teacher_visit_after_days", "teacher_visit_within_days")
    for row in rows_of(found):
        yield _visit(owing, row, (row.teacher, "班主任"), values)


def leader_visits(owing: Owing) -> Iterator[Duty]:
    """Visits by a leader of the school after the second day of truancy."""
    scope, policy = owing.scope, owing.scope.policy
    found = without_leader(
        scope.attendance, owing.need("visits"), owing.table("students"), owing.table("staff"),
        owing.table("classes"), policy["leader_visit_after_days"], policy["visit_days"],
        scope.calendar, scope.term, scope.date,
    )  # fmt: skip
    for row in rows_of(found):
        leader = owing.responsible.leader(row.class_key, row.unit)
        yield _visit(owing, row, leader, ("leader_visit_after_days",))


def _visit(owing: Owing, row: Any, person: Person, values: tuple[str, ...]) -> Duty:
    day = row.date.date()
    return owing.duty(
        person,
        row.unit,
        f"到{says(day)}连续旷课{row.run_days:g}天，没有家访记录",
        day,
        day_of(row.deadline),
        whom=row.name,
        klass=label_of(row.class_key),
        values=values,
        place=owing.record_cell(int(row.at)),
    )


def case_list(owing: Owing) -> Iterator[Duty]:
    """Truants to be put on the list of suspected dropouts, the day they have its days."""
    scope = owing.scope
    found = off_case_list(
        scope.attendance, scope.policy["suspected_after_days"], scope.term, scope.date,
        owing.table("students"), owing.table("cases"),
    )  # fmt: skip
    for row in rows_of(found):
        day = row.date.date()
        yield owing.duty(
            owing.responsible.class_teacher(row.class_key),
            row.unit,
            f"从{says(row.run_start.date())}起连续旷课，到{says(day)}已满{row.run_days:g}天",
            day,
            day,
            whom=row.name,
            klass=label_of(row.class_key),
            values=("suspected_after_days",),
            place=owing.record_cell(int(row.at)),
        )
