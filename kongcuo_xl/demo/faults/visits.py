"""Faults of the book of home visits: HV."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.school import Pupil, School, Teacher

FAULTS = Faults()
fault = FAULTS.register


def send_elsewhere(school: School, visit: Record, pupil: Pupil) -> None:
    """Make a visit one to some other, ordinary pupil, so that the teacher's count stays.

    Where a tiny school has nobody left, the visit goes; teachers have one or two to spare.
    """
    teacher, day = visit.values["教师"], visit.values["日期"]
    pupil.visits.remove(visit)
    other = school.spare(lambda p: not school.visited(teacher, p, day))
    if not other:
        school.tables["visits"].remove(visit)
        return
    other.visits.append(visit)
    visit.values.update({"学生": other.name, "班级": other.in_class})


def _short(school: School, code: str, teacher: Teacher, keep: int) -> bool:
    rows = [v for v in school.tables["visits"] if v.values["教师"] == teacher.name]
    idle = {id(v) for p in school.pupils if not p.flags and not p.absent for v in p.visits}
    surplus = [row for row in rows if id(row) in idle][: len(rows) - keep]
    if len(rows) - len(surplus) != keep:
        return False
    for row in surplus:
        school.tables["visits"].remove(row)
        for pupil in school.pupils:
            if row in pupil.visits:
                pupil.visits.remove(row)
    school.plant(code, teacher.record, "姓名", "提示")
    return True


@fault("HV105")
def returned_pupil_seen_too_little(school: School) -> bool:
    """A pupil who dropped out before, visited once."""
    pupil = _key_pupil(school, "反复")
    if not pupil:
        return False
    september = [v for v in pupil.visits if v.values["日期"].month == 9]
    for visit in list(pupil.visits):
        if visit is not september[0]:
            send_elsewhere(school, visit, pupil)
    school.plant("HV105", pupil.roster_row, "姓名", "提示")
    return True


def _key_pupil(school: School, *flags: str) -> Pupil | None:
    shown = [f for f in flags if school.writes("students", "易辍" if f == "重点" else f)]
    for pupil in school.pupils:
        if pupil.flags & set(shown) and id(pupil) not in school.spent:
            return school.spend(pupil)
    return None


@fault("HV103")
def not_visited_at_term_start(school: School) -> bool:
    """A struggling pupil whom nobody has come to see."""
    pupil = _key_pupil(school, "学困", "厌学")
    if not pupil:
        return False
    for visit in list(pupil.visits):
        send_elsewhere(school, visit, pupil)
    school.plant("HV103", pupil.roster_row, "姓名")
    return True


@fault("HV106")
def key_pupil_never_visited(school: School) -> bool:
    """A pupil at risk whom nobody has visited."""
    pupil = _key_pupil(school, "易辍", "重点")
    if not pupil:
        return False
    for visit in list(pupil.visits):
        send_elsewhere(school, visit, pupil)
    school.plant("HV106", pupil.roster_row, "姓名", "提示")
    return True


@fault("HV101")
def class_teacher_short(school: School) -> bool:
    """Seventeen visits of twenty."""
    free = [g.teacher for g in school.classes if id(g.teacher) not in school.spent]
    if not free:
        return False
    school.spent.add(id(free[-1]))
    return _short(school, "HV101", free[-1], 17)


@fault("HV102")
def subject_teacher_short(school: School) -> bool:
    """Twelve visits of fifteen."""
    free = [t for t in school.staff if t.subject and not t.of_class and id(t) not in school.spent]
    if not free:
        return False
    school.spent.add(id(free[-1]))
    return _short(school, "HV102", free[-1], 12)


def _extra_visit(school: School, code: str, field: str, **bad: Any) -> bool:
    """One more visit, complete but for what is given."""
    pupil = school.pick()
    if not pupil or not school.writes("visits", field):
        return False
    day = school.term.day(45)
    teacher = next(
        g.teacher for g in school.classes if not school.visited(g.teacher.name, pupil, day)
    )
    row = school.visit(teacher.name, pupil, day, **bad)
    school.plant(code, row, field)
    return True


@fault("HV107")
def visit_without_result(school: School) -> bool:
    """Nothing under 结果."""
    return _extra_visit(school, "HV107", "结果", 结果=None)


@fault("HV107")
def visit_with_a_word(school: School) -> bool:
    """A content of four characters."""
    return _extra_visit(school, "HV107", "内容", 内容="了解情况")


@fault("HV108")
def visit_in_the_future(school: School) -> bool:
    """A visit after the check date."""
    day = school.term.date + dt.timedelta(days=8)
    return _extra_visit(school, "HV108", "日期", 日期=day)


@fault("HV108")
def visit_before_term(school: School) -> bool:
    """A visit in the summer holidays."""
    return _extra_visit(school, "HV108", "日期", 日期=school.term.start - dt.timedelta(days=40))


@fault("HV109")
def visits_with_one_text(school: School) -> bool:
    """The same sentence for three families."""
    text = school.invent.visit_text()
    for number in range(3):
        pupil = school.pick()
        if not pupil:
            return False
        group = school.classes[number % len(school.classes)]
        day = school.term.day(39 + number)
        row = school.visit(group.teacher.name, pupil, day, 内容=text)
        if number:
            school.plant("HV109", row, "内容")
    return True


@fault("HV110")
def visitor_not_on_staff(school: School) -> bool:
    """A visit by somebody the staff list does not have."""
    return _extra_visit(school, "HV110", "教师", 教师=school.invent.name("女"))


@fault("HV111")
def visit_twice(school: School) -> bool:
    """One visit entered twice."""
    pupil = school.pick()
    if not pupil:
        return False
    day, teacher = school.term.day(46), school.class_of(pupil).teacher.name
    if school.visited(teacher, pupil, day):
        return False
    school.visit(teacher, pupil, day)
    school.plant("HV111", school.visit(teacher, pupil, day), "日期")
    return True
