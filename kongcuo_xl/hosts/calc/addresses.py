"""Areas and UNO's addresses."""

from __future__ import annotations

from .areas import Area, between
from .bridge import Uno, struct


def area_of(address: Uno) -> Area:
    """A UNO range address as an area."""
    return between(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)


def range_address(sheet: int, area: Area) -> Uno:
    """An area of a sheet as com.sun.star.table.CellRangeAddress."""
    return struct(
        "table.CellRangeAddress",
        Sheet=sheet,
        StartRow=area.top,
        EndRow=area.bottom,
        StartColumn=area.left,
        EndColumn=area.right,
    )


def cell_address(sheet: int, area: Area) -> Uno:
    """The first cell of an area as com.sun.star.table.CellAddress."""
    return struct("table.CellAddress", Sheet=sheet, Row=area.top, Column=area.left)
