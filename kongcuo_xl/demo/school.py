"""A folder of the county, the people of a school, and the rows that each has in its tables.

What is written here breaks no rule; ``plant`` notes what ``faults`` has spoilt since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.hands import ClassName, class_text
from kongcuo_xl.demo.people import Invention
from kongcuo_xl.demo.profiles import Profile
from kongcuo_xl.demo.term import Term

Anchor = tuple[Record, str]
"""A record and the field a finding is expected at."""


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

    @property
    def roster_row(self) -> Record:
        """What the school's roster says of the pupil."""
        return self.rows["students"][0]


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

    def pupil_of(self, row: Record) -> Pupil:
        """Whom a row of a ledger names by 身份证号. Raises StopIteration for a stranger's."""
        return next(p for p in self.pupils if p.identity == row.values["身份证号"])

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


def label(name: ClassName) -> str:
    """A class as the demo's own files and sheets call it."""
    return str(class_text(name, "七(2)班"))
