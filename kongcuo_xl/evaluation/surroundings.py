"""What a formula sees of its workbook: areas, names, tables, and our functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kongcuo_xl.book import Area, Cell, Value
from kongcuo_xl.evaluation.calls import function_of
from kongcuo_xl.evaluation.references import DEEPEST, is_fixed, table_area
from kongcuo_xl.formulas import (
    Operand,
    Range,
    Surroundings,
    UnsupportedError,
    read,
    tokens,
)
from kongcuo_xl.functions import Given, Here

if TYPE_CHECKING:
    from kongcuo_xl.evaluation.working import Work


class Around(Surroundings):
    """What a formula sees of its workbook."""

    def __init__(self, work: Work, sheet: str, cell: Cell, *, array: bool) -> None:
        self._work = work
        self._sheet = sheet
        self._depth = 0
        self.here = cell
        self.array = array

    def area(self, sheet: str, area: Area) -> Range:
        """The values of an area."""
        return self._work.range(self._work.sheet(sheet or self._sheet), area)

    def named(self, name: str) -> Operand:
        """What a defined name stands for; one that moves with the cell is not understood."""
        text = self._work.references.meaning(self._sheet, name)
        moves = any(
            kind in ("cell", "area", "lines") and not is_fixed(said) for kind, said in tokens(text)
        )
        if not text or moves or self._depth >= DEEPEST:
            raise UnsupportedError(name)
        self._depth += 1
        try:
            return read(text)(self)
        finally:
            self._depth -= 1

    def of_table(self, reference: str) -> Operand:
        """The cells that a reference to a table means."""
        name, _, inside = reference.partition("[")
        table = self._work.formulas.tables.get(name.lower())
        if table is None:
            raise UnsupportedError(reference)
        area = table_area(table, inside[:-1], self.here, own=table.sheet == self._sheet)
        return self.area(table.sheet, area)

    def called(self, name: str, given: Sequence[Operand | None]) -> Operand:
        """What a function of ours answers."""
        function = function_of(name)
        if function is None:
            raise UnsupportedError(name)
        here = Here(self._work.book.name, self._sheet, *self.here)
        return function([_given(one) for one in given], self._work.open_book, here)


def _given(operand: Operand | None) -> Given:
    """An argument as our functions take it; a single cell is one value."""
    if operand is None or not isinstance(operand, list):
        return None if operand is None else _plain(operand)
    if len(operand) == 1 and len(operand[0]) == 1:
        return _plain(operand[0][0])
    return [[_plain(value) for value in row] for row in operand]


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return str(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
