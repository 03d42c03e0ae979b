"""What cells and parts of formulas hold, and how one kind of value turns into another."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import TypeAlias

from kongcuo_xl.book import Area, Cell, Value

Block: TypeAlias = list[list[Value]]
"""A rectangle of values, row by row."""
Operand: TypeAlias = Value | Block


class UnsupportedError(ValueError):
    """A formula that this reader does not know how to work out."""


class Blank(str):
    """What an empty cell holds: it counts as 0, as ``""`` and as FALSE."""

    __slots__ = ()


class ErrorValue(str):
    """An error as a value: ``#N/A``."""

    __slots__ = ()


BLANK = Blank()
DIV0, NA, NUM, REF, WRONG = map(ErrorValue, ("#DIV/0!", "#N/A", "#NUM!", "#REF!", "#VALUE!"))


class Range(Block):
    """The values of an area of cells. Empty cells at its end may be left out (``A:A``)."""

    def __init__(self, rows: Block, area: Area) -> None:
        super().__init__(rows)
        self.area = area

    @property
    def beyond(self) -> int:
        """Number of empty cells left out."""
        top, left, bottom, right = self.area
        return (bottom - top + 1) * (right - left + 1) - sum(map(len, self))


def met(operand: Operand, here: Cell, *, array: bool) -> Operand:
    """A range where one value is wanted: the cell on the formula's own row or column.

    Array formulas take all of it.
    """
    if not isinstance(operand, list):
        return operand
    if isinstance(operand, Range):
        top, left, bottom, right = operand.area
        if not array and (top, left) != (bottom, right):
            row, column = here
            if left == right and top <= row <= bottom:
                return operand[row - top][0] if row - top < len(operand) else BLANK
            if top == bottom and left <= column <= right:
                inside = operand[0] if operand else []
                return inside[column - left] if column - left < len(inside) else BLANK
            return WRONG
        if operand.beyond:
            raise UnsupportedError("a whole column, cell by cell")
    return operand[0][0] if len(operand) == len(operand[0]) == 1 else operand


def single(operand: Operand, here: Cell) -> Value:
    """One value of an operand: of an array the first."""
    found = met(operand, here, array=False)
    return found[0][0] if isinstance(found, list) else found


def each(
    work: Callable[..., Value], operands: list[Operand], here: Cell, *, array: bool, errors: bool
) -> Operand:
    """``work`` done on the values of some operands, place by place.

    With ``errors`` the work takes errors, too; without, the first error is what comes of it.
    """
    given = [met(operand, here, array=array) for operand in operands]

    def one(*values: Value) -> Value:
        if not errors:
            for value in values:
                if isinstance(value, ErrorValue):
                    return value
        return work(*values)

    blocks = [block for block in given if isinstance(block, list)]
    if not blocks:
        return one(*(value for value in given if not isinstance(value, list)))
    height, width = max(map(len, blocks)), max(len(block[0]) for block in blocks)
    return [
        [one(*(_at(operand, row, column) for operand in given)) for column in range(width)]
        for row in range(height)
    ]


def _at(operand: Operand, row: int, column: int) -> Value:
    """A value of an operand at a place of a larger shape; one row or column fits every one."""
    if not isinstance(operand, list):
        return operand
    row = 0 if len(operand) == 1 else row
    column = 0 if len(operand[0]) == 1 else column
    return operand[row][column] if row < len(operand) and column < len(operand[0]) else NA


_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_READ_AS_NUMBER = re.compile(r"(?=\D*\d)[\d\s\-+/:.,，：%$￥¥()年月日时分秒apmAPM]+")
"""What a program may read as a date, a time, money or a share."""


def number(value: Value) -> float | int | ErrorValue:
    """A value as a number; #VALUE! for text that is none.

    Raises UnsupportedError for text that may be a date or the like: programs differ there.
    """
    match value:
        case bool():
            return int(value)
        case int() | float():
            return value
        case ErrorValue():
            return value
        case Blank():
            return 0
        case str():
            if _NUMBER.fullmatch(value.strip()):
                found = float(value)
                return found if math.isfinite(found) else WRONG
            if _READ_AS_NUMBER.fullmatch(value):
                raise UnsupportedError(value)
            return WRONG
    return serial(value)


def text(value: Value) -> str:
    """A value as ``&`` joins it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case str() | int():
            return str(value)
        case float():
            return f"{value:.15g}"
    return text(serial(value))


def truth(value: Value) -> bool | ErrorValue:
    """A value as a condition; #VALUE! for text that is none."""
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    found = number(value)
    return found if isinstance(found, ErrorValue) else bool(found)


def rank(value: Value) -> tuple[int, float | str | bool]:
    """How values are ordered and when they are equal: numbers, then texts, then FALSE and TRUE."""
    match value:
        case bool():
            return 2, value
        case int() | float():
            return 0, value
        case str():
            return 1, value.casefold()
    return 0, serial(value)


def ranks(left: Value, right: Value) -> tuple[tuple[int, object], tuple[int, object]]:
    """Two values to compare; a blank is like the other's nothing."""
    if isinstance(left, Blank):
        left = _nothing_like(right)
    if isinstance(right, Blank):
        right = _nothing_like(left)
    return rank(left), rank(right)


def _nothing_like(value: Value) -> Value:
    if isinstance(value, bool):
        return False
    return "" if isinstance(value, str) and not isinstance(value, Blank) else 0


def serial(
    value: dt.datetime | dt.date | dt.time | dt.timedelta, *, date1904: bool = False
) -> float | int:
    """A date or time as the number of days a workbook keeps (ECMA-376 part 1, 18.17.4)."""
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    start = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    days = (value.replace(tzinfo=None) - start) / dt.timedelta(days=1)
    # The 1900 calendar has a 29 February that never was.
    days -= 1 if not date1904 and days < 61 else 0
    return int(days) if days == int(days) else days
