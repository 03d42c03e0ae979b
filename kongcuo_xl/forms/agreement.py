"""勾稽 of a filled form: its own checks, then what its build and its notes state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kongcuo_xl.book import Cell, Value, a1
from kongcuo_xl.crosschecks.expression import Check, Sides, broken, parse, renamed
from kongcuo_xl.crosschecks.sheets import blocks
from kongcuo_xl.crosschecks.structure import faults, message
from kongcuo_xl.forms.lists import Listed
from kongcuo_xl.forms.mapping import Form, Grid
from kongcuo_xl.forms.page import GridRow, Page
from kongcuo_xl.forms.relations import AT, relations

_OF_LISTS = {"list.rows": "名单人数", "list.not_back": "名单中期末未返的人数"}
"""Numbers of a form's list, in the words of messages."""


At: TypeAlias = tuple[str, Cell]
"""A cell with the name of its sheet."""


@dataclass
class Agreement:
    """What does not agree on a form whose pages are filled."""

    form: Form
    pages: Mapping[str, Page]
    lists: Sequence[Listed]
    laid: Mapping[int, Sequence[GridRow]]
    """Rows of each grid, where they stand now."""
    listed_rows: Mapping[str, Sequence[tuple[int, int]]]
    """First and last row of each list on a sheet of the form as it came."""

    def notes(self) -> Iterator[str]:
        """Sentences for the user, the form's own checks first; a cell is named once."""
        told: set[At] = set()
        for check, cells, row in self._asked():
            if (sides := self._sides(check, cells, row)) is not None:
                told |= {cells[name] for name in check.names if name in cells}
                yield self._unequal(check, sides, cells, row.label if row else "")
        # A sheet of nothing but lists has no figures to agree.
        with_figures = {grid.sheet for grid in self.form.grids}
        with_figures |= {place.sheet for place in self.form.places}
        for name, page in self.pages.items():
            if name not in with_figures:
                continue
            taken = {
                row
                for first, last in self.listed_rows.get(name, ())
                for row in range(page.moved((first, 0))[0], page.moved((last, 0))[0] + 1)
            }
            for block in blocks(page.as_book_sheet(), taken):
                for cell, words in faults(block, relations(block)):
                    if (name, cell) not in told:
                        yield f"勾稽不平：［{name}］{a1(*cell)}，{words}；请核对名册和台账。"

    def _asked(self) -> Iterator[tuple[Check, dict[str, At], GridRow | None]]:
        """Every check with the cells it names: of one row, or of any rows that it spells out."""
        everywhere: dict[str, At] = {}
        for number, grid in enumerate(self.form.grids):
            for row in self.laid[number]:
                for name, cell in _cells_of(grid, row).items():
                    at = f"{name}{AT}{row.label}"
                    everywhere.setdefault(at, cell)
                    everywhere[f"{grid.sheet}.{at}"] = cell
        for check in self.form.checks:
            if any(AT in name for name in check.names):
                yield check, everywhere, None
                continue
            for number, grid in enumerate(self.form.grids):
                for row in self.laid[number]:
                    yield check, _cells_of(grid, row), row

    def _sides(self, check: Check, cells: dict[str, At], row: GridRow | None) -> Sides | None:
        """What both sides of a check come to where they differ; lists count in rows of totals."""
        values: dict[str, Value] = {
            name: self.pages[sheet].values.get(cell, "") for name, (sheet, cell) in cells.items()
        }
        if row is not None and row.line.total is True:
            for each in self.lists:
                if not each.lacking:
                    values |= {f"list.{name}": count for name, count in each.counts.items()}
        return broken(check, values)

    def _unequal(self, check: Check, sides: Sides, cells: dict[str, At], label: str) -> str:
        sheets = dict.fromkeys(cells[name][0] for name in check.names if name in cells)
        told = {
            name: a1(*cell) if len(sheets) == 1 else f"［{sheet}］{a1(*cell)}"
            for name, (sheet, cell) in cells.items()
        }
        words = {
            column.id: "·".join(column.path)
            for grid in self.form.grids
            for column in grid.block.columns
        }
        said = [
            (
                renamed(side, words | _OF_LISTS),
                "、".join(told[name] for name in parse(side).names if name in told),
            )
            for side in (check.left, check.right)
        ]
        return (
            f"勾稽不平：［{'、'.join(sheets)}］{label}{message(check, sides, *said)}；"
            "请核对名册和台账。"
        )


def _cells_of(grid: Grid, row: GridRow) -> dict[str, At]:
    """The cell of every column of a row, by the column's id."""
    columns = enumerate(grid.block.columns, grid.block.left)
    return {column.id: (grid.sheet, (row.at, at)) for at, column in columns if column.id}
