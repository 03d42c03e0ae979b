"""Tables of web pages that are named .xls, as school systems export them; also as .mht archives.

A page is read as Excel opens it: its tables stacked on one sheet, the lines of text between them
a row each. Only tables are looked at: nothing is fetched and no script is run.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, Area, Cell
from kongcuo_xl.hosts.facts import long_number
from kongcuo_xl.hosts.package import broken
from kongcuo_xl.hosts.typed_text import TextSheet, decoded
from kongcuo_xl.limits import Limits

NESTED = "网页里的表格套着表格，各层的内容已按先后排成一张表；请对照原文件核对位置。"
_MOST_COLUMNS, _MOST_ROWS = 1000, 65_534
"""What a colspan and a rowspan may say at most (HTML Living Standard, 4.9.11)."""

_NEXT = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][\w:.-]*+)([^<>]*+)>|[!?][^<>]*+>)")
_ATTRIBUTE = re.compile(r"""([\w:.-]++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SKIPPED = {"script", "style", "xml", "title"}
_LINES = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "br", "li", "caption", "center", "hr"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_TITLE = re.compile(r"<x:Name>([^<>]{1,31})</x:Name>", re.IGNORECASE)


class _Tag(NamedTuple):
    name: str
    closing: bool
    attributes: str


def _pieces(text: str) -> Iterator[_Tag | str]:
    """Tags and the text between them, in one pass that never looks back."""
    at = 0
    for found in _tags(text):
        start, end, tag = found
        if start > at:
            yield text[at:start]
        if tag is not None:
            yield tag
        at = end
    if at < len(text):
        yield text[at:]


def _tags(text: str) -> Iterator[tuple[int, int, _Tag | None]]:
    at = 0
    while found := _NEXT.search(text, at):
        at = found.end()
        if found[1]:
            close = text.find("-->", at)
            at = len(text) if close < 0 else close + 3
            yield found.start(), at, None
        elif found[3]:
            name = found[3].lower()
            if name in _SKIPPED and not found[2] and not found[4].endswith("/"):
                closed = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(text, at)
                at = closed.end() if closed else len(text)
                yield found.start(), at, None
            else:
                yield found.start(), at, _Tag(name, bool(found[2]), found[4])
        else:
            yield found.start(), at, None


@dataclass(slots=True)
class _Table:
    """A table being read: where its next cell goes, and which cells spans from above take."""

    top: int
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    """Column → last row (within the table) that a span from above covers."""
    text: list[str] | None = None
    """Text of the open cell."""
    place: Cell = (0, 0)
    attributes: str = ""
    bottom: int = 0
    """One past the last row used, tables inside included."""


class _Page:
    def __init__(self, name: str, limits: Limits) -> None:
        self.sheet = TextSheet(name)
        self.nested = False
        self._limits = limits
        self._tables: list[_Table] = []
        self._row = 0
        self._line: list[str] = []
        self._spans: list[tuple[int, int, int, int]] = []

    def read(self, text: str) -> None:
        for piece in _pieces(text):
            if isinstance(piece, str):
                self._characters(html.unescape(piece))
            elif piece.name in ("td", "th"):
                self._end_cell()
                if not piece.closing:
                    self._start_cell(piece.attributes)
            elif piece.name == "tr":
                self._end_cell()
                if not piece.closing and self._tables:
                    self._start_row(piece.attributes)
            elif piece.name == "table":
                self._end_table() if piece.closing else self._start_table()
            elif piece.name in _LINES:
                self._break(piece)
        while self._tables:
            self._end_table()
        self._end_line()

    def _characters(self, text: str) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None:
            self._line.append(text)
        elif table.text is not None:
            table.text.append(text)

    def _break(self, tag: _Tag) -> None:
        if self._tables:
            text = self._tables[-1].text
            if text and tag.name in ("br", "p", "div", "li"):
                text.append("\x00")  # stands for a line break until spaces are drawn together
        else:
            self._end_line()

    def _end_line(self) -> None:
        line = _tidy("".join(self._line))
        self._line.clear()
        if line:
            self.sheet.put(self._row, 0, line)
            self._row += 1

    def _start_table(self) -> None:
        self._limits.check_nesting(len(self._tables) + 1)
        if self._tables:
            self.nested = True
            outer = self._tables[-1]
            self._flush(outer)
            start = max(outer.bottom, outer.top + outer.row)
            self._tables.append(_Table(start, bottom=start))
            return
        self._end_line()
        if self.sheet.facts.height and self._row:
            above = max((r for r, _ in self.sheet.cells), default=-1)
            # A blank row parts two tables; a title stands right above its own.
            if any(c > 0 for r, c in self.sheet.cells if r == above):
                self._row += 1
        self._tables.append(_Table(self._row, bottom=self._row))

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._end_cell()
        table = self._tables.pop()
        table.bottom = max(table.bottom, table.top + table.row + 1)
        if self._tables:
            outer = self._tables[-1]
            outer.bottom = max(outer.bottom, table.bottom)
            # The outer row goes on below what it holds.
            outer.row = max(outer.row, outer.bottom - outer.top - 1)
        else:
            self._row = table.bottom

    def _start_row(self, attributes: str) -> None:
        table = self._tables[-1]
        table.row += 1
        table.column = 0
        row = table.top + table.row
        if row <= LAST_ROW and _HIDDEN.search(attributes):
            self.sheet.facts.hidden_rows.add(row)

    def _start_cell(self, attributes: str) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if table.row < 0:
            self._start_row("")
        while table.taken.get(table.column, -1) >= table.row:
            table.column += 1
        wide, high = (
            _span(attributes, "colspan", _MOST_COLUMNS),
            _span(attributes, "rowspan", _MOST_ROWS),
        )
        row = table.top + table.row
        wide = max(1, min(wide, LAST_COLUMN - table.column + 1))
        high = max(1, min(high, LAST_ROW - row + 1))
        for column in range(table.column, table.column + wide if high > 1 else 0):
            table.taken[column] = table.row + high - 1
        if wide > 1 or high > 1:
            self._spans.append((row, table.column, high, wide))
            self._limits.check_merges(self.sheet.name, len(self._spans))
        table.place = (row, table.column)
        table.attributes = attributes
        table.text = []
        table.column += wide

    def _end_cell(self) -> None:
        if self._tables:
            self._flush(self._tables[-1])

    def _flush(self, table: _Table) -> None:
        if table.text is None:
            return
        text = _tidy("".join(table.text))
        table.text = None
        facts = self.sheet.facts
        said = dict(_attributes(table.attributes))
        if "x:err" in said:
            facts.errors[table.place] = text or "#VALUE!"
            facts.reach(*table.place)
            return
        if digits := long_number(said.get("x:num", "")):
            facts.long_numbers[table.place] = digits
        self.sheet.put(*table.place, text)
        if text:
            table.bottom = max(table.bottom, table.place[0] + 1)

    def merges(self) -> list[Area]:
        """The spans as merged areas, cut off where the content ends."""
        bottom, right = self.sheet.facts.height - 1, self.sheet.facts.width - 1
        areas = [
            Area(r, c, min(r + high - 1, bottom), min(c + wide - 1, right))
            for r, c, high, wide in self._spans
            if r <= bottom and c <= right
        ]
        return [area for area in areas if area.bottom > area.top or area.right > area.left]


def _tidy(text: str) -> str:
    """Text as a browser shows it: runs of spaces are one, ``<br>`` a line break."""
    lines = (_SPACE.sub(" ", line).strip(" ") for line in text.split("\x00"))
    return "\n".join(lines).strip("\n").replace("\xa0", " ").strip(" ")


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(text):
        yield found[1].lower(), html.unescape(found[2].strip("\"'"))


def _span(attributes: str, name: str, most: int) -> int:
    if name not in attributes.lower():
        return 1
    said = dict(_attributes(attributes)).get(name, "")
    return min(int(said[:9]), most) if said.isdecimal() and said.isascii() else 1


def page(text: str, name: str, limits: Limits) -> tuple[list[TextSheet], list[str]]:
    """(the sheet, sentences for the user) of a web page; no sheet when it holds no table.

    Raises UnreadableBookError past the limits.
    """
    found = _Page(_titled(text) or name, limits)
    found.read(text)
    if not re.search(r"<td\b|<th\b", text, re.IGNORECASE):
        return [], []
    sheet = found.sheet
    limits.check_area(sheet.name, sheet.facts.height, sheet.facts.width)
    sheet.facts.merges = found.merges()
    return [sheet], [NESTED] if found.nested else []


def _titled(text: str) -> str:
    """The one worksheet's name, where Excel wrote the page."""
    names = _TITLE.findall(text[:50_000])
    return html.unescape(names[0]) if len(names) == 1 else ""


def archive(data: bytes, name: str, limits: Limits) -> tuple[list[TextSheet], list[str]]:
    """(sheets, sentences) of an .mht archive (RFC 2557): each page with a table is a sheet.

    Raises UnreadableBookError when it is broken or past the limits.
    """
    try:
        pages = list(_pages(email.message_from_bytes(data, policy=email.policy.compat32)))
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError) as error:
        raise broken("网页档案（MHTML）的结构有误") from error
    names = [html.unescape(n) for text in pages for n in _TITLE.findall(text[:50_000])]
    sheets: list[TextSheet] = []
    notes: list[str] = []
    area = 0
    for text in pages:
        found, said = page(text, name, limits)
        for sheet in found:
            limits.check_sheets(len(sheets) + 1)
            area = limits.check_area(sheet.name, sheet.facts.height, sheet.facts.width, area)
            sheets.append(sheet)
        notes += [note for note in said if note not in notes]
    taken: set[str] = set()
    for number, sheet in enumerate(sheets):
        title = names[number] if len(names) == len(sheets) else sheet.name
        while title.lower() in taken:
            title = f"{title[:27]}({number + 1})"
        taken.add(title.lower())
        sheet.name = title
    return sheets, notes


def _pages(message: email.message.Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        text = decoded(content)
        if text is not None:
            yield text[0]
