"""What of a sheet is printed when nothing says so."""

from __future__ import annotations

from kongcuo_xl.book import Area
from kongcuo_xl.hosts.ooxml.workbook import Workbook


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
