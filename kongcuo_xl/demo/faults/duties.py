"""Faults of who answers for whom (RP) and of what the work leaves on paper (WK)."""

from __future__ import annotations

from kongcuo_xl.demo.faults.planting import Faults, spoil_fresh
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


@fault("RP101")
def class_without_leader(school: School) -> bool:
    """包保领导 blank in the list of classes, and no other list of keepers."""
    if "responsibility" in school.tables:
        return False
    group = next((g for g in school.classes if id(g) not in school.spent), None)
    if not group:
        return False
    school.spent.add(id(group))
    group.record.values["包保领导"] = None
    school.plant("RP101", group.record, "班级")
    return True


@fault("RP101")
def grade_without_keeper(school: School) -> bool:
    """A grade on the list, and nobody beside it."""
    row = school.fresh("responsibility", lambda v: v["层级"] == "年级")
    if not row:
        return False
    row.values["包保人"] = None
    school.plant("RP101", row, "包保人")
    return True


@fault("RP102")
def one_keeper_alone(school: School) -> bool:
    """At risk, no leader."""
    return spoil_fresh(
        school, "RP102", "dropout_prone", "包保领导", wanted=lambda v: v["姓名"] != "无"
    )


@fault("RP104")
def keeper_unknown(school: School) -> bool:
    """A keeper the staff list does not have."""
    name = school.invent.name("男")
    return spoil_fresh(
        school, "RP104", "responsibility", "包保人", name, lambda v: v["层级"] == "班级"
    )


@fault("RP105")
def pledge_not_signed(school: School) -> bool:
    """No date under the pledge."""
    return spoil_fresh(
        school, "RP105", "responsibility", "责任书签订日期", wanted=lambda v: v["层级"] == "班级"
    )


@fault("RP105")
def parents_did_not_sign(school: School) -> bool:
    """No date on the roster."""
    if not school.writes("students", "责任书签订日期"):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    pupil.roster_row.values["责任书签订日期"] = None
    school.plant("RP105", pupil.roster_row, "责任书签订日期")
    return True


@fault("RP106")
def class_not_looked_through(school: School) -> bool:
    """A class without a row on the list."""
    if "dropout_prone" not in school.tables or school.writes("students", "易辍"):
        return False
    group = next((g for g in reversed(school.classes) if id(g) not in school.spent), None)
    if not group:
        return False
    school.spent.add(id(group))
    rows = school.tables["dropout_prone"]
    if any(id(row) in school.spent for row in rows if row.group == group.name):
        return False
    rows[:] = [row for row in rows if row.group != group.name]
    school.plant("RP106", group.record, "班级")
    return True


def _unheld(school: School, code: str, kind: str, month: int, level: str = "") -> bool:
    """Take one meeting of a kind out of the book."""
    rows = school.tables.get("meetings", [])
    found = [r for r in rows if r.values["类型"] == kind and r.values["日期"].month == month]
    if not found or len({f.code for f in school.expected} & WORK) >= 2:
        return False
    rows.remove(found[-1])
    school.plant(code, school.head("meetings"), "", level)
    return True


WORK = {f"WK10{n}" for n in range(1, 6)}


@fault("WK101")
def leading_group_met_too_seldom(school: School) -> bool:
    """Two meetings of three so far."""
    return _unheld(school, "WK101", "领导小组例会", 10, "提示")


@fault("WK102")
def deans_did_not_meet(school: School) -> bool:
    """No meeting in September."""
    return _unheld(school, "WK102", "教导处例会", 9)


@fault("WK103")
def nothing_in_the_campaign_month(school: School) -> bool:
    """September without anything special."""
    return _unheld(school, "WK103", "专题活动", 9)


@fault("WK104")
def did_not_check_itself(school: School) -> bool:
    """No self-check in September."""
    return _unheld(school, "WK104", "自查", 9)


@fault("WK105")
def inspected_once(school: School) -> bool:
    """One inspection of two so far."""
    return _unheld(school, "WK105", "督查", 10, "提示")


@fault("WK106")
def archive_item_absent(school: School) -> bool:
    """Seventeen items of eighteen."""
    rows = school.tables.get("archives", [])
    if not rows or len(rows) < 18:
        return False
    rows.pop(school.rng.randrange(3, 17))
    school.plant("WK106", school.head("archives"), "项目")
    return True


@fault("WK106")
def archive_item_empty(school: School) -> bool:
    """An item of which there is nothing."""
    return spoil_fresh(school, "WK106", "archives", "份数", 0)


@fault("WK107")
def not_put_right(school: School) -> bool:
    """The term is over, nothing done."""
    row = school.fresh("rectifications")
    if not row:
        return False
    row.values.update(完成日期=None, 状态="整改中")
    school.plant("WK107", row, "完成日期")
    return True


@fault("WK108")
def nobody_from_outside(school: School) -> bool:
    """No deputy of the people's congress in the leading group."""
    rows = school.tables.get("leading_group", [])
    found = next((r for r in rows if r.values["职务"] == "县人大代表"), None)
    if not found:
        return False
    rows.remove(found)
    school.plant("WK108", school.head("leading_group"), "")
    return True
