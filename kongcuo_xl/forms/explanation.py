"""数据来源: for every figure of a filled form, how it was counted and whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kongcuo_xl.book import LAST_ROW, Area, Value, a1
from kongcuo_xl.identity import mask
from kongcuo_xl.plan import AddSheet, Link, NewCell, Printing, SheetContent, Style
from kongcuo_xl.statistics import Source

SHEET = "数据来源"
COLUMNS: tuple[tuple[str, float], ...] = (
    ("格子", 14),
    ("指标", 18),
    ("条件", 10),
    ("期间", 11),
    ("数", 7),
    ("定义或公式", 40),
    ("口径", 26),
    ("姓名", 9),
    ("班级", 10),
    ("证件号", 21),
    ("文件", 24),
    ("工作表", 13),
    ("单元格", 8),
    ("说明", 26),
)
_HEADER_ROW = 2
_TEXT = Style(border="thin", border_color="BFBFBF", vertical="center", size=10)
_WRAPPED = replace(_TEXT, wrap=True)
_FIGURE = replace(_WRAPPED, bold=True, fill="EAF1F8")
_FIGURE_LINK = replace(_FIGURE, color="0563C1", underline=True)
_FAINT = replace(_TEXT, color="7F7F7F")
_HEADER = replace(_FIGURE, fill="305496", color="FFFFFF", horizontal="center")


@dataclass(frozen=True, slots=True)
class Explained:
    """A filled cell: what it is, and the people counted in it."""

    sheet: str
    row: int
    column: int
    label: str
    conditions: str
    number: Value
    definition: str
    """For a total its formula."""
    basis: str = ""
    people: Sequence[Source] = ()


def explanation(title: str, period: str, figures: Sequence[Explained]) -> AddSheet:
    """The sheet that lists every figure with its people; IDs are masked."""
    cells = [NewCell(0, 0, f"{title}：数据来源", Style(bold=True, size=14, color="1F3864"))]
    note = "每个数一行（浅蓝底），下面逐人列出所计的学生和所在的单元格；证件号已遮盖。"
    cells.append(NewCell(1, 0, note, Style(color="595959")))
    cells += [NewCell(_HEADER_ROW, at, word, _HEADER) for at, (word, _) in enumerate(COLUMNS)]
    links: list[Link] = []
    heights: list[tuple[int, float]] = [(0, 26.0)]
    row = _HEADER_ROW + 1
    for figure in figures:
        place = f"{figure.sheet}!{a1(figure.row, figure.column)}"
        number = figure.number if figure.number != "" else "（留空）"
        values: list[Value] = [
            place, figure.label, figure.conditions, period, number, figure.definition, figure.basis,
        ]  # fmt: skip
        values += [""] * (len(COLUMNS) - len(values))
        cells += [
            NewCell(row, at, value, _FIGURE_LINK if at == 0 else _FIGURE)
            for at, value in enumerate(values)
        ]
        links.append(Link((row, 0), f"'{figure.sheet}'!{a1(figure.row, figure.column)}"))
        lines = max(-(-len(figure.definition) // 20), -(-len(figure.basis) // 13), 1)
        heights.append((row, 6 + 13.5 * lines))
        row += 1
        for person in figure.people:
            if row > LAST_ROW:
                break
            told = (
                place, figure.label, figure.conditions, "", "", "", "", person.name, person.klass,
                mask(person.id_number), person.file, person.sheet,
                a1(*person.cell) if person.file else "", person.said,
            )  # fmt: skip
            cells += [
                NewCell(row, at, value, _FAINT if at < 3 else _TEXT)
                for at, value in enumerate(told)
            ]
            row += 1
    last = max(row - 1, _HEADER_ROW)
    content = SheetContent(
        cells=tuple(cells),
        widths=tuple((at, width) for at, (_, width) in enumerate(COLUMNS)),
        heights=tuple(heights),
        freeze=(_HEADER_ROW + 1, 2),
        autofilter=Area(_HEADER_ROW, 0, last, len(COLUMNS) - 1),
        links=tuple(links),
        printing=Printing(landscape=True, header=(_HEADER_ROW, _HEADER_ROW)),
    )
    return AddSheet(SHEET, content)
