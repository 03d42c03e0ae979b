"""The plan that corrects a workbook, with the sheet 整理清单."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kongcuo_xl.book import Area, Value
from kongcuo_xl.plan import (
    AddSheet,
    Link,
    NewCell,
    Plan,
    Printing,
    SetValue,
    SheetContent,
    Step,
    Style,
)
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tidying.correction import Correction

LIST_SHEET = "整理清单"


def plan(
    book: BookReading,
    corrections: Sequence[Correction],
    suggestions: Sequence[Correction] = (),
    *,
    show_ids: bool = False,
) -> Plan:
    """The plan that corrects one workbook and adds the sheet 整理清单."""
    steps: list[Step] = [
        SetValue(c.sheet, c.row, c.column, c.after, like=c.like) for c in corrections
    ]
    names = {sheet.name.lower() for sheet in book.book.sheets}
    free = (name for name in _numbered(LIST_SHEET) if name.lower() not in names)
    steps.append(AddSheet(next(free), _list(corrections, suggestions, show_ids=show_ids)))
    return tuple(steps)


_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 6), ("位置", 17), ("姓名", 10), ("栏目", 12),
    ("原值", 26), ("改为", 26), ("做了什么", 30),
)  # fmt: skip
_TITLE = Style(bold=True, size=16, color="1F3864", vertical="center")
_NOTE = Style(color="595959", vertical="center")
_HEADER = Style(
    bold=True, color="FFFFFF", fill="305496", border="thin", border_color="BFBFBF",
    horizontal="center", vertical="center", wrap=True,
)  # fmt: skip
_TEXT = Style(wrap=True, border="thin", border_color="BFBFBF", vertical="center", number_format="@")
_ADDRESS = Style(
    color="0563C1", underline=True, border="thin", border_color="BFBFBF", vertical="center"
)
_TOP = 3


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def _list(
    corrections: Sequence[Correction], suggestions: Sequence[Correction], *, show_ids: bool
) -> SheetContent:
    told = f"改正 {len(corrections)} 处；另有 {len(suggestions)} 处没有把握，没有改动，列在后面。"
    cells = [NewCell(0, 0, LIST_SHEET, _TITLE), NewCell(1, 0, told, _NOTE)]
    links: list[Link] = []
    row = _TOP
    for title, listed in (("", corrections), ("没有改动，请核对：", suggestions)):
        if title and listed:
            cells.append(NewCell(row, 0, title, _TITLE))
            row += 1
        if listed:
            heads = [name if not title else name.replace("改为", "可能是") for name, _ in _COLUMNS]
            cells += [NewCell(row, c, head, _HEADER) for c, head in enumerate(heads)]
        for number, c in enumerate(listed, 1):
            row += 1
            before, after = c.shown(show_ids=show_ids)
            place = f"{c.sheet}!{c.cell}"
            quotes = f"“{before}”", f"“{after}”"
            values: tuple[Value, ...] = (number, place, c.person, c.field, *quotes, c.reason)
            looks = (_TEXT, _ADDRESS, *(_TEXT,) * 5)
            cells += [
                NewCell(row, i, v, look)
                for i, (v, look) in enumerate(zip(values, looks, strict=True))
            ]
            quoted = c.sheet.replace("'", "''")
            links.append(Link((row, 1), f"'{quoted}'!{c.cell}"))
        row += 2
    last = len(_COLUMNS) - 1
    return SheetContent(
        cells=tuple(cells),
        widths=tuple((i, width) for i, (_, width) in enumerate(_COLUMNS)),
        heights=((0, 28.0), (_TOP, 22.0)),
        freeze=(_TOP + 1, 0),
        autofilter=Area(_TOP, 0, _TOP + len(corrections), last),
        links=tuple(links),
        printing=Printing(landscape=True, header=(_TOP, _TOP)),
        tab_color="70AD47",
    )
