"""Builds the blank forms of this folder, ``Fnn.xlsx``, from the texts that say what is on them.

    python templates/build.py

The language of the texts is described in docs/forms.md. A form's workbook changes only when its
text does: run it after a change and commit both.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from lxml import etree
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.book import Area
from kongcuo_xl.forms import layout
from kongcuo_xl.forms.layout import Block, Line, SheetLayout
from kongcuo_xl.statistics import MEASURES

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
HERE = Path(__file__).parent
SONG, HEI = "宋体", "黑体"
LINE = Side(style="thin", color="FF404040")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
UNDER = Border(bottom=LINE)
HEADER = PatternFill("solid", fgColor="FFEAF1F8")
TOTAL = PatternFill("solid", fgColor="FFF5F5F5")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
MEMBER = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
SHRUNK = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)
RIGHT = Alignment(horizontal="right", vertical="center")
FORMATS = {"date": "yyyy-mm-dd", "text": "@", "percent": "0.00%"}
LONG_DATE = 'yyyy"年"m"月"d"日"'
CHOICES = {"report_kind": ("有", "零报告")}
PLAIN, SMALL, GREY = Font(SONG, 11), Font(SONG, 9), Font(SONG, 9, color="FF7F7F7F")


def build(folder: Path) -> None:
    """Write every form's workbook into a folder; the same text gives the same bytes."""
    for text in sorted(HERE.glob("F[0-9][0-9].toml")):
        write(text, folder / f"{text.stem}.xlsx")


def write(text: Path, target: Path) -> None:
    """Write the blank workbook of one form's text."""
    sheets = layout.read(tomllib.loads(text.read_text(encoding="utf-8")))
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    # What a column's width is counted in.
    book._fonts[0] = PLAIN
    for sheet in sheets:
        _Page(book.create_sheet(sheet.name), sheet).draw()
    book.properties.creator = "kongcuo-xl"
    book.properties.created = book.properties.modified = dt.datetime(2025, 9, 1)
    # Whole or not there: others may be reading it.
    begun = target.with_suffix(".part")
    book.save(begun)
    _steady(begun)
    begun.replace(target)


class _Page:
    """One sheet being drawn."""

    def __init__(self, page: Worksheet, sheet: SheetLayout) -> None:
        self.page = page
        self.sheet = sheet
        self.right = len(sheet.widths) - 1

    def draw(self) -> None:
        """All of the sheet, from the top."""
        for column, width in enumerate(self.sheet.widths, 1):
            self.page.column_dimensions[get_column_letter(column)].width = width
        self._head()
        first = self.sheet.blocks[0]
        if not first.title:
            self.page.row_dimensions[first.top].height = 6
        for block in self.sheet.blocks:
            self._block(block)
        self._foot()
        self._print()

    # ── above and below the tables ───────────────────────────────────────────────────────────────
    def _head(self) -> None:
        across = sum(self.sheet.widths)
        size = max(14, min(20, int(across * 4.6 / len(self.sheet.title))))
        self._set(
            self._row(0), self.sheet.title, Font(HEI, size), CENTRE, height=layout.TITLE_HEIGHT
        )
        self._set(self._row(1), self.sheet.default, GREY, CENTRE, height=layout.DEFAULT_HEIGHT)
        for zone in self.sheet.zones:
            self.page.row_dimensions[zone.at.top + 1].height = layout.HEAD_HEIGHT
            if zone.value is None:
                self._set(zone.at, zone.label, PLAIN, SHRUNK)
                continue
            self._set(zone.at, zone.label, PLAIN, RIGHT)
            chosen = CHOICES.get(zone.kind)
            self._set(zone.value, None, PLAIN, CENTRE if chosen else SHRUNK, border=UNDER)
            if zone.kind == "date":
                self._cell(zone.value).number_format = LONG_DATE
            if chosen:
                self._choose(chosen, zone.value)
        if self.sheet.unit:
            row = self.sheet.blocks[0].top - 2
            left = self.right
            while left > 0 and sum(self.sheet.widths[left:]) < 10:
                left -= 1
            self._set(Area(row, left, row, self.right), f"单位：{self.sheet.unit}", PLAIN, RIGHT)
            self.page.row_dimensions[row + 1].height = layout.HEAD_HEIGHT

    def _foot(self) -> None:
        if self.sheet.notes:
            area = self._row(self.sheet.footer)
            self._set(area, self.sheet.notes, SMALL, LEFT, height=self.sheet.notes_height)
        for label, area in self.sheet.signed:
            self._set(area, label, PLAIN, LEFT, height=layout.SIGNED_HEIGHT)

    def _row(self, row: int) -> Area:
        return Area(row, 0, row, self.right)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────
    def _block(self, block: Block) -> None:
        if block.title:
            self._set(self._row(block.top - 1), block.title, Font(HEI, 12), LEFT, height=24)
        font = Font(SONG, block.head_size, bold=True)
        stub = [(label,) for label in block.stub]
        self._heads(block, [*stub, *(column.path for column in block.columns)], font)
        if block.list_id:
            self._ruled(block)
        else:
            self._grid(block)

    def _heads(self, block: Block, paths: Sequence[tuple[str, ...]], font: Font) -> None:
        bottom = block.first - 1
        for level in range(block.depth):
            row = block.top + level
            column = 0
            while column < len(paths):
                path = paths[column]
                if level >= len(path):
                    column += 1
                    continue
                last = column
                if level < len(path) - 1:
                    while (
                        last + 1 < len(paths) and paths[last + 1][: level + 1] == path[: level + 1]
                    ):
                        last += 1
                end = bottom if level == len(path) - 1 else row
                self._box(Area(row, column, end, last), path[level], font, HEADER)
                column = last + 1
        for level, height in enumerate(block.head_heights(self.sheet.widths)):
            self.page.row_dimensions[block.top + level + 1].height = height

    def _ruled(self, block: Block) -> None:
        plain = Font(SONG, 10)
        for column, line in enumerate(block.columns):
            for row in range(block.first, block.last + 1):
                self._box(Area(row, column, row, column), None, plain)
                cell = self.page.cell(row + 1, column + 1)
                if line.align == "left":
                    cell.alignment = LEFT
                cell.number_format = FORMATS.get(line.format, "General")
                if block.fixed:
                    cell.value = block.fixed[row - block.first].get(line.field)
            if line.choices:
                self._choose(line.choices, Area(block.first, column, block.last, column))
        for row in range(block.first, block.last + 1):
            self.page.row_dimensions[row + 1].height = block.row_height

    def _grid(self, block: Block) -> None:
        for row, at in block.places:
            for each in range(at, at + row.ruled):
                self.page.row_dimensions[each + 1].height = block.row_height
                self._labels(block, row, each)
                for column, line in enumerate(block.columns, block.left):
                    self._figure(block, row, line, (each, column))

    def _labels(self, block: Block, row: Line, at: int) -> None:
        bold, plain = Font(SONG, 11, bold=True), PLAIN
        font, fill = (bold, TOTAL) if row.total or row.formula else (plain, None)
        rows = [line for line, _ in block.places]
        for level in range(block.left):
            label = row.path[level] if level < len(row.path) else None
            if level and level >= len(row.path) and row.path:
                break
            last = level if len(row.path) > level + 1 or not row.path else block.left - 1
            if label is not None and level < len(row.path) - 1:
                n = rows.index(row)
                if n and rows[n - 1].path[: level + 1] == row.path[: level + 1]:
                    continue
                end = at
                for other, place in block.places[n + 1 :]:
                    if other.path[: level + 1] != row.path[: level + 1]:
                        break
                    end = place + other.ruled - 1
                self._box(Area(at, level, end, level), label, plain)
                continue
            self._box(Area(at, level, at, last), label, font, fill)
            if row.each:
                # The names that the data will give have to stay in their line.
                self.page.cell(at + 1, level + 1).alignment = MEMBER

    def _figure(self, block: Block, row: Line, column: Line, at: tuple[int, int]) -> None:
        total = bool(row.total or row.formula)
        font, fill = (Font(SONG, 11, bold=True), TOTAL) if total else (PLAIN, None)
        value = row.cells.get(column.id)
        told = row.measure and MEASURES[row.measure].same_as is None
        if column.text == "definition" and told:
            value = MEASURES[row.measure].definition
        if value is None and block.is_formula(row, column):
            value = f"={layout.formula_at(block, row, at, column)}"
        self._box(Area(*at, *at), value, font, fill)
        cell = self.page.cell(at[0] + 1, at[1] + 1)
        cell.number_format = FORMATS.get(row.format or column.format, "General")
        if column.align == "left" or column.text:
            cell.alignment = LEFT
            if column.text or isinstance(value, str):
                cell.font = SMALL
            if isinstance(value, str):
                lines = layout.lines(value, self.sheet.widths[at[1]], 9)
                dimension = self.page.row_dimensions[at[0] + 1]
                dimension.height = max(dimension.height or 0, 6 + 12.5 * lines)

    # ── cells ────────────────────────────────────────────────────────────────────────────────────
    def _cell(self, area: Area):  # type: ignore[no-untyped-def]
        return self.page.cell(area.top + 1, area.left + 1)

    def _choose(self, words: Sequence[str], area: Area) -> None:
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.add(area.a1)
        self.page.add_data_validation(choice)

    def _box(self, area: Area, value: object, font: Font, fill: PatternFill | None = None) -> None:
        """A cell of a ruled table, perhaps merged."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = self.page.cell(row + 1, column + 1)
                cell.font, cell.border, cell.alignment = font, GRID, CENTRE
                if fill is not None:
                    cell.fill = fill
        self._fill(area, value)

    def _set(
        self,
        area: Area,
        value: object,
        font: Font,
        align: Alignment,
        *,
        height: float = 0,
        border: Border | None = None,
    ) -> None:
        """A cell outside the tables, perhaps merged."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = self.page.cell(row + 1, column + 1)
                cell.font, cell.alignment = font, align
                if border is not None:
                    cell.border = border
        self._fill(area, value)
        if height:
            self.page.row_dimensions[area.top + 1].height = height

    def _fill(self, area: Area, value: object) -> None:
        self._cell(area).value = value
        if (area.top, area.left) != (area.bottom, area.right):
            self.page.merge_cells(area.a1)

    # ── paper ────────────────────────────────────────────────────────────────────────────────────
    def _print(self) -> None:
        page, sheet = self.page, self.sheet
        page.print_area = Area(0, 0, sheet.last, self.right).a1
        if len(sheet.blocks) == 1:
            block = sheet.blocks[0]
            page.print_title_rows = f"{block.top + 1}:{block.first}"
            beside = block.left or min(2, len(block.columns) - 1)
            page.freeze_panes = page.cell(block.first + 1, beside + 1)
        page.page_setup.paperSize = 9
        page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.print_options.horizontalCentered = True
        page.page_margins = PageMargins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        page.oddFooter.center.text = "第 &P 页，共 &N 页"
        page.sheet_view.showGridLines = False


# ── the package ──────────────────────────────────────────────────────────────────────────────────
def _steady(path: Path) -> None:
    """Put a package as Excel writes it: shared strings, fonts in order; and without the time."""
    with zipfile.ZipFile(path) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist()}
    strings: dict[str, int] = {}
    for name in sorted(held):
        if name.startswith("xl/worksheets/sheet"):
            held[name] = _shared(held[name], strings)
    listed = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    held["xl/sharedStrings.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}" '
        f'uniqueCount="{len(strings)}">{listed}</sst>'
    ).encode()
    _announce(held)
    held["xl/styles.xml"] = _ordered(held["xl/styles.xml"])
    held["docProps/core.xml"] = re.sub(
        rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-09-01T00:00:00Z", held["docProps/core.xml"]
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            info = zipfile.ZipInfo(name, (2025, 9, 1, 0, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)


def _announce(held: dict[str, bytes]) -> None:
    """Say in the package that it has shared strings."""
    types, relations = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    if b"sharedStrings" not in held[types]:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        said = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        held[types] = held[types].replace(b"</Types>", said.encode())
    if b"sharedStrings" not in held[relations]:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        said = f'<Relationship Id="rIdStrings" Type="{kind}" Target="/xl/sharedStrings.xml"/>'
        end = b"</Relationships>"
        held[relations] = held[relations].replace(end, said.encode() + end)


def _shared(sheet: bytes, strings: dict[str, int]) -> bytes:
    root = etree.fromstring(sheet)
    for cell in root.iter(f"{{{MAIN}}}c"):
        if cell.get("t") == "inlineStr":
            text = "".join(cell.itertext())
            for child in list(cell):
                cell.remove(child)
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(
                strings.setdefault(text, len(strings))
            )
            cell.set("t", "s")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _ordered(styles: bytes) -> bytes:
    root = etree.fromstring(styles)
    for font in root.iter(f"{{{MAIN}}}font"):
        font[:] = sorted(font, key=lambda child: FONT_ORDER.index(etree.QName(child).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    build(HERE)
