"""Faults of 身份证号 and 学籍号: ID, and FM103, the only one of a layout that stands in a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kongcuo_xl.demo.canvas import Formula, Raw
from kongcuo_xl.demo.faults.planting import Faults, enter_again, spoil, spoil_everywhere
from kongcuo_xl.demo.people import identity_number
from kongcuo_xl.demo.school import Pupil, School

FAULTS = Faults()
fault = FAULTS.register


@fault("FM103")
def formula_without_result(school: School) -> bool:
    """The sex worked out by a formula that was never calculated."""
    return spoil(school, "FM103", "性别", Formula('=IF(MOD(1,2)=1,"男","女")'))


@fault("ID101")
def identity_blank(school: School) -> bool:
    """No number, and no reason given."""
    return spoil(school, "ID101", "身份证号", None)


def _number(school: School, code: str, change: Callable[[str], object]) -> bool:
    pupil = school.pick()
    if not pupil:
        return False
    pupil.roster_row.values["身份证号"] = Raw(change(pupil.identity))
    school.plant(code, pupil.roster_row, "身份证号")
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
    double = enter_again(school, "students", pupil.roster_row)
    for row in (pupil.roster_row, double):
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
    spoil_everywhere(school, "ID107", pupil, other, "出生日期")
    return True


@fault("ID108")
def sex_differs(school: School) -> bool:
    """The other sex, in roster and registry alike."""
    pupil = school.pick()
    if not pupil:
        return False
    other = {"性别": "女" if pupil.sex == "男" else "男"}
    spoil_everywhere(school, "ID108", pupil, other, "性别")
    return True


@fault("ID109")
def identity_unknown_region(school: School) -> bool:
    """A valid number from a province that does not exist."""
    pupil = school.pick()
    if not pupil:
        return False
    number = school.invent.identity(pupil.birth, pupil.sex, "690101")
    values = {"身份证号": number, "学籍号": f"G{number}"}
    spoil_everywhere(school, "ID109", pupil, values, "身份证号")
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
        spoil_everywhere(school, "ID113", pupil, {"学籍号": shared}, "学籍号")
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
            double = enter_again(school, kind, row, 身份证号=number, 学籍号=f"G{number}")
            for each in (row, double):
                school.plant("ID114", each, "姓名")
    return True
