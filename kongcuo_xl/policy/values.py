"""Values of parameters: days of the year, deadlines, and how each kind of value is written."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from kongcuo_xl.policy.words import PolicyError, as_written, closest

Kind: TypeAlias = Literal[
    "bool", "int", "number", "text", "texts", "ints", "date", "month_day", "due"
]


class MonthDay(NamedTuple):
    """A day that comes every year."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month}月{self.day}日"

    def on(self, year: int) -> dt.date:
        """The day in a year; 29 February is the 28th where there is none."""
        last = calendar.monthrange(year, self.month)[1]
        return dt.date(year, self.month, min(self.day, last))


@dataclass(frozen=True, slots=True)
class Due:
    """When a report on a period is due.

    Counted from ``anchor``: ``day`` the period's last day, ``week`` its ``number``-th weekday
    (1 = Monday), ``month`` the ``number``-th of the month the period ends in (31 = its last day),
    ``next_month`` the same one month later, ``start`` and ``end`` ``number`` days after its first
    or last day.
    """

    anchor: Literal["day", "week", "month", "next_month", "start", "end"]
    number: int = 0

    def __str__(self) -> str:
        match self.anchor:
            case "day":
                return "当天"
            case "week":
                return f"当周周{'一二三四五六日'[self.number - 1]}"
            case "month" | "next_month":
                month = "当月" if self.anchor == "month" else "次月"
                return f"{month}月末" if self.number == 31 else f"{month}{self.number}日"
            case "start" | "end":
                words = "期初" if self.anchor == "start" else "期末"
                return f"{words}后{self.number}日" if self.number else words

    def date(self, first: dt.date, last: dt.date) -> dt.date:
        """The day a report on the period ``first`` … ``last`` (both included) is due."""
        match self.anchor:
            case "day":
                return last
            case "week":
                return last + dt.timedelta(self.number - last.isoweekday())
            case "month":
                return MonthDay(last.month, self.number).on(last.year)
            case "next_month":
                after = last.replace(day=1) + dt.timedelta(31)
                return MonthDay(after.month, self.number).on(after.year)
            case "start":
                return first + dt.timedelta(self.number)
            case "end":
                return last + dt.timedelta(self.number)


Value: TypeAlias = (
    bool | int | float | str | dt.date | MonthDay | Due | tuple[str, ...] | tuple[int, ...] | None
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter is: its Chinese label, unit, kind and range. Only ``national`` says so."""

    key: str
    label: str
    kind: Kind
    unit: str = ""
    empty: str = ""
    """What an empty value (or 0) means, in words."""
    choices: tuple[str, ...] = ()
    minimum: float = 0
    maximum: float = float("inf")

    def text(self, value: Value) -> str:
        """The value as people read it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.empty and value in (None, "", 0):
            return self.empty
        if isinstance(value, tuple) and not isinstance(value, MonthDay):
            return "、".join(map(str, value))
        if isinstance(value, float):
            return f"{value:g}"
        return str(value)


FILE_TYPES: Mapping[Kind, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "number": (int, float),
    "text": (str,),
    "texts": (list,),
    "ints": (list,),
}
"""The types a policy file may use; a cell may hold the same thing as text."""


def typed_value(
    parameter: Parameter,
    raw: object,
    where: str,
    types: Mapping[Kind, tuple[type, ...]] = MappingProxyType({}),
) -> Value:
    """A parameter's typed value, given as one of ``types``; raises PolicyError."""
    try:
        value: Value = _READ[parameter.kind](raw)
        if parameter.kind in types and not isinstance(raw, types[parameter.kind]):
            raise ValueError(_EXPECTED[parameter.kind])
        _check_range(parameter, value)
    except ValueError as error:
        raise PolicyError(
            f"{where}：{parameter.key}（{parameter.label}）要填{error}，现在是{as_written(raw)}。"
        ) from None
    return value


def _check_range(parameter: Parameter, value: Value) -> None:
    """Raises ValueError saying what is allowed."""
    low, high = parameter.minimum, parameter.maximum
    several = isinstance(value, tuple) and not isinstance(value, MonthDay)
    for each in cast(tuple[object, ...], value) if several else (value,):
        if isinstance(each, str) and parameter.choices and each not in parameter.choices:
            allowed = "、".join(
                choice or f"空（{parameter.empty}）" for choice in parameter.choices
            )
            nearest = closest(each, parameter.choices)
            raise ValueError(f"{allowed}之一（最接近的是“{nearest}”）")
        if isinstance(each, int | float) and not low <= each <= high:
            bound = f"{low:g}到{high:g}" if high != float("inf") else f"不小于{low:g}"
            raise ValueError(f"{bound}的数")


_EXPECTED: Mapping[Kind, str] = {
    "bool": "是或否（政策文件中写 true 或 false）",
    "int": "整数",
    "number": "数字",
    "text": "文字",
    "texts": "一列文字",
    "ints": "一列整数",
}


def _bool(raw: object) -> bool:
    words = {"是": True, "否": False, "true": True, "false": False}
    value = words.get(raw.strip().lower()) if isinstance(raw, str) else raw
    if not isinstance(value, bool):
        raise ValueError(_EXPECTED["bool"])
    return value


def _number(raw: object) -> float:
    try:
        if isinstance(raw, bool):
            raise ValueError
        text = str(raw).strip()
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError(_EXPECTED["number"]) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(_EXPECTED["number"])
    return value


def _int(raw: object) -> int:
    try:
        value = _number(raw)
    except ValueError:
        raise ValueError(_EXPECTED["int"]) from None
    if value != int(value):
        raise ValueError(_EXPECTED["int"])
    return int(value)


def _text(raw: object) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return f"{raw:g}"
    if not isinstance(raw, str):
        raise ValueError(_EXPECTED["text"])
    return raw.strip()


def _parts(raw: object) -> list[object]:
    if isinstance(raw, str):
        return list(filter(None, re.split(r"[、，,；;\s]+", raw.strip())))
    return list(raw) if isinstance(raw, list | tuple) else [raw]


def _text_list(raw: object) -> tuple[str, ...]:
    parts = _parts(raw)
    if not all(isinstance(part, str) for part in parts):
        raise ValueError(_EXPECTED["texts"])
    return tuple(str(part).strip() for part in parts)


def _int_list(raw: object) -> tuple[int, ...]:
    try:
        return tuple(_int(part) for part in _parts(raw))
    except ValueError:
        raise ValueError(_EXPECTED["ints"]) from None


def _date(raw: object) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if raw == "":
        return None
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", str(raw).strip())
    try:
        if match is None:
            raise ValueError
        return dt.date(*map(int, match.groups()))
    except ValueError:
        raise ValueError("日期，如 2026-06-13") from None


def month_day(raw: object) -> MonthDay:
    """A day of the year: 08-31, 8月31日. Raises ValueError saying what is allowed."""
    if isinstance(raw, dt.date):
        return MonthDay(raw.month, raw.day)
    match = re.fullmatch(r"(\d{1,2})[-./月](\d{1,2})日?", str(raw).strip())
    try:
        if match is None:
            raise ValueError
        dt.date(2000, int(match[1]), int(match[2]))
    except ValueError:
        raise ValueError("月和日，如 08-31") from None
    return MonthDay(int(match[1]), int(match[2]))


def _due(raw: object) -> Due:
    text = str(raw).strip()
    if text == "当天":
        return Due("day")
    if match := re.fullmatch(r"当周周([一二三四五六日])", text):
        return Due("week", "一二三四五六日".index(match[1]) + 1)
    if match := re.fullmatch(r"([当次])月(?:(\d{1,2})日|月末|末)", text):
        day = int(match[2] or 31)
        if 1 <= day <= 31:
            return Due("month" if match[1] == "当" else "next_month", day)
    if match := re.fullmatch(r"期([初末])(?:后(\d{1,3})日)?", text):
        return Due("start" if match[1] == "初" else "end", int(match[2] or 0))
    raise ValueError("期限，写法有：当天、当周周五、当月15日、当月月末、次月8日、期初后30日、期末")


_READ: Mapping[Kind, Any] = {
    "bool": _bool,
    "int": _int,
    "number": _number,
    "text": _text,
    "texts": _text_list,
    "ints": _int_list,
    "date": _date,
    "month_day": month_day,
    "due": _due,
}
