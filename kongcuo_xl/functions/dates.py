"""Cell functions over ages, grades and school days: they follow the calendar and the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.calendar import school_year
from kongcuo_xl.functions.function import Argument, Call, cell_function, day_of
from kongcuo_xl.functions.id_numbers import id_birth
from kongcuo_xl.functions.workbook import Workbook
from kongcuo_xl.survey import cutoff_day

_BORN = Argument("born", "出生日期", "出生日期或身份证号，可以是一列")
_ON = Argument("on_day", "日期", "哪一天；不写就是核查日期", optional=True)
_NO_DATE = "不是日期"
_AHEAD = "出生日期在将来"


@cell_function("SCHOOL_AGE", "学龄", _BORN, _ON, example="=SCHOOL_AGE(D5)")
def school_age(call: Call) -> Sequence[Value]:
    """到当学年入学截止日（一般是8月31日）的周岁。"""
    said: list[Value] = []
    for born, on in zip(_births(call), _days(call, 1), strict=True):
        if born is None or on is None:
            said.append(_NO_DATE)
        else:
            said.append(_AHEAD if born > on else max(_age(born, on, call.book), 0))
    return said


@cell_function("GRADE_OF", "应读年级", _BORN, _ON, example="=GRADE_OF(D5)")
def grade_of(call: Call) -> Sequence[Value]:
    """按年龄应读的年级；也可以给班级名称（七(1)班、2019级3班），得到现在的年级。"""
    said: list[Value] = []
    for value, born, on in zip(call.column(0), _births(call), _days(call, 1), strict=True):
        if on is None:
            said.append(_NO_DATE)
        elif born is not None and born > on:
            said.append(_AHEAD)
        elif born is not None:
            said.append(_grade_by_age(_age(born, on, call.book), call.book))
        else:
            grade = clean.class_of(value, "", school_year(on)).grade
            said.append("看不出出生日期或年级" if grade is None else clean.grade_label(grade))
    return said


@cell_function(
    "SCHOOL_DAYS",
    "教学日数",
    Argument("first_day", "起", "第一天；不写就是本学期第一天", optional=True),
    Argument("last_day", "止", "最后一天；不写就是核查日期", optional=True),
    example='=SCHOOL_DAYS("2025-09-01","2025-10-20")',
)
def school_days(call: Call) -> Sequence[Value]:
    """两个日期之间（含两头）有几个教学日，按校历和法定节假日。"""
    calendar, said = call.book.scope.calendar, list[Value]()
    known = {school_year(term.start) for term in calendar.terms}
    first = call.book.scope.term.start
    for start, end in zip(_days(call, 0, first), _days(call, 1), strict=True):
        if start is None or end is None:
            said.append(_NO_DATE)
        elif start > end:
            said.append("起止日期颠倒")
        elif not {school_year(start), school_year(end)} <= known:
            said.append("校历中没有这段时间")
        else:
            said.append(len(calendar.school_days(start, end)))
    return said


def _births(call: Call) -> list[dt.date | None]:
    """Dates of birth, from dates or from numbers."""
    numbers = id_birth.work(call)
    return [
        number if isinstance(number, dt.date) else day_of(value)
        for value, number in zip(call.column(0), numbers, strict=True)
    ]


def _days(call: Call, number: int, default: dt.date | None = None) -> list[dt.date | None]:
    today = call.book.date
    return [day_of(day, today) for day in call.column(number, default or today)]


def _age(born: dt.date, on: dt.date, book: Workbook) -> int:
    day = cutoff_day(school_year(on), book.policy["entry_cutoff"])
    return day.year - born.year - ((born.month, born.day) > (day.month, day.day))


def _grade_by_age(age: int, book: Workbook) -> str:
    grade = age - book.policy["entry_age"] + 1
    if grade < 1:
        return "未到入学年龄"
    return (
        "已过义务教育年龄" if grade > book.policy["compulsory_years"] else clean.grade_label(grade)
    )
