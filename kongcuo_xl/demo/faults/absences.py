"""Faults of the book of absences and of what follows truancy: AT."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.faults.visits import send_elsewhere
from kongcuo_xl.demo.school import Pupil, School, Teacher

FAULTS = Faults()
fault = FAULTS.register

TRUANCY = dt.timedelta(days=14)
"""Planted truancy begins on the Monday two weeks into term."""


def _truant(school: School, days: int) -> tuple[Pupil, list[dt.date]] | None:
    pupil = school.pick(lambda p: len(p.visits) < 4)
    if not pupil:
        return None
    start = school.term.start + TRUANCY
    return pupil, [d for d in school.term.school_days() if d >= start][:days]


def _listed(school: School, *fields: str) -> bool:
    return school.writes("absences", *fields)


def _see(school: School, who: Teacher, pupil: Pupil, day: dt.date) -> None:
    if not school.visited(who.name, pupil, day):
        school.visit(who.name, pupil, day, "旷课", 形式="入户")


@fault("AT101")
def not_reported(school: School) -> bool:
    """Half a day of truancy, no report."""
    pupil = school.pick() if _listed(school, "报告时间", "类别") else None
    if not pupil:
        return False
    day = school.term.start + TRUANCY
    [(row, field)] = school.be_absent(pupil, day, "旷课", part="下午", 报告时间=None)
    school.plant("AT101", row, "报告时间")
    return bool(field)


@fault("AT102")
def teacher_did_not_visit(school: School) -> bool:
    """A day of truancy that nobody followed up."""
    found = _truant(school, 1)
    if not found:
        return False
    pupil, [day] = found
    _unseen(school, pupil, school.class_of(pupil).teacher.name, day)
    for row, field in school.be_absent(pupil, day, "旷课"):
        school.plant("AT102", row, field)
    return True


@fault("AT103")
def leader_did_not_visit(school: School) -> bool:
    """Two days of truancy; the class teacher came, the head did not."""
    found = _truant(school, 2)
    if not found or not _listed(school, "天数"):
        return False
    pupil, days = found
    for day in days:
        _see(school, school.class_of(pupil).teacher, pupil, day)
    [(row, field)] = school.be_absent(pupil, days[0], "旷课", days=2, one_row=True)
    school.plant("AT103", row, field)
    return True


@fault("AT104")
def not_on_the_case_list(school: School) -> bool:
    """Three days of truancy, everybody visited, no case opened."""
    found = _truant(school, 3)
    if not found or not _listed(school, "天数"):
        return False
    pupil, days = found
    for day in days:
        _see(school, school.class_of(pupil).teacher, pupil, day)
    for day in days[1:]:
        _see(school, school.leaders[0], pupil, day)
    [(row, field)] = school.be_absent(pupil, days[0], "旷课", days=3, one_row=True)
    school.plant("AT104", row, field)
    return True


@fault("AT105")
def truant_again_and_again(school: School) -> bool:
    """Seven single days, each reported and followed up."""
    pupil = school.pick() if _listed(school, "日期") else None
    if not pupil:
        return False
    for day in school.term.school_days()[2:29:4]:
        school.be_absent(pupil, day, "旷课")
        _see(school, school.class_of(pupil).teacher, pupil, day)
    school.plant("AT105", pupil.roster_row, "姓名")
    return True


def _ill(school: School, pupil: Pupil | None) -> bool:
    """Five school days of illness on end, excused, out of some thirty."""
    if not pupil:
        return False
    day = school.term.school_days()[3]
    school.be_absent(pupil, day, "病假", days=5, one_row=_listed(school, "天数"))
    school.plant("AT106", pupil.roster_row, "姓名")
    return True


@fault("AT106")
def low_attendance_on_a_grid(school: School) -> bool:
    """Five marks in a row on the roll call."""
    grid = school.profile.roll_call in ("grid", "halves")
    return grid and _ill(school, school.pick(lambda p: not school.without_grid(p)))


@fault("AT106")
def low_attendance_in_a_list(school: School) -> bool:
    """Five days in the list of absences."""
    return _listed(school, "日期") and _ill(school, school.pick())


@fault("AT107")
def class_did_not_report(school: School) -> bool:
    """A class without its line on one school day."""
    if not school.profile.daily:
        return False
    free = [group for group in school.classes if id(group) not in school.spent]
    if not free:
        return False
    group = school.rng.choice(free)
    school.spent.add(id(group))
    school.unreported.add((group.name, school.term.school_days()[12]))
    school.plant("AT107", group.record, "班级")
    return True


@fault("AT108")
def leave_overrun(school: School) -> bool:
    """Leave ended two weeks ago, nothing since."""
    pupil = school.pick() if _listed(school, "请假止", "返校日期", "天数") else None
    if not pupil:
        return False
    day = school.term.start + TRUANCY
    [(row, _)] = school.be_absent(pupil, day, "事假", days=2, one_row=True, 返校日期=None)
    school.plant("AT108", row, "返校日期")
    return True


@fault("AT109")
def absent_on_a_sunday(school: School) -> bool:
    """An absence on a day without lessons."""
    pupil = school.pick() if _listed(school, "日期") else None
    if not pupil:
        return False
    sunday = school.term.day(13)
    [(row, field)] = school.be_absent(pupil, sunday, "病假")
    row.values["日期"] = sunday
    row.values["报告时间"] = sunday
    school.plant("AT109", row, field)
    return True


@fault("AT110")
def reason_blank(school: School) -> bool:
    """Leave without a reason."""
    pupil = school.pick() if _listed(school, "原因", "类别") else None
    if not pupil:
        return False
    [(row, _)] = school.be_absent(pupil, school.term.start + TRUANCY, "事假", 原因=None)
    school.plant("AT110", row, "原因")
    return True


@fault("AT111")
def absent_twice(school: School) -> bool:
    """The same day entered twice."""
    pupil = school.pick() if _listed(school, "日期") else None
    if not pupil:
        return False
    day = school.term.start + TRUANCY
    school.be_absent(pupil, day, "病假")
    [(row, field)] = school.be_absent(pupil, day, "病假")
    school.plant("AT111", row, field)
    return True


def _unseen(school: School, pupil: Pupil, teacher: str, day: dt.date) -> None:
    """Take away the class teacher's visits that would answer an absence on ``day``."""
    last = school.next_school_day(day)
    for visit in list(pupil.visits):
        if visit.values["教师"] == teacher and day <= visit.values["日期"] <= last:
            send_elsewhere(school, visit, pupil)
