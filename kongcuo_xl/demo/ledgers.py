"""What a school writes down beside its rosters, clean: changes, cases, duties, meetings.

The pupils named here are taken from those no fault has touched, so that one fault stays one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.county import Pupil, School, Teacher
from kongcuo_xl.demo.hands import ClassName, class_text, grade_text
from kongcuo_xl.policy import load

DISABILITIES = ("肢体", "听力", "视力", "智力", "言语")
OUTSIDE = (
    "浙江省义乌市江东实验学校",
    "广东省东莞市长安新民学校",
    "福建省晋江市安海中心学校",
    "江苏省昆山市花桥学校",
)
SAMPLED = {"云溪镇中心小学": 4, "柳塘村小学": 4, "云溪县第一中学": 8, "云溪县第二中学": 8}


def keep(school: School) -> None:
    """Write every further table the school's profile has columns for."""
    for kind, write in LEDGERS.items():
        if kind in school.profile.tables:
            write(school)


def day(school: School, days: int) -> dt.date:
    """So many days after the start of term."""
    return school.term.start + dt.timedelta(days=days)


def roster(pupil: Pupil) -> dict[str, Any]:
    """What the roster says of a pupil."""
    return pupil.rows["students"][0].values


def taken(
    school: School, count: int, wanted: Callable[[Pupil], bool] = lambda _: True
) -> Iterator[Pupil]:
    """Up to ``count`` untouched pupils, from now on touched."""
    for _ in range(count):
        pupil = school.pick(wanted)
        if pupil is None:
            return
        yield pupil


def stranger(school: School, grade: int, sex: str = "") -> dict[str, Any]:
    """Somebody of a grade who is on no roster: 姓名 to 班级."""
    rng = school.rng
    sex = sex or rng.choice("男女")
    first = dt.date(school.term.start.year - 6 - grade, 9, 1)
    birth = first + dt.timedelta(days=rng.randrange(360))
    number = school.invent.identity(birth, sex)
    return {
        "姓名": school.invent.name(sex),
        "性别": sex,
        "身份证号": number,
        "学籍号": f"G{number}",
        "出生日期": birth,
        "年级": grade,
        "班级": ClassName(grade, 1),
    }


def known(pupil: Pupil) -> dict[str, Any]:
    """The same of a pupil."""
    return {
        "姓名": pupil.name,
        "性别": pupil.sex,
        "身份证号": pupil.identity,
        "学籍号": f"G{pupil.identity}",
        "出生日期": pupil.birth,
        "年级": pupil.in_class.grade,
        "班级": pupil.in_class,
    }


# ---- special needs


def _placements(school: School) -> None:
    """Everybody the roster calls disabled, three more pupils, three taught at home or in a home."""
    rng = school.rng
    disabled = [
        p
        for p in school.pupils
        if roster(p)["残疾"] is True and id(p) not in school.spent and not p.absent
    ]
    for pupil in school.pupils:
        if roster(pupil)["残疾"] is True and pupil not in disabled:
            roster(pupil).update(残疾=False, 残疾类型=None, 随班就读=False)
    for pupil in disabled:
        school.spend(pupil)
    disabled += taken(school, 6 - len(disabled))
    for pupil in disabled:
        kind = rng.choice(DISABILITIES)
        roster(pupil).update(残疾=True, 残疾类型=kind, 随班就读=True, 资助="助残补助")
        values = {**known(pupil), **_needs(school, kind), "安置方式": "随班就读"}
        values.update({"开始": day(school, 0), "是否正常到校": True})
        pupil.rows["placements"] = [school.add("placements", values)]
    grades = sorted({group.name.grade for group in school.classes})
    for number in range(4):
        child = stranger(school, grades[-1] if number == 0 else grades[number % len(grades)])
        values = {**child, **_needs(school, "多重"), "安置方式": "送教上门", "是否正常到校": None}
        values["开始"] = day(school, 0)
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
        "评估": day(school, 2),
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


def _home_teaching(school: School) -> None:
    """An assessment, then two visits of three lessons every week; an institution is followed up."""
    weeks = [w for w in range(7) if w not in (4, 5)]
    for number, child in enumerate(taught(school)):
        if child.values["所在机构"]:
            for days, kind in ((15, "访谈评估"), (43, "跟踪")):
                _lesson(school, child, day(school, days), kind, 3, "云溪县康复中心")
            continue
        for week in weeks:
            for weekday in (number % 2, 2 + number % 3):
                first = week == 0 and weekday == number % 2
                kind = "访谈评估" if first else "送教"
                _lesson(school, child, day(school, week * 7 + weekday), kind, 3, "学生家中")
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


def _special_groups(school: School) -> None:
    """Left-behind pupils, or those who struggle, each with somebody who helps."""
    group = "学困" if school.writes("special_groups", "包抓教师") else "留守"
    if group == "学困":
        free = (p for p in school.pupils if p.flags == {"学困"} and id(p) not in school.spent)
        listed = [school.spend(pupil) for pupil in free]
    else:
        listed = list(taken(school, 14, lambda p: roster(p)["留守"] is True))
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


def _dropout_prone(school: School) -> None:
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


# ---- changes and cases


def _changes(school: School) -> None:
    """Pupils who came and went since the summer, and ninth-graders who left in spring."""
    rng = school.rng
    grades = sorted({group.name.grade for group in school.classes})
    for number, pupil in enumerate(taken(school, 2)):
        add_change(
            school, known(pupil), "转入", 9 + number * 24, "随父母返乡", 来源学校=OUTSIDE[number]
        )
        pupil.rows["changes"] = school.tables["changes"][-1:]
    for number in range(3):
        who = stranger(school, rng.choice(grades))
        add_change(school, who, "转出", 8 + number * 9, "随父母外出务工", 去向学校=OUTSIDE[-number])
    for number, pupil in enumerate(taken(school, 1)):
        add_change(school, known(pupil), "复学", 3 + number, "休学期满", 来源学校="本校休学")
    for number in range(3):
        who = stranger(school, rng.choice(grades[:-1] or grades))
        add_change(school, who, "休学", 10 + number * 6, "家庭变故随母外出", 365)


def add_change(
    school: School,
    who: dict[str, Any],
    kind: str,
    days: int,
    reason: str,
    lasts: int = 0,
    **other: Any,
) -> Record:
    """A row of the register with all its papers, ``days`` after the start of term."""
    on = day(school, days)
    values = {
        **who,
        "变动类别": kind,
        "变动日期": on,
        "原因": reason,
        "来源学校": None,
        "去向学校": None,
        "申请日期": on - dt.timedelta(days=6),
        "证明材料": school.rng.choice(("户口簿复印件", "转学证明", "申请书及证明")),
        "学校审批": on - dt.timedelta(days=4),
        "教育局审批": on - dt.timedelta(days=1),
        "开始": on if lasts else None,
        "结束": on + dt.timedelta(days=lasts) if lasts else None,
        "备注": None,
        **other,
    }
    values["来源或去向学校"] = values["来源学校"] or values["去向学校"]
    return school.add("changes", values)


CAUSES = ("厌学", "家庭经济困难", "外出务工", "家庭变故", "学习困难")
STEPS = ("宣传教育", "责令改正", "行政处罚", "提起诉讼")


def _cases(school: School) -> None:
    """Two suspected, two who dropped out and were answered step by step, four who came back."""
    for number, state in enumerate(("疑似辍学",) * 3 + ("辍学",) * 4 + ("已返校",) * 5):
        for pupil in taken(school, 1, lambda p: roster(p)["建档立卡"] is False):
            add_case(school, pupil, state, 4 + number if state != "疑似辍学" else 38 + number)


def add_case(school: School, pupil: Pupil, state: str, days: int) -> Record:
    """A case in which everybody did what was due; a leader has been to see the family."""
    group, rng = school.class_of(pupil), school.rng
    left = day(school, days)
    found = school.next_school_day(left)
    open_ = state != "已返校"
    back = school.next_school_day(found + dt.timedelta(days=9))
    dropped = state == "辍学"
    village = rng.choice(school.invent.words["villages"])
    values = {
        **known(pupil),
        "监护人": roster(pupil)["监护人"],
        "电话": roster(pupil)["联系电话"],
        "地址": f"云溪县{village}{rng.randint(1, 60)}号",
        "村": village,
        "离校日期": left,
        "发现日期": found,
        "上报日期": found,
        "状态": state,
        "原因": rng.choice(CAUSES),
        "去向": rng.choice(("外出务工", "在家", "随父母在外")),
        "责任人": group.teacher.name,
        "牵头单位": school.name,
        "工作组": f"云溪镇政府、{village}委会、{school.name}、云溪镇中心学校",
        "通知书日期": found + dt.timedelta(days=2) if dropped else None,
        "限期": found + dt.timedelta(days=9) if dropped else None,
        "报乡镇日期": found + dt.timedelta(days=10) if dropped else None,
        "宣传教育": found + dt.timedelta(days=1),
        "责令改正": found + dt.timedelta(days=12) if dropped else None,
        "行政处罚": None,
        "提起诉讼": None,
        "劝返次数": rng.randint(2, 5),
        "复学日期": None if open_ else back,
        "安置": None if open_ else group.name,
        "结对教师": None if open_ else group.teacher.name,
        "一人一方案": None if open_ else "有",
        "销号日期": None if open_ else back + dt.timedelta(days=3),
        "依据": None if open_ else "返校照片、考勤记录",
    }
    record = school.add("cases", values)
    pupil.rows["cases"] = [record]
    if open_:
        leader = rng.choice(school.leaders).name
        for seen in (day(school, 5 + days % 3), max(day(school, 39), found)):
            school.visit(leader, pupil, seen, "劝返", 形式="入户")
    return record


# ---- duties and meetings


def _responsibility(school: School) -> None:
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
            "责任书签订日期": day(school, 2),
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


def _meetings(school: School) -> None:
    for days, kind, topic in MEETINGS:
        some = school.rng.sample(school.staff, min(4, len(school.staff)))
        values = {
            "日期": day(school, days),
            "类型": kind,
            "主题": topic,
            "参加人": "、".join(t.name for t in some),
            "地点": "会议室",
            "记录": "见会议记录本",
        }
        school.add("meetings", values)


def _leading_group(school: School) -> None:
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


def _archives(school: School) -> None:
    items = load("national")["archive_items"]
    for number, item in enumerate(items):
        latest = day(school, 3 + number * 2)
        school.add("archives", {"项目": item, "份数": school.rng.randint(1, 6), "最近日期": latest})


PROBLEMS = (
    "三名学生家访记录内容过于简单",
    "点名册九月有两天漏记",
    "留守儿童帮扶措施没有落到人",
    "易辍对象档案未及时更新",
    "宣传栏内容陈旧",
)


def _rectifications(school: School) -> None:
    for number, problem in enumerate(PROBLEMS):
        found = day(school, 8 + number * 5)
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


# ---- quality monitoring


def _sample(school: School) -> None:
    """Thirty pupils of grade 4 or 8 with their eight results, and the teachers questioned."""
    rng, grade = school.rng, SAMPLED.get(school.profile.name, 8)
    size = 30 if school.profile.name in ("云溪镇中心小学", "云溪县第一中学") else 29
    pupils = list(taken(school, size, lambda p: p.in_class.grade == grade))
    for number, pupil in enumerate(pupils, start=1):
        values = {
            **known(pupil),
            "学校": school.name,
            "监测号": f"{number:02d}",
            "身高": rng.randint(128, 165),
            "体重": rng.randint(25, 60),
            "握力": rng.randint(10, 35),
            "视力": rng.choice((4.6, 4.8, 5.0, 5.1)),
            "肺活量": rng.randint(1200, 3600),
            "50米跑": round(rng.uniform(8, 11), 1),
            "立定跳远": rng.randint(120, 210),
            "15米折返跑": rng.randint(20, 70),
        }
        school.add("sample", values)
    if pupils and len(pupils) != 30:
        school.plant("QM101", school.head("sample"), "", policy="model-7")


def _sample_teachers(school: School) -> None:
    for teacher in school.staff:
        posts = [teacher.post] if teacher.post == "校长" else []
        posts += ["班主任"] if teacher.of_class else []
        subject = teacher.subject if teacher.subject in ("数学", "体育与健康") else None
        papers = [f"{post}问卷" for post in posts]
        papers += (
            [{"数学": "数学教师问卷", "体育与健康": "体育教师问卷"}[subject]] if subject else []
        )
        if papers:
            values = {
                "学校": school.name,
                "姓名": teacher.name,
                "担任职务": "、".join(posts) or "教师",
                "任教学科": subject or "语文",
                "已填问卷": "、".join(papers),
            }
            school.add("sample_teachers", values)


LEDGERS: dict[str, Callable[[School], None]] = {
    "placements": _placements,
    "home_teaching": _home_teaching,
    "special_groups": _special_groups,
    "dropout_prone": _dropout_prone,
    "changes": _changes,
    "cases": _cases,
    "responsibility": _responsibility,
    "meetings": _meetings,
    "leading_group": _leading_group,
    "archives": _archives,
    "rectifications": _rectifications,
    "sample": _sample,
    "sample_teachers": _sample_teachers,
}
