"""What is kept above the schools: the survey of the villages, households, leavers, reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.ledgers.entries import OUTSIDE
from kongcuo_xl.demo.people import Invention
from kongcuo_xl.demo.profiles import COUNTY
from kongcuo_xl.demo.school import Pupil, School, Unit
from kongcuo_xl.demo.term import Term
from kongcuo_xl.policy import load

GROUPS = (1, 2, 3)
PLACES = ("浙江省义乌市", "广东省东莞市", "福建省晋江市", "江苏省昆山市")


@dataclass(eq=False)
class District(Unit):
    """The county's own folder."""

    schools: list[School] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Villages and schools that a fault has taken."""

    def pupils(self, count: int, first: int = 1, last: int = 9) -> Iterator[tuple[School, Pupil]]:
        """Up to ``count`` untouched pupils of some grades, from one school after another."""
        waiting = list(self.schools)
        while count and waiting:
            school = waiting.pop(0)
            pupil = school.pick(lambda p: first <= p.in_class.grade <= last)
            if pupil:
                yield school, pupil
                count -= 1
                waiting.append(school)

    def child(self, years: int, sex: str = "") -> dict[str, Any]:
        """Somebody who was so many full years old on 31 August: 姓名 to 出生日期."""
        sex = sex or self.rng.choice("男女")
        first = dt.date(self.term.start.year - years - 1, 9, 1)
        birth = first + dt.timedelta(days=self.rng.randrange(365))
        number = self.invent.identity(birth, sex)
        return {
            "姓名": self.invent.name(sex),
            "性别": sex,
            "身份证号": number,
            "学籍号": f"G{number}",
            "出生日期": birth,
        }

    def survey(self, who: dict[str, Any], village: str, group: int, **other: Any) -> Record:
        """A row of the survey."""
        head = self.invent.name("男")
        values = {
            "村": village,
            "组": f"{group}组",
            "户主": head,
            "与户主关系": "子" if who["性别"] == "男" else "女",
            "姓名": who["姓名"],
            "性别": who["性别"],
            "身份证号": who["身份证号"],
            "出生日期": who["出生日期"],
            "监护人": head,
            "电话": self.invent.phone(),
            "是否在读": False,
            "特殊群体": None,
            "包保教师": self.rng.choice(self.rng.choice(self.schools).staff).name,
            "摸底日期": self.term.start - dt.timedelta(days=self.rng.randint(3, 20)),
            **other,
        }
        return self.add("children", values, village)


def build(schools: list[School], term: Term, invent: Invention, rng: Random) -> District:
    """The clean lists of the county; pupils they name are from now on left alone."""
    district = District(COUNTY, "", "云溪县教育局", term, invent, rng, schools=schools)
    _schools(district)
    _areas(district)
    _children(district)
    _households(district)
    _graduates(district)
    _responsibility(district)
    _tasks(district)
    _submissions(district)
    return district


def _schools(district: District) -> None:
    for school in district.schools:
        grades = {group.name.grade for group in school.classes}
        kind = "九年一贯制学校" if min(grades) < 6 < max(grades) else "小学"
        kind = "初级中学" if min(grades) == 7 else "教学点" if "教学点" in school.name else kind
        head = school.staff[0]
        district.add(
            "schools",
            {
                "学校名称": school.name,
                "学校标识码": school.code,
                "类别": kind,
                "校长": head.name,
                "电话": head.phone,
                "备注": None,
            },
        )


def _areas(district: District) -> None:
    for number, village in enumerate(district.invent.words["villages"]):
        school = district.schools[number % len(district.schools)]
        for group in GROUPS:
            values = {"村": village, "组": f"{group}组", "包保学校": school.name}
            district.add("areas", {**values, "户数": district.rng.randint(18, 60)}, village)


def _children(district: District) -> None:
    """Three children a village group: mostly at school here, some away, too young, or deferred."""
    rng = district.rng
    for number, village in enumerate(district.invent.words["villages"]):
        for group in GROUPS:
            for school, pupil in district.pupils(2):
                grade = pupil.in_class.grade
                who = {
                    "姓名": pupil.name,
                    "性别": pupil.sex,
                    "身份证号": pupil.identity,
                    "出生日期": pupil.birth,
                }
                district.survey(
                    who,
                    village,
                    group,
                    是否在读=True,
                    就读学段="小学" if grade < 7 else "初中",
                    学校=school.name,
                    年级=grade,
                    班级=pupil.in_class,
                    学籍号=f"G{pupil.identity}",
                    就读地="本县",
                )
            if group == 1 or (group == 3 and number % 2):
                why = {"未入学原因": "未满六周岁", "就读学段": None}
                district.survey(district.child(rng.randint(3, 5)), village, group, **why)
            elif group == 2:
                _away(district, village, number)
            else:
                _deferred(district, village)


def _away(district: District, village: str, number: int) -> None:
    rng, years = district.rng, district.rng.randint(7, 13)
    who, grade = district.child(years), years - 5
    place, school = PLACES[number % len(PLACES)], OUTSIDE[number % len(OUTSIDE)]
    stage = "小学" if grade < 7 else "初中"
    studies = {
        "就读地": place,
        "学段": stage,
        "学校": school,
        "年级": grade,
        "班级": ClassName(grade, rng.randint(1, 4)),
        "学籍号": who["学籍号"],
    }
    district.survey(
        who,
        village,
        2,
        **studies,
        是否在读=True,
        就读学段=stage,
        异地就读证明="有",
        备注="外地就读",
    )
    district.add(
        "elsewhere",
        {
            **who,
            **studies,
            "家长签字": True,
            "学校盖章": True,
            "份数": 3,
            "最近联系日期": district.term.date - dt.timedelta(days=rng.randint(4, 70)),
            "备注": None,
        },
    )


def _deferred(district: District, village: str) -> None:
    who = district.child(6)
    reason = district.rng.choice(("发育迟缓", "先天性心脏病治疗", "术后康复"))
    district.survey(who, village, 3, 未入学原因="延缓入学")
    district.add("deferrals", {**who, **deferral(district, village, reason)})


def deferral(district: District, village: str, reason: str) -> dict[str, Any]:
    """What a deferral for one year has beside the child itself."""
    year = district.term.start.year
    return {
        "户籍地址": f"云溪县{village}",
        "监护人": district.invent.name("女"),
        "联系电话": district.invent.phone(),
        "原因": reason,
        "开始": dt.date(year, 9, 1),
        "结束": dt.date(year + 1, 8, 31),
        "申请书": "有",
        "证明材料": "县医院诊断证明",
        "审批": "云溪镇人民政府",
    }


def _households(district: District) -> None:
    """Pupils and a parent each, of households that were or may become poor."""
    rng = district.rng
    for _, pupil in district.pupils(14):
        village, kind = (
            rng.choice(district.invent.words["villages"]),
            rng.choice(("脱贫户", "监测户")),
        )
        birth = dt.date(rng.randint(1975, 1990), rng.randint(1, 12), rng.randint(1, 28))
        head = district.invent.name("男")
        family = {"村": village, "户主": head, "户类型": kind, "备注": None}
        parent = {
            "姓名": head,
            "与户主关系": "户主",
            "身份证号": district.invent.identity(birth, "男"),
        }
        child = {"姓名": pupil.name, "身份证号": pupil.identity}
        child["与户主关系"] = "子" if pupil.sex == "男" else "女"
        district.add("households", {**family, **parent})
        district.add("households", {**family, **child})


def _graduates(district: District) -> None:
    """Last summer's leavers of the primary schools; nearly all sit in grade 7 now."""
    for number, (school, pupil) in enumerate(district.pupils(24, 7, 7)):
        who = {"姓名": pupil.name, "性别": pupil.sex, "身份证号": pupil.identity}
        graduate(district, who, school.name, number, came=True)
    for number in range(3):
        who = district.child(12)
        row = graduate(district, who, OUTSIDE[number], number, came=False)
        row.values.update(未报到去向="随父母在外就读", 证明="有就读证明")


def graduate(
    district: District, who: dict[str, Any], goal: str, number: int, *, came: bool
) -> Record:
    """A row of the list that primary schools hand over."""
    primary = [s for s in district.schools if min(g.name.grade for g in s.classes) < 6]
    values = {
        "学籍号": f"G{who['身份证号']}",
        **who,
        "小学": (primary or district.schools)[number % len(primary or district.schools)].name,
        "班级": ClassName(6, 1),
        "拟升入初中": goal,
        "报到日期": district.term.start if came else None,
        "是否报到": came,
        "未报到去向": None,
        "证明": None,
        "经办人签字": district.rng.choice(district.rng.choice(district.schools).staff).name,
    }
    return district.add("graduates", values)


def _responsibility(district: District) -> None:
    """Four columns, as townships write them; small schools share a cell with a teaching point."""
    names = [s.name for s in district.schools]
    points = [n for n in names if "教学点" in n]
    for number, name in enumerate(n for n in names if n not in points):
        target = f"{name}  {points.pop()}" if points and "村小学" in name else name
        values = {"包保对象": target, "包保人": district.invent.name("男")}
        district.add("responsibility", {**values, "备注": "中心校领导" if number % 2 else None})
    for name in points:
        district.add("responsibility", {"包保对象": name, "包保人": district.invent.name("男")})


def _tasks(district: District) -> None:
    """The dates of last spring's monitoring, all met."""
    for task in load("model-7").monitoring:
        due = task.on(district.term.start.year)
        values = {"任务": task.title, "期限": due, "完成日期": due - dt.timedelta(days=1)}
        district.add("monitor_tasks", {**values, "负责人": district.invent.name("男")})


def _submissions(district: District) -> None:
    """Weekly, monthly and quarterly reports of every school, on the day they were due."""
    term = district.term
    monday = term.start - dt.timedelta(days=term.start.weekday())
    for number, school in enumerate(district.schools):
        if "教学点" in school.name:
            continue
        nothing = "cases" not in school.profile.tables
        week = monday
        while week + dt.timedelta(days=6) <= term.date:
            iso = week.isocalendar()
            friday = week + dt.timedelta(days=4)
            label = f"{iso.year}-W{iso.week:02d}" if number % 2 else str(friday)
            _report(district, school, "流生情况周报表", label, friday, nothing=nothing)
            week += dt.timedelta(days=7)
        label = f"{term.start.year}年9月" if number % 2 else f"{term.start:%Y-%m}"
        last = dt.date(term.start.year, 10, 8) - dt.timedelta(days=number % 3)
        _report(district, school, "失学辍学（疑似辍学）学生月报表", label, last, nothing=nothing)
        last = dt.date(term.start.year, 9, 15) - dt.timedelta(days=number % 4)
        label = f"{term.start.year}年第三季度" if number % 2 else f"{term.start.year}Q3"
        _report(district, school, "学籍变动情况统计表", label, last, nothing=False)


def _report(
    district: District, school: School, name: str, period: str, on: dt.date, *, nothing: bool
) -> None:
    values = {
        "单位": school.name,
        "报表": name,
        "期间": period,
        "上报日期": on,
        "零报告": nothing,
        "上报人": district.rng.choice(school.staff).name,
    }
    district.add("submissions", values)
