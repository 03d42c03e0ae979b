"""A clean county: schools, classes, pupils, staff, and the records they keep up to the check date.

Everything here breaks no rule; ``faults`` then spoils it one record at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.hands import ClassName, class_text
from kongcuo_xl.demo.people import Invention
from kongcuo_xl.demo.profiles import PROFILES, Profile

KEY_FLAGS = ("易辍", "重点", "反复", "学困", "厌学")
Anchor = tuple[Record, str]
"""A record and the field a finding is expected at."""


@dataclass(frozen=True)
class Term:
    """The autumn semester of the check date: 1 September to mid-January, with National Day off."""

    date: dt.date

    @property
    def start(self) -> dt.date:
        """First day of term."""
        return dt.date(self.date.year, 9, 1)

    @property
    def end(self) -> dt.date:
        """Last day of term."""
        return dt.date(self.date.year + 1, 1, 16)

    @property
    def holidays(self) -> tuple[dt.date, dt.date]:
        """First and last day of the National Day holidays."""
        return dt.date(self.date.year, 10, 1), dt.date(self.date.year, 10, 8)

    @property
    def made_up(self) -> tuple[dt.date, ...]:
        """Weekend days with lessons."""
        return dt.date(self.date.year, 9, 28), dt.date(self.date.year, 10, 11)

    def is_school_day(self, day: dt.date) -> bool:
        """Whether there are lessons."""
        if day in self.made_up:
            return True
        first, last = self.holidays
        return day.weekday() < 5 and not first <= day <= last and self.start <= day <= self.end

    def school_days(self, until: dt.date | None = None) -> list[dt.date]:
        """Days with lessons from the start of term to ``until`` (default the check date)."""
        last = until or self.date
        count = (last - self.start).days + 1
        days = (self.start + dt.timedelta(days=n) for n in range(count))
        return [day for day in days if self.is_school_day(day)]


@dataclass(eq=False)
class Teacher:
    """A member of staff."""

    name: str
    sex: str
    post: str
    subject: str
    phone: str
    of_class: ClassName | None = None
    record: Record = field(default_factory=lambda: Record({}))


@dataclass(eq=False)
class Pupil:
    """A pupil, with the rows that speak of them."""

    name: str
    sex: str
    birth: dt.date
    identity: str
    in_class: ClassName
    flags: set[str] = field(default_factory=set)
    rows: dict[str, list[Record]] = field(default_factory=dict)
    visits: list[Record] = field(default_factory=list)
    absent: bool = False


@dataclass(eq=False)
class SchoolClass:
    """A class, its teacher and its pupils."""

    name: ClassName
    teacher: Teacher
    pupils: list[Pupil] = field(default_factory=list)
    record: Record = field(default_factory=lambda: Record({}))


@dataclass(frozen=True, eq=False)
class Planted:
    """A fault that a check should find at a field of a record."""

    code: str
    record: Record
    field: str
    level: str
    """"" for the rule's own."""
    under: dict[str, str]
    """Policy, date or previous rosters that the check needs, where they are not the usual ones."""


@dataclass(eq=False)
class Unit:
    """A folder of the county and its tables as lists of records."""

    profile: Profile
    folder: str
    name: str
    term: Term
    invent: Invention
    rng: Random
    tables: dict[str, list[Record]] = field(default_factory=dict, kw_only=True)
    heads: dict[str, Record] = field(default_factory=dict, kw_only=True)
    """For each table a record that stands for its headings."""
    expected: list[Planted] = field(default_factory=list, kw_only=True)
    spent: set[int] = field(default_factory=set, kw_only=True)

    def add(self, kind: str, values: dict[str, Any], group: object = None) -> Record:
        """A new row in a table."""
        record = Record(values, group)
        self.tables.setdefault(kind, []).append(record)
        return record

    def writes(self, kind: str, *fields: str) -> bool:
        """Whether the table of that kind has all these columns."""
        return set(fields) <= self.profile.fields.get(kind, frozenset())

    def head(self, kind: str) -> Record:
        """What stands for the headings of a table."""
        return self.heads.setdefault(kind, Record({}))

    def fresh(
        self, kind: str, wanted: Callable[[dict[str, Any]], bool] = lambda _: True
    ) -> Record | None:
        """A row no fault has touched yet, marked as touched; None where there is none left."""
        rows = (r for r in self.tables.get(kind, []) if id(r) not in self.spent)
        found = next((r for r in rows if wanted(r.values)), None)
        if found:
            self.spent.add(id(found))
        return found

    def plant(self, code: str, record: Record, field: str, level: str = "", **under: str) -> None:
        """Record that ``code`` is to be found at this field of this record."""
        self.expected.append(Planted(code, record, field, level, under))


@dataclass(eq=False)
class School(Unit):
    """One school: its people and what it writes down."""

    code: str
    staff: list[Teacher] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    unreported: set[tuple[ClassName, dt.date]] = field(default_factory=set)

    @property
    def pupils(self) -> list[Pupil]:
        """Everybody, class after class."""
        return [pupil for group in self.classes for pupil in group.pupils]

    @property
    def one_roster(self) -> bool:
        """Whether all classes stand on one sheet, under one row of headings."""
        return self.profile.name in ("云溪镇中心小学", "柳塘村小学")

    @property
    def leaders(self) -> list[Teacher]:
        """Heads and deputy heads."""
        return [teacher for teacher in self.staff if "校长" in teacher.post]

    def class_of(self, pupil: Pupil) -> SchoolClass:
        """The class a pupil sits in."""
        return next(group for group in self.classes if group.name == pupil.in_class)

    def pick(self, wanted: Callable[[Pupil], bool] = lambda _: True) -> Pupil | None:
        """An ordinary pupil no fault has touched yet, or None."""
        pupil = self.spare(wanted)
        return self.spend(pupil) if pupil else None

    def spare(self, wanted: Callable[[Pupil], bool]) -> Pupil | None:
        """An ordinary pupil no fault has touched yet, left for others to use, or None."""
        free = [
            p
            for p in self.pupils
            if id(p) not in self.spent and not p.flags and not p.absent and wanted(p)
        ]
        return self.rng.choice(free) if free else None

    def spend(self, pupil: Pupil) -> Pupil:
        """Mark a pupil as used by a fault."""
        self.spent.add(id(pupil))
        return pupil

    def without_grid(self, pupil: Pupil) -> bool:
        """Whether no roll call, seating or homework list names the pupil."""
        return "roll_call" not in pupil.rows

    def visit(
        self, teacher: str, pupil: Pupil | None, day: dt.date, why: str = "日常", **other: Any
    ) -> Record:
        """A complete row in the visits book."""
        values = {
            "日期": day,
            "教师": teacher,
            "学生": pupil.name if pupil else None,
            "班级": pupil.in_class if pupil else None,
            "形式": self.rng.choice(("入户", "入户", "入户", "电话", "到校")),
            "类型": why,
            "地点": self.rng.choice(self.invent.words["villages"]),
            "受访人": self.rng.choice(("父亲", "母亲", "祖父", "祖母")),
            "内容": self.invent.visit_text(),
            "结果": self.rng.choice(self.invent.words["visit"]["results"]),
            "下步措施": self.rng.choice(self.invent.words["visit"]["next_steps"]),
            "签字": teacher,
        }
        record = self.add("visits", {**values, **other})
        if pupil:
            pupil.visits.append(record)
        return record

    def visited(self, teacher: str, pupil: Pupil, day: dt.date) -> bool:
        """Whether the book already has this teacher at this pupil's on this day."""
        return any(v.values["教师"] == teacher and v.values["日期"] == day for v in pupil.visits)

    def be_absent(
        self,
        pupil: Pupil,
        day: dt.date,
        kind: str,
        *,
        days: int = 1,
        part: str = "全天",
        one_row: bool = False,
        **other: Any,
    ) -> list[Anchor]:
        """Write an absence in the book this school keeps; the cells of its days are returned.

        ``one_row`` writes several days as one row with 天数, as books with that column do.
        """
        pupil.absent = True
        span = [d for d in self.term.school_days(self.term.end) if d >= day][:days] or [day]
        reasons = {"旷课": "truant", "病假": "sick", "事假": "leave"}
        if self.profile.roll_call in ("grid", "halves"):
            return [anchor for d in span for anchor in self._mark(pupil, d, kind, part)]
        anchors = []
        rows = [span] if one_row else [[d] for d in span]
        for covered in rows:
            back = next(d for d in self.term.school_days(self.term.end) if d > covered[-1])
            on_leave = kind != "旷课" and len(covered) > 1
            values = {
                "日期": covered[0],
                "姓名": pupil.name,
                "班级": pupil.in_class,
                "时段": part,
                "天数": len(covered) if part == "全天" else 0.5,
                "类别": kind,
                "原因": self.rng.choice(self.invent.words[reasons[kind]]),
                "请假起": covered[0] if on_leave else None,
                "请假止": covered[-1] if on_leave else None,
                "报告时间": covered[0],
                "跟进情况": "已联系家长",
                "返校日期": back if back <= self.term.date else None,
            }
            if back > self.term.date and on_leave:
                values["请假止"] = self.term.date + dt.timedelta(days=3)
            anchors.append((self.add("absences", {**values, **other}), "日期"))
        return anchors

    def _mark(self, pupil: Pupil, day: dt.date, kind: str, part: str) -> list[Anchor]:
        record = next(r for r in pupil.rows["roll_call"] if r.group[1] == day.month)  # type: ignore[index]
        mark = self.profile.marks[kind]
        if self.profile.roll_call == "halves":
            halves = ("上", "下") if part == "全天" else (part[0],)
            for half in halves:
                record.values[f"{day}{half}"] = mark
            return [(record, f"{day}{halves[0]}")]
        record.values[str(day)] = mark
        return [(record, str(day))]

    def next_school_day(self, day: dt.date) -> dt.date:
        """The school day after ``day``."""
        return next(d for d in self.term.school_days(self.term.end) if d > day)


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
        _staff_and_classes(
            school, max(len(profile.classes) * 6, students * profile.weight // weight)
        )
        _pupil_rows(school)
        _visits(school)
        _absences(school)
        county.append(school)
    return county


def _staff_and_classes(school: School, students: int) -> None:
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
            village = rng.choice(invent.words["villages"])
            disabled = not pupil.flags and rng.random() < 0.015
            left_behind, poor = rng.random() < 0.25, rng.random() < 0.08
            guardian = invent.name("男")[0:1] + rng.choice(
                ("建军", "国平", "秀兰", "桂英", "志强", "玉珍")
            )
            common = {
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
            roster = {
                **common,
                "班内学号": place,
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
                "责任书签订日期": school.term.start + dt.timedelta(days=4),
                "状态": "在校",
                "学困": "学困" in pupil.flags,
                "厌学": "厌学" in pupil.flags,
                "反复": "反复" in pupil.flags,
                "易辍": bool(pupil.flags & {"易辍", "重点"}),
                "包保教师": group.teacher.name if pupil.flags else None,
                "备注": None,
            }
            pupil.rows["students"] = [school.add("students", roster, group.name)]
            if school.profile.registry:
                values = {
                    **common,
                    "学校名称": school.name,
                    "学校标识码": school.code,
                    "学生状态": "正常",
                    "身份证件类型": "居民身份证",
                }
                pupil.rows["registry"] = [school.add("registry", values, group.name)]
            _named_rows(school, group.name, pupil)


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


def _visits(school: School) -> None:
    """Quotas met, key pupils seen in September, pupils who came back seen three times."""
    rng, start = school.rng, school.term.start
    days = [start + dt.timedelta(days=n) for n in range(2, 29)]
    later = [start + dt.timedelta(days=n) for n in range(38, 49)]
    for group in school.classes:
        key = [p for p in group.pupils if p.flags]
        again = [p for p in key if "反复" in p.flags]
        others = [p for p in group.pupils if not p.flags]
        rng.shuffle(others)
        _round(school, group.teacher, key + again, days, "集中")
        _round(school, group.teacher, again, later, "日常")
        owed = 22 - len(key) - 2 * len(again)
        pool = (others or key) * 30
        _round(school, group.teacher, pool[: owed - 5], days, "集中")
        _round(school, group.teacher, pool[owed - 5 : owed], later, "日常")
    everybody = [p for p in school.pupils if not p.flags] or school.pupils
    for teacher in school.staff:
        if teacher.of_class is None and "校长" not in teacher.post:
            chosen = [rng.choice(everybody) for _ in range(16)]
            _round(school, teacher, chosen[:11], days, "集中")
            _round(school, teacher, chosen[11:], later, "日常")


def _round(
    school: School, teacher: Teacher, pupils: list[Pupil], days: list[dt.date], why: str
) -> None:
    for pupil in pupils:
        free = [d for d in days if not school.visited(teacher.name, pupil, d)]
        school.visit(teacher.name, pupil, school.rng.choice(free), why)


def _absences(school: School) -> None:
    """A few excused absences a class, and now and then truancy that was followed up in time."""
    rng, term = school.rng, school.term
    for group in school.classes:
        ordinary = [p for p in group.pupils if not p.flags]
        chosen = rng.sample(ordinary, min(5, len(ordinary) // 3))
        for number, pupil in enumerate(chosen):
            day = rng.choice(term.school_days()[2:-6])
            if number == 0:
                school.be_absent(pupil, day, "旷课")
                after = school.next_school_day(day)
                if not school.visited(group.teacher.name, pupil, after):
                    school.visit(group.teacher.name, pupil, after, "旷课", 形式="入户")
            elif number == 1 and school.profile.roll_call not in ("grid", "halves"):
                school.be_absent(
                    pupil, day, "病假", days=2, one_row=school.writes("absences", "天数")
                )
            elif number == 2:
                school.be_absent(pupil, day, "事假", part=rng.choice(("上午", "下午")))
            else:
                school.be_absent(pupil, day, rng.choice(("病假", "事假")))


def finish(school: School) -> None:
    """Rows that follow from the others: the daily reports, and the order of the books."""
    if school.profile.daily:
        _daily_reports(school)
    for kind in ("visits", "absences"):
        rows = school.tables.get(kind, [])
        rows.sort(
            key=lambda r: (
                r.values["日期"] if isinstance(r.values["日期"], dt.date) else school.term.date
            )
        )


def _daily_reports(school: School) -> None:
    away: dict[tuple[ClassName, dt.date], list[str]] = {}
    calendar = school.term.school_days()
    known = {pupil.name for pupil in school.pupils}
    for row in school.tables.get("absences", []):
        first, name = row.values["日期"], row.values["姓名"]
        if first not in calendar or name not in known:
            continue
        length = max(1, int(row.values["天数"]))
        for day in [d for d in calendar if d >= first][:length]:
            names = away.setdefault((row.values["班级"], day), [])
            if name not in names:
                names.append(name)
    for day in [d for d in calendar if d < school.term.date]:
        for group in school.classes:
            if (group.name, day) in school.unreported:
                continue
            names = away.get((group.name, day), [])
            school.add(
                "daily_reports",
                {
                    "日期": day,
                    "班级": group.name,
                    "应到": len(group.pupils),
                    "实到": len(group.pupils) - len(names),
                    "缺勤人数": len(names),
                    "缺勤名单": "、".join(names) or "无",
                    "上报人": group.teacher.name,
                },
            )


def label(name: ClassName) -> str:
    """A class as the demo's own files and sheets call it."""
    return str(class_text(name, "七(2)班"))
