"""Comparing two packages part by part, and a cluttered workbook to compare with."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule, FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

NAMES = ("李明", "王芳", "张伟", "刘洋", "陈静", "杨磊")


def parts(path: Path) -> dict[str, bytes]:
    """Content of every part, by name."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def difference(before: Path, after: Path) -> dict[str, str]:
    """``added``, ``removed`` or ``changed`` for each part that differs."""
    old, new = parts(before), parts(after)
    said = dict.fromkeys(old.keys() - new.keys(), "removed")
    said |= dict.fromkeys(new.keys() - old.keys(), "added")
    said |= {name: "changed" for name in old.keys() & new.keys() if old[name] != new[name]}
    return said


def changes(before: bytes, after: bytes) -> list[str]:
    """What differs between two XML parts, a line for each element, attribute and text.

    ``-`` was there before, ``+`` is there now: ``+worksheet/sheetData/row[3]/c[B3]@s=4``.
    """
    old, new = lines(before), lines(after)
    said: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            said += [f"-{line}" for line in old[a:b]] + [f"+{line}" for line in new[c:d]]
    return said


_KEYS = ("r", "name", "PartName", "Target")
"""Attributes by which elements are told apart."""


def lines(data: bytes) -> list[str]:
    """An XML part as lines, one for each element, attribute and text, in order."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:  # VML need not be XML
        return [tag.decode() for tag in re.split(rb"(?=<)", data)]
    told: list[str] = []

    def walk(node: ElementTree.Element, path: str) -> None:
        key = next((node.attrib[k] for k in _KEYS if k in node.attrib), "")
        here = f"{path}{node.tag.rpartition('}')[2]}" + (f"[{key}]" if key else "")
        told.append(here)
        told.extend(f"{here}@{n.rpartition('}')[2]}={v}" for n, v in sorted(node.items()))
        if node.text and node.text.strip():
            told.append(f"{here}={node.text}")
        for child in node:
            walk(child, here + "/")

    walk(root, "")
    return told


def edited(path: Path, changes: dict[str, Callable[[bytes], bytes] | bytes | None]) -> Path:
    """Change parts in place: by a function of the bytes, by new bytes, or None to drop."""
    held = parts(path)
    for name, change in changes.items():
        if change is None:
            del held[name]
        elif isinstance(change, bytes):
            held[name] = change
        else:
            held[name] = change(held[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return path


def roster(path: Path, rows: Iterable[Iterable[object]], sheet: str = "七(1)班") -> Path:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def cluttered(path: Path) -> Path:
    """A roster with nearly everything that people and programs put into workbooks.

    Sheet 七(1)班: title in row 1, headers in row 2, six pupils to row 8, columns A to F, filter on
    A2:F8. A second sheet holds a chart and formulas pointing at the first.
    """
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "七(1)班"
    page.append(["竹山县实验中学花名册"])
    page.merge_cells("A1:F1")
    page.append(["序号", "姓名", "性别", "身份证号", "出生日期", "备注"])
    for number, name in enumerate(NAMES, 1):
        page.append([number, name, "男", f"11010520120{number}02002X", f"2012-0{number}-02", ""])
    side = Side(style="thin")
    for row in page["A2:F8"]:
        for cell in row:
            cell.border = Border(left=side, right=side, top=side, bottom=side)
    page["B4"].fill = PatternFill("solid", fgColor="FFFF99")
    page["B4"].font = Font(color="FF0000", strike=True)
    page["F3"].comment = Comment("家长已联系", "班主任")
    page["A10"] = "=COUNTA(B3:B8)"
    page.auto_filter.ref = "A2:F8"
    page.freeze_panes = "C3"
    choice = DataValidation(type="list", formula1='"男,女"')
    choice.add("C3:C8")
    page.add_data_validation(choice)
    red = PatternFill("solid", bgColor="FF0000")
    page.conditional_formatting.add("C3:C8", FormulaRule(formula=['C3=""'], fill=red))
    page.conditional_formatting.add("A3:A8", DataBarRule("min", 0, "max", 0, color="638EC6"))
    page.conditional_formatting.add(
        "A3:A8", ColorScaleRule("min", None, "FFFFFF", "max", None, "63BE7B")
    )
    page["B3"].hyperlink = "https://example.org/"
    other = book.create_sheet("统计")
    other["A1"] = "人数"
    other["B1"] = "='七(1)班'!A10"
    chart = BarChart()
    chart.add_data(Reference(page, min_col=1, min_row=2, max_row=8), titles_from_data=True)
    other.add_chart(chart, "D2")
    book.save(path)
    space14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    main = "http://schemas.microsoft.com/office/excel/2006/main"
    rule = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
        f'xmlns:x14="{space14}"><x14:conditionalFormattings><x14:conditionalFormatting '
        f'xmlns:xm="{main}"><x14:cfRule type="iconSet" priority="4" '
        'id="{0A1B2C3D-0000-4000-8000-000000000001}"><x14:iconSet iconSet="3Triangles">'
        '<x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo>'
        '<x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo>'
        '<x14:cfvo type="percent"><xm:f>67</xm:f></x14:cfvo></x14:iconSet></x14:cfRule>'
        "<xm:sqref>A3:A8</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
        f'xmlns:x14="{space14}"><x14:sparklineGroups xmlns:xm="{main}"><x14:sparklineGroup>'
        "<x14:sparklines><x14:sparkline><xm:f>'七(1)班'!A3:A8</xm:f><xm:sqref>H12</xm:sqref>"
        "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    ).encode()
    settings = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    kinds = (
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="bin" ContentType="{settings}"/>'
    ).encode()
    edited(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda data: data.replace(
                b"</worksheet>", rule + b"</worksheet>"
            ),
            "xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 4,
            "xl/media/image1.png": _PICTURE,
            "customXml/item1.xml": b"<label xmlns='urn:example'>internal</label>",
            "[Content_Types].xml": lambda data: data.replace(b"<Default ", kinds + b"<Default ", 1),
        },
    )
    return path


def elements(data: bytes) -> list[str]:
    """Opening tags of a part with their attributes, in order."""
    return re.findall(r"<[^/?!][^>]*>", data.decode())


# One grey pixel.
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081dd436af40000000049454e44ae426082"
)
