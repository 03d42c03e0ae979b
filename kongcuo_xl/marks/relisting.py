"""The sheet 问题清单 made again from its values, with what had been typed into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kongcuo_xl.book import Value, a1
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.marks.looks import (
    CENTRED,
    COUNTED,
    FINGERPRINT_COLUMN,
    HEADER,
    LEVEL_COLUMN,
    LEVEL_LOOKS,
    LINE_LOOKS,
    LINK,
    LIST_COLUMNS,
    NOTE,
    POSITION_COLUMN,
    TEXT,
    TITLE,
    line_height,
    sheet_of,
)
from kongcuo_xl.plan import (
    AddSheet,
    Link,
    NewCell,
    Style,
)


def relisted(name: str, rows: Sequence[Sequence[Value]]) -> AddSheet:
    """The sheet 问题清单 with these values, such as it was with what had been typed into it."""
    heads = [heading for heading, _ in LIST_COLUMNS]
    rows = [[*row, *[""] * (len(heads) - len(row))] for row in rows]
    top = next((r for r, row in enumerate(rows) if list(row[: len(heads)]) == heads), 0)
    bottom = top
    while bottom + 1 < len(rows) and rows[bottom + 1][FINGERPRINT_COLUMN] != "":
        bottom += 1
    counted = {str(row[0]): r for r, row in enumerate(rows) if r > bottom}
    cells: list[NewCell] = []
    links: list[Link] = []
    heights: dict[int, float] = {0: 28.0, 1: 18.0, 2: 18.0, top: 22.0}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            text = str(value)
            if top < r <= bottom:
                look = [*LINE_LOOKS, *[TEXT] * len(row)][c]
                if c == LEVEL_COLUMN:
                    look = next((LEVEL_LOOKS[each] for each in LEVELS if each == text), look)
                cells.append(NewCell(r, c, value, look))
            elif r > bottom and isinstance(row[0], (int, float)):
                looks = [CENTRED] * 3 + [TEXT] + [CENTRED] * len(LEVELS)
                cells += [NewCell(r, c, value, looks[c])] if c < len(looks) else []
            elif value != "":
                cells.append(NewCell(r, c, value, _look_beside(r, top, text, rows)))
            where = text.removesuffix(" ↓")
            if r < top and text.endswith("↓") and where in counted:
                links.append(Link((r, c), f"'{name}'!{a1(counted[where], 0)}"))
        if top < r <= bottom:
            heights[r] = line_height([str(value) for value in row[: len(heads)]])
            sheet, _, address = str(row[POSITION_COLUMN]).rpartition("!")
            quoted = sheet.replace("'", "''")
            links.append(Link((r, POSITION_COLUMN), f"'{quoted}'!{address}"))
    return sheet_of(name, cells, heights, links, bottom)


def _look_beside(row: int, top: int, text: str, rows: Sequence[Sequence[Value]]) -> Style:
    """The look of a cell above or below the lines of the list."""
    if row == top or (row and rows[row - 1][0] in COUNTED):
        return HEADER
    if row < top:
        return TITLE if row == 0 else LINK if text.endswith("↓") else NOTE
    return replace(TITLE, size=12) if text in COUNTED else CENTRED
