"""Who answers for whom, and what the work leaves on paper: meetings, archives, corrections."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.hands import class_text, grade_text
from kongcuo_xl.demo.school import School
from kongcuo_xl.policy import load


def responsibility(school: School) -> None:
    """Who answers for the school, each grade and each class."""
    first, *others = school.leaders
    grades = sorted({group.name.grade for group in school.classes})
    rows = [("学校", "全校", first)]
    for number, grade in enumerate(grades):
        keeper = others[number % len(others)] if others else first
        rows.append(("年级", str(grade_text(grade, "七年级")), keeper))
    style = school.profile.hands["staff"].classes
    for group in school.classes:
        rows.append(("班级", str(class_text(group.name, style)), group.teacher))
    for tier, target, teacher in rows:
        values = {
            "层级": tier,
            "包保对象": target,
            "包保人": teacher.name,
            "职务": "班主任" if tier == "班级" else teacher.post,
            "电话": teacher.phone,
            "责任书签订日期": school.term.day(2),
            "备注": None,
        }
        school.add("responsibility", values)


MEETINGS = (
    (0, "领导小组例会", "开学工作部署"),
    (4, "教导处例会", "开学到校情况汇总"),
    (9, "专题活动", "控辍保学宣传月启动"),
    (18, "督查", "中心学校开学督查"),
    (24, "自查", "九月控辍工作自查"),
    (25, "领导小组例会", "重点学生排查"),
    (38, "教导处例会", "九月缺课情况汇总"),
    (43, "督查", "教育局抽查"),
    (45, "自查", "十月控辍工作自查"),
    (46, "领导小组例会", "期中前工作检查"),
)


def meetings(school: School) -> None:
    """Every meeting, check and inspection that has been due."""
    for days, kind, topic in MEETINGS:
        some = school.rng.sample(school.staff, min(4, len(school.staff)))
        values = {
            "日期": school.term.day(days),
            "类型": kind,
            "主题": topic,
            "参加人": "、".join(t.name for t in some),
            "地点": "会议室",
            "记录": "见会议记录本",
        }
        school.add("meetings", values)


def leading_group(school: School) -> None:
    """Leaders and class teachers, and the three from outside who belong in it."""
    for number, leader in enumerate(school.leaders):
        post = "组长" if number == 0 else "副组长"
        _member(school, post, leader.name, school.name, leader.post)
    for teacher in school.staff:
        if teacher.of_class:
            _member(school, "组员", teacher.name, school.name, "班主任")
    for post, employer in (
        ("县人大代表", "云溪镇"),
        ("县政协委员", "云溪镇"),
        ("家长委员会主任", "家长代表"),
    ):
        _member(school, "组员", school.invent.name("男"), employer, post)


def _member(school: School, part: str, name: str, employer: str, post: str) -> None:
    values = {"组内职务": part, "姓名": name, "单位": employer, "职务": post}
    school.add("leading_group", {**values, "电话": school.invent.phone()})


def archives(school: School) -> None:
    """Every item that the archive has to hold."""
    items = load("national")["archive_items"]
    for number, item in enumerate(items):
        latest = school.term.day(3 + number * 2)
        school.add("archives", {"项目": item, "份数": school.rng.randint(1, 6), "最近日期": latest})


PROBLEMS = (
    "三名学生家访记录内容过于简单",
    "点名册九月有两天漏记",
    "留守儿童帮扶措施没有落到人",
    "易辍对象档案未及时更新",
    "宣传栏内容陈旧",
)


def rectifications(school: School) -> None:
    """What inspections found, put right in time."""
    for number, problem in enumerate(PROBLEMS):
        found = school.term.day(8 + number * 5)
        values = {
            "问题": problem,
            "责任单位": school.rng.choice(("教导处", "政教处", "各班级")),
            "发现日期": found,
            "整改期限": found + dt.timedelta(days=10),
            "完成日期": found + dt.timedelta(days=7),
            "状态": "已完成",
            "整改措施": "对照清单逐项整改",
        }
        school.add("rectifications", values)
