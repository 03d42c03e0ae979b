"""A clean county: its schools, their classes, staff and pupils, in which nothing is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Any

from kongcuo_xl.demo.books import keep_absences, keep_visits
from kongcuo_xl.demo.hands import ClassName
from kongcuo_xl.demo.people import Invention
from kongcuo_xl.demo.profiles import PROFILES, Profile
from kongcuo_xl.demo.school import Pupil, School, SchoolClass, Teacher
from kongcuo_xl.demo.term import Term

KEY_FLAGS = ("易辍", "重点", "反复", "学困", "厌学")


def build(
    schools: int,
    students: int,
    seed: int,
    date: dt.date,
    profiles: Sequence[Profile] = PROFILES,
) -> list[School]:
    """A county of ``schools`` units with about ``students`` pupils, in which nothing is wrong."""
    rng = Random(seed)
    invent = Invention(rng)
    term = Term(date)
    chosen = [profiles[n % len(profiles)] for n in range(schools)]
    weight = sum(profile.weight for profile in chosen)
    county = []
    for number, profile in enumerate(chosen):
        again = number // len(profiles)
        name = profile.name if not again else f"{profile.name}（{again + 1}校区）"
        code = f"21360203{number + 1:02d}"
        school = School(profile, name, name, term, invent, rng, code)
        _people(school, max(len(profile.classes) * 6, students * profile.weight // weight))
        _staff_and_class_rows(school)
        _pupil_rows(school)
        keep_visits(school)
        keep_absences(school)
        county.append(school)
    return county


def _people(school: School, students: int) -> None:
    """Staff, classes and pupils; five of each class have a reason to be visited."""
    rng, invent = school.rng, school.invent
    for post in school.profile.posts:
        sex = rng.choice("男女")
        school.staff.append(Teacher(invent.name(sex), sex, post, "", invent.phone()))
    names = [ClassName(*pair) for pair in school.profile.classes]
    for number, name in enumerate(names):
        sex = rng.choice("男女女")
        subject = ("语文", "数学", "英语")[number % 3]
        teacher = Teacher(invent.name(sex), sex, "教师", subject, invent.phone(), name)
        school.staff.append(teacher)
        school.classes.append(SchoolClass(name, teacher))
    for number in range(school.profile.subject_teachers):
        sex = rng.choice("男女")
        subject = invent.words["subjects"][(number + 1) % len(invent.words["subjects"])]
        school.staff.append(Teacher(invent.name(sex), sex, "教师", subject, invent.phone()))
    for number in range(students):
        group = school.classes[number % len(names)]
        group.pupils.append(_pupil(school, group.name))
    for group in school.classes:
        for pupil, flag in zip(
            rng.sample(group.pupils, min(5, len(group.pupils))), KEY_FLAGS, strict=False
        ):
            pupil.flags.add(flag)
    _namesakes(school)


def _staff_and_class_rows(school: School) -> None:
    for teacher in school.staff:
        teacher.record = school.add(
            "staff",
            {
                "姓名": teacher.name,
                "性别": teacher.sex,
                "职务": teacher.post,
                "任班主任班级": teacher.of_class,
                "任教学科": teacher.subject or None,
                "电话": teacher.phone,
            },
        )
    for number, group in enumerate(school.classes):
        group.record = school.add(
            "classes",
            {
                "年级": group.name.grade,
                "班级": group.name,
                "班主任": group.teacher.name,
                "人数": len(group.pupils),
                "包保领导": school.leaders[number % len(school.leaders)].name,
            },
        )


def _namesakes(school: School) -> None:
    """Two pupils of one name in two classes, as happens, with nothing wrong about it."""
    first, second = (g.pupils for g in school.classes[:2])
    one = next((p for p in reversed(first) if not p.flags), None)
    other = next((p for p in second if one and not p.flags and p.sex == one.sex), None)
    if one and other and one.birth != other.birth:
        other.name = one.name
        school.spend(one)
        school.spend(other)


def _pupil(school: School, name: ClassName) -> Pupil:
    rng, invent = school.rng, school.invent
    sex = rng.choice("男女")
    first = dt.date(school.term.start.year - 6 - name.grade, 9, 1)
    birth = first + dt.timedelta(days=rng.randrange(365))
    return Pupil(invent.name(sex), sex, birth, invent.identity(birth, sex), name)


def _pupil_rows(school: School) -> None:
    rng, invent = school.rng, school.invent
    dotted = iter(invent.words["dotted"]) if school.profile.minority else iter(())
    for group in school.classes:
        for place, pupil in enumerate(group.pupils, start=1):
            ethnic = rng.choice(invent.words["ethnic"])
            if place == 3 and (special := next(dotted, None)):
                pupil.name, ethnic = special, "维吾尔族"
            stage = 1 if group.name.grade < 7 else 7
            entry = dt.date(school.term.start.year - group.name.grade + stage, 9, 1)
            everywhere = {
                "姓名": pupil.name,
                "性别": pupil.sex,
                "身份证号": pupil.identity,
                "学籍号": f"G{pupil.identity}",
                "出生日期": pupil.birth,
                "民族": ethnic,
                "年级": group.name.grade,
                "班级": group.name,
                "入学年月": entry,
                "学生来源": "正常入学",
            }
            roster = {**everywhere, **_on_roster_alone(school, group, pupil), "班内学号": place}
            pupil.rows["students"] = [school.add("students", roster, group.name)]
            if school.profile.registry:
                values = {
                    **everywhere,
                    "学校名称": school.name,
                    "学校标识码": school.code,
                    "学生状态": "正常",
                    "身份证件类型": "居民身份证",
                }
                pupil.rows["registry"] = [school.add("registry", values, group.name)]
            _named_rows(school, group.name, pupil)


def _on_roster_alone(school: School, group: SchoolClass, pupil: Pupil) -> dict[str, Any]:
    """What only the roster says of a pupil: home, family, needs, who keeps an eye on whom."""
    rng, invent = school.rng, school.invent
    village = rng.choice(invent.words["villages"])
    disabled = not pupil.flags and rng.random() < 0.015
    left_behind, poor = rng.random() < 0.25, rng.random() < 0.08
    guardian = invent.name("男")[0:1] + rng.choice(("建军", "国平", "秀兰", "桂英", "志强", "玉珍"))
    return {
        "就读方式": rng.choice(("走读", "走读", "住校")),
        "户籍地址": f"江西省云溪县{village}{rng.randint(1, 9)}组",
        "现住址": f"云溪县{village}{rng.randint(1, 99)}号",
        "省": "江西省",
        "市": "瓷都市",
        "县": "云溪县",
        "村": village,
        "监护人": guardian,
        "与监护人关系": rng.choice(("父亲", "母亲", "祖父", "祖母")),
        "联系电话": invent.phone(),
        "父亲姓名": pupil.name[0] + rng.choice(("建军", "国平", "志强")),
        "父亲电话": invent.phone(),
        "父亲务工地": rng.choice(("浙江", "广东", "本地", "福建")),
        "母亲姓名": invent.name("女")[0] + rng.choice(("秀兰", "桂英", "玉珍")),
        "母亲电话": invent.phone(),
        "母亲务工地": rng.choice(("本地", "广东", "本地")),
        "留守": left_behind,
        "残疾": disabled,
        "残疾类型": rng.choice(("肢体", "听力", "视力")) if disabled else None,
        "随班就读": disabled,
        "单亲": rng.random() < 0.06,
        "建档立卡": poor,
        "资助": "生活补助" if poor or disabled else None,
        "帮扶人": rng.choice(school.staff).name if left_behind or pupil.flags else None,
        "一人一案": left_behind or poor or disabled or bool(pupil.flags),
        "责任书签订日期": school.term.day(4),
        "状态": "在校",
        "学困": "学困" in pupil.flags,
        "厌学": "厌学" in pupil.flags,
        "反复": "反复" in pupil.flags,
        "易辍": bool(pupil.flags & {"易辍", "重点"}),
        "包保教师": group.teacher.name if pupil.flags else None,
        "备注": None,
    }


def _named_rows(school: School, name: ClassName, pupil: Pupil) -> None:
    """The rows that hold no more than the pupil's name: roll call, seating, homework."""
    profile = school.profile
    if name in profile.called:
        months = (9, 10) if profile.roll_call != "list" else (10,)
        for month in months:
            values: dict[str, Any] = {"姓名": pupil.name, "性别": pupil.sex}
            if profile.roll_call != "list":
                for day in school.term.school_days():
                    if day.month == month:
                        for half in ("上", "下") if profile.roll_call == "halves" else ("",):
                            values[f"{day}{half}"] = profile.marks["到"]
            row = school.add("roll_call", values, (name, month))
            pupil.rows.setdefault("roll_call", []).append(row)
    if name in profile.seated:
        row = school.add("seating", {"姓名": pupil.name}, name)
        pupil.rows["seating"] = [row]
    if name in profile.homework:
        scores = {
            s: school.rng.choice(("优", "良", "优", "及格")) for s in ("语文", "数学", "英语")
        }
        pupil.rows["homework"] = [school.add("homework", {"姓名": pupil.name, **scores}, name)]
