"""Faults of the care for disabled, left-behind, struggling and poor pupils: SN."""

from __future__ import annotations

from collections.abc import Callable

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.school import Pupil, School

FAULTS = Faults()
fault = FAULTS.register


@fault("SN101")
def no_place_on_the_list(school: School) -> bool:
    """On the list of disabled children, 安置方式 blank."""
    if school.writes("students", "随班就读"):
        return False
    row = _included(school)
    if not row:
        return False
    row.values.update(安置方式=None)
    school.plant("SN101", row, "姓名")
    return True


@fault("SN101")
def disabled_in_no_programme(school: School) -> bool:
    """Disabled on the roster, 随班就读 = 否."""
    no = school.profile.hands["students"].yes[1] is not None
    if not (no and school.writes("students", "残疾", "随班就读")) or school.tables.get(
        "placements"
    ):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    pupil.roster_row.values.update(残疾=True, 残疾类型="听力", 随班就读=False)
    school.plant("SN101", pupil.roster_row, "姓名")
    return True


def _included(school: School) -> Record | None:
    return school.fresh("placements", lambda v: v["安置方式"] == "随班就读")


@fault("SN102")
def inclusive_without_agreement(school: School) -> bool:
    """No agreement for 随班就读."""
    row = _included(school)
    if not row:
        return False
    row.values["协议书"] = None
    school.plant("SN102", row, "姓名")
    return True


@fault("SN103")
def absence_not_looked_into(school: School) -> bool:
    """A disabled pupil was ill for a day; nobody wrote why."""
    if not school.writes("absences", "原因", "类别") or not school.writes("students", "随班就读"):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    row = _included(school)
    if row:
        listed = school.pupil_of(row)
        pupil = listed
    else:
        pupil.roster_row.values.update(残疾=True, 残疾类型="视力", 随班就读=True, 资助="助残补助")
        if school.tables.get("placements"):
            return False
    [(record, field)] = school.be_absent(pupil, school.term.day(14), "病假", 原因=None)
    school.plant("SN103", record, field)
    return True


@fault("SN103")
def not_attending_and_no_reason(school: School) -> bool:
    """The list says not at school, and not why."""
    row = _included(school) if school.writes("placements", "是否正常到校") else None
    if not row:
        return False
    row.values["是否正常到校"] = False
    school.plant("SN103", row, "姓名")
    return True


@fault("SN104")
def disabled_without_plan(school: School) -> bool:
    """No individual plan."""
    row = _included(school)
    if not row:
        return False
    row.values["个别化教育计划"] = "无"
    pupil = school.pupil_of(row)
    school.plant("SN104", pupil.roster_row, "姓名")
    return True


def _unaided(school: School, code: str, field: str, wanted: Callable[[Pupil], bool],
             value: object = None) -> bool:  # fmt: skip
    """Take something away from a pupil whose roster has the column for it."""
    pupil = school.pick(wanted) if school.writes("students", field) else None
    if not pupil:
        return False
    pupil.roster_row.values[field] = value
    school.plant(code, pupil.roster_row, "姓名")
    return True


@fault("SN105")
def left_behind_without_helper(school: School) -> bool:
    """Left behind, and nobody to help."""
    if not school.writes("students", "留守"):
        return False
    return _unaided(school, "SN105", "帮扶人", lambda p: p.roster_row.values["留守"] is True)


@fault("SN105")
def listed_without_helper(school: School) -> bool:
    """On the list of left-behind pupils, 帮扶人 blank."""
    row = school.fresh("special_groups") if school.writes("special_groups", "帮扶人") else None
    if not row:
        return False
    row.values["帮扶人"] = None
    pupil = school.pupil_of(row)
    school.plant("SN105", pupil.roster_row, "姓名")
    return True


@fault("SN106")
def struggling_without_helper(school: School) -> bool:
    """Struggling, and neither 帮扶人 nor 包保教师."""
    if not school.writes("students", "学困", "帮扶人"):
        return False
    pupil = next(
        (
            p
            for p in school.pupils
            if p.flags == {"学困"}
            and id(p) not in school.spent
            and p.roster_row.values["留守"] is False
        ),
        None,
    )
    if not pupil:
        return False
    school.spend(pupil)
    pupil.roster_row.values.update(帮扶人=None, 包保教师=None)
    school.plant("SN106", pupil.roster_row, "姓名")
    return True


@fault("SN106")
def listed_without_teacher(school: School) -> bool:
    """On the list of struggling pupils, 包抓教师 blank."""
    row = school.fresh("special_groups") if school.writes("special_groups", "包抓教师") else None
    if not row:
        return False
    row.values["包抓教师"] = None
    pupil = school.pupil_of(row)
    pupil.roster_row.values["包保教师"] = None
    school.plant("SN106", pupil.roster_row, "姓名")
    return True


@fault("SN107")
def poor_without_aid(school: School) -> bool:
    """Of a poor household, 资助 blank."""
    if not school.writes("students", "建档立卡"):
        return False
    return _unaided(school, "SN107", "资助", lambda p: p.roster_row.values["建档立卡"] is True)


@fault("SN107")
def disabled_without_aid(school: School) -> bool:
    """Disabled, 资助 = 无."""
    row = _included(school) if school.writes("students", "残疾", "资助") else None
    if not row:
        return False
    pupil = school.pupil_of(row)
    pupil.roster_row.values["资助"] = "无"
    school.plant("SN107", pupil.roster_row, "姓名")
    return True


@fault("SN108")
def group_without_plan(school: School) -> bool:
    """Left behind or poor, 一人一案 = 否."""
    group = next((g for g in ("留守", "建档立卡") if school.writes("students", g)), None)
    if not group:
        return False
    return _unaided(
        school, "SN108", "一人一案", lambda p: p.roster_row.values[group] is True, False
    )
