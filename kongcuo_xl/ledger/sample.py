"""The rows of the sample: an invented school in the middle of a term, with a few faults on purpose.

The school comes from ``demo``, which invents schools that break no rule.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.demo import books, county, district, ledgers, profiles
from kongcuo_xl.demo.canvas import Column, Record
from kongcuo_xl.demo.hands import ClassName, class_text, grade_text
from kongcuo_xl.demo.school import School
from kongcuo_xl.demo.term import Term
from kongcuo_xl.ledger.computed import Row
from kongcuo_xl.tables import Kind, kinds

DATE = dt.date(2025, 10, 19)
"""A Sunday: no week's duties are under way."""
TERM = "2025秋"
UNIT = "云溪镇九年一贯制学校"
_PUPILS, _SEED = 162, 2025
_TAUGHT = tuple((grade, 1) for grade in range(1, 10))


@dataclass(frozen=True, slots=True)
class Sample:
    """What stands in the workbook."""

    unit: str
    term: str
    date: dt.date
    rows: dict[str, list[Row]]
    remarks: tuple[str, ...]


def rows() -> Sample:
    """The sample, always the same."""
    school, above = _school()
    found: dict[str, list[Row]] = {}
    for kind in kinds().values():
        records = school.tables.get(kind.id) or above.tables.get(kind.id, [])
        found[kind.id] = [_row(kind, record) for record in records]
    for row in found["elsewhere"]:
        row["certificate"] = "有"
    found["calendar"] = _calendar()
    found["households"] = _households(found["students"], school)
    found["graduates"] += _arrived(found["students"])
    for number, row in enumerate(found["students"]):
        # Not in every class somebody of each kind.
        for flag, often in (("weary", 3), ("weak", 2)):
            if row.get(flag) == "是" and number // 18 % often == 0:
                row[flag] = "否"
    _number(found)
    _call_the_roll(found, school.term)
    return Sample(UNIT, TERM, DATE, found, _spoil(found))


def _calendar() -> list[Row]:
    year = DATE.year
    lines = (
        ("上课", dt.date(year, 9, 1), dt.date(year + 1, 1, 16), "秋季学期"),
        ("放假", dt.date(year, 10, 1), dt.date(year, 10, 8), "国庆、中秋"),
        ("补课", dt.date(year, 9, 28), dt.date(year, 9, 28), "国庆调休"),
        ("补课", dt.date(year, 10, 11), dt.date(year, 10, 11), "国庆调休"),
        ("考试", dt.date(year, 11, 10), dt.date(year, 11, 11), "期中"),
    )
    return [
        {"semester": TERM, "start": start, "end": end, "day_kind": kind, "event": event}
        for kind, start, end, event in lines
    ]


def _households(pupils: list[Row], school: School) -> list[Row]:
    """The poor families on the roster: the father and the child."""
    lines: list[Row] = []
    for pupil in pupils:
        if pupil.get("registered_poor") == "是":
            born = dt.date(1980 + len(lines) % 10, 3, 12)
            family: Row = {
                "householder": pupil["father"], "village": pupil["village"],
                "household_kind": ("脱贫户", "监测户")[len(lines) // 2 % 2],
            }  # fmt: skip
            father, child = school.invent.identity(born, "男"), str(pupil["id_number"])
            kin = "子" if pupil["sex"] == "男" else "女"
            lines.append(
                {**family, "name": pupil["father"], "id_number": father, "relation": "户主"}
            )
            lines.append({**family, "name": pupil["name"], "id_number": child, "relation": kin})
    return lines


def _arrived(pupils: list[Row]) -> list[Row]:
    """The leavers of grade 6 who sit in grade 7 now."""
    return [
        {
            **{key: pupil[key] for key in ("name", "sex", "id_number", "student_no", "birth_date")},
            "school": UNIT, "klass": "六(1)班", "next_school": UNIT, "reported": "是",
            "report_date": dt.date(DATE.year, 9, 1), "guardian": pupil["guardian"],
            "phone": pupil["phone"], "signed_by": "教导处",
        }
        for pupil in pupils
        if pupil["grade"] == "七年级"
    ]  # fmt: skip


def _number(found: dict[str, list[Row]]) -> None:
    for kind, lines in found.items():
        if "seq" in kinds()[kind].fields:
            for number, row in enumerate(lines, 1):
                row["seq"] = number


def _call_the_roll(found: dict[str, list[Row]], term: Term) -> None:
    """The marks of October, as the list of absences has them."""
    marks = {"旷课": "×", "事假": "○", "病假": "△"}
    days = [day for day in term.school_days() if day.month == DATE.month]
    away = {}
    for row in found["absences"]:
        first, length = row["date"], max(1, int(row.get("days", 1)))  # type: ignore[arg-type]
        spent = [day for day in term.school_days() if day >= first][:length]  # type: ignore[operator]
        away.update({(row["name"], row["klass"], day): row["absence_kind"] for day in spent})
    for row in found["roll_call"]:
        for day in days:
            kind = str(away.get((row["name"], row["klass"], day), ""))
            row[f"day{day.day}"] = marks.get(kind, "√")


def _spoil(found: dict[str, list[Row]]) -> tuple[str, ...]:
    """A few faults, each with the sentence that tells of it."""
    pupils = found["students"]
    pupils[4]["phone"] = str(pupils[4]["phone"])[:10]
    pupils[20]["nation"] = "汉"
    told = [
        f"学生花名册：{pupils[4]['name']}的联系电话少一位；{pupils[20]['name']}的民族写成了“汉”。"
    ]
    last = found["rectifications"][-1]
    last.update(rect_status="整改中", due_date=dt.date(DATE.year, 10, 10))
    last.pop("done_date", None)
    told.append(f"问题整改台账：“{last['problem']}”过了期限还没有完成。")
    case = next(c for c in found["cases"] if c["case_status"] == "辍学")
    case["report_date"] = case["found_date"] + dt.timedelta(days=2)  # type: ignore[operator]
    told.append(f"辍学台账：{case['name']}发现后第三天才上报。")
    visits = found["visits"]
    teacher = next(t["name"] for t in found["staff"] if t.get("teaches") and not t.get("head_of"))
    theirs = [v for v in visits if v["teacher"] == teacher]
    for visit in theirs[-3:]:
        visits.remove(visit)
    told.append(f"家访登记表：{teacher}老师的家访人次还没有达到要求。")
    return tuple(told)


def _school() -> tuple[School, district.District]:
    columns = {
        kind.id: tuple(Column(f.label, (f.label,)) for f in kind.fields.values())
        for kind in kinds().values()
    }
    classes = frozenset(ClassName(*pair) for pair in _TAUGHT)
    profile = replace(
        profiles.NINE, name=UNIT, classes=_TAUGHT, tables=columns, roll_call="list",
        called=classes, seated=frozenset({ClassName(7, 1)}), homework=frozenset({ClassName(7, 1)}),
    )  # fmt: skip
    schools = county.build(1, _PUPILS, _SEED, DATE, profiles=(profile,))
    ledgers.keep(schools[0])
    above = district.build(schools, Term(DATE), schools[0].invent, Random(_SEED))
    books.finish(schools[0])
    return schools[0], above


def _row(kind: Kind, record: Record) -> Row:
    """A record of the demo by the fields of its kind."""
    row: Row = {}
    if isinstance(record.group, tuple):  # a class, or a class and a month
        in_class = record.group if isinstance(record.group, ClassName) else record.group[0]
        row["grade"], row["klass"] = _written(in_class.grade, "grade"), _written(in_class, "klass")
    for label, value in record.values.items():
        name = kind.field_named(clean.header_keys(label)[0]) or label
        if value is not None and not row.get(name):
            row[name] = _written(value, name)
    return row


def _written(value: Any, name: str) -> Value:
    if isinstance(value, ClassName):
        return str(class_text(value, "七(2)班"))
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "grade" and isinstance(value, int):
        return str(grade_text(value, "七年级"))
    if name in ("seq", "seat_no", "seat_label"):
        return str(value)
    return value  # type: ignore[no-any-return]
