"""Faults that show when a school's lists are held against each other: RC."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.faults.planting import Faults, enter_again, spoil
from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.people import identity_number
from kongcuo_xl.demo.school import School, SchoolClass

FAULTS = Faults()
fault = FAULTS.register


@fault("RC101")
def registered_but_not_here(school: School) -> bool:
    """A registration without a pupil."""
    if not school.profile.registry:
        return False
    near = school.rng.choice([p for p in school.pupils if not p.flags])
    sex = school.rng.choice("男女")
    number = school.invent.identity(near.birth, sex)
    values = {
        "姓名": school.invent.name(sex),
        "性别": sex,
        "身份证号": number,
        "学籍号": f"G{number}",
    }
    ghost = enter_again(school, "registry", near.rows["registry"][0], **values)
    school.plant("RC101", ghost, "姓名")
    return True


@fault("RC102")
def here_but_not_registered(school: School) -> bool:
    """A pupil without a registration."""
    pupil = school.pick() if school.profile.registry else None
    if not pupil:
        return False
    school.tables["registry"].remove(pupil.rows.pop("registry")[0])
    school.plant("RC102", pupil.roster_row, "姓名")
    return True


def _plain_class(school: School) -> list[SchoolClass]:
    """Classes with a roll call and neither seating nor homework lists."""
    profile = school.profile
    return [
        group
        for group in school.classes
        if group.name in profile.called - profile.seated - profile.homework
    ]


@fault("RC103")
def missing_from_roll_call(school: School) -> bool:
    """On the roster, never called."""
    names = {group.name for group in _plain_class(school)}
    pupil = school.pick(lambda p: p.in_class in names)
    if not pupil:
        return False
    for row in pupil.rows.pop("roll_call"):
        school.tables["roll_call"].remove(row)
    school.plant("RC103", pupil.roster_row, "姓名")
    return True


@fault("RC103")
def unknown_on_roll_call(school: School) -> bool:
    """Called, but on no roster."""
    groups = _plain_class(school)
    if not groups:
        return False
    row = groups[0].pupils[-1].rows["roll_call"][-1]
    stranger = enter_again(school, "roll_call", row, 姓名=school.invent.name("男"), 性别="男")
    school.plant("RC103", stranger, "姓名")
    return True


@fault("RC104")
def unknown_in_seating(school: School) -> bool:
    """A name on the seating plan that the roll call does not know."""
    seats = school.tables.get("seating", [])
    if not seats:
        return False
    stranger = Record({"姓名": school.invent.name("女")}, seats[-1].group)
    seats.append(stranger)
    school.plant("RC104", stranger, "姓名")
    return True


@fault("RC105")
def unknown_in_homework(school: School) -> bool:
    """A name in the homework list that the roll call does not know."""
    rows = school.tables.get("homework", [])
    if not rows:
        return False
    stranger = enter_again(school, "homework", rows[-1], 姓名=school.invent.name("女"))
    school.plant("RC105", stranger, "姓名")
    return True


@fault("RC106")
def name_differs_from_registry(school: School) -> bool:
    """The registry writes the last character another way."""
    pupil = school.pick(lambda p: "·" not in p.name) if school.profile.registry else None
    if not pupil:
        return False
    last = "伟" if pupil.name[-1] != "伟" else "玮"
    pupil.rows["registry"][0].values["姓名"] = pupil.name[:-1] + last
    school.plant("RC106", pupil.roster_row, "姓名")
    return True


@fault("RC107")
def class_differs_from_registry(school: School) -> bool:
    """The registry has the pupil in the parallel class, or the class above."""
    if not (school.profile.registry and school.writes("students", "班级")):
        return False
    pupil = school.pick(lambda p: p.in_class.grade < 6)
    if not pupil:
        return False
    other = ClassName(pupil.in_class.grade, pupil.in_class.number + 1)
    pupil.rows["registry"][0].values["班级"] = other
    school.plant("RC107", pupil.roster_row, "班级")
    return True


@fault("RC107")
def birth_date_differs_without_number(school: School) -> bool:
    """A pupil without 户口, known by a J number, whose two lists give two birth dates."""
    if not (
        school.writes("students", "备注", "学籍号") and school.writes("registry", "身份证件类型")
    ):
        return False
    pupil = school.pick(lambda p: p.birth.day < 20)
    if not pupil:
        return False
    known = {"身份证号": None, "学籍号": f"J{identity_number('360203', pupil.birth, 778)}"}
    pupil.roster_row.values.update(known, 备注="无户口，正在办理")
    other = pupil.birth + dt.timedelta(days=9)
    pupil.rows["registry"][0].values.update(known, 身份证件类型="其他", 出生日期=other)
    school.plant("RC107", pupil.roster_row, "出生日期")
    return True


@fault("RC112")
def guest_pupil(school: School) -> bool:
    """学生来源 = 借读."""
    return spoil(school, "RC112", "学生来源", "借读")


@fault("RC112")
def guest_pupil_in_registry(school: School) -> bool:
    """学生来源 = 借读 in the registry, where the roster has no such column."""
    if school.writes("students", "学生来源") or not school.writes("registry", "学生来源"):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    row = pupil.rows["registry"][0]
    row.values["学生来源"] = "借读"
    school.plant("RC112", row, "学生来源")
    return True


@fault("RC114")
def visit_to_unknown(school: School) -> bool:
    """A visit to somebody on no roster."""
    teacher, near = school.classes[0].teacher, school.classes[0].pupils[0]
    row = school.visit(teacher.name, None, school.term.day(11))
    row.values.update({"学生": school.invent.name("男"), "班级": near.in_class})
    school.plant("RC114", row, "学生")
    return True


@fault("RC114")
def absence_of_unknown(school: School) -> bool:
    """An absence of somebody on no roster."""
    if not school.writes("absences", "姓名"):
        return False
    near = school.pick()
    if not near:
        return False
    row, _ = school.be_absent(near, school.term.day(8), "病假")[0]
    row.values["姓名"] = school.invent.name("女")
    school.plant("RC114", row, "姓名")
    return True
