"""How a function is kept under its name, and what its arguments are taken for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from kongcuo_xl.book import Value
from kongcuo_xl.formulas.values import (
    NUM,
    ErrorValue,
    Operand,
    UnsupportedError,
    number,
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
MANY = 255
"""The most arguments that a function takes."""


class WrongError(Exception):
    """An error that a function comes to."""

    def __init__(self, value: ErrorValue) -> None:
        self.value = value


def scalar(name: str, fewest: int, most: int | None = None) -> Callable[[Scalar], Scalar]:
    """Keep a function of single values; ``most`` arguments are as many as the fewest by default."""

    def kept(work: Scalar) -> Scalar:
        SCALARS[name] = fewest, fewest if most is None else most, _caught(work)
        return work

    return kept


def whole(name: str, fewest: int, most: int | None = None) -> Callable[[Whole], Whole]:
    """Keep a function of ranges and arrays as a whole; ``most`` as for ``scalar``."""

    def kept(work: Whole) -> Whole:
        WHOLES[name] = fewest, fewest if most is None else most, _caught(work)
        return work

    return kept


def _caught(work: Callable[..., Any]) -> Callable[..., Any]:
    def done(*given: Any) -> Any:
        try:
            return work(*given)
        except WrongError as wrong:
            return wrong.value
        except OverflowError:
            return NUM

    return done


def number_of(value: Value) -> float | int:
    """A value as a number. Raises WrongError for what is none."""
    found = number(value)
    if isinstance(found, ErrorValue):
        raise WrongError(found)
    return found


def truth_of(value: Value) -> bool:
    """A value as true or false. Raises WrongError for what is neither."""
    found = truth(value)
    if isinstance(found, ErrorValue):
        raise WrongError(found)
    return found


def whole_number(value: Value) -> int:
    """A value as a number without what stands behind its point. Raises WrongError."""
    return math.floor(number_of(value))


def one_value(operand: Operand) -> Value:
    """The one value of an argument, or of a range that is one cell."""
    if not isinstance(operand, list):
        return operand
    if len(operand) == 1 and len(operand[0]) == 1:
        return operand[0][0]
    raise UnsupportedError("several values where one is wanted")


def values(operand: Operand) -> Iterable[Value]:
    """Every value of an operand, row by row."""
    return (v for row in operand for v in row) if isinstance(operand, list) else (operand,)


def numbers_among(operands: Sequence[Operand]) -> Iterator[float | int]:
    """The numbers among operands: in ranges only real ones, typed in also what reads as one."""
    for operand in operands:
        for value in values(operand):
            if isinstance(value, ErrorValue):
                raise WrongError(value)
            if not isinstance(operand, list) or not isinstance(value, (str, bool)):
                yield number_of(value)
