"""Home visits owed in a semester: to assigned and key pupils, and the quotas of teachers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl.calendar import window_end, window_start
from kongcuo_xl.duties.duty import Duty
from kongcuo_xl.duties.owing import Owing, label_of
from kongcuo_xl.duties.responsible import Person
from kongcuo_xl.rules.visits.assigned import Lists, at_school, key_pupils, relapsing, unvisited
from kongcuo_xl.rules.visits.quotas import Quota, of_class_teachers, of_subject_teachers, unit_of
from kongcuo_xl.tables import Table
from kongcuo_xl.visits import this_term, visits_made, visits_of_pupils


def at_term_start(owing: Owing) -> Iterator[Duty]:
    """The concentrated visit at the start of the semester."""
    days = owing.scope.policy["term_start_window_days"]
    window = window_start(owing.scope.term, days)
    yield from _in_window(owing, "学期初", window, "term_start_window_days")


def at_term_end(owing: Owing) -> Iterator[Duty]:
    """The concentrated visit at the end of the semester."""
    days = owing.scope.policy["term_end_window_days"]
    window = window_end(owing.scope.term, days)
    yield from _in_window(owing, "学期末", window, "term_end_window_days")


def _in_window(
    owing: Owing, name: str, window: tuple[dt.date, dt.date], value: str
) -> Iterator[Duty]:
    start, end = window
    if start > owing.until:
        return
    students = owing.need("students")
    lists = Lists(
        students, owing.need("visits"), owing.table("special_groups"),
        owing.table("dropout_prone"), owing.table("cases"), owing.table("staff"),
    )  # fmt: skip
    because = unvisited(lists, window, owing.scope.term, owing.date)
    for row in np.flatnonzero((because != "").to_numpy(dtype=bool)).tolist():
        why = f"{because[row]}，{name}集中家访期还没有家访记录"
        yield _to_pupil(owing, students, row, why, start, end, (value,))


def key_visits(owing: Owing) -> Iterator[Duty]:
    """A visit this semester to every key pupil."""
    students = owing.need("students")
    key = key_pupils(students, owing.table("special_groups"), owing.table("dropout_prone"))
    never = _visits(owing, students) == 0
    term = owing.scope.term
    for row in np.flatnonzero((key & at_school(students) & never).to_numpy(dtype=bool)).tolist():
        yield _to_pupil(
            owing, students, row, "重点（易辍）学生，本学期还没有家访记录", term.start, term.end, ()
        )


def relapse_visits(owing: Owing) -> Iterator[Duty]:
    """The visits to pupils who come and go."""
    students, needed = owing.need("students"), owing.scope.policy["relapse_visits"]
    often = relapsing(students, owing.table("special_groups"), owing.table("cases"))
    done = _visits(owing, students)
    short = often & at_school(students) & (done < needed)
    term = owing.scope.term
    for row in np.flatnonzero(short.to_numpy(dtype=bool)).tolist():
        why = f"反复学生，本学期应家访{needed}次，已{done[row]}次"
        yield _to_pupil(
            owing, students, row, why, term.start, term.end, ("relapse_visits",),
            left=f"尚差{needed - done[row]}次", number=needed - done[row],
        )  # fmt: skip


def _visits(owing: Owing, students: Table) -> pd.Series:
    visits = owing.need("visits")
    made = visits_made(visits, students, owing.table("staff"))
    return visits_of_pupils(this_term(made, owing.scope.term, owing.date), visits, students)


def _to_pupil(
    owing: Owing,
    students: Table,
    row: int,
    why: str,
    since: dt.date,
    due: dt.date,
    values: tuple[str, ...],
    left: str = "",
    number: int = 1,
) -> Duty:
    key, keeper = students.class_key[row], students.maybe("keeper")[row]
    person: Person = owing.responsible.class_teacher(key)
    if keeper and keeper != "无":
        person = keeper, "包保教师"
    return owing.duty(
        person, students.unit[row], why, since, due, whom=students.maybe("name")[row],
        klass=label_of(key), left=left, number=int(number), values=values,
        place=owing.cell(students, row, "name"),
    )  # fmt: skip


def class_teacher_quota(owing: Owing) -> Iterator[Duty]:
    """What class teachers still owe of their number of visits."""
    scope, policy = owing.scope, owing.scope.policy
    for quota in of_class_teachers(
        owing.need("visits"), owing.table("staff"), owing.table("classes"),
        owing.table("students"), policy["visits_count_only"], policy["count_unit"], scope.term,
        scope.date,
    ):  # fmt: skip
        yield from _quota(owing, quota, "class_teacher_visits", "班主任")


def subject_teacher_quota(owing: Owing) -> Iterator[Duty]:
    """What subject teachers still owe of their number of visits."""
    scope, policy = owing.scope, owing.scope.policy
    quota = of_subject_teachers(
        owing.need("visits"), owing.need("staff"), owing.table("classes"),
        owing.table("students"), policy["visits_count_only"], policy["count_unit"], scope.term,
        scope.date,
    )  # fmt: skip
    yield from _quota(owing, quota, "subject_teacher_visits", "科任教师")


def _quota(owing: Owing, quota: Quota, value: str, post: str) -> Iterator[Duty]:
    needed, term = owing.scope.policy[value], owing.scope.term
    unit = unit_of(owing.scope.policy["count_unit"])
    short = quota.owes & (quota.done < needed)
    for row in np.flatnonzero(short.to_numpy(dtype=bool)).tolist():
        yield owing.duty(
            (quota.table.maybe(quota.field)[row], post),
            quota.table.unit[row],
            f"本学期应家访{needed}{unit}，已{quota.done[row]}{unit}",
            term.start,
            term.end,
            left=f"尚差{needed - quota.done[row]}{unit}",
            number=int(needed - quota.done[row]),
            values=(value, "visits_count_only", "count_unit"),
            place=owing.cell(quota.table, row, quota.field),
        )
