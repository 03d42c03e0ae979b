"""Faults of the register of changes: CH."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.faults.earlier import unbalanced
from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.ledgers.changes import add_change
from kongcuo_xl.demo.ledgers.entries import OUTSIDE, known, stranger
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


def _change(school: School, kind: str) -> Record | None:
    return school.fresh("changes", lambda v: v["变动类别"] == kind)


@fault("CH101")
def balance_wrong(school: School) -> bool:
    """What the register states at its top does not add up."""
    if "changes" not in school.tables or school.head("balance").values.get("off"):
        return False
    if school.profile.name not in ("云溪县第一中学", "石桥九年一贯制学校"):
        return False
    school.head("balance").values["off"] = 1
    school.plant("CH101", school.head("balance"), "期末")
    return True


@fault("CH102")
def no_destination(school: School) -> bool:
    """Transferred, nobody knows where."""
    row = _change(school, "转出")
    if not row:
        return False
    row.values.update(去向学校=None, 来源或去向学校=None)
    one = school.writes("changes", "去向学校")
    school.plant("CH102", row, "去向学校" if one else "来源或去向学校")
    return True


@fault("CH103")
def papers_missing(school: School) -> bool:
    """A transfer the bureau never approved."""
    row = _change(school, "转出")
    if not row:
        return False
    row.values["教育局审批"] = "未批"
    school.plant("CH103", row, "教育局审批")
    return True


@fault("CH104")
def suspended_without_proof(school: School) -> bool:
    """Away for a year without proof."""
    row = _change(school, "休学")
    if not row:
        return False
    row.values["证明材料"] = None
    school.plant("CH104", row, "证明材料")
    return True


def _new_change(school: School, kind: str, days: int, reason: str, lasts: int = 0,
                **other: object) -> Record | None:  # fmt: skip
    if "changes" not in school.tables:
        return None
    grade = school.classes[-1].name.grade
    who = stranger(school, grade if kind == "转出" else max(1, grade - 1))
    row = add_change(school, who, kind, days, reason, lasts, **other)
    school.spent.add(id(row))
    return row


@fault("CH105")
def suspension_run_out(school: School) -> bool:
    """A year's absence that ended last week."""
    row = _new_change(school, "休学", -324, "家庭变故随母外出", 365)
    if not row:
        return False
    school.plant("CH105", row, "结束")
    return True


@fault("CH106")
def left_school_for_good(school: School) -> bool:
    """退学, in the years of compulsory schooling."""
    row = _new_change(school, "退学", 15, "自愿退学", 去向学校="外出务工")
    if not row:
        return False
    school.plant("CH106", row, "变动类别")
    return True


@fault("CH107")
def held_back(school: School) -> bool:
    """Kept in the same grade."""
    row = _new_change(school, "留级", 2, "成绩跟不上")
    if not row:
        return False
    school.plant("CH107", row, "变动类别")
    return True


@fault("CH108")
def never_arrived(school: School) -> bool:
    """Gone to a school of the county that never wrote the pupil in."""
    other = "云溪县第二中学" if school.profile.name == "云溪县第一中学" else "云溪县第一中学"
    row = _new_change(school, "转出", 9, "随父母搬迁", 去向学校=other)
    if not row:
        return False
    school.plant("CH108", row, "姓名")
    return True


@fault("CH109")
def approved_before_asked(school: School) -> bool:
    """The school approved a week before anybody asked."""
    row = _change(school, "转出")
    if not row:
        return False
    row.values["学校审批"] = row.values["申请日期"] - dt.timedelta(days=7)
    school.plant("CH109", row, "学校审批")
    return True


@fault("CH110")
def gone_before_the_exam(school: School) -> bool:
    """A ninth-grader transferred two weeks before the examination."""
    if school.classes[-1].name.grade != 9:
        return False
    place = OUTSIDE[len(school.name) % 4]
    row = _new_change(school, "转出", -90, "随父母外出", 去向学校=place)
    if not row:
        return False
    school.plant("CH110", row, "变动日期")
    return True


@fault("CH111")
def suspended_without_a_mark(school: School) -> bool:
    """Away for a year, 状态 = 在校."""
    if "changes" not in school.tables or not school.writes("students", "状态"):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    row = add_change(school, known(pupil), "休学", 12, "家庭变故随母外出", 365)
    school.spent.add(id(row))
    school.plant("CH111", pupil.roster_row, "状态")
    return True


@fault("CH111")
def transferred_and_still_listed(school: School) -> bool:
    """Transferred, still on the roster."""
    if "changes" not in school.tables or school.writes("students", "状态"):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    where = OUTSIDE[0]
    row = add_change(school, known(pupil), "转出", 16, "随父母外出务工", 去向学校=where)
    school.spent.add(id(row))
    school.plant("CH111", pupil.roster_row, "姓名")
    unbalanced(school)
    return True
