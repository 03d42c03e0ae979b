"""Sums, counts and rounding."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation

from kongcuo_xl.book import Value
from kongcuo_xl.formulas.library.registry import (
    MANY,
    Scalar,
    number_of,
    numbers_among,
    one_value,
    scalar,
    values,
    whole,
    whole_number,
)
from kongcuo_xl.formulas.values import (
    DIV0,
    NUM,
    WRONG,
    Blank,
    Block,
    ErrorValue,
    Operand,
    Range,
    number,
)


@whole("SUM", 1, MANY)
def _sum(*given: Operand) -> Value:
    return sum(numbers_among(given))


@whole("AVERAGE", 1, MANY)
def _average(*given: Operand) -> Value:
    found = list(numbers_among(given))
    return sum(found) / len(found) if found else DIV0


@whole("MAX", 1, MANY)
def _max(*given: Operand) -> Value:
    return max(numbers_among(given), default=0)


@whole("MIN", 1, MANY)
def _min(*given: Operand) -> Value:
    return min(numbers_among(given), default=0)


@whole("COUNT", 1, MANY)
def _count(*given: Operand) -> Value:
    def counts(value: Value, *, typed: bool) -> bool:
        if isinstance(value, str):
            return typed and not isinstance(number(value), ErrorValue)
        return typed or not isinstance(value, bool)

    return sum(counts(v, typed=not isinstance(one, list)) for one in given for v in values(one))


@whole("COUNTA", 1, MANY)
def _counta(*given: Operand) -> Value:
    return sum(not isinstance(v, Blank) for one in given for v in values(one))


@whole("COUNTBLANK", 1)
def _countblank(given: Operand) -> Value:
    beyond = given.beyond if isinstance(given, Range) else 0
    return sum(isinstance(v, str) and not v for v in values(given)) + beyond


@whole("SUMPRODUCT", 1, MANY)
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
            total += math.prod(0 if isinstance(f, (str, bool)) else number_of(f) for f in factors)
    return total


def _place_of(operand: Operand, place: Operand, *, largest: bool) -> Value:
    found, at = (
        sorted(numbers_among([operand]), reverse=largest),
        math.ceil(number_of(one_value(place))),
    )
    return found[at - 1] if 1 <= at <= len(found) else NUM


whole("LARGE", 2)(lambda given, place: _place_of(given, place, largest=True))
whole("SMALL", 2)(lambda given, place: _place_of(given, place, largest=False))


@scalar("ABS", 1)
def _abs(value: Value) -> Value:
    return abs(number_of(value))


@scalar("INT", 1)
def _int(value: Value) -> Value:
    return whole_number(value)


@scalar("MOD", 2)
def _mod(value: Value, by: Value) -> Value:
    return number_of(value) % number_of(by) if number_of(by) else DIV0


def _rounded(way: str) -> Scalar:
    def work(value: Value, digits: Value = 0) -> Value:
        given, places = number_of(value), int(number_of(digits))
        try:
            exact = Decimal(repr(given)).quantize(Decimal(1).scaleb(-places), way)
        except InvalidOperation:  # more digits than a number has
            return given
        return int(exact) if places <= 0 else float(exact)

    return work


for _name, _way in (("ROUND", ROUND_HALF_UP), ("ROUNDUP", ROUND_UP), ("ROUNDDOWN", ROUND_DOWN)):
    scalar(_name, 2)(_rounded(_way))
