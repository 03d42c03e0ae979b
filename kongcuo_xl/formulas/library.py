"""The functions of the spreadsheet language that can be worked out here."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

from kongcuo_xl.book import Value
from kongcuo_xl.formulas import formats
from kongcuo_xl.formulas.values import (
    BLANK,
    DIV0,
    NA,
    NUM,
    REF,
    WRONG,
    Blank,
    Block,
    ErrorValue,
    Operand,
    Range,
    UnsupportedError,
    number,
    ranks,
    serial,
    text,
    truth,
)

Scalar: TypeAlias = Callable[..., Value]
Whole: TypeAlias = Callable[..., Operand]

SCALARS: dict[str, tuple[int, int, Scalar]] = {}
"""Functions of single values: fewest and most arguments, and the work. Arrays go value by value."""
WHOLES: dict[str, tuple[int, int, Whole]] = {}
"""Functions of ranges and arrays as a whole."""
ERRORS_TOO = frozenset({"ISERROR", "ISERR", "ISNA", "ISBLANK", "ISNUMBER", "ISTEXT", "ISLOGICAL"})
"""Scalars that look at an error rather than pass it on."""
ARRAYS_INSIDE = frozenset({"SUMPRODUCT", "LOOKUP"})
"""Functions within which ranges are taken whole, even outside an array formula."""
_MANY = 255


class _WrongError(Exception):
    """An error that a function comes to."""

    def __init__(self, value: ErrorValue) -> None:
        self.value = value


def _scalar(name: str, fewest: int, most: int | None = None) -> Callable[[Scalar], Scalar]:
    def kept(work: Scalar) -> Scalar:
        SCALARS[name] = fewest, fewest if most is None else most, _caught(work)
        return work

    return kept


def _whole(name: str, fewest: int, most: int | None = None) -> Callable[[Whole], Whole]:
    def kept(work: Whole) -> Whole:
        WHOLES[name] = fewest, fewest if most is None else most, _caught(work)
        return work

    return kept


def _caught(work: Callable[..., Any]) -> Callable[..., Any]:
    def done(*given: Any) -> Any:
        try:
            return work(*given)
        except _WrongError as wrong:
            return wrong.value
        except OverflowError:
            return NUM

    return done


def _number(value: Value) -> float | int:
    found = number(value)
    if isinstance(found, ErrorValue):
        raise _WrongError(found)
    return found


def _truth(value: Value) -> bool:
    found = truth(value)
    if isinstance(found, ErrorValue):
        raise _WrongError(found)
    return found


def _whole_number(value: Value) -> int:
    return math.floor(_number(value))


def _one(operand: Operand) -> Value:
    """The one value of an argument, or of a range that is one cell."""
    if not isinstance(operand, list):
        return operand
    if len(operand) == 1 and len(operand[0]) == 1:
        return operand[0][0]
    raise UnsupportedError("several values where one is wanted")


def values(operand: Operand) -> Iterable[Value]:
    """Every value of an operand, row by row."""
    return (v for row in operand for v in row) if isinstance(operand, list) else (operand,)


def _numbers(operands: Sequence[Operand]) -> Iterator[float | int]:
    """The numbers among operands: in ranges only real ones, typed in also what reads as one."""
    for operand in operands:
        for value in values(operand):
            if isinstance(value, ErrorValue):
                raise _WrongError(value)
            if not isinstance(operand, list) or not isinstance(value, (str, bool)):
                yield _number(value)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────
@_whole("SUM", 1, _MANY)
def _sum(*given: Operand) -> Value:
    return sum(_numbers(given))


@_whole("AVERAGE", 1, _MANY)
def _average(*given: Operand) -> Value:
    found = list(_numbers(given))
    return sum(found) / len(found) if found else DIV0


@_whole("MAX", 1, _MANY)
def _max(*given: Operand) -> Value:
    return max(_numbers(given), default=0)


@_whole("MIN", 1, _MANY)
def _min(*given: Operand) -> Value:
    return min(_numbers(given), default=0)


@_whole("COUNT", 1, _MANY)
def _count(*given: Operand) -> Value:
    def counts(value: Value, *, typed: bool) -> bool:
        if isinstance(value, str):
            return typed and not isinstance(number(value), ErrorValue)
        return typed or not isinstance(value, bool)

    return sum(counts(v, typed=not isinstance(one, list)) for one in given for v in values(one))


@_whole("COUNTA", 1, _MANY)
def _counta(*given: Operand) -> Value:
    return sum(not isinstance(v, Blank) for one in given for v in values(one))


@_whole("COUNTBLANK", 1)
def _countblank(given: Operand) -> Value:
    beyond = given.beyond if isinstance(given, Range) else 0
    return sum(isinstance(v, str) and not v for v in values(given)) + beyond


@_whole("SUMPRODUCT", 1, _MANY)
def _sumproduct(*given: Operand) -> Value:
    blocks: list[Block] = [one if isinstance(one, list) else [[one]] for one in given]
    shapes = {(len(block), len(block[0]) if block else 0) for block in blocks}
    if len(shapes) > 1:
        return WRONG
    total: float = 0
    for row in zip(*blocks, strict=True):
        for factors in zip(*row, strict=True):
            for factor in factors:
                if isinstance(factor, ErrorValue):
                    return factor
            total += math.prod(0 if isinstance(f, (str, bool)) else _number(f) for f in factors)
    return total


def _place_of(operand: Operand, place: Operand, *, largest: bool) -> Value:
    found, at = sorted(_numbers([operand]), reverse=largest), math.ceil(_number(_one(place)))
    return found[at - 1] if 1 <= at <= len(found) else NUM


_whole("LARGE", 2)(lambda given, place: _place_of(given, place, largest=True))
_whole("SMALL", 2)(lambda given, place: _place_of(given, place, largest=False))


@_scalar("ABS", 1)
def _abs(value: Value) -> Value:
    return abs(_number(value))


@_scalar("INT", 1)
def _int(value: Value) -> Value:
    return _whole_number(value)


@_scalar("MOD", 2)
def _mod(value: Value, by: Value) -> Value:
    return _number(value) % _number(by) if _number(by) else DIV0


def _rounded(way: str) -> Scalar:
    def work(value: Value, digits: Value = 0) -> Value:
        given, places = _number(value), int(_number(digits))
        try:
            exact = Decimal(repr(given)).quantize(Decimal(1).scaleb(-places), way)
        except InvalidOperation:  # more digits than a number has
            return given
        return int(exact) if places <= 0 else float(exact)

    return work


for _name, _way in (("ROUND", ROUND_HALF_UP), ("ROUNDUP", ROUND_UP), ("ROUNDDOWN", ROUND_DOWN)):
    _scalar(_name, 2)(_rounded(_way))


# ── conditions ───────────────────────────────────────────────────────────────────────────────────
def _conditions(given: Sequence[Operand]) -> list[bool]:
    found: list[bool] = []
    for operand in given:
        for value in values(operand):
            if isinstance(value, ErrorValue):
                raise _WrongError(value)
            # Texts and blanks in ranges are passed over.
            if not (isinstance(operand, list) and isinstance(value, str)):
                found.append(_truth(value))
    if not found:
        raise _WrongError(WRONG)
    return found


@_whole("AND", 1, _MANY)
def _and(*given: Operand) -> Value:
    return all(_conditions(given))


@_whole("OR", 1, _MANY)
def _or(*given: Operand) -> Value:
    return any(_conditions(given))


_scalar("NOT", 1)(lambda value: not _truth(value))
_scalar("TRUE", 0)(lambda: True)
_scalar("FALSE", 0)(lambda: False)
_scalar("NA", 0)(lambda: NA)
_scalar("ISBLANK", 1)(lambda value: isinstance(value, Blank))
_scalar("ISERROR", 1)(lambda value: isinstance(value, ErrorValue))
_scalar("ISERR", 1)(lambda value: isinstance(value, ErrorValue) and value != NA)
_scalar("ISNA", 1)(lambda value: isinstance(value, ErrorValue) and value == NA)
_scalar("ISLOGICAL", 1)(lambda value: isinstance(value, bool))
_scalar("ISNUMBER", 1)(lambda value: not isinstance(value, (str, bool)))
_scalar("ISTEXT", 1)(lambda v: isinstance(v, str) and not isinstance(v, (Blank, ErrorValue)))


@lru_cache(maxsize=1024)
def _pattern(wanted: str) -> re.Pattern[str] | None:
    """A text with wildcards as a pattern; None for one without."""
    if not re.search(r"[*?~]", wanted):
        return None
    signs = {"*": ".*", "?": "."}
    parts = re.findall(r"~[*?~]|.", wanted, re.S)
    made = "".join(signs.get(p) or re.escape(p[1:] if len(p) > 1 else p) for p in parts)
    return re.compile(made, re.S | re.I)


def _criterion(wanted: Value) -> Callable[[Value], bool]:
    """The test that COUNTIF makes of a criterion."""
    if isinstance(wanted, Blank):
        wanted = 0
    if not isinstance(wanted, str) or isinstance(wanted, ErrorValue):
        return _equal(wanted)
    sign, said = re.match(r"(<>|<=|>=|[<>=]|)(.*)", wanted, re.S).groups()  # type: ignore[union-attr]
    plain = number(said) if said else WRONG
    meant: Value = said if isinstance(plain, ErrorValue) else plain
    if said.upper() in ("TRUE", "FALSE"):
        meant = said.upper() == "TRUE"
    if sign in ("", "=", "<>"):
        same = _equal(meant) if said else _blank if sign else _empty
        return (lambda value: not same(value)) if sign == "<>" else same
    order: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda a, b: a < b, ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
    }  # fmt: skip

    def compared(value: Value) -> bool:
        if isinstance(value, (Blank, ErrorValue)):
            return False
        a, b = ranks(value, meant)
        return a[0] == b[0] and order[sign](a[1], b[1])

    return compared


def _blank(value: Value) -> bool:
    return isinstance(value, Blank)


def _empty(value: Value) -> bool:
    return isinstance(value, str) and not value


def _equal(meant: Value) -> Callable[[Value], bool]:
    if isinstance(meant, str) and not isinstance(meant, ErrorValue):
        pattern = _pattern(meant)
        if pattern is not None:
            return lambda value: (
                isinstance(value, str)
                and not isinstance(value, (Blank, ErrorValue))
                and pattern.fullmatch(value) is not None
            )

    def equal(value: Value) -> bool:
        if isinstance(value, Blank) or isinstance(value, ErrorValue) != isinstance(
            meant, ErrorValue
        ):
            return False
        # A text that reads as a number is that number to COUNTIF.
        if (
            isinstance(value, str)
            and isinstance(meant, (int, float))
            and not isinstance(meant, bool)
        ):
            return number(value) == meant
        a, b = ranks(value, meant)
        return a == b

    return equal


def _matches(pairs: Sequence[Operand]) -> list[bool]:
    """Which places fulfil every pair of range and criterion, row by row."""
    if len(pairs) % 2:
        raise UnsupportedError("a range without criterion")
    shapes = set()
    found: list[list[bool]] = []
    for area, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        if not isinstance(area, Range):
            raise UnsupportedError("a criterion asks for a range")
        shapes.add((area.area.bottom - area.area.top, area.area.right - area.area.left))
        test = _criterion(_one(wanted))
        found.append([test(value) for value in values(area)])
    if len(shapes) > 1:
        raise _WrongError(WRONG)
    # What is left out at the end is left out of all alike, or matched nothing.
    return [all(row) for row in zip(*found, strict=False)]


@_whole("COUNTIF", 2)
def _countif(area: Operand, wanted: Operand) -> Operand:
    return _countifs(area, wanted)


@_whole("COUNTIFS", 2, _MANY)
def _countifs(*pairs: Operand) -> Value:
    areas = [area for area in pairs[::2] if isinstance(area, Range)]
    if any(area.beyond for area in areas):
        tests = [_criterion(_one(wanted)) for wanted in pairs[1::2]]
        if all(test(BLANK) for test in tests):
            if len(areas) > 1:
                raise UnsupportedError("empty rows of whole columns")
            return sum(_matches(pairs)) + areas[0].beyond
    return sum(_matches(pairs))


def _chosen(summed: Operand, pairs: Sequence[Operand]) -> list[Value]:
    """The values at the places that fulfil the pairs."""
    if not isinstance(summed, Range):
        raise UnsupportedError("a sum asks for a range")
    return [v for v, fits in zip(values(summed), _matches(pairs), strict=False) if fits]


@_whole("SUMIF", 2, 3)
def _sumif(area: Operand, wanted: Operand, summed: Operand | None = None) -> Value:
    return sum(_numbers([[_chosen(area if summed is None else summed, (area, wanted))]]))


@_whole("SUMIFS", 3, _MANY)
def _sumifs(summed: Operand, *pairs: Operand) -> Value:
    return sum(_numbers([[_chosen(summed, pairs)]]))


@_whole("AVERAGEIF", 2, 3)
def _averageif(area: Operand, wanted: Operand, summed: Operand | None = None) -> Value:
    found = list(_numbers([[_chosen(area if summed is None else summed, (area, wanted))]]))
    return sum(found) / len(found) if found else DIV0


@_whole("AVERAGEIFS", 3, _MANY)
def _averageifs(averaged: Operand, *pairs: Operand) -> Value:
    found = list(_numbers([[_chosen(averaged, pairs)]]))
    return sum(found) / len(found) if found else DIV0


@_whole("MAXIFS", 3, _MANY)
def _maxifs(asked: Operand, *pairs: Operand) -> Value:
    return max(_numbers([[_chosen(asked, pairs)]]), default=0)


@_whole("MINIFS", 3, _MANY)
def _minifs(asked: Operand, *pairs: Operand) -> Value:
    return min(_numbers([[_chosen(asked, pairs)]]), default=0)


# ── texts ────────────────────────────────────────────────────────────────────────────────────────
_scalar("LEN", 1)(lambda value: len(text(value)))
_scalar("TRIM", 1)(lambda value: re.sub(" +", " ", text(value)).strip(" "))
_scalar("UPPER", 1)(lambda value: text(value).upper())
_scalar("LOWER", 1)(lambda value: text(value).lower())
_scalar("EXACT", 2)(lambda a, b: text(a) == text(b))
_scalar("VALUE", 1)(lambda value: _number(BLANK if value == "" else value))
_scalar("REPT", 2)(lambda value, times: text(value) * _length(times))
_scalar("HYPERLINK", 1, 2)(lambda link, *shown: shown[0] if shown else link)
_scalar("T", 1)(lambda value: value if isinstance(value, str) else "")


@_scalar("TEXT", 2)
def _text(value: Value, form: Value) -> Value:
    if isinstance(value, bool) or isinstance(number(value), ErrorValue):
        return text(value)
    said = text(form)
    return text(value) if said == "@" else formats.written(_number(value), said)


def _length(value: Value) -> int:
    count = int(_number(value))
    if count < 0:
        raise _WrongError(WRONG)
    return count


@_scalar("LEFT", 1, 2)
def _left(value: Value, count: Value = 1) -> Value:
    return text(value)[: _length(count)]


@_scalar("RIGHT", 1, 2)
def _right(value: Value, count: Value = 1) -> Value:
    said, most = text(value), _length(count)
    return said[-most:] if most else ""


@_scalar("MID", 3)
def _mid(value: Value, start: Value, count: Value) -> Value:
    first = _length(start)
    return text(value)[first - 1 :][: _length(count)] if first else WRONG


@_scalar("SUBSTITUTE", 3)
def _substitute(value: Value, old: Value, new: Value) -> Value:
    return text(value).replace(text(old), text(new)) if text(old) else text(value)


@_scalar("FIND", 2, 3)
def _find(wanted: Value, within: Value, start: Value = 1) -> Value:
    at = text(within).find(text(wanted), max(_length(start) - 1, 0))
    return WRONG if at < 0 else at + 1


@_scalar("SEARCH", 2, 3)
def _search(wanted: Value, within: Value, start: Value = 1) -> Value:
    pattern = _pattern(text(wanted)) or re.compile(re.escape(text(wanted)), re.I)
    found = pattern.search(text(within), max(_length(start) - 1, 0))
    return found.start() + 1 if found else WRONG


def _texts(given: Sequence[Operand]) -> Iterator[str]:
    for one in given:
        for value in values(one):
            if isinstance(value, ErrorValue):
                raise _WrongError(value)
            yield text(value)


_scalar("CONCATENATE", 1, _MANY)(lambda *given: "".join(map(text, given)))
_whole("CONCAT", 1, _MANY)(lambda *given: "".join(_texts(given)))


@_whole("TEXTJOIN", 3, _MANY)
def _textjoin(between: Operand, skip: Operand, *given: Operand) -> Value:
    said, skips = list(_texts(given)), _truth(_one(skip))
    return text(_one(between)).join(s for s in said if s or not skips)


# ── looking up ───────────────────────────────────────────────────────────────────────────────────
@_whole("INDEX", 2, 3)
def _index(block: Operand, row: Operand, column: Operand = BLANK) -> Operand:
    if not isinstance(block, list):
        block = [[block]]
    height, width = len(block), len(block[0]) if block else 0
    if isinstance(block, Range):
        height = block.area.bottom - block.area.top + 1
        width = block.area.right - block.area.left + 1
    down, across = _whole_number(_one(row)), _whole_number(_one(column))
    if isinstance(column, Blank) and height == 1 and width > 1:
        down, across = 1, down
    if not (0 <= down <= height and 0 <= across <= width):
        return REF
    down, across = down or int(height == 1), across or int(width == 1)
    if not down or not across:
        raise UnsupportedError("a whole row or column of a range")
    inside = down <= len(block) and across <= len(block[down - 1])
    return block[down - 1][across - 1] if inside else BLANK


def _line(operand: Operand) -> list[Value]:
    """The values of one row or column."""
    if isinstance(operand, list) and min(_extent(operand)) > 1:
        raise UnsupportedError("a search through rows and columns")
    return list(values(operand))


def _found(wanted: Operand, line: Sequence[Value]) -> int:
    """The place of a value that is exactly the one wanted."""
    wanted = _one(wanted)
    if isinstance(wanted, ErrorValue):
        raise _WrongError(wanted)
    pattern = _pattern(wanted) if isinstance(wanted, str) else None
    for at, value in enumerate(line):
        if isinstance(value, (Blank, ErrorValue)):
            continue
        a, b = ranks(value, wanted)
        if a == b or (pattern and isinstance(value, str) and pattern.fullmatch(value)):
            return at
    raise _WrongError(NA)


@_whole("MATCH", 2, 3)
def _match(wanted: Operand, where: Operand, way: Operand = 1) -> Value:
    if _number(_one(way)) != 0:
        raise UnsupportedError("a search that is not exact")
    return _found(wanted, _line(where)) + 1


@_whole("VLOOKUP", 4)
def _vlookup(wanted: Operand, block: Operand, column: Operand, near: Operand) -> Operand:
    if not isinstance(block, list) or _truth(_one(near)):
        raise UnsupportedError("a search that is not exact")
    at = _found(wanted, [row[0] for row in block])
    return _index(block, at + 1, column)


@_whole("XLOOKUP", 3, 4)
def _xlookup(wanted: Operand, where: Operand, given: Operand, otherwise: Operand = NA) -> Operand:
    answers = _line(given)
    try:
        at = _found(wanted, _line(where))
    except _WrongError as wrong:
        if wrong.value == NA:
            return otherwise
        raise
    return answers[at] if at < len(answers) else BLANK


@_whole("LOOKUP", 2, 3)
def _lookup(wanted: Operand, where: Operand, given: Operand | None = None) -> Value:
    line, answers = _line(where), _line(where if given is None else given)
    one = _one(wanted)
    if isinstance(one, ErrorValue):
        return one
    known = [
        (ranks(value, one)[0], at)
        for at, value in enumerate(line)
        if not isinstance(value, (Blank, ErrorValue))
    ]
    sought: Any = ranks(one, one)[0]
    same: list[tuple[Any, int]] = [(rank, at) for rank, at in known if rank[0] == sought[0]]
    if any(before > after for (before, _), (after, _) in pairwise(same)):
        raise UnsupportedError("a search through what is not in order")
    found = [at for rank, at in same if rank <= sought]
    if not found:
        return NA
    return answers[found[-1]] if found[-1] < len(answers) else BLANK


@_whole("FILTER", 2, 3)
def _filter(block: Operand, kept: Operand, otherwise: Operand | None = None) -> Operand:
    if not (isinstance(block, list) and isinstance(kept, list)) or any(
        isinstance(one, Range) and one.beyond for one in (block, kept)
    ):
        raise UnsupportedError("a whole column, row by row")
    if any(len(row) != 1 for row in kept):
        raise UnsupportedError("columns picked out")
    if len(kept) != len(block):
        return WRONG
    rows = [row for row, (fits,) in zip(block, kept, strict=True) if _truth(fits)]
    if not rows and otherwise is None:
        raise UnsupportedError("#CALC!")
    return rows or otherwise or ""


def _extent(operand: Operand) -> tuple[int, int]:
    if isinstance(operand, Range):
        top, left, bottom, right = operand.area
        return bottom - top + 1, right - left + 1
    return (len(operand), len(operand[0])) if isinstance(operand, list) else (1, 1)


_whole("ROWS", 1)(lambda given: _extent(given)[0])
_whole("COLUMNS", 1)(lambda given: _extent(given)[1])


# ── days ─────────────────────────────────────────────────────────────────────────────────────────
def _day(value: Value) -> dt.date:
    if isinstance(value, dt.date):
        return value
    days = _whole_number(value)
    if not 61 <= days <= 2_958_465:
        raise _WrongError(NUM)
    return dt.date(1899, 12, 30) + dt.timedelta(days=days)


_scalar("YEAR", 1)(lambda value: _day(value).year)
_scalar("MONTH", 1)(lambda value: _day(value).month)
_scalar("DAY", 1)(lambda value: _day(value).day)


@_scalar("DATE", 3)
def _date(year: Value, month: Value, day: Value) -> Value:
    y, m = _whole_number(year), _whole_number(month) - 1
    first = 1900 + y if 0 <= y < 1900 else y
    try:
        start = dt.date(first + m // 12, m % 12 + 1, 1)
        return serial(start + dt.timedelta(days=_whole_number(day) - 1))
    except ValueError:
        return NUM


@_scalar("DATEDIF", 3)
def _datedif(first: Value, last: Value, unit: Value) -> Value:
    start, end = _day(first), _day(last)
    if start > end:
        return NUM
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    found = {
        "Y": months // 12,
        "M": months,
        "D": (end - start).days,
        "YM": months % 12,
    }
    if text(unit).upper() in ("MD", "YD"):
        raise UnsupportedError("DATEDIF")
    return found.get(text(unit).upper(), NUM)
