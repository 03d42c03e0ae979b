"""Moving along filled cells, continuing series, sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .areas import COLUMNS, ROWS, Area
from .bridge import enum, properties, sequence, struct

if TYPE_CHECKING:
    from .ranges import Range

# mode and date unit of XCellSeries.fillSeries
_SERIES = {
    "fill_series": ("LINEAR", "FILL_DATE_DAY"),
    "linear_trend": ("LINEAR", "FILL_DATE_DAY"),
    "growth_trend": ("GROWTH", "FILL_DATE_DAY"),
    "fill_days": ("DATE", "FILL_DATE_DAY"),
    "fill_weekdays": ("DATE", "FILL_DATE_WEEKDAY"),
    "fill_months": ("DATE", "FILL_DATE_MONTH"),
    "fill_years": ("DATE", "FILL_DATE_YEAR"),
}
LAST = 1.7e307  # a series without an end


def end(cells: Range, direction: str) -> Area:
    """Where Ctrl+arrow leads from the first cell: the edge of the block, or of the sheet."""
    area = cells.cells
    row, column = area.top, area.left
    used = cells.sheet.used_area
    if direction in ("down", "up"):
        limit = max(used.bottom, row)
        line = cells.piece(Area(0, column, limit + 1, 1)).getDataArray()
        filled = [value[0] != "" for value in line]
        at, size = row, ROWS
    else:
        limit = max(used.right, column)
        line = cells.piece(Area(row, 0, 1, limit + 1)).getDataArray()
        filled = [value != "" for value in line[0]]
        at, size = column, COLUMNS
    if direction in ("up", "left"):
        at = len(filled) - 1 - _edge(filled[::-1], len(filled) - 1 - at, len(filled))
    else:
        at = _edge(filled, at, size)
    return Area(at, column, 1, 1) if direction in ("down", "up") else Area(row, at, 1, 1)


def _edge(filled: list[bool], at: int, size: int) -> int:
    """One step: the end of a run of filled cells, else the next filled one, else the edge."""
    following = at + 1
    if at < len(filled) and filled[at] and following < len(filled) and filled[following]:
        while following < len(filled) and filled[following]:
            following += 1
        return following - 1
    while following < len(filled):
        if filled[following]:
            return following
        following += 1
    return size - 1


def autofill(source: Range, target: Range, kind: str) -> None:
    """Continue a source over a target that holds it.

    Raises NotImplementedError for flash_fill, ValueError if the target does not hold the source.
    """
    inner, outer = source.cells, target.cells
    if inner.within(outer) != inner:
        raise ValueError("The destination has to contain the source.")
    if outer.columns == inner.columns:
        if outer.bottom > inner.bottom:
            direction, count = "TO_BOTTOM", inner.rows
        else:
            direction, count = "TO_TOP", inner.rows
    elif outer.right > inner.right:
        direction, count = "TO_RIGHT", inner.columns
    else:
        direction, count = "TO_LEFT", inner.columns
    way = enum("sheet.FillDirection", direction)
    if kind in ("fill_default", "fill_values", "fill_copy", "fill_formats"):
        if kind == "fill_default":
            target.xl.fillAuto(way, count)
        elif kind == "fill_formats":
            from .copying import paste

            paste(source, target, "formats", None, False, False)
        else:
            target.xl.fillSeries(
                way,
                enum("sheet.FillMode", "SIMPLE"),
                enum("sheet.FillDateMode", "FILL_DATE_DAY"),
                1,
                LAST,
            )
        return
    if kind not in _SERIES:
        raise NotImplementedError(f"Calc does not fill by {kind}.")
    mode, unit = _SERIES[kind]
    if count > 1 and mode in ("LINEAR", "GROWTH"):
        target.xl.fillAuto(way, count)
        return
    target.xl.fillSeries(
        way, enum("sheet.FillMode", mode), enum("sheet.FillDateMode", unit),
        2 if mode == "GROWTH" else 1, LAST,
    )  # fmt: skip


def sort(cells: Range, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
    """Sort rows by columns of the range, 1-based; formats move along."""
    fields = tuple(
        struct("table.TableSortField", Field=key - 1, IsAscending=up, IsCaseSensitive=False)
        for key, up in zip(keys, ascending, strict=True)
    )
    cells.xl.sort(
        properties(
            SortFields=sequence("table.TableSortField", fields),
            ContainsHeader=has_headers,
            IsSortColumns=False,
            BindFormatsToContent=True,
        )
    )
