"""Faults of a roster by itself: ST."""

from __future__ import annotations

from kongcuo_xl.demo.canvas import Raw
from kongcuo_xl.demo.faults.planting import Faults, spoil
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


@fault("ST101")
def name_blank(school: School) -> bool:
    """A row with everything but the name."""
    pupil = None if school.profile.registry else school.pick(lambda p: not p.visits)
    if not pupil:
        return False
    pupil.roster_row.values["姓名"] = None
    school.plant("ST101", pupil.roster_row, "姓名")
    return True


@fault("ST102")
def name_with_symbol(school: School) -> bool:
    """A digit left in the name."""
    if school.profile.registry:
        return False
    pupil = school.pick(lambda p: not p.visits)
    if not pupil:
        return False
    pupil.roster_row.values["姓名"] = Raw(f"{pupil.name}2")
    school.plant("ST102", pupil.roster_row, "姓名")
    return True


@fault("ST103")
def sex_unreadable(school: School) -> bool:
    """Neither 男 nor 女."""
    return spoil(school, "ST103", "性别", "南")


@fault("ST104")
def class_unreadable(school: School) -> bool:
    """A class nobody can place."""
    if not school.writes("students", "班级"):
        return False
    pupil = school.pick(lambda p: not p.visits and school.without_grid(p))
    if not pupil:
        return False
    pupil.roster_row.values["班级"] = "借读班"
    school.plant("ST104", pupil.roster_row, "班级")
    return True


@fault("ST105")
def age_against_grade(school: School) -> bool:
    """Born four years before the class-mates."""
    if school.profile.registry:
        return False
    pupil = school.pick(lambda p: p.birth.day < 28)
    if not pupil:
        return False
    birth = pupil.birth.replace(year=pupil.birth.year - 4)
    number = school.invent.identity(birth, pupil.sex)
    pupil.birth, pupil.identity = birth, number
    pupil.roster_row.values.update({"出生日期": birth, "身份证号": number})
    field = "年级" if school.writes("students", "年级") else "出生日期"
    school.plant("ST105", pupil.roster_row, field)
    return True


@fault("ST106")
def ethnic_group_short(school: School) -> bool:
    """汉 for 汉族."""
    return spoil(school, "ST106", "民族", "汉", where=not school.writes("registry", "民族"))


@fault("ST107")
def phone_too_short(school: School) -> bool:
    """Ten digits."""
    return spoil(school, "ST107", "联系电话", "1990123456")


@fault("ST108")
def guardian_blank(school: School) -> bool:
    """Nobody responsible for the child."""
    return spoil(school, "ST108", "监护人", None)


@fault("ST109")
def address_blank(school: School) -> bool:
    """No address, in a roster with a single address column."""
    one = [f for f in ("户籍地址", "现住址") if school.writes("students", f)]
    return len(one) == 1 and spoil(school, "ST109", one[0], None)


@fault("ST110")
def choice_out_of_range(school: School) -> bool:
    """A way of attending that is not on the list."""
    return spoil(school, "ST110", "就读方式", "半寄宿")


@fault("ST110")
def flag_out_of_range(school: School) -> bool:
    """Neither yes nor no."""
    return spoil(school, "ST110", "留守", "待定")


@fault("ST111")
def disabled_flag_contradicts(school: School) -> bool:
    """A kind of disability, and 是否残疾 = 否."""
    if not school.writes("students", "残疾", "残疾类型"):
        return False
    pupil = school.pick(lambda p: not p.roster_row.values["残疾"])
    if not pupil or school.profile.hands["students"].yes[1] is None:
        return False
    pupil.roster_row.values["残疾类型"] = "肢体"
    school.plant("ST111", pupil.roster_row, "残疾")
    return True


@fault("ST113")
def impossible_date(school: School) -> bool:
    """The 45th of a 13th month."""
    return spoil(school, "ST113", "出生日期", Raw("2013.13.45"))
