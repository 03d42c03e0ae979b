"""Finding cells: by text, by kind; replacing; removing what is there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import values
from .addresses import area_of
from .areas import Area, between

if TYPE_CHECKING:
    from .ranges import Range

UNCLIPPED = 1_000_000


def _pattern(text: str, whole: bool, match_case: bool) -> re.Pattern[str]:
    expression = re.escape(text)
    return re.compile(
        rf"\A{expression}\Z" if whole else expression, 0 if match_case else re.IGNORECASE
    )


def _worked(cells: Range) -> Area | None:
    """The part of a range that is worth looking at."""
    area = cells.cells
    if area.rows * area.columns <= UNCLIPPED:
        return area
    return area.within(cells.sheet.used_area)


def find(
    cells: Range, text: str, whole: bool, direction: str, order: str, match_case: bool
) -> Area | None:
    """The first cell, in this order, whose formula or constant matches."""
    area = _worked(cells)
    if area is None:
        return None
    wanted = _pattern(text, whole, match_case)
    rows = cells._read_formulas(area)
    found = [
        (r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if wanted.search(value)
    ]
    if not found:
        return None
    if order == "columns":
        found.sort(key=lambda place: (place[1], place[0]))
    row, column = found[-1 if direction == "backward" else 0]
    return Area(area.top + row, area.left + column, 1, 1)


def replace_all(cells: Range, old: str, new: str, whole: bool, match_case: bool) -> None:
    """Replace in formulas and constants. A text stays a text."""
    area = _worked(cells)
    if area is None:
        return
    wanted = _pattern(old, whole, match_case)
    rng = cells.piece(area)
    raw = rng.getDataArray()
    for r, row in enumerate(cells._read_formulas(area)):
        for c, value in enumerate(row):
            changed = wanted.sub(lambda _: new, value)
            if changed == value:
                continue
            cell = rng.getCellByPosition(c, r)
            if value.startswith("=") and cell.Type.value == "FORMULA":
                cell.setFormula(cells.spell(changed, area.top + r, area.left + c))
            elif isinstance(raw[r][c], str):
                cell.setString(changed)
            else:
                cell.setFormula(changed)


def remove_duplicates(cells: Range, columns: list[int], has_headers: bool) -> None:
    """Keep the first of the rows that are equal in these columns (1-based); the rest moves up."""
    area = cells.cells
    first = 1 if has_headers else 0
    rng = cells.piece(area)
    shown = rng.getDataArray()
    rows = rng.getFormulaArray()
    seen: set[tuple[object, ...]] = set()
    kept = list(rows[:first])
    for value, row in zip(shown[first:], rows[first:], strict=True):
        key = tuple(
            v.casefold() if isinstance(v, str) else v for v in (value[c - 1] for c in columns)
        )
        if key not in seen:
            seen.add(key)
            kept.append(row)
    blank = ("",) * area.columns
    rng.setFormulaArray(tuple(kept) + (blank,) * (len(rows) - len(kept)))


def special(cells: Range, kind: str, value_kind: str | None) -> list[Area]:
    """blanks, constants, formulas or visible cells; the values' kind may be given for two."""
    area = _worked(cells)
    if area is None:
        return []
    if kind == "visible":
        visible = cells.piece(area).queryVisibleCells().RangeAddresses
        return [area_of(address) for address in visible]
    rng = cells.piece(area)
    read = values.read(cells, area)
    formulas = rng.getFormulaArray()
    formula_cells = {
        place
        for address in rng.queryFormulaCells(7).RangeAddresses
        for place in _places(area_of(address))
    }

    def chosen(row: int, column: int) -> bool:
        value = read[row - area.top][column - area.left]
        is_formula = (row, column) in formula_cells
        if kind == "blanks":
            return not is_formula and formulas[row - area.top][column - area.left] == ""
        if is_formula != (kind == "formulas") or (not is_formula and value is None):
            return False
        return value_kind is None or _kind(value) == value_kind

    return list(_rectangles(area, chosen))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "logical"
    if isinstance(value, values.CellError):
        return "errors"
    return "text" if isinstance(value, str) or value is None else "numbers"


def _places(area: Area) -> Iterator[tuple[int, int]]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield row, column


def _rectangles(area: Area, chosen: object) -> Iterator[Area]:
    """Runs of chosen cells in a row; equal runs one below the other are one area."""
    open_runs: dict[tuple[int, int], int] = {}
    for row in range(area.top, area.bottom + 2):
        runs: list[tuple[int, int]] = []
        start = None
        if row <= area.bottom:
            for column in range(area.left, area.right + 2):
                inside = column <= area.right and chosen(row, column)  # type: ignore[operator]
                if inside and start is None:
                    start = column
                elif not inside and start is not None:
                    runs.append((start, column - 1))
                    start = None
        for run in [run for run in open_runs if run not in runs]:
            yield between(open_runs.pop(run), run[0], row - 1, run[1])
        for run in runs:
            open_runs.setdefault(run, row)
