"""The faults: one small function a rule code, each spoiling one record and saying where it shows.

A function gets a school and answers whether it could plant its fault there. ``plant_all`` puts
every fault into the county ``TIMES`` times, at different schools where they allow it. Faults of a
sheet's layout (FM101, FM102, FM104–FM107, ST112) are made where the sheets are drawn, in
``workbooks``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from kongcuo_xl.demo.canvas import Formula, Raw, Record
from kongcuo_xl.demo.county import Pupil, School, SchoolClass, Teacher, Unit
from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.people import identity_number

TIMES = 2
Fault = Callable[[Any], bool]


class Faults(dict[str, list[Fault]]):
    """Ways of planting each code, in the order in which they are registered."""

    def register(self, code: str) -> Callable[[Fault], Fault]:
        """Register a way of planting ``code``; several ways are planted each in turn."""

        def keep(function: Fault) -> Fault:
            self.setdefault(code, []).append(function)
            return function

        return keep

    def plant_all(self, units: Sequence[Unit]) -> None:
        """Plant every code ``TIMES`` times, going round the units so that they share the load.

        A code that no unit of a small county can hold is left out.
        """
        for turn, ways in enumerate(self.values()):
            start = turn % len(units)
            order = [*units[start:], *units[:start]]
            planted = 0
            for unit in order * (TIMES + len(ways)):
                if planted == TIMES:
                    break
                planted += ways[planted % len(ways)](unit)


FAULTS = Faults()
fault = FAULTS.register


def _roster(pupil: Pupil) -> Record:
    return pupil.rows["students"][0]


def _spoil(school: School, code: str, field: str, value: object, where: bool = True) -> bool:
    """Give one ordinary pupil's roster cell a bad value, where the roster has the column."""
    if not where or not school.writes("students", field):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    _roster(pupil).values[field] = value
    school.plant(code, _roster(pupil), field)
    return True


def _everywhere(
    school: School, code: str, pupil: Pupil, values: dict[str, Any], field: str
) -> None:
    """Give the same values in roster and registry; a finding in each that shows ``field``."""
    for kind in ("students", "registry"):
        for row in pupil.rows.get(kind, []):
            row.values.update(values)
            if school.writes(kind, field):
                school.plant(code, row, field)


def _copy(school: School, kind: str, row: Record, **other: Any) -> Record:
    """A second row for a person, right below the first."""
    rows = school.tables[kind]
    double = Record({**row.values, **other}, row.group)
    rows.insert(rows.index(row) + 1, double)
    return double


# ---- FM: only what stands in a single cell; the rest is layout


@fault("FM103")
def formula_without_result(school: School) -> bool:
    """The sex worked out by a formula that was never calculated."""
    return _spoil(school, "FM103", "性别", Formula('=IF(MOD(1,2)=1,"男","女")'))


# ---- ID


@fault("ID101")
def identity_blank(school: School) -> bool:
    """No number, and no reason given."""
    return _spoil(school, "ID101", "身份证号", None)


def _number(school: School, code: str, change: Callable[[str], object]) -> bool:
    pupil = school.pick()
    if not pupil:
        return False
    _roster(pupil).values["身份证号"] = Raw(change(pupil.identity))
    school.plant(code, _roster(pupil), "身份证号")
    return True


@fault("ID102")
def identity_too_short(school: School) -> bool:
    """A digit left out."""
    return _number(school, "ID102", lambda number: number[:9] + number[10:])


@fault("ID102")
def identity_with_letter_o(school: School) -> bool:
    """The letter O typed for a zero."""
    return _number(school, "ID102", lambda number: number[:6] + "2O" + number[8:])


@fault("ID103")
def identity_wrong_check(school: School) -> bool:
    """The last character is another one."""
    wheel = "10X98765432"
    return _number(
        school, "ID103", lambda number: number[:-1] + wheel[(wheel.index(number[-1]) + 3) % 11]
    )


@fault("ID104")
def identity_impossible_date(school: School) -> bool:
    """30 February, with a check character that fits."""
    return _number(
        school,
        "ID104",
        lambda number: identity_number(number[:6], number[6:10] + "0230", int(number[14:17])),
    )


@fault("ID105")
def identity_as_number(school: School) -> bool:
    """Typed as a number, so the last three digits are gone."""
    return _number(school, "ID105", lambda number: int(number[:15] + "000"))


@fault("ID106")
def identity_twice(school: School) -> bool:
    """The same pupil pasted twice into the roster."""
    if school.writes("students", "学籍号"):
        return False
    pupil = school.pick(lambda p: not p.visits and school.without_grid(p))
    if not pupil:
        return False
    double = _copy(school, "students", _roster(pupil))
    for row in (_roster(pupil), double):
        school.plant("ID106", row, "身份证号")
    return True


@fault("ID107")
def birth_date_differs(school: School) -> bool:
    """A birth date some days off the number's, in roster and registry alike."""
    if not school.writes("students", "出生日期"):
        return False
    pupil = school.pick(lambda p: 3 < p.birth.day < 20)
    if not pupil:
        return False
    other = {"出生日期": pupil.birth + dt.timedelta(days=6)}
    _everywhere(school, "ID107", pupil, other, "出生日期")
    return True


@fault("ID108")
def sex_differs(school: School) -> bool:
    """The other sex, in roster and registry alike."""
    pupil = school.pick()
    if not pupil:
        return False
    other = {"性别": "女" if pupil.sex == "男" else "男"}
    _everywhere(school, "ID108", pupil, other, "性别")
    return True


@fault("ID109")
def identity_unknown_region(school: School) -> bool:
    """A valid number from a province that does not exist."""
    pupil = school.pick()
    if not pupil:
        return False
    number = school.invent.identity(pupil.birth, pupil.sex, "690101")
    values = {"身份证号": number, "学籍号": f"G{number}"}
    _everywhere(school, "ID109", pupil, values, "身份证号")
    return True


def _school_number(school: School, code: str, change: Callable[[Pupil], str]) -> bool:
    kind = next((k for k in ("registry", "students") if school.writes(k, "学籍号")), None)
    pupil = school.pick() if kind else None
    if not kind or not pupil:
        return False
    row = pupil.rows[kind][0]
    row.values["学籍号"] = change(pupil)
    school.plant(code, row, "学籍号")
    return True


@fault("ID111")
def school_number_without_letter(school: School) -> bool:
    """学籍号 without its letter."""
    return _school_number(school, "ID111", lambda pupil: pupil.identity)


@fault("ID112")
def school_number_of_another_identity(school: School) -> bool:
    """A G number made from an earlier 身份证号."""
    return _school_number(
        school, "ID112", lambda pupil: f"G{school.invent.identity(pupil.birth, pupil.sex)}"
    )


@fault("ID113")
def school_number_twice(school: School) -> bool:
    """Two pupils of a class with one J number."""
    if not (school.writes("registry", "学籍号") or school.writes("students", "学籍号")):
        return False
    first = school.pick()
    second = school.pick(lambda p: bool(first) and p.in_class == first.in_class) if first else None
    if not first or not second:
        return False
    shared = f"J{identity_number('360203', first.birth, 777)}"
    for pupil in (first, second):
        _everywhere(school, "ID113", pupil, {"学籍号": shared}, "学籍号")
    return True


@fault("ID114")
def same_person_with_two_numbers(school: School) -> bool:
    """One pupil entered twice, with two valid numbers, in every list."""
    if not school.writes("students", "出生日期", "性别"):
        return False
    if school.profile.registry and not school.writes("registry", "出生日期", "性别"):
        return False
    pupil = school.pick(lambda p: not p.visits and school.without_grid(p))
    if not pupil:
        return False
    number = school.invent.identity(pupil.birth, pupil.sex)
    for kind in ("students", "registry"):
        for row in pupil.rows.get(kind, []):
            double = _copy(school, kind, row, 身份证号=number, 学籍号=f"G{number}")
            for each in (row, double):
                school.plant("ID114", each, "姓名")
    return True


# ---- ST


@fault("ST101")
def name_blank(school: School) -> bool:
    """A row with everything but the name."""
    pupil = None if school.profile.registry else school.pick(lambda p: not p.visits)
    if not pupil:
        return False
    _roster(pupil).values["姓名"] = None
    school.plant("ST101", _roster(pupil), "姓名")
    return True


@fault("ST102")
def name_with_symbol(school: School) -> bool:
    """A digit left in the name."""
    if school.profile.registry:
        return False
    pupil = school.pick(lambda p: not p.visits)
    if not pupil:
        return False
    _roster(pupil).values["姓名"] = Raw(f"{pupil.name}2")
    school.plant("ST102", _roster(pupil), "姓名")
    return True


@fault("ST103")
def sex_unreadable(school: School) -> bool:
    """Neither 男 nor 女."""
    return _spoil(school, "ST103", "性别", "南")


@fault("ST104")
def class_unreadable(school: School) -> bool:
    """A class nobody can place."""
    if not school.writes("students", "班级"):
        return False
    pupil = school.pick(lambda p: not p.visits and school.without_grid(p))
    if not pupil:
        return False
    _roster(pupil).values["班级"] = "借读班"
    school.plant("ST104", _roster(pupil), "班级")
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
    _roster(pupil).values.update({"出生日期": birth, "身份证号": number})
    field = "年级" if school.writes("students", "年级") else "出生日期"
    school.plant("ST105", _roster(pupil), field)
    return True


@fault("ST106")
def ethnic_group_short(school: School) -> bool:
    """汉 for 汉族."""
    return _spoil(school, "ST106", "民族", "汉", not school.writes("registry", "民族"))


@fault("ST107")
def phone_too_short(school: School) -> bool:
    """Ten digits."""
    return _spoil(school, "ST107", "联系电话", "1990123456")


@fault("ST108")
def guardian_blank(school: School) -> bool:
    """Nobody responsible for the child."""
    return _spoil(school, "ST108", "监护人", None)


@fault("ST109")
def address_blank(school: School) -> bool:
    """No address, in a roster with a single address column."""
    one = [f for f in ("户籍地址", "现住址") if school.writes("students", f)]
    return len(one) == 1 and _spoil(school, "ST109", one[0], None)


@fault("ST110")
def choice_out_of_range(school: School) -> bool:
    """A way of attending that is not on the list."""
    return _spoil(school, "ST110", "就读方式", "半寄宿")


@fault("ST110")
def flag_out_of_range(school: School) -> bool:
    """Neither yes nor no."""
    return _spoil(school, "ST110", "留守", "待定")


@fault("ST111")
def disabled_flag_contradicts(school: School) -> bool:
    """A kind of disability, and 是否残疾 = 否."""
    if not school.writes("students", "残疾", "残疾类型"):
        return False
    pupil = school.pick(lambda p: not _roster(p).values["残疾"])
    if not pupil or school.profile.hands["students"].yes[1] is None:
        return False
    _roster(pupil).values["残疾类型"] = "肢体"
    school.plant("ST111", _roster(pupil), "残疾")
    return True


@fault("ST113")
def impossible_date(school: School) -> bool:
    """The 45th of a 13th month."""
    return _spoil(school, "ST113", "出生日期", Raw("2013.13.45"))


# ---- RC


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
    ghost = _copy(school, "registry", near.rows["registry"][0], **values)
    school.plant("RC101", ghost, "姓名")
    return True


@fault("RC102")
def here_but_not_registered(school: School) -> bool:
    """A pupil without a registration."""
    pupil = school.pick() if school.profile.registry else None
    if not pupil:
        return False
    school.tables["registry"].remove(pupil.rows.pop("registry")[0])
    school.plant("RC102", _roster(pupil), "姓名")
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
    school.plant("RC103", _roster(pupil), "姓名")
    return True


@fault("RC103")
def unknown_on_roll_call(school: School) -> bool:
    """Called, but on no roster."""
    groups = _plain_class(school)
    if not groups:
        return False
    row = groups[0].pupils[-1].rows["roll_call"][-1]
    stranger = _copy(school, "roll_call", row, 姓名=school.invent.name("男"), 性别="男")
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
    stranger = _copy(school, "homework", rows[-1], 姓名=school.invent.name("女"))
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
    school.plant("RC106", _roster(pupil), "姓名")
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
    school.plant("RC107", _roster(pupil), "班级")
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
    _roster(pupil).values.update(known, 备注="无户口，正在办理")
    other = pupil.birth + dt.timedelta(days=9)
    pupil.rows["registry"][0].values.update(known, 身份证件类型="其他", 出生日期=other)
    school.plant("RC107", _roster(pupil), "出生日期")
    return True


@fault("RC112")
def guest_pupil(school: School) -> bool:
    """学生来源 = 借读."""
    return _spoil(school, "RC112", "学生来源", "借读")


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
    row = school.visit(teacher.name, None, school.term.start + dt.timedelta(days=11))
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
    row, _ = school.be_absent(near, school.term.start + dt.timedelta(days=8), "病假")[0]
    row.values["姓名"] = school.invent.name("女")
    school.plant("RC114", row, "姓名")
    return True


# ---- AT

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
    school.plant("AT105", _roster(pupil), "姓名")
    return True


def _ill(school: School, pupil: Pupil | None) -> bool:
    """Five school days of illness on end, excused, out of some thirty."""
    if not pupil:
        return False
    day = school.term.school_days()[3]
    school.be_absent(pupil, day, "病假", days=5, one_row=_listed(school, "天数"))
    school.plant("AT106", _roster(pupil), "姓名")
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
    sunday = school.term.start + dt.timedelta(days=13)
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


# ---- HV


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


def _unseen(school: School, pupil: Pupil, teacher: str, day: dt.date) -> None:
    """Take away the class teacher's visits that would answer an absence on ``day``."""
    last = school.next_school_day(day)
    for visit in list(pupil.visits):
        if visit.values["教师"] == teacher and day <= visit.values["日期"] <= last:
            send_elsewhere(school, visit, pupil)


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
    school.plant("HV105", _roster(pupil), "姓名", "提示")
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
    school.plant("HV103", _roster(pupil), "姓名")
    return True


@fault("HV106")
def key_pupil_never_visited(school: School) -> bool:
    """A pupil at risk whom nobody has visited."""
    pupil = _key_pupil(school, "易辍", "重点")
    if not pupil:
        return False
    for visit in list(pupil.visits):
        send_elsewhere(school, visit, pupil)
    school.plant("HV106", _roster(pupil), "姓名", "提示")
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
    day = school.term.start + dt.timedelta(days=45)
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
        day = school.term.start + dt.timedelta(days=39 + number)
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
    day, teacher = school.term.start + dt.timedelta(days=46), school.class_of(pupil).teacher.name
    if school.visited(teacher, pupil, day):
        return False
    school.visit(teacher, pupil, day)
    school.plant("HV111", school.visit(teacher, pupil, day), "日期")
    return True
