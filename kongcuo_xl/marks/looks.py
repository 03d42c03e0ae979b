"""The columns of 问题清单, and how its cells look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kongcuo_xl.book import Area
from kongcuo_xl.marks.overlays import OVERLAYS
from kongcuo_xl.plan import (
    AddSheet,
    Link,
    NewCell,
    Printing,
    SheetContent,
    Style,
)

LIST_SHEET = "问题清单"
LIST_KIND = "list"
"""How the sheet is known among what is ours (``AddSheet.ours``)."""
LIST_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 6),
    ("级别", 7),
    ("代码", 9),
    ("问题", 20),
    ("位置", 15),
    ("工作表", 11),
    ("单元格", 8),
    ("姓名", 9),
    ("说明", 40),
    ("建议", 26),
    ("依据", 18),
    ("核实说明", 24),
    ("指纹", 14),
)
"""Headings and widths of 问题清单, in order."""
LIST_HEADER_ROW = 3
"""Row of the headings; the findings follow directly."""
CODE_COLUMN = [name for name, _ in LIST_COLUMNS].index("代码")
EXPLANATION_COLUMN = [name for name, _ in LIST_COLUMNS].index("核实说明")
FINGERPRINT_COLUMN = [name for name, _ in LIST_COLUMNS].index("指纹")
TITLE = Style(bold=True, size=16, color="1F3864", vertical="center")
NOTE = Style(color="595959", vertical="center")
LINK = Style(color="0563C1", underline=True, vertical="center")
HEADER = Style(
    bold=True,
    color="FFFFFF",
    fill="305496",
    border="thin",
    border_color="BFBFBF",
    horizontal="center",
    vertical="center",
    wrap=True,
)
TEXT = Style(wrap=True, border="thin", border_color="BFBFBF", vertical="center")
CENTRED = replace(TEXT, horizontal="center", wrap=False)
ADDRESS = replace(TEXT, color="0563C1", underline=True)
TYPED = replace(TEXT, fill="FFF9E5", locked=False)
FAINT = Style(color="A6A6A6")
LEVEL_LOOKS = {
    level: replace(CENTRED, bold=look.bold, color=look.color, fill=look.fill)
    for level, look in OVERLAYS.items()
}
LEVEL_COLUMN = [name for name, _ in LIST_COLUMNS].index("级别")
POSITION_COLUMN = [name for name, _ in LIST_COLUMNS].index("位置")
LINE_LOOKS = (
    *(CENTRED, CENTRED, CENTRED, TEXT, ADDRESS, TEXT, CENTRED, CENTRED),
    *(TEXT, TEXT, TEXT, TYPED, FAINT),
)
"""Of the columns of a line."""
COUNTED = ("按问题统计", "按人统计")
_MOST_LINES = 12
LINE_HEIGHT = 16.0


def sheet_of(
    name: str,
    cells: Sequence[NewCell],
    heights: Mapping[int, float],
    links: Sequence[Link],
    bottom: int,
) -> AddSheet:
    """The sheet from what stands on it; ``bottom`` is the last row of the list."""
    content = SheetContent(
        cells=tuple(cells),
        widths=tuple((column, width) for column, (_, width) in enumerate(LIST_COLUMNS)),
        heights=tuple(sorted(heights.items())),
        hidden_columns=(FINGERPRINT_COLUMN,),
        freeze=(LIST_HEADER_ROW + 1, 0),
        autofilter=Area(LIST_HEADER_ROW, 0, bottom, FINGERPRINT_COLUMN),
        links=tuple(sorted(links, key=lambda link: link.cell)),
        printing=Printing(landscape=True, header=(LIST_HEADER_ROW, LIST_HEADER_ROW)),
        tab_color="C00000",
    )
    return AddSheet(name, content, LIST_KIND)


def line_height(values: Sequence[str | int]) -> float:
    """Height of a row whose texts wrap in the columns of the list."""
    lines = 1
    for value, (_, width) in zip(values, LIST_COLUMNS, strict=True):
        shown = sum(2 if ord(ch) > 0x2E7F else 1 for ch in str(value))
        lines = max(lines, -(-shown // max(int(width) - 2, 1)))
    return min(lines, _MOST_LINES) * LINE_HEIGHT + 4
