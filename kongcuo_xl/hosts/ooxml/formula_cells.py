"""The formulas of a workbook, with what they come to as it was saved."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from kongcuo_xl.book import Area, Cell, UnreadableBookError, Value, a1, from_a1
from kongcuo_xl.formulas import ErrorValue, lowered
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.archive import Archive
from kongcuo_xl.hosts.ooxml.markup import Node
from kongcuo_xl.hosts.ooxml.workbook import Workbook
from kongcuo_xl.hosts.ooxml.worksheet import CellPlace, Worksheet, parse_area

BROKEN = (
    *(markup.MarkupError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, OverflowError),
)
"""What a package raises that is damaged, encrypted, or holds words where numbers belong."""


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula (without ``=``) and what is stored as its result; None where nothing is."""

    text: str
    stored: Value | None
    area: Area | None = None
    """The cells that an array formula fills."""
    spills: bool = False
    """It fills as many cells as it needs (a dynamic array)."""


@dataclass(frozen=True, slots=True)
class StructuredTable:
    """A structured table: where it stands, and what its columns are called."""

    sheet: str
    area: Area
    headers: int
    totals: int
    columns: tuple[str, ...]


@dataclass(slots=True)
class Formulas:
    """Every formula of a workbook, and what formulas may refer to."""

    cells: dict[str, dict[Cell, FormulaCell]]
    """By sheet."""
    arrays: dict[str, dict[Cell, Value | None]] = field(default_factory=dict)
    """What is stored in the other cells of array formulas."""
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """Text of a defined name by the sheet it belongs to (``""`` for all) and its name, lowered."""
    tables: dict[str, StructuredTable] = field(default_factory=dict)
    """By name, lowered."""
    date1904: bool = False
    recalculated: bool = False
    """The workbook asks to be worked out anew when it is opened."""


def read(path: Path) -> Formulas:
    """The formulas of a workbook.

    Raises UnreadableBookError when the file is no Office Open XML workbook.
    """
    try:
        with Archive(path) as archive:
            return _read(Workbook(archive))
    except (*BROKEN, OSError) as error:
        raise UnreadableBookError(
            f"“{path.name}”的内部结构不完整；请用表格软件打开并另存后再试。"
        ) from error


def _read(workbook: Workbook) -> Formulas:
    sheets = [entry for entry in workbook.sheets if entry.kind == "worksheet"]
    found = Formulas({}, date1904=workbook.date1904)
    for entry in sheets:
        sheet = workbook.worksheet(entry.name)
        cells = dict(_of_sheet(workbook, sheet))
        found.cells[entry.name] = cells
        areas = [cell.area for cell in cells.values() if cell.area is not None]
        asked = [c for area in areas for c in _places(area) if c not in cells]
        found.arrays[entry.name] = {
            (row, place.column): stored(workbook, sheet, place)
            for row, place in sheet.places(asked)
        }
        for part in workbook.related(entry.part, "table"):
            table = _table(entry.name, workbook.tree(part))
            if table is not None:
                said = workbook.tree(part).attributes
                found.tables[(said.get("displayName") or said.get("name", "")).lower()] = table
    order = [entry.name for entry in workbook.sheets]
    for node in workbook.names():
        index = node.attributes.get("localSheetId", "")
        owner = order[int(index)] if index.isdigit() and int(index) < len(order) else ""
        found.names[owner, node.attributes.get("name", "").lower()] = node.text.strip()
    settings = workbook.root.first("calcPr")
    asks = settings.attributes.get("fullCalcOnLoad") if settings is not None else None
    found.recalculated = asks in ("1", "true")
    return found


def _places(area: Area) -> Iterator[Cell]:
    # A whole column is not walked to its end.
    for row in range(area.top, min(area.bottom, area.top + 200_000) + 1):
        for column in range(area.left, area.right + 1):
            yield row, column


def _table(sheet: str, node: Node) -> StructuredTable | None:
    area = parse_area(node.attributes.get("ref", ""))
    columns = node.first("tableColumns")
    if area is None or columns is None:
        return None
    headers = int(node.attributes.get("headerRowCount", "1"))
    totals = int(node.attributes.get("totalsRowCount", "0"))
    names = tuple(column.attributes.get("name", "") for column in columns.all("tableColumn"))
    return StructuredTable(sheet, area, headers, totals, names)


def _of_sheet(workbook: Workbook, sheet: Worksheet) -> Iterator[tuple[Cell, FormulaCell]]:
    opening = f"<{sheet.prefix}f".encode()
    if opening not in sheet.data:
        return
    shared: dict[str, tuple[Cell, str, _Copies]] = {}
    for row in sheet.rows:
        if sheet.data.find(opening, row.open_end, row.close_start) < 0:
            continue
        for place in sheet.cells(row):
            node = element(sheet, place.open_end, place.end)
            if node is None:
                continue
            here = (row.number, place.column)
            kind, text = node.attributes.get("t", "normal"), node.text
            if kind == "shared":
                index = node.attributes.get("si", "")
                if text:
                    shared[index] = here, text, _Copies(here, text)
                elif index in shared:
                    text = shared[index][2].at(here)
            area = parse_area(node.attributes.get("ref", "")) if kind == "array" else None
            if text and kind != "dataTable":
                # xml:space and line breaks within a formula mean nothing.
                yield here, FormulaCell(
                    text.strip().removeprefix("="),
                    stored(workbook, sheet, place),
                    area,
                    area is not None and _CM.search(sheet.data, place.start, place.open_end)
                    is not None,
                )  # fmt: skip


class _Copies:
    """A shared formula, as it reads in each cell that shares it."""

    def __init__(self, origin: Cell, text: str) -> None:
        self._origin = origin
        self._text = text
        self._by_column = {origin[1]: lowered(text)}

    def at(self, cell: Cell) -> str:
        """The formula as the cell has it."""
        row, column = cell
        if column not in self._by_column:
            beside = translated(a1(*self._origin), self._text, a1(self._origin[0], column))
            self._by_column[column] = lowered(beside)
        return self._by_column[column](row - self._origin[0])


_CM = re.compile(rb"""\scm\s*=\s*["'][1-9]""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")


def stored(workbook: Workbook, sheet: Worksheet, place: CellPlace) -> Value | None:
    """The value that a cell has as it was saved; None for a cell without any."""
    name = f"{sheet.prefix}v".encode()
    found = re.compile(rb"<" + name + rb"(?:\s[^>]*)?>([^<]*)<").search(
        sheet.data, place.open_end, place.end
    )
    said = _TYPE.search(sheet.data, place.start, place.open_end)
    kind = said.group(1).decode() if said else "n"
    if kind in ("s", "inlineStr"):
        return workbook.text_of(sheet, place)
    if found is None:
        return None
    text = unescape(found.group(1).decode())
    match kind:
        case "str":
            return unescaped(text)
        case "b":
            return text.strip() in ("1", "true")
        case "e":
            return ErrorValue(text.strip())
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def unescaped(text: str) -> str:
    """Text as it is meant: ``_xHHHH_`` stands for a character (18.4.12)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def element(sheet: Worksheet, start: int, end: int) -> Node | None:
    """The formula element of a cell, its place counted from ``start``."""
    name = f"{sheet.prefix}f".encode()
    body = sheet.part.data[start:end]
    found = re.search(rb"<" + name + rb"(?=[\s/>])" + markup.TAG_REST, sheet.data[start:end])
    if found is None:
        return None
    if found.group().endswith(b"/>"):
        stop = found.end()
        text = ""
    else:
        close = body.index(b"</" + name, found.end())
        stop = body.index(b">", close) + 1
        text = unescape(re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", body[found.end() : close].decode()))
    values = re.findall(rb"""\s([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", found.group())
    attributes = {n.decode(): unescape((a or b).decode()) for n, a, b in values}
    return Node("", "f", attributes, found.start(), found.end(), stop, stop, text)


def translated(origin: str, formula: str, target: str) -> str:
    """The formula of one cell as it reads in another."""
    if from_a1(origin) == from_a1(target):
        return formula
    from openpyxl.formula.translate import Translator

    return str(Translator(f"={formula}", origin).translate_formula(target))[1:]
