"""Formulas as spreadsheet programs write them: read, worked out, moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from kongcuo_xl.book import Area, Cell, Value
from kongcuo_xl.formulas.language import Surroundings, placed, read, tokens
from kongcuo_xl.formulas.moving import lowered, shifted
from kongcuo_xl.formulas.values import (
    BLANK,
    Block,
    ErrorValue,
    Operand,
    Range,
    UnsupportedError,
    serial,
    single,
)

__all__ = [
    "BLANK",
    "Block",
    "ErrorValue",
    "Operand",
    "Range",
    "Surroundings",
    "UnsupportedError",
    "lowered",
    "placed",
    "read",
    "result",
    "serial",
    "shifted",
    "single",
    "tokens",
]

ValueOf: TypeAlias = Callable[[Cell], Value]
Elsewhere: TypeAlias = Callable[[str], ValueOf] | None
_MOST_CELLS = 100_000


def result(formula: str, value_of: ValueOf, elsewhere: Elsewhere = None) -> Value:
    """What a formula (without ``=``) comes to; ``value_of`` gives the value of a cell.

    ``elsewhere`` does so for the cells of another sheet, by its name (KeyError for no such).

    Raises UnsupportedError for functions and references that are not known, and where an error
    comes of it, such as a division by zero.
    """
    found = read(formula)(_Cells(value_of, elsewhere))
    # A range by itself is no value.
    value = found if not isinstance(found, list) else found[0][0] if _is_cell(found) else None
    if value is None or isinstance(value, ErrorValue):
        raise UnsupportedError(formula)
    return "" if value is BLANK else value


def _is_cell(found: Block) -> bool:
    return isinstance(found, Range) and found.area[:2] == found.area[2:]


class _Cells(Surroundings):
    """Cells asked for one by one."""

    def __init__(self, value_of: ValueOf, elsewhere: Elsewhere) -> None:
        self._value_of = value_of
        self._elsewhere = elsewhere

    def area(self, sheet: str, area: Area) -> Range:
        """The values of an area."""
        value_of = self._value_of
        if sheet:
            if self._elsewhere is None:
                raise UnsupportedError(sheet)
            try:
                value_of = self._elsewhere(sheet)
            except KeyError:
                raise UnsupportedError(sheet) from None
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
            raise UnsupportedError(area.a1)

        def value(cell: Cell) -> Value:
            found = value_of(cell)
            return BLANK if isinstance(found, str) and not found else found

        columns = range(left, right + 1)
        return Range([[value((r, c)) for c in columns] for r in range(top, bottom + 1)], area)
