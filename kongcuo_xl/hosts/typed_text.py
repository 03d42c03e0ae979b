"""Workbooks that are text: delimited values and XML 表格 2003; and the text of bytes."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, Area, Cell, Value
from kongcuo_xl.hosts.facts import Facts, long_number
from kongcuo_xl.hosts.package import refuse_declarations, walked
from kongcuo_xl.limits import Limits


@dataclass(slots=True)
class TextSheet:
    """One sheet found in a text: its values by cell, and its facts."""

    name: str
    cells: dict[Cell, Value] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    visible: bool = True

    def put(self, row: int, column: int, value: Value) -> None:
        """Set a cell; what lies past the edge of a worksheet is left out, as Excel does."""
        if value != "" and row <= LAST_ROW and column <= LAST_COLUMN:
            self.cells[row, column] = value
            self.facts.reach(row, column)

    def rows(self) -> list[list[Value]]:
        """The values as a rectangle from A1."""
        grid: list[list[Value]] = [[""] * self.facts.width for _ in range(self.facts.height)]
        for (row, column), value in self.cells.items():
            grid[row][column] = value
        return grid


# --- bytes to text -------------------------------------------------------------------------------

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,20})""", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(data: bytes) -> tuple[str, str] | None:
    """(text, name of its encoding), or None for what is no text.

    A byte order mark decides; then UTF-8 if all of it is; then what the text says of itself; then
    GB18030, of which GBK and GB2312 are parts. Single broken characters come as U+FFFD.
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _if_text(data[len(mark) :].decode(codec, "replace"), codec)
    if wide := _unmarked_utf16(data):
        return _if_text(data.decode(wide, "replace"), wide)
    candidates = ["utf-8"]
    if (said := _DECLARED.search(data[:4096])) and (codec := _codec(said[1].decode())):
        candidates.append(codec)
    for codec in (*candidates, "gb18030"):
        try:
            return _if_text(data.decode(codec), codec)
        except UnicodeDecodeError as error:
            if error.end >= len(data) - 3 and error.start > len(data) - 5:  # cut in a character
                return _if_text(data[: error.start].decode(codec, "replace"), codec)
    best = min(
        ((data.decode(codec, "replace"), codec) for codec in ("utf-8", "gb18030")),
        key=lambda each: each[0].count("\ufffd"),
    )
    return _if_text(*best)


def _if_text(text: str, codec: str) -> tuple[str, str] | None:
    head = text[:100_000]
    strange = len(_CONTROL.findall(head)) + head.count("\ufffd")
    return (text, codec) if strange * 200 <= len(head) else None


def _unmarked_utf16(data: bytes) -> str:
    """The UTF-16 codec of a text of which ASCII characters show every other byte as 0."""
    head = data[:2000]
    if len(head) < 8:
        return ""
    for codec, zeros, others in (
        ("utf-16-le", head[1::2], head[0::2]),
        ("utf-16-be", head[0::2], head[1::2]),
    ):
        if zeros.count(0) * 10 > len(zeros) and others.count(0) == 0:
            return codec
    return ""


def _codec(name: str) -> str:
    """A codec of that name, GB18030 for the smaller sets that it holds; "" for an unknown one."""
    if name.lower().replace("-", "").replace("_", "") in ("gb2312", "gbk", "cp936", "xgbk"):
        return "gb18030"
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if getattr(info, "_is_text_encoding", False) else ""


# --- delimited values ----------------------------------------------------------------------------

_SEPARATORS = ("\t", ",", ";", "|", "，", "；")
_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')
_LONGEST_FIELD = 2000
"""Lines in one quoted field above which a quotation mark was never meant to open one."""


def delimited(text: str, name: str, limits: Limits) -> tuple[TextSheet, str, list[str]]:
    """(sheet, separator, sentences for the user) of a CSV or a tab-separated text (RFC 4180).

    Every value stays the text that it is: an ID of 18 digits, leading zeros. ``="0012"``, by which
    exports keep a number text, is 0012. Separator ``""`` means that there is none.
    Raises UnreadableBookError past the limits.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes: list[str] = []
    hint = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    if hint:
        text = text[hint.end() :]
    separator = hint[1] if hint else _separator(text)
    rows = _parsed(text, separator)
    if any(value.count("\n") > _LONGEST_FIELD for row in rows for value in row):
        rows = _parsed(text, separator, quoted=False)
        notes.append("文字中的双引号没有成对，已按普通字符读取；请核对含双引号的行。")
    sheet = TextSheet(name)
    sheet.facts.height = len(rows)
    sheet.facts.width = max(map(len, rows), default=0)
    limits.check_area(name, sheet.facts.height, sheet.facts.width)
    sheet.facts.height = sheet.facts.width = 0
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            plain = _TEXT_FORMULA.match(value)
            sheet.put(r, c, plain[1] if plain else value)
    return sheet, separator, notes


def _separator(text: str) -> str:
    """The separator that parts the most lines into the same number of fields."""
    head = text[:50_000].rpartition("\n")[0] or text[:50_000]
    best, score = "", (0.0, 0)
    for separator in _SEPARATORS:
        counts = Counter(len(row) for row in _parsed(head, separator) if any(row))
        several = {n: times for n, times in counts.items() if n > 1}
        if not several:
            continue
        width, times = max(several.items(), key=lambda each: (each[1], each[0]))
        found = (round(times / counts.total(), 1), width)
        if found > score:
            best, score = separator, found
    return best


def _parsed(text: str, separator: str, *, quoted: bool = True) -> list[list[str]]:
    if not separator:
        return [[line] for line in text.split("\n")]
    if not quoted:
        return [line.split(separator) for line in text.split("\n")]
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


# --- XML 表格 2003 --------------------------------------------------------------------------------


def spreadsheetml(text: str, limits: Limits) -> list[TextSheet]:
    """The worksheets of an XML Spreadsheet 2003 document.

    Raises UnreadableBookError when it is not well-formed, declares entities, or is past the limits.
    """
    data = text.encode("utf-8", "replace")
    refuse_declarations(data, "XML 表格 2003")
    walk = _SpreadsheetML(limits)
    walked(data, walk, "不是完整的 XML 表格 2003")
    return walk.sheets


class _SpreadsheetML:
    def __init__(self, limits: Limits) -> None:
        self.sheets: list[TextSheet] = []
        self._limits = limits
        self._path: list[str] = []
        self._area = 0
        self._row = self._column = self._next_row = self._next_column = 0
        self._column_definition = 0
        self._attributes: Mapping[str, str] = {}
        self._type = ""
        self._keep = False
        self._text: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._path.append(name)
        self._limits.check_nesting(len(self._path))
        attributes = {key.rpartition(":")[2]: value for key, value in given.items()}
        if name == "Worksheet":
            self._limits.check_sheets(len(self.sheets) + 1)
            title = attributes.get("Name", "") or f"Sheet{len(self.sheets) + 1}"
            self.sheets.append(TextSheet(title[:31]))
            self._next_row = self._column_definition = 0
            self.sheets[-1].facts.protected = attributes.get("Protected") == "1"
        elif not self.sheets:
            return
        elif name == "Column":
            self._start_column(attributes)
        elif name == "Row":
            self._row = _place(attributes.get("Index"), self._next_row, LAST_ROW)
            more = _number(attributes.get("Span"), LAST_ROW)
            self._next_row = min(self._row + 1 + more, LAST_ROW + 1)
            self._next_column = 0
            if attributes.get("Hidden") == "1" or _is_zero(attributes.get("Height")):
                self.sheets[-1].facts.hidden_rows.update(range(self._row, self._next_row))
        elif name == "Cell":
            self._start_cell(attributes)
        elif name == "Data" and self._path[-2:] == ["Cell", "Data"]:
            self._type = attributes.get("Type", "String")
            self._keep = True
        elif name == "AutoFilterColumn":
            self.sheets[-1].facts.filtered = True
        elif name == "Visible":
            self._keep = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self._path.pop()
        if not self.sheets:
            return
        if name == "Data" and self._path[-1:] == ["Cell"]:
            self._keep = False
            self._put("".join(self._text))
            self._text.clear()
        elif name == "Cell":
            sheet, cell = self.sheets[-1], (self._row, self._column)
            if "Formula" in self._attributes and not self._type:
                sheet.facts.uncached.add(cell)
                sheet.facts.reach(*cell)
        elif name == "Visible":
            self._keep = False
            self.sheets[-1].visible = "Hidden" not in "".join(self._text)
            self._text.clear()
        elif name == "Worksheet":
            sheet = self.sheets[-1]
            facts = sheet.facts
            self._limits.check_merges(sheet.name, len(facts.merges))
            self._area = self._limits.check_area(sheet.name, facts.height, facts.width, self._area)

    def characters(self, text: str) -> None:
        if self._keep:
            self._text.append(text)

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        first = _place(attributes.get("Index"), self._column_definition, LAST_COLUMN)
        last = min(first + _number(attributes.get("Span"), LAST_COLUMN), LAST_COLUMN)
        if attributes.get("Hidden") == "1" or _is_zero(attributes.get("Width")):
            self.sheets[-1].facts.hidden_columns.update(range(first, last + 1))
        self._column_definition = last + 1

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._attributes, self._type = attributes, ""
        self._text.clear()
        self._column = _place(attributes.get("Index"), self._next_column, LAST_COLUMN)
        across = _number(attributes.get("MergeAcross"), LAST_COLUMN - self._column)
        down = _number(attributes.get("MergeDown"), LAST_ROW - self._row)
        if across or down:
            area = Area(self._row, self._column, self._row + down, self._column + across)
            self.sheets[-1].facts.merges.append(area)
        self._next_column = self._column + across + 1

    def _put(self, text: str) -> None:
        sheet, cell = self.sheets[-1], (self._row, self._column)
        if self._type == "Number":
            if digits := long_number(text):
                sheet.facts.long_numbers[cell] = digits
            sheet.put(*cell, _float(text))
        elif self._type == "DateTime":
            sheet.put(*cell, _moment(text))
        elif self._type == "Boolean":
            sheet.put(*cell, text.strip() in ("1", "true"))
        elif self._type == "Error":
            sheet.facts.errors[cell] = text or "#VALUE!"
            sheet.facts.reach(*cell)
        else:
            sheet.put(*cell, text)


def _place(stated: str | None, following: int, last: int) -> int:
    """0-based place of an element that may state it, from 1; the following one otherwise."""
    if stated and stated.isdecimal() and len(stated) < 9 and int(stated) > 0:
        following = int(stated) - 1
    return min(following, last + 1)


def _number(stated: str | None, most: int) -> int:
    if not stated or not stated.isdecimal():
        return 0
    return max(0, min(int(stated[:9]), most))


def _is_zero(stated: str | None) -> bool:
    return stated is not None and bool(re.fullmatch(r"0+(?:\.0*)?", stated.strip()))


def _float(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if abs(number) < float("inf") else text


def _moment(text: str) -> Value:
    try:
        moment = dt.datetime.fromisoformat(text.strip().partition(".")[0].removesuffix("Z"))
    except ValueError:
        return text
    if moment.date() <= dt.date(1899, 12, 31):
        return moment.time()
    return moment if moment.time() != dt.time() else moment.date()
