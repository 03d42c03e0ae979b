"""COUNTIF, SUMIFS and the like: what fulfils a criterion."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from kongcuo_xl.book import Value
from kongcuo_xl.formulas.library.registry import (
    MANY,
    WrongError,
    numbers_among,
    one_value,
    values,
    whole,
)
from kongcuo_xl.formulas.values import (
    BLANK,
    DIV0,
    WRONG,
    Blank,
    ErrorValue,
    Operand,
    Range,
    UnsupportedError,
    number,
    ranks,
)


@lru_cache(maxsize=1024)
def wildcards(wanted: str) -> re.Pattern[str] | None:
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
        pattern = wildcards(meant)
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
        test = _criterion(one_value(wanted))
        found.append([test(value) for value in values(area)])
    if len(shapes) > 1:
        raise WrongError(WRONG)
    # What is left out at the end is left out of all alike, or matched nothing.
    return [all(row) for row in zip(*found, strict=False)]


@whole("COUNTIF", 2)
def _countif(area: Operand, wanted: Operand) -> Operand:
    return _countifs(area, wanted)


@whole("COUNTIFS", 2, MANY)
def _countifs(*pairs: Operand) -> Value:
    areas = [area for area in pairs[::2] if isinstance(area, Range)]
    if any(area.beyond for area in areas):
        tests = [_criterion(one_value(wanted)) for wanted in pairs[1::2]]
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


@whole("SUMIF", 2, 3)
def _sumif(area: Operand, wanted: Operand, summed: Operand | None = None) -> Value:
    return sum(numbers_among([[_chosen(area if summed is None else summed, (area, wanted))]]))


@whole("SUMIFS", 3, MANY)
def _sumifs(summed: Operand, *pairs: Operand) -> Value:
    return sum(numbers_among([[_chosen(summed, pairs)]]))


@whole("AVERAGEIF", 2, 3)
def _averageif(area: Operand, wanted: Operand, summed: Operand | None = None) -> Value:
    found = list(numbers_among([[_chosen(area if summed is None else summed, (area, wanted))]]))
    return sum(found) / len(found) if found else DIV0


@whole("AVERAGEIFS", 3, MANY)
def _averageifs(averaged: Operand, *pairs: Operand) -> Value:
    found = list(numbers_among([[_chosen(averaged, pairs)]]))
    return sum(found) / len(found) if found else DIV0


@whole("MAXIFS", 3, MANY)
def _maxifs(asked: Operand, *pairs: Operand) -> Value:
    return max(numbers_among([[_chosen(asked, pairs)]]), default=0)


@whole("MINIFS", 3, MANY)
def _minifs(asked: Operand, *pairs: Operand) -> Value:
    return min(numbers_among([[_chosen(asked, pairs)]]), default=0)
