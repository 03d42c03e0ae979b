"""What of a sheet is printed when nothing says so."""

from __future__ import annotations

import re

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, Area, column_number
from kongcuo_xl.hosts.ooxml.workbook import Workbook, referred


def printed(workbook: Workbook, sheet: str) -> Area | None:
    """From A1 to the last cell that shows something, pictures and shapes included."""
    bottom, right = workbook.worksheet(sheet).last_shown(workbook.styles.visible())
    entry = workbook.sheets[workbook.index(sheet)]
    for name in workbook.related(entry.part, "drawing"):
        for anchor in workbook.tree(name).children:
            for corner in anchor.children:
                if corner.name in ("from", "to"):
                    place = {n.name: n.text for n in corner.children}
                    bottom = max(bottom, int(place.get("row", "0")))
                    right = max(right, int(place.get("col", "0")))
    return Area(0, 0, bottom, right) if bottom >= 0 and right >= 0 else None


def print_areas(workbook: Workbook, sheet: str) -> list[Area]:
    """The areas that a sheet's print area names; empty when it has none."""
    node = workbook.local_name("_xlnm.Print_Area", sheet)
    areas = []
    for piece in node.text.split(",") if node else ():
        place = referred(piece)
        columns = re.search(r"!\$?([A-Z]+):\$?([A-Z]+)$", piece)
        rows = re.search(r"!\$?(\d+):\$?(\d+)$", piece)
        if place is not None:
            areas.append(place[1])
        elif columns:
            left, right = map(column_number, columns.groups())
            areas.append(Area(0, left, LAST_ROW, right))
        elif rows:
            areas.append(Area(int(rows[1]) - 1, 0, int(rows[2]) - 1, LAST_COLUMN))
    return areas
