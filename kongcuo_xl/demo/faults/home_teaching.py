"""Faults of teaching at home: HT."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.faults.planting import Faults, spoil_fresh
from kongcuo_xl.demo.ledgers.care import taught
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


def _child(school: School, *, inside: bool = False) -> Record | None:
    if "home_teaching" not in school.tables:
        return None
    return school.fresh(
        "placements",
        lambda v: v["安置方式"] == "送教上门" and bool(v["所在机构"]) == inside,
    )


def _lesson(school: School, code: str, field: str, value: object) -> bool:
    return spoil_fresh(
        school, code, "home_teaching", field, value, lambda v: v["记录类型"] == "送教"
    )


@fault("HT101")
def a_week_without_lessons(school: School) -> bool:
    """One week of September without any lesson."""
    child = _child(school)
    if not child:
        return False
    first = school.term.day(14)
    lessons = school.tables["home_teaching"]
    for row in [r for r in lessons if r.group == child.values["姓名"]]:
        if first <= row.values["日期"] < first + dt.timedelta(days=5):
            lessons.remove(row)
    planted = next(f for f in school.expected if f.code == "HT101" and f.record is child)
    school.expected.remove(planted)
    school.plant("HT101", child, "姓名")
    return True


@fault("HT102")
def lesson_too_short(school: School) -> bool:
    """Two lessons instead of three."""
    return _lesson(school, "HT102", "课时", 2)


@fault("HT103")
def teacher_alone(school: School) -> bool:
    """One teacher went alone."""
    teacher = next((t for t in school.staff if t.sex == "男"), school.staff[0])
    return _lesson(school, "HT103", "送教教师", teacher.name)


@fault("HT104")
def no_man_with_them(school: School) -> bool:
    """Two women went."""
    women = [t.name for t in school.staff if t.sex == "女"]
    return len(women) > 1 and _lesson(school, "HT104", "送教教师", "、".join(women[:2]))


@fault("HT105")
def taught_without_registration(school: School) -> bool:
    """No 学籍号."""
    child = _child(school)
    if not child:
        return False
    child.values["学籍号"] = None
    school.plant("HT105", child, "姓名")
    return True


@fault("HT106")
def file_incomplete(school: School) -> bool:
    """No agreement with the parents."""
    child = _child(school)
    if not child:
        return False
    child.values["协议书"] = "无"
    school.plant("HT106", child, "姓名")
    return True


@fault("HT107")
def first_lesson_without_assessment(school: School) -> bool:
    """The first visit was a lesson like any other."""
    first = school.fresh("home_teaching", lambda v: v["记录类型"] == "访谈评估")
    if not first:
        return False
    first.values.update(记录类型="送教", 内容="认识颜色和形状")
    school.plant("HT107", first, "记录类型")
    return True


@fault("HT108")
def institution_not_followed_up(school: School) -> bool:
    """Nobody asked after a child in a rehabilitation centre in September."""
    child = _child(school, inside=True)
    if not child:
        return False
    lessons = school.tables["home_teaching"]
    for row in [r for r in lessons if r.group == child.values["姓名"]]:
        if row.values["日期"].month == school.term.start.month:
            row.values["日期"] = school.term.day(38)
    school.plant("HT108", child, "姓名")
    return True


@fault("HT109")
def leaver_without_junior_school(school: School) -> bool:
    """Grade 6, taught at home, and in June no junior school takes the child in."""
    if not school.writes("placements", "接收初中"):
        return False
    open_ = [r for r in taught(school) if r.values["年级"] == 6 and not r.values["接收初中"]]
    if not open_ or any(f.code == "HT109" for f in school.expected):
        return False
    school.plant("HT109", open_[0], "姓名", date=f"{school.term.start.year + 1}-06-10")
    return True


@fault("HT110")
def ill_pupil_not_taught_at_home(school: School) -> bool:
    """Away ill for a year, in a school that teaches others at home."""
    if not (school.tables.get("changes") and school.tables.get("placements")):
        return False
    row = school.fresh("changes", lambda v: v["变动类别"] == "休学")
    if not row:
        return False
    row.values["原因"] = "因病手术后休养"
    school.plant("HT110", row, "姓名")
    return True
