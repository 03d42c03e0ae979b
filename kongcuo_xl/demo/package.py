"""Canvases to workbook files, the same bytes for the same canvases: .xlsx and its names, .ods."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.book import a1
from kongcuo_xl.demo.canvas import Canvas, Formula
from kongcuo_xl.demo.hands import Dated

STAMP = (2025, 10, 20, 8, 0, 0)
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def save(path: Path, canvases: list[Canvas]) -> None:
    """Write the canvases as one workbook; the suffix chooses ODF, macro-enabled or plain OOXML.

    A name ending in .et or .xls gets OOXML contents, as copies that went through a phone do.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = (
        _ods(canvases) if path.suffix == ".ods" else _xlsx(canvases, macro=path.suffix == ".xlsm")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            info = zipfile.ZipInfo(name, STAMP)
            info.create_system = 0
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            package.writestr(info, data)


_THIN = Side(style="thin", color="FF808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font": Font(name="宋体", size=16, bold=True), "alignment": _CENTRE},
    "note": {"font": Font(name="宋体", size=10), "alignment": Alignment(vertical="center")},
    "head": {
        "font": Font(name="宋体", size=11, bold=True),
        "alignment": _CENTRE,
        "border": _BOX,
        "fill": PatternFill("solid", fgColor="FFDDEBF7"),
    },
    "body": {
        "font": Font(name="宋体", size=11),
        "alignment": Alignment(horizontal="center", vertical="center"),
        "border": _BOX,
    },
    "total": {
        "font": Font(name="宋体", size=11, bold=True),
        "alignment": _CENTRE,
        "border": _BOX,
    },
    "plain": {"font": Font(name="宋体", size=11)},
}


def _xlsx(canvases: list[Canvas], *, macro: bool) -> list[tuple[str, bytes]]:
    book = Workbook()
    book.remove(book.worksheets[0])
    looks = book.create_sheet("looks")
    styles: dict[tuple[str, str, str], Any] = {}

    def style(look: str, shown: str, shade: str) -> Any:
        if (look, shown, shade) not in styles:
            cell = looks.cell(len(styles) + 1, 1)
            for name, value in _LOOKS[look].items():
                setattr(cell, name, value)
            cell.number_format = shown
            if shade:
                cell.fill = PatternFill("solid", fgColor=f"FF{shade}")
            styles[look, shown, shade] = cell._style
        return styles[look, shown, shade]

    cached = []
    for canvas in canvases:
        sheet = book.create_sheet(canvas.name)
        results = {}
        for (row, column), value in canvas.cells.items():
            shown, written = "General", value
            if isinstance(value, Dated):
                written, shown = value.day, value.shown
            elif isinstance(value, Formula):
                results[a1(row, column)] = value.cached
                written = value.text
            elif isinstance(value, str):
                shown = "@"
            elif isinstance(value, int) and value > 10**14:
                shown = "0"
            cell = sheet.cell(row + 1, column + 1, written)
            look = canvas.looks[row, column]
            cell._style = style(look, shown, canvas.shaded.get((row, column), ""))
        cached.append(results)
        _dress(sheet, canvas)
    book.remove(looks)
    buffer = io.BytesIO()
    book.save(buffer)
    return _settled(buffer, cached, macro=macro)


def _dress(sheet: Worksheet, canvas: Canvas) -> None:
    """Merges, widths, hidden parts, comments, choices and print settings."""
    for area in canvas.merges:
        sheet.merge_cells(area.a1)
    for column, width in canvas.widths.items():
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    for column in canvas.hidden_columns:
        sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
    for row in canvas.hidden_rows:
        sheet.row_dimensions[row + 1].hidden = True
    for (row, column), look in canvas.looks.items():
        if look == "title":
            sheet.row_dimensions[row + 1].height = 28
        elif look == "head" and "\n" in str(canvas.cells[row, column]):
            sheet.row_dimensions[row + 1].height = 32
    if canvas.filter:
        sheet.auto_filter.ref = canvas.filter.a1
    if canvas.freeze:
        sheet.freeze_panes = a1(*canvas.freeze)
    for (row, column), text in canvas.comments.items():
        sheet.cell(row + 1, column + 1).comment = Comment(text, "教务处", height=60, width=160)
    for area, options in canvas.choices:
        choice = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
        choice.add(area.a1)
        sheet.add_data_validation(choice)
    for area in canvas.bars:
        red = DifferentialStyle(fill=PatternFill("solid", bgColor="FFFFC7CE"))
        sheet.conditional_formatting.add(
            area.a1, Rule("cellIs", operator="greaterThan", formula=["40"], dxf=red)
        )
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if canvas.landscape else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if canvas.title_rows:
        first, last = canvas.title_rows
        sheet.print_title_rows = f"{first + 1}:{last + 1}"


def _settled(
    buffer: io.BytesIO, cached: list[dict[str, Any]], *, macro: bool
) -> list[tuple[str, bytes]]:
    """The saved parts with formula results filled in and nothing that names the hour."""
    parts = []
    stamp = dt.datetime(*STAMP).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(buffer) as package:
        for name in package.namelist():
            data = package.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            elif name == "[Content_Types].xml" and macro:
                data = data.replace(PLAIN_TYPE, MACRO_TYPE)
            elif name == "xl/styles.xml":
                data = re.sub(rb"<font>(.*?)</font>", _ordered_font, data)
            elif found := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
                for address, result in cached[int(found[1]) - 1].items():
                    data = _with_result(data, address, result)
            parts.append((name, data))
    return _with_shared_strings(parts)


_FONT_ORDER = (b"<b ", b"<sz ", b"<color ", b"<name ", b"<family ", b"<charset ", b"<scheme ")


def _ordered_font(font: re.Match[bytes]) -> bytes:
    """A font's properties in the order of the schema, which openpyxl does not keep."""
    properties = re.findall(rb"<\w+ [^>]*/>", font[1])
    properties.sort(key=lambda p: next(n for n, o in enumerate(_FONT_ORDER) if p.startswith(o)))
    return b"<font>" + b"".join(properties) + b"</font>"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def _with_shared_strings(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Texts moved out of the cells into a shared table, as Excel and WPS write them."""
    numbers: dict[bytes, int] = {}
    count = 0

    def shared(cell: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return b't="s"><v>%d</v>' % numbers.setdefault(cell[1], len(numbers))

    moved = []
    for name, data in parts:
        if name.startswith("xl/worksheets/sheet"):
            data = re.sub(rb't="inlineStr"><is>(.*?)</is>', shared, data, flags=re.DOTALL)
        elif name == "[Content_Types].xml":
            entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS_TYPE}"/>'
            data = data.replace(b"</Types>", entry.encode() + b"</Types>")
        elif name == "xl/_rels/workbook.xml.rels":
            link = f'<Relationship Type="{_STRINGS_LINK}" Target="sharedStrings.xml" Id="rIdS"/>'
            data = data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
        moved.append((name, data))
    items = b"".join(b"<si>" + text + b"</si>" for text in numbers)
    head = f'<sst xmlns="{_MAIN}" count="{count}" uniqueCount="{len(numbers)}">'
    return [*moved, ("xl/sharedStrings.xml", head.encode() + items + b"</sst>")]


def _with_result(data: bytes, address: str, result: int | str | None) -> bytes:
    if result is None:
        return data
    kind = b' t="str"' if isinstance(result, str) else b""
    pattern = rb'(<c r="%s"[^>]*?)(>\s*<f>.*?</f>)\s*<v\s*(?:/>|></v>)' % address.encode()
    value = escape(str(result)).encode()
    changed, count = re.subn(pattern, lambda m: m[1] + kind + m[2] + b"<v>" + value + b"</v>", data)
    if count != 1:
        raise ValueError(f"no formula cell to fill at {address}")
    return changed


_ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" office:version="1.3"'
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_STYLES = (
    '<office:automatic-styles><style:style style:name="box" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #808080"/></style:style>'
    '<style:style style:name="bold" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #808080" fo:background-color="#ddebf7" fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="title" style:family="table-cell">'
    '<style:paragraph-properties fo:text-align="center"/>'
    '<style:text-properties fo:font-weight="bold" fo:font-size="16pt"/></style:style>'
    '<style:style style:name="hid" style:family="table-column"/>{columns}'
    "</office:automatic-styles>"
)
_ODS_LOOKS = {"head": "bold", "total": "bold", "body": "box", "title": "title"}


def _ods(canvases: list[Canvas]) -> list[tuple[str, bytes]]:
    widths = sorted({round(w) for canvas in canvases for w in canvas.widths.values()} | {10})
    columns = "".join(
        f'<style:style style:name="w{w}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{w * 0.22:.2f}cm"/></style:style>'
        for w in widths
    )
    tables = "".join(_ods_table(canvas) for canvas in canvases)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES}>'
        f"{_ODS_STYLES.format(columns=columns)}"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_ODS_NAMES}>'.replace(
            "office:version", "manifest:version"
        )
        + f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return [
        ("mimetype", _ODS_TYPE.encode()),
        ("content.xml", content.encode()),
        ("META-INF/manifest.xml", manifest.encode()),
    ]


def _ods_table(canvas: Canvas) -> str:
    height = max(row for row, _ in canvas.cells) + 1
    width = max(column for _, column in canvas.cells) + 1
    spans = {(m.top, m.left): (m.bottom - m.top + 1, m.right - m.left + 1) for m in canvas.merges}
    covered = {
        (row, column)
        for m in canvas.merges
        for row in range(m.top, m.bottom + 1)
        for column in range(m.left, m.right + 1)
    } - set(spans)
    parts = [f"<table:table table:name={quoteattr(canvas.name)}>"]
    for column in range(width):
        hidden = ' table:visibility="collapse"' if column in canvas.hidden_columns else ""
        style = f"w{round(canvas.widths.get(column, 10))}"
        parts.append(f'<table:table-column table:style-name="{style}"{hidden}/>')
    for row in range(height):
        hidden = ' table:visibility="collapse"' if row in canvas.hidden_rows else ""
        parts.append(f"<table:table-row{hidden}>")
        for column in range(width):
            cell = (row, column)
            if cell in covered:
                parts.append("<table:covered-table-cell/>")
                continue
            look = _ODS_LOOKS.get(canvas.looks.get(cell, ""), "")
            attributes = f' table:style-name="{look}"' if look else ""
            if cell in spans:
                down, across = spans[cell]
                attributes += (
                    f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
                )
            parts.append(_ods_cell(canvas.cells.get(cell), attributes))
        parts.append("</table:table-row>")
    parts.append("</table:table>")
    return "".join(parts)


def _ods_cell(value: Any, attributes: str) -> str:
    if value is None or value == "":
        return f"<table:table-cell{attributes}/>"
    if isinstance(value, Formula):
        attributes += f" table:formula={quoteattr('of:' + value.text.replace(',', ';'))}"
        value = value.cached
        if value is None:
            return f"<table:table-cell{attributes}/>"
    if isinstance(value, Dated):
        return (
            f'<table:table-cell{attributes} office:value-type="date" '
            f'office:date-value="{value.day}"><text:p>{value.day}</text:p></table:table-cell>'
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell{attributes} office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell{attributes} office:value-type="string">{lines}</table:table-cell>'
