"""Which formulas have to be worked out again where a cell has a new value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from kongcuo_xl.book import Area, Cell

At: TypeAlias = tuple[str, Cell]
"""A sheet and a cell of it."""
Waiting: TypeAlias = tuple[At, list[tuple[str, Area]]]
"""A formula and the areas that it refers to."""


_WIDE = 50
"""Columns from which on an area is entered by its rows alone."""


@dataclass(slots=True)
class Rows:
    """Rows of a column in which something may have a new value."""

    rows: list[int] = field(default_factory=list)

    def between(self, top: int, bottom: int) -> list[int]:
        """Those from one row to another."""
        return self.rows[bisect_left(self.rows, top) : bisect_right(self.rows, bottom)]


class Asking:
    """Formulas by the cells that they refer to, each given out once."""

    def __init__(self, waiting: Sequence[Waiting]) -> None:
        self.areas = dict(waiting)
        self._left = set(self.areas)
        self._by_column: dict[tuple[str, int], list[tuple[int, int, At]]] = {}
        self._wide: dict[str, list[tuple[Area, At]]] = {}
        for at, areas in waiting:
            for sheet, area in areas:
                if area.right - area.left >= _WIDE:
                    self._wide.setdefault(sheet, []).append((area, at))
                    continue
                for column in range(area.left, area.right + 1):
                    kept = self._by_column.setdefault((sheet, column), [])
                    kept.append((area.top, area.bottom, at))

    def for_(self, sheet: str, cell: Cell) -> list[At]:
        """The formulas that refer to a cell and were not given out yet."""
        row, column = cell
        narrow = self._by_column.get((sheet, column), ())
        found = [at for top, bottom, at in narrow if top <= row <= bottom]
        found += [at for area, at in self._wide.get(sheet, ()) if area.top <= row <= area.bottom]
        fresh = [at for at in dict.fromkeys(found) if at in self._left]
        self._left.difference_update(fresh)
        return fresh
