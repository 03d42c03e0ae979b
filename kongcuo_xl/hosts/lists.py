"""New workbooks of plain lists, ready to read, filter and print on A4."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kongcuo_xl import book
from kongcuo_xl.book import Area
from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.hosts.ooxml.markup import ILLEGAL
from kongcuo_xl.hosts.ooxml.newbook import package
from kongcuo_xl.hosts.pages import FONT, HEAD_COLOR, TITLE_COLOR
from kongcuo_xl.plan import NewCell, Printing, SheetContent, Style

Value = str | int | dt.date | None

_WIDE = re.compile("[\u2e80-\U0010ffff]")
_HEADS = 3
"""Rows above the first of the list: title, note, headings."""
_LINE_HEIGHT = 15
"""Points of a line of body text."""
_TITLE = Style(
    bold=True, size=16, color=TITLE_COLOR, horizontal="left", vertical="center", number_format="@"
)
_NOTE = replace(_TITLE, bold=False, size=10, color="595959", wrap=True)
_BODY = Style(size=10, border="thin", border_color="BFBFBF", vertical="center", wrap=True)
_HEADING = replace(
    _BODY, bold=True, color="FFFFFF", fill=HEAD_COLOR, horizontal="center", number_format="@"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in characters."""

    heading: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One sheet. ``tints`` shades a row by the value of its ``tinted`` column: value → RRGGBB."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    tinted: int = 0
    tints: Mapping[str, str] = field(default_factory=dict)


def write(path: Path, sheets: Sequence[ListSheet]) -> None:
    """Write a new workbook. Raises OutputError."""
    pages = [(sheet.name, _content(sheet)) for sheet in sheets]
    content = package(pages, font=FONT, creator=authorship.CREATOR, category=authorship.LIST)
    write_file(path, content)


def write_file(path: Path, content: bytes) -> None:
    """Write a file; it is whole or not there. Raises OutputError."""
    with writing(path) as out:
        out.write(content)


def _content(sheet: ListSheet) -> SheetContent:
    right = len(sheet.columns) - 1
    cells = [NewCell(0, 0, _kept(sheet.title), _TITLE), NewCell(1, 0, _kept(sheet.note), _NOTE)]
    cells += [NewCell(2, n, _kept(c.heading), _HEADING) for n, c in enumerate(sheet.columns)]
    heights = [(0, 30.0), (1, 32.0), (2, 22.0)]
    looks: dict[tuple[bool, str, str], Style] = {}
    for row, values in enumerate(sheet.rows, _HEADS):
        tint = sheet.tints.get(str(values[sheet.tinted]), "")
        for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            shown: book.Value = (
                _kept(value) if isinstance(value, str) else "" if value is None else value
            )
            look = column.centred, tint if place == sheet.tinted else "", _format(value)
            if look not in looks:
                across = "center" if column.centred else "left"
                looks[look] = replace(_BODY, horizontal=across, fill=look[1], number_format=look[2])
            cells.append(NewCell(row, place, shown, looks[look]))
        heights.append((row, float(_LINE_HEIGHT * _lines(values, sheet.columns) + 4)))
    area = Area(0, 0, len(sheet.rows) + _HEADS - 1, right)
    return SheetContent(
        tuple(cells),
        widths=tuple((n, column.width) for n, column in enumerate(sheet.columns)),
        heights=tuple(heights),
        freeze=(_HEADS, 0),
        autofilter=area._replace(top=_HEADS - 1),
        merges=(Area(0, 0, 0, right), Area(1, 0, 1, right)),
        printing=Printing(landscape=True, header=(_HEADS - 1, _HEADS - 1), area=area),
    )


def _kept(text: str) -> str:
    """A text without the characters that a workbook can't hold."""
    return ILLEGAL.sub("", text)


def _format(value: Value) -> str:
    if isinstance(value, str):
        return "@"
    return "yyyy-mm-dd" if isinstance(value, dt.date) else ""


def _lines(values: Sequence[Value], columns: Sequence[Column]) -> int:
    """How many lines the longest cell of a row takes; a Chinese character is two wide."""
    widths = (len(text) + len(_WIDE.findall(text)) for text in map(str, values))
    return max(-(-width // int(c.width - 1)) for width, c in zip(widths, columns, strict=True))
