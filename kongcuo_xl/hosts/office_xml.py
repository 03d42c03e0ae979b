"""Workbooks of Office Open XML (.xlsx, .xlsm), read from the parts of their package."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from python_calamine import CalamineError, CalamineWorkbook

from kongcuo_xl.book import Book, Cell, UnreadableBookError, Value, from_a1
from kongcuo_xl.hosts import (
    calculation,
    isolation,
    worksheet,
)
from kongcuo_xl.hosts.facts import Facts
from kongcuo_xl.hosts.filled_books import not_a_worksheet, sheet_of, stored
from kongcuo_xl.hosts.package import Package, SheetPart, broken, local, refuse_declarations, utf8
from kongcuo_xl.limits import Limits


def read_xlsx(
    package: Package,
    workbook: str,
    path: Path,
    name: str,
    tell: Callable[[str], None],
    data: bytes,
) -> Book:
    """The book of a package whose main part is ``workbook``; ``tell`` is called with each sheet."""
    limits = package.limits
    types = package.content_types()
    is_macro = "macroEnabled" in types.get(workbook.lower(), "")
    notes: list[str] = []
    sheets: list[SheetPart] = []
    for sheet in package.sheets(workbook):
        if sheet.kind == "worksheet":
            sheets.append(sheet)
        else:
            notes.append(f"“{sheet.name}”{not_a_worksheet(sheet.kind)}")
    limits.check_sheets(len(sheets))
    facts: list[Facts] = []
    area = 0
    contents: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets, start=1):
        part = utf8(package.read(sheet.part))
        found = worksheet.scan(part, sheet.part, limits)
        found.calls = found.formulas and _calls_ours(part)
        limits.check_merges(sheet.name, len(found.merges))
        area = _measured(found, part, sheet.name, limits, area)
        if found.hidden_rows and not found.filtered:
            found.filtered = any(
                worksheet.has_filter(package.read(link.target))
                for link in package.relationships(sheet.part)
                if link.kind == "table" and not link.external and link.target in package
            )
        contents[f"xl/worksheets/sheet{number}.xml"] = part
        facts.append(found)
    for link in package.relationships(workbook):
        if link.kind in ("sharedStrings", "styles") and link.target in package:
            part = utf8(package.read(link.target))
            refuse_declarations(part, link.target)
            if link.kind == "sharedStrings":
                part = _without_counts(part)
            else:
                limits.check_styles(part.count(b"<xf ") + part.count(b":xf "))
            contents[f"xl/{link.kind}.xml"] = part
    _calculate(data, sheets, facts, contents, notes, limits)
    date_1904 = any(
        element.get("date1904") in ("1", "true")
        for element in package.xml(workbook)
        if local(element.tag) == "workbookPr"
    )
    reader = CalamineWorkbook.from_filelike(
        io.BytesIO(_plain(contents, len(sheets), date_1904=date_1904))
    )
    contents.clear()
    book = Book(name, path, "xlsm" if is_macro else "xlsx", [], notes)
    for number, (sheet, found) in enumerate(zip(sheets, facts, strict=True)):
        tell(sheet.name)
        try:
            rows = reader.get_sheet_by_index(number).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise broken(f"工作表“{sheet.name}”的内容有误") from error
        book.sheets.append(sheet_of(sheet.name, sheet.state == "visible", rows, found))
    return book


def _calls_ours(part: bytes) -> bool:
    """Whether a worksheet names one of our cell functions, as a formula that calls it does."""
    # Imported where used: the functions know all the tables, and few workbooks call one.
    from kongcuo_xl.functions import FUNCTIONS

    upper = part.upper()
    return any(
        spelled.encode() in upper for name in FUNCTIONS for spelled in (name, name.replace("_", ""))
    )


_MOST_CALCULATED = 50_000
_FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"((?:\s[^<>]*)?)(?<!/)><f\b(.*?)</c>', re.DOTALL
)
_TYPE = re.compile(rb'\st="[^"]*"')


def _calculate(
    data: bytes,
    sheets: Sequence[SheetPart],
    facts: Sequence[Facts],
    contents: dict[str, bytes],
    notes: list[str],
    limits: Limits,
) -> None:
    """Put into the parts what formulas without a stored result come to, where that can be told."""
    asked = {s.name: sorted(f.uncached) for s, f in zip(sheets, facts, strict=True) if f.uncached}
    count = sum(map(len, asked.values()))
    if not asked or count > _MOST_CALCULATED or not calculation.available():
        return
    try:
        values, errors = isolation.run("calculated", data, asked, limits=limits)
    except (isolation.IsolationError, ValueError, UnreadableBookError):
        return  # they stay without a result, which FM103 says
    done = 0
    for number, (sheet, found) in enumerate(zip(sheets, facts, strict=True), start=1):
        results: dict[Cell, Value] = values.get(sheet.name, {})
        wrong: dict[Cell, Value] = errors.get(sheet.name, {})
        if not results and not wrong:
            continue
        written: set[Cell] = set()

        def cell(
            match: re.Match[bytes],
            results: Mapping[Cell, Value] = results,
            written: set[Cell] = written,
        ) -> bytes:
            at = from_a1(match[1].decode())
            if at not in results:
                return match[0]
            written.add(at)
            return _with_value(match[1], _TYPE.sub(b"", match[2]), results[at])

        part = f"xl/worksheets/sheet{number}.xml"
        contents[part] = _FORMULA_CELL.sub(cell, contents[part])
        found.errors |= {at: str(text) for at, text in wrong.items() if at in found.uncached}
        found.uncached -= written | set(wrong)
        found.counted |= written
        # A function that is not known here comes to #NAME?, which is no result.
        done += len(written) + sum(text != "#NAME?" for text in wrong.values())
    if done:
        notes.append(
            f"有 {done} 处公式没有存下结果，已按公式算出；请用 Excel/WPS 打开保存一次核对。"
        )


def _with_value(address: bytes, attributes: bytes, value: Value) -> bytes:
    """A cell that holds a value; its style, and so whether it is a date, stays."""
    if isinstance(value, bool):
        kind, text = b' t="b"', str(int(value))
    elif isinstance(value, str):
        kind, text = b' t="str"', escape(value)
    else:
        kind, text = b"", repr(value)
    encoded = text.encode("utf-8", "replace")
    return b'<c r="' + address + b'"' + attributes + kind + b"><v>" + encoded + b"</v></c>"


_TABLE_OF_STRINGS = re.compile(rb"<sst\b[^>]*>")
_PREFIXED_TABLE_OF_STRINGS = re.compile(rb"<[^<>\s]*:sst\b[^>]*>")
_COUNT = re.compile(rb"""\b(?:count|uniqueCount)\s*=\s*(?:"[^"]*"|'[^']*')""")


def _without_counts(part: bytes) -> bytes:
    """A shared string table that does not say how long it is: calamine reserves what it says."""
    part = _TABLE_OF_STRINGS.sub(lambda tag: _COUNT.sub(b"", tag[0]), part)
    if b":sst" in part:
        part = _PREFIXED_TABLE_OF_STRINGS.sub(lambda tag: _COUNT.sub(b"", tag[0]), part)
    return part


def _measured(found: Facts, part: bytes, sheet: str, limits: Limits, area: int) -> int:
    """The area so far with this sheet's; cells that are only ruled count if nothing else fits."""
    if found.height * found.width > limits.max_cells:
        found.height, found.width = worksheet.filled_range(part)
    return limits.check_area(sheet, found.height, found.width, area)


def _plain(contents: dict[str, bytes], sheets: int, *, date_1904: bool) -> bytes:
    """A package of nothing but what calamine needs, unpacked and under names of our own.

    Reading each part once and handing over these very bytes means that no zip directory can lie
    to it, and costs less than unpacking twice.
    """
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    numbers = range(1, sheets + 1)
    entries = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    targets += [
        (kind, kind, f"{kind}.xml")
        for kind in ("sharedStrings", "styles")
        if f"xl/{kind}.xml" in contents
    ]
    links = "".join(
        f'<Relationship Id={quoteattr(link)} Type="{office}/{kind}" Target="{target}"/>'
        for link, kind, target in targets
    )
    parts = {
        "[Content_Types].xml": "<Types "
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        f'<workbookPr date1904="{int(date_1904)}"/><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">{links}</Relationships>',
    }
    return stored({part: text.encode() for part, text in parts.items()} | contents)
