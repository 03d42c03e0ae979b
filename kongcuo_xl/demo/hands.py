"""The ways people write the same value: dates, grades, classes, yes and no, identity numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

NUMERALS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Dated:
    """A date kept as a date, with the number format it is shown in."""

    day: dt.date
    shown: str = "yyyy-mm-dd"


class ClassName(NamedTuple):
    """A grade and the number of the class in it."""

    grade: int
    number: int


def grade_text(grade: int, style: str) -> Any:
    """A grade as 七年级, 初一, 7 (number) or "7"."""
    if style == "初" and grade > 6:
        return f"初{NUMERALS[grade - 6]}"
    if style == "number":
        return grade
    if style == "text":
        return str(grade)
    return f"{NUMERALS[grade]}年级"


def class_text(name: ClassName, style: str) -> Any:
    """A class as 七(2)班, 七年级2班, 0702, 初一(2)班, 2班, （2）班 or 2."""
    grade, number = name
    return {
        "七(2)班": f"{NUMERALS[grade]}({number})班",
        "七（2）班": f"{NUMERALS[grade]}（{number}）班",
        "七年级2班": f"{NUMERALS[grade]}年级{number}班",
        "七年级（2）班": f"{NUMERALS[grade]}年级（{number}）班",
        "0702": f"{grade:02d}{number:02d}",
        "初一(2)班": f"{grade_text(grade, '初')}({number})班",
        "2班": f"{number}班",
        "（2）班": f"（{number}）班",
        "2": str(number),
        "number": number,
    }[style]


def date_text(day: dt.date, style: str) -> str:
    """A date as text in one of the ways of the table specification."""
    return {
        "2015-09-01": f"{day:%Y-%m-%d}",
        "2015.9.1": f"{day.year}.{day.month}.{day.day}",
        "2015/9/1": f"{day.year}/{day.month}/{day.day}",
        "20150901": f"{day:%Y%m%d}",
        "2015年9月1日": f"{day.year}年{day.month}月{day.day}日",
    }[style]


DATE_STYLES = ("2015-09-01", "2015.9.1", "2015/9/1", "20150901", "2015年9月1日")


def month_text(day: dt.date, style: str) -> str:
    """A month as 201509, 2015.09, 2015年9月 or 二〇一五年九月."""
    if style == "chinese":
        year = "".join(NUMERALS[int(d)] for d in str(day.year))
        month = (
            NUMERALS[day.month] if day.month < 10 else "十" + NUMERALS[day.month - 10].strip("〇")
        )
        return f"{year}年{month}月"
    if style == "mixed":
        return f"{day.year}年{day.month}月"
    return f"{day:%Y%m}"


@dataclass(frozen=True)
class Hand:
    """How one clerk writes: a style for each kind of value."""

    dates: str = "excel"
    months: str = "digits"
    grades: str = "七年级"
    classes: str = "七(2)班"
    yes: tuple[Any, Any] = ("是", "否")
    ids: str = "plain"
    names: str = "plain"

    def write(self, field: str, value: Any) -> Any:
        """The cell value for a field's plain value; None stays an empty cell."""
        if value is None:
            return None
        if isinstance(value, ClassName):
            return class_text(value, self.classes)
        if isinstance(value, bool):
            return self.yes[not value]
        if isinstance(value, dt.date):
            if field == "入学年月":
                return month_text(value, self.months)
            if self.dates == "excel":
                return Dated(value)
            if self.dates == "mixed":
                return date_text(value, DATE_STYLES[value.toordinal() % len(DATE_STYLES)])
            return date_text(value, self.dates)
        if field == "年级" and isinstance(value, int):
            return grade_text(value, self.grades)
        if field == "身份证号":
            return self._identity(value)
        if field == "姓名" and self.names == "padded" and len(value) == 2:
            return f"{value[0]}　{value[1]}"
        return value

    def _identity(self, value: str) -> str:
        if not value:
            return value
        habit = sum(map(ord, value)) % 7
        if self.ids == "untidy":
            if value.endswith("X"):
                return value[:-1] + ("Ｘ", "x")[habit % 2]
            return (f"{value} ", f"'{value}", f"{value[:6]} {value[6:14]} {value[14:]}", value)[
                habit % 4
            ]
        return value
