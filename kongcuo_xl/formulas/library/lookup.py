"""Places and values found in ranges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from kongcuo_xl.book import Value
from kongcuo_xl.formulas.library.conditions import wildcards
from kongcuo_xl.formulas.library.registry import (
    WrongError,
    number_of,
    one_value,
    truth_of,
    values,
    whole,
    whole_number,
)
from kongcuo_xl.formulas.values import (
    BLANK,
    NA,
    REF,
    WRONG,
    Blank,
    ErrorValue,
    Operand,
    Range,
    UnsupportedError,
    ranks,
)


@whole("INDEX", 2, 3)
def _index(block: Operand, row: Operand, column: Operand = BLANK) -> Operand:
    if not isinstance(block, list):
        block = [[block]]
    height, width = len(block), len(block[0]) if block else 0
    if isinstance(block, Range):
        height = block.area.bottom - block.area.top + 1
        width = block.area.right - block.area.left + 1
    down, across = whole_number(one_value(row)), whole_number(one_value(column))
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
    wanted = one_value(wanted)
    if isinstance(wanted, ErrorValue):
        raise WrongError(wanted)
    pattern = wildcards(wanted) if isinstance(wanted, str) else None
    for at, value in enumerate(line):
        if isinstance(value, (Blank, ErrorValue)):
            continue
        a, b = ranks(value, wanted)
        if a == b or (pattern and isinstance(value, str) and pattern.fullmatch(value)):
            return at
    raise WrongError(NA)


@whole("MATCH", 2, 3)
def _match(wanted: Operand, where: Operand, way: Operand = 1) -> Value:
    if number_of(one_value(way)) != 0:
        raise UnsupportedError("a search that is not exact")
    return _found(wanted, _line(where)) + 1


@whole("VLOOKUP", 4)
def _vlookup(wanted: Operand, block: Operand, column: Operand, near: Operand) -> Operand:
    if not isinstance(block, list) or truth_of(one_value(near)):
        raise UnsupportedError("a search that is not exact")
    at = _found(wanted, [row[0] for row in block])
    return _index(block, at + 1, column)


@whole("XLOOKUP", 3, 4)
def _xlookup(wanted: Operand, where: Operand, given: Operand, otherwise: Operand = NA) -> Operand:
    answers = _line(given)
    try:
        at = _found(wanted, _line(where))
    except WrongError as wrong:
        if wrong.value == NA:
            return otherwise
        raise
    return answers[at] if at < len(answers) else BLANK


@whole("LOOKUP", 2, 3)
def _lookup(wanted: Operand, where: Operand, given: Operand | None = None) -> Value:
    line, answers = _line(where), _line(where if given is None else given)
    one = one_value(wanted)
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


@whole("FILTER", 2, 3)
def _filter(block: Operand, kept: Operand, otherwise: Operand | None = None) -> Operand:
    if not (isinstance(block, list) and isinstance(kept, list)) or any(
        isinstance(one, Range) and one.beyond for one in (block, kept)
    ):
        raise UnsupportedError("a whole column, row by row")
    if any(len(row) != 1 for row in kept):
        raise UnsupportedError("columns picked out")
    if len(kept) != len(block):
        return WRONG
    rows = [row for row, (fits,) in zip(block, kept, strict=True) if truth_of(fits)]
    if not rows and otherwise is None:
        raise UnsupportedError("#CALC!")
    return rows or otherwise or ""


def _extent(operand: Operand) -> tuple[int, int]:
    if isinstance(operand, Range):
        top, left, bottom, right = operand.area
        return bottom - top + 1, right - left + 1
    return (len(operand), len(operand[0])) if isinstance(operand, list) else (1, 1)


whole("ROWS", 1)(lambda given: _extent(given)[0])
whole("COLUMNS", 1)(lambda given: _extent(given)[1])
