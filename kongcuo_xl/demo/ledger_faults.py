"""The faults of a school's ledgers: HT, SN, CH, CS, RP, WK, QM, one small function a way.

Each takes a clean row nobody has touched and spoils it; ``TIMES`` of every code are planted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kongcuo_xl.demo import earlier, ledgers
from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.county import Pupil, School
from kongcuo_xl.demo.faults import Faults, send_elsewhere
from kongcuo_xl.demo.hands import ClassName

FAULTS = Faults()
fault = FAULTS.register

OTHER = {"policy": "model-7"}


def _blank(school: School, code: str, kind: str, field: str, value: object = None,
           wanted: Callable[[dict[str, object]], bool] = lambda _: True) -> bool:  # fmt: skip
    """Spoil one cell of a fresh row of a table that has the column."""
    row = school.fresh(kind, wanted) if school.writes(kind, field) else None
    if row is None:
        return False
    row.values[field] = value
    school.plant(code, row, field)
    return True


# ---- HT


def _child(school: School, inside: bool = False) -> Record | None:
    if "home_teaching" not in school.tables:
        return None
    return school.fresh(
        "placements",
        lambda v: v["安置方式"] == "送教上门" and bool(v["所在机构"]) == inside,
    )


def _lesson(school: School, code: str, field: str, value: object) -> bool:
    found = school.fresh("home_teaching", lambda v: v["记录类型"] == "送教")
    if not found:
        return False
    found.values[field] = value
    school.plant(code, found, field)
    return True


@fault("HT101")
def a_week_without_lessons(school: School) -> bool:
    """One week of September without any lesson."""
    child = _child(school)
    if not child:
        return False
    first = ledgers.day(school, 14)
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
            row.values["日期"] = ledgers.day(school, 38)
    school.plant("HT108", child, "姓名")
    return True


@fault("HT109")
def leaver_without_junior_school(school: School) -> bool:
    """Grade 6, taught at home, and in June no junior school takes the child in."""
    if not school.writes("placements", "接收初中"):
        return False
    open_ = [
        r for r in ledgers.taught(school) if r.values["年级"] == 6 and not r.values["接收初中"]
    ]
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


# ---- SN


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
    ledgers.roster(pupil).update(残疾=True, 残疾类型="听力", 随班就读=False)
    school.plant("SN101", pupil.rows["students"][0], "姓名")
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
        listed = next(p for p in school.pupils if p.identity == row.values["身份证号"])
        pupil = listed
    else:
        ledgers.roster(pupil).update(残疾=True, 残疾类型="视力", 随班就读=True, 资助="助残补助")
        if school.tables.get("placements"):
            return False
    [(record, field)] = school.be_absent(pupil, ledgers.day(school, 14), "病假", 原因=None)
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
    pupil = next(p for p in school.pupils if p.identity == row.values["身份证号"])
    school.plant("SN104", pupil.rows["students"][0], "姓名")
    return True


def _unaided(school: School, code: str, field: str, wanted: Callable[[Pupil], bool],
             value: object = None) -> bool:  # fmt: skip
    """Take something away from a pupil whose roster has the column for it."""
    pupil = school.pick(wanted) if school.writes("students", field) else None
    if not pupil:
        return False
    ledgers.roster(pupil)[field] = value
    school.plant(code, pupil.rows["students"][0], "姓名")
    return True


@fault("SN105")
def left_behind_without_helper(school: School) -> bool:
    """Left behind, and nobody to help."""
    if not school.writes("students", "留守"):
        return False
    return _unaided(school, "SN105", "帮扶人", lambda p: ledgers.roster(p)["留守"] is True)


@fault("SN105")
def listed_without_helper(school: School) -> bool:
    """On the list of left-behind pupils, 帮扶人 blank."""
    row = school.fresh("special_groups") if school.writes("special_groups", "帮扶人") else None
    if not row:
        return False
    row.values["帮扶人"] = None
    pupil = next(p for p in school.pupils if p.identity == row.values["身份证号"])
    school.plant("SN105", pupil.rows["students"][0], "姓名")
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
            and ledgers.roster(p)["留守"] is False
        ),
        None,
    )
    if not pupil:
        return False
    school.spend(pupil)
    ledgers.roster(pupil).update(帮扶人=None, 包保教师=None)
    school.plant("SN106", pupil.rows["students"][0], "姓名")
    return True


@fault("SN106")
def listed_without_teacher(school: School) -> bool:
    """On the list of struggling pupils, 包抓教师 blank."""
    row = school.fresh("special_groups") if school.writes("special_groups", "包抓教师") else None
    if not row:
        return False
    row.values["包抓教师"] = None
    pupil = next(p for p in school.pupils if p.identity == row.values["身份证号"])
    ledgers.roster(pupil)["包保教师"] = None
    school.plant("SN106", pupil.rows["students"][0], "姓名")
    return True


@fault("SN107")
def poor_without_aid(school: School) -> bool:
    """Of a poor household, 资助 blank."""
    if not school.writes("students", "建档立卡"):
        return False
    return _unaided(school, "SN107", "资助", lambda p: ledgers.roster(p)["建档立卡"] is True)


@fault("SN107")
def disabled_without_aid(school: School) -> bool:
    """Disabled, 资助 = 无."""
    row = _included(school) if school.writes("students", "残疾", "资助") else None
    if not row:
        return False
    pupil = next(p for p in school.pupils if p.identity == row.values["身份证号"])
    ledgers.roster(pupil)["资助"] = "无"
    school.plant("SN107", pupil.rows["students"][0], "姓名")
    return True


@fault("SN108")
def group_without_plan(school: School) -> bool:
    """Left behind or poor, 一人一案 = 否."""
    group = next((g for g in ("留守", "建档立卡") if school.writes("students", g)), None)
    if not group:
        return False
    return _unaided(school, "SN108", "一人一案", lambda p: ledgers.roster(p)[group] is True, False)


# ---- CH


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
    who = ledgers.stranger(school, grade if kind == "转出" else max(1, grade - 1))
    row = ledgers.add_change(school, who, kind, days, reason, lasts, **other)
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
    place = ledgers.OUTSIDE[len(school.name) % 4]
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
    row = ledgers.add_change(school, ledgers.known(pupil), "休学", 12, "家庭变故随母外出", 365)
    school.spent.add(id(row))
    school.plant("CH111", pupil.rows["students"][0], "状态")
    return True


@fault("CH111")
def transferred_and_still_listed(school: School) -> bool:
    """Transferred, still on the roster."""
    if "changes" not in school.tables or school.writes("students", "状态"):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    where = ledgers.OUTSIDE[0]
    row = ledgers.add_change(
        school, ledgers.known(pupil), "转出", 16, "随父母外出务工", 去向学校=where
    )
    school.spent.add(id(row))
    school.plant("CH111", pupil.rows["students"][0], "姓名")
    earlier.unbalanced(school)
    return True


# ---- CS


def _case(school: School, code: str, field: str, value: object, *states: str) -> bool:
    row = (
        school.fresh("cases", lambda v: v["状态"] in states)
        if school.writes("cases", field)
        else None
    )
    if not row:
        return False
    row.values[field] = value
    school.plant(code, row, field)
    return True


@fault("CS101")
def no_destination_known(school: School) -> bool:
    """Nobody wrote where the pupil is."""
    return _case(school, "CS101", "去向", None, "疑似辍学", "辍学")


@fault("CS102")
def reported_days_later(school: School) -> bool:
    """Found, and reported four days later."""
    row = school.fresh("cases", lambda v: v["状态"] == "辍学")
    if not row:
        return False
    row.values["上报日期"] = row.values["发现日期"] + dt.timedelta(days=4)
    school.plant("CS102", row, "上报日期")
    return True


@fault("CS103")
def no_notice(school: School) -> bool:
    """Dropped out, no notice to return."""
    row = school.fresh("cases", lambda v: v["状态"] == "辍学")
    if not row or not school.writes("cases", "通知书日期"):
        return False
    row.values.update(通知书日期=None, 限期=None, 报乡镇日期=None)
    school.plant("CS103", row, "通知书日期")
    return True


@fault("CS104")
def township_not_told(school: School) -> bool:
    """The term is over, the township was not told."""
    return _case(school, "CS104", "报乡镇日期", None, "辍学")


@fault("CS105")
def step_left_out(school: School) -> bool:
    """A fine without an order before it."""
    row = school.fresh("cases", lambda v: v["状态"] == "辍学")
    if not row or not school.writes("cases", "责令改正", "行政处罚"):
        return False
    row.values.update(责令改正=None, 行政处罚=row.values["发现日期"] + dt.timedelta(days=20))
    school.plant("CS105", row, "责令改正")
    return True


@fault("CS106")
def nobody_came(school: School) -> bool:
    """No attempt to bring the pupil back, no visit since."""
    row = school.fresh("cases", lambda v: v["状态"] == "疑似辍学")
    if not row:
        return False
    pupil = next(p for p in school.pupils if p.rows.get("cases") == [row])
    for visit in list(pupil.visits):
        if visit.values["日期"] >= row.values["离校日期"]:
            send_elsewhere(school, visit, pupil)
    row.values["劝返次数"] = 0
    school.plant("CS106", row, "劝返次数")
    return True


@fault("CS107")
def back_without_support(school: School) -> bool:
    """Back at school, nobody paired with the pupil."""
    return _case(school, "CS107", "结对教师", None, "已返校")


@fault("CS108")
def closed_without_evidence(school: School) -> bool:
    """Crossed off without evidence."""
    return _case(school, "CS108", "依据", None, "已返校")


@fault("CS109")
def no_team(school: School) -> bool:
    """Nobody leads."""
    return _case(school, "CS109", "牵头单位", None, "疑似辍学", "辍学")


# ---- RP


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
    return _blank(school, "RP102", "dropout_prone", "包保领导", wanted=lambda v: v["姓名"] != "无")


@fault("RP104")
def keeper_unknown(school: School) -> bool:
    """A keeper the staff list does not have."""
    name = school.invent.name("男")
    return _blank(school, "RP104", "responsibility", "包保人", name, lambda v: v["层级"] == "班级")


@fault("RP105")
def pledge_not_signed(school: School) -> bool:
    """No date under the pledge."""
    return _blank(
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
    ledgers.roster(pupil)["责任书签订日期"] = None
    school.plant("RP105", pupil.rows["students"][0], "责任书签订日期")
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


# ---- WK


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
    return _blank(school, "WK106", "archives", "份数", 0)


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


# ---- QM


@fault("QM102")
def pupil_of_another_grade(school: School) -> bool:
    """A fifth- or ninth-grader in the sample."""
    row = school.fresh("sample")
    wanted = row.values["年级"] + 1 if row else 0
    pupil = school.pick(lambda p: p.in_class.grade == wanted)
    if not row or not pupil:
        return False
    row.values.update(ledgers.known(pupil))
    school.plant("QM102", row, "年级", **OTHER)
    return True


@fault("QM103")
def sampled_and_unknown(school: School) -> bool:
    """Somebody who is on no roster."""
    row = school.fresh("sample")
    if not row:
        return False
    row.values.update(ledgers.stranger(school, row.values["年级"]))
    school.plant("QM103", row, "姓名", **OTHER)
    return True


@fault("QM103")
def sampled_from_another_class(school: School) -> bool:
    """The sample has the parallel class."""
    row = school.fresh("sample")
    if not row:
        return False
    own = row.values["班级"]
    row.values["班级"] = ClassName(own.grade, own.number + 4)
    school.plant("QM103", row, "班级", **OTHER)
    return True


@fault("QM105")
def one_questionnaire_of_two(school: School) -> bool:
    """A class teacher of mathematics filled in one paper."""
    row = school.fresh("sample_teachers", lambda v: "、" in str(v["已填问卷"]))
    if not row:
        return False
    row.values["已填问卷"] = "班主任问卷"
    school.plant("QM105", row, "已填问卷", **OTHER)
    return True


@fault("QM106")
def result_left_out(school: School) -> bool:
    """Nothing under 立定跳远."""
    row = school.fresh("sample")
    if not row:
        return False
    row.values["立定跳远"] = None
    school.plant("QM106", row, "立定跳远", **OTHER)
    return True


@fault("QM106")
def result_beyond_reason(school: School) -> bool:
    """Lungs of thirty millilitres."""
    row = school.fresh("sample")
    if not row:
        return False
    row.values["肺活量"] = 30
    school.plant("QM106", row, "肺活量", **OTHER)
    return True


def owed_at_term_end(school: School) -> None:
    """HV104, a week after the semester: nobody who was to be visited again has been."""
    date = str(school.term.end + dt.timedelta(days=10))
    never = {id(f.record) for f in school.expected if f.code == "HV106"}
    for pupil in school.pupils:
        cases = [r.values["状态"] for r in pupil.rows.get("cases", [])]
        row = pupil.rows["students"][0]
        if (pupil.flags or {"疑似辍学", "辍学"} & set(cases)) and id(row) not in never:
            school.plant("HV104", row, "姓名", date=date)
