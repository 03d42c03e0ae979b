"""Builders of small workbooks for tests: as openpyxl, xlwt, odfpy or bare zip parts make them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

Rows = Sequence[Sequence[Any]]


def xlsx(path: Path, sheets: Mapping[str, Rows] | Rows) -> Path:
    """Write a workbook with openpyxl: one sheet of rows, or sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def xls(path: Path, rows: Rows, *, merges: Iterable[tuple[int, int, int, int]] = ()) -> Path:
    """Write a BIFF8 workbook; merges are (top, bottom, left, right), as xlwt has them."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                sheet.write(r, c, value)
    for merge in merges:
        sheet.merge(*merge)
    book.save(str(path))
    return path


def ods(path: Path, rows: Rows) -> Path:
    """Write an OpenDocument spreadsheet: text as string cells, numbers as float cells."""
    document = odf.opendocument.OpenDocumentSpreadsheet()
    table = odf.table.Table(name="Sheet1")
    for row in rows:
        line = odf.table.TableRow()
        for value in row:
            if isinstance(value, str):
                cell = odf.table.TableCell(valuetype="string")
                cell.addElement(odf.text.P(text=value))
            else:
                cell = odf.table.TableCell(valuetype="float", value=str(value))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def sheet_xml(data: str, *, before: str = "", after: str = "") -> str:
    """A worksheet part around the given ``<row>`` elements."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    )


def parts(
    *sheets: str,
    states: Sequence[str] = (),
    strings: str = "",
    styles: str = "",
    workbook_extra: str = "",
) -> dict[str, str]:
    """The parts of a workbook with these worksheet parts, named Sheet1, Sheet2 …

    ``strings`` is the inside of the shared string table, ``styles`` the whole styles part.
    """
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in numbers
    )
    entries = "".join(
        f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"'
        + (f' state="{states[n - 1]}"' if n <= len(states) and states[n - 1] else "")
        + "/>"
        for n in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    made = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            f"{overrides}</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook_extra}'
            f"<sheets>{entries}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{links}"
            f'<Relationship Id="rId98" Type="{RELATIONS}/sharedStrings" '
            'Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId99" Type="{RELATIONS}/styles" Target="styles.xml"/>'
            "</Relationships>"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": styles or f'<styleSheet xmlns="{MAIN}"/>',
    }
    for n, sheet in zip(numbers, sheets, strict=True):
        made[f"xl/worksheets/sheet{n}.xml"] = sheet
    return made


def pack(path: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Zip parts by name."""
    path.write_bytes(packed(contents))
    return path


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    """The bytes of a zip with these parts, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def bare_xlsx(path: Path, *sheets: str, **options: Any) -> Path:
    """Zip a workbook of these worksheet parts; options as for ``parts``."""
    return pack(path, parts(*sheets, **options))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff5(rows: Rows, *, codec: str, page: int, styled: int = 0) -> bytes:
    """A workbook of Excel 95 in its container; numbers take the cell format ``styled``."""
    name = "名單".encode(codec, "replace")
    sheet = _record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode(codec)
                sheet += _record(0x0204, struct.pack("<HHHH", r, c, 0, len(text)) + text)
            elif isinstance(value, bool):
                sheet += _record(0x0205, struct.pack("<HHHBB", r, c, 0, value, 0))
            elif isinstance(value, int):
                sheet += _record(0x027E, struct.pack("<HHHI", r, c, 0, value << 2 | 2))
            else:
                sheet += _record(0x0203, struct.pack("<HHHd", r, c, styled, value))
    text = "公式".encode(codec)
    formula = struct.pack("<HHHBxxxxxH", len(rows), 0, 0, 0, 0xFFFF) + bytes(8)
    sheet += _record(0x0006, formula) + _record(0x0207, struct.pack("<H", len(text)) + text)
    sheet += _record(0x000A, b"")
    date = "yyyy年m月d日".encode(codec)
    head = _record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0))
    head += _record(0x0042, struct.pack("<H", page))
    head += _record(0x041E, struct.pack("<HB", 170, len(date)) + date)
    head += _record(0x00E0, struct.pack("<HH", 0, 0) + bytes(12))
    head += _record(0x00E0, struct.pack("<HH", 0, 170) + bytes(12))
    start = len(head) + 4 + 7 + len(name) + 4
    head += _record(0x0085, struct.pack("<IBBB", start, 0, 0, len(name)) + name)
    return _compound(head + _record(0x000A, b"") + sheet)


def _compound(stream: bytes) -> bytes:
    """A compound file ([MS-CFB]) with the one stream ``Book``."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
        text = f"{name}\0".encode("utf-16-le") if name else b""
        links = struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<III", start, size, 0)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Book", 2, 2, len(stream))
    directory += entry("", 0, 0, 0) * 2
    return header + struct.pack("<128I", *table) + directory + stream
