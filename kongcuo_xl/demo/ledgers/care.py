"""Disabled children, those taught at home, and pupils of whom somebody takes care."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.ledgers.entries import known, stranger, taken
from kongcuo_xl.demo.school import School, Teacher

DISABILITIES = ("肢体", "听力", "视力", "智力", "言语")


def placements(school: School) -> None:
    """Everybody the roster calls disabled, three more pupils, three taught at home or in a home."""
    rng = school.rng
    disabled = [
        p
        for p in school.pupils
        if p.roster_row.values["残疾"] is True and id(p) not in school.spent and not p.absent
    ]
    for pupil in school.pupils:
        if pupil.roster_row.values["残疾"] is True and pupil not in disabled:
            pupil.roster_row.values.update(残疾=False, 残疾类型=None, 随班就读=False)
    for pupil in disabled:
        school.spend(pupil)
    disabled += taken(school, 6 - len(disabled))
    for pupil in disabled:
        kind = rng.choice(DISABILITIES)
        pupil.roster_row.values.update(残疾=True, 残疾类型=kind, 随班就读=True, 资助="助残补助")
        values = {**known(pupil), **_needs(school, kind), "安置方式": "随班就读"}
        values.update({"开始": school.term.day(0), "是否正常到校": True})
        pupil.rows["placements"] = [school.add("placements", values)]
    grades = sorted({group.name.grade for group in school.classes})
    for number in range(4):
        child = stranger(school, grades[-1] if number == 0 else grades[number % len(grades)])
        values = {**child, **_needs(school, "多重"), "安置方式": "送教上门", "是否正常到校": None}
        values["开始"] = school.term.day(0)
        if number == 3:
            values["所在机构"] = "云溪县康复中心"
        if child["年级"] == 6 and number:
            values["接收初中"] = "云溪县第一中学"
        school.add("placements", values)


def _needs(school: School, kind: str) -> dict[str, Any]:
    return {
        "残疾类型": kind,
        "残疾等级": school.rng.choice(("二级", "三级", "四级")),
        "协议书": "有",
        "评估": school.term.day(2),
        "个别化教育计划": "有",
        "未到校原因": None,
        "所在机构": None,
        "接收初中": None,
    }


def pair(school: School) -> tuple[Teacher, Teacher] | None:
    """Two teachers, one of them a man; None in a school without one."""
    teachers = [t for t in school.staff if "校长" not in t.post]
    men = [t for t in teachers if t.sex == "男"]
    if not men or len(teachers) < 2:
        return None
    man = school.rng.choice(men)
    return man, school.rng.choice([t for t in teachers if t is not man])


def taught(school: School) -> list[Record]:
    """The children of the placement list who are taught at home."""
    rows = school.tables.get("placements", [])
    return [r for r in rows if r.values["安置方式"] == "送教上门"]


def home_teaching(school: School) -> None:
    """An assessment, then two visits of three lessons every week; an institution is followed up."""
    weeks = [w for w in range(7) if w not in (4, 5)]
    for number, child in enumerate(taught(school)):
        if child.values["所在机构"]:
            for days, kind in ((15, "访谈评估"), (43, "跟踪")):
                _lesson(school, child, school.term.day(days), kind, 3, "云溪县康复中心")
            continue
        for week in weeks:
            for weekday in (number % 2, 2 + number % 3):
                first = week == 0 and weekday == number % 2
                kind = "访谈评估" if first else "送教"
                _lesson(school, child, school.term.day(week * 7 + weekday), kind, 3, "学生家中")
        # Two more are owed by the end of the week that has just begun.
        school.plant("HT101", child, "姓名", "提示")
    school.tables["home_teaching"].sort(key=lambda r: r.values["日期"])


LESSONS = (
    "认识数字一到十",
    "生活自理训练",
    "看图说话",
    "精细动作训练",
    "识字与书写",
    "感觉统合训练",
)


def _lesson(school: School, child: Record, on: dt.date, kind: str, hours: int, place: str) -> None:
    teachers = pair(school)
    names = "、".join(t.name for t in teachers) if teachers else school.staff[-1].name
    content = "访谈家长，评估现有能力" if kind == "访谈评估" else school.rng.choice(LESSONS)
    values = {
        "日期": on,
        "学生": child.values["姓名"],
        "送教教师": names,
        "课时": hours,
        "地点": place,
        "内容": content,
        "记录类型": kind,
        "照片": "有",
    }
    school.add("home_teaching", values, child.values["姓名"])


def special_groups(school: School) -> None:
    """Left-behind pupils, or those who struggle, each with somebody who helps."""
    group = "学困" if school.writes("special_groups", "包抓教师") else "留守"
    if group == "学困":
        free = (p for p in school.pupils if p.flags == {"学困"} and id(p) not in school.spent)
        listed = [school.spend(pupil) for pupil in free]
    else:
        listed = list(taken(school, 14, lambda p: p.roster_row.values["留守"] is True))
    for pupil in listed:
        helper = school.rng.choice(school.staff).name
        values = {
            **known(pupil),
            "群体类别": "学困生" if group == "学困" else "留守儿童",
            "帮扶人": helper,
            "包抓教师": helper,
            "措施": school.rng.choice(("课后辅导", "每周谈心", "电话联系家长", "结对同学")),
        }
        pupil.rows["special_groups"] = [school.add("special_groups", values)]


def dropout_prone(school: School) -> None:
    """The pupils at risk of each class with a leader and the class teacher; 无 for none."""
    for number, group in enumerate(school.classes):
        leader = school.leaders[number % len(school.leaders)].name
        key = [p for p in group.pupils if p.flags & {"易辍", "重点"}]
        for pupil in key:
            values = {
                **known(pupil),
                "身份证号": pupil.identity,
                "原因": school.rng.choice(("厌学情绪重", "父母外出无人管", "成绩落后")),
                "包保领导": leader,
                "包保教师": group.teacher.name,
            }
            if school.profile.name in ("双井教学点",) and leader == group.teacher.name:
                values["包保领导"] = school.staff[0].name
            school.add("dropout_prone", values, group.name)
        if not key:
            nobody = {"班级": group.name, "年级": group.name.grade, "姓名": "无"}
            school.add("dropout_prone", nobody, group.name)
