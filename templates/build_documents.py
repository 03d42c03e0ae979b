"""Builds the Word templates in documents/ from the layouts beside them, which are text.

    python templates/build_documents.py

A layout is ‹name›.txt: first the size of its body in points, then a paragraph a line: ``# `` title,
``## `` heading, ``< `` without indent, ``> `` to the right, ``^ `` centred, ``! `` small print,
``---`` a line to cut along, ``|`` a row of a table (``<`` in a cell joins it to the one before,
``\\n`` breaks a line in it); a table may begin with ``|= 2 5 3``, the widths of its columns in
proportion, and then has its first row as heading on every page. ``[8]`` is a line of eight
characters to be filled by hand. What is between ``{{`` and ``}}`` comes from the tables.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent / "documents"
TITLE, HEAD, BODY = "方正小标宋简体", "黑体", "仿宋"
INSTEAD = {TITLE: "宋体", HEAD: "SimHei", BODY: "仿宋_GB2312"}
"""Fonts that stand in where the first is not installed."""
MARK = re.compile(r"(\{\{.*?\}\}|\[\d+\])")
PLAIN = re.compile(r"\{\{ (单位|日期|学年|依据|联|条\.\w+) \}\}")
"""What stands in a sentence as if it were printed."""
WIDTH = 156
"""Of the text on the page, in millimetres."""


def build(folder: Path) -> None:
    """Write every template into a folder; the same layout gives the same bytes."""
    for layout in sorted(HERE.glob("*.txt")):
        size, *lines = layout.read_text(encoding="utf-8").splitlines()
        name = layout.stem
        document = docx.Document()
        _page(document)
        _fill(document, lines, int(size.removeprefix("size ")))
        core = document.core_properties
        core.author = core.last_modified_by = "kongcuo-xl"
        core.title, core.comments = name, ""
        core.created = core.modified = dt.datetime(2025, 9, 1)
        target = folder / f"{name}.docx"
        document.save(str(target))
        _steady(target)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    style = document.styles["Normal"]
    style.paragraph_format.space_after = Pt(0)
    _font(style, BODY, 14)


def _fill(document: Any, lines: list[str], size: int) -> None:
    at = 0
    while at < len(lines):
        if lines[at].startswith("|"):
            rows = []
            while at < len(lines) and lines[at].startswith("|"):
                rows.append([cell.strip() for cell in lines[at].strip("|").split("|")])
                at += 1
            widths = rows.pop(0)[0] if rows[0][0].startswith("=") else ""
            _table(document, rows, [float(each) for each in widths.strip("= ").split()])
            continue
        _paragraph(document.add_paragraph(), lines[at], size)
        at += 1


def _paragraph(paragraph: Any, line: str, size: int) -> None:
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.7)
    if line == "---":
        cut = "－" * 12 + "✂" + "－" * 12
        _runs(paragraph, cut, BODY, 12)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line.startswith("# "):
        title = 22 if size == 14 else 18
        shape.line_spacing = Pt(title * 1.4)
        shape.space_before, shape.space_after = Pt(size / 3), Pt(size / 2)
        shape.keep_with_next = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _runs(paragraph, line[2:], TITLE, title)
    elif line.startswith("## "):
        shape.first_line_indent, shape.keep_with_next = Pt(size * 2), True
        _runs(paragraph, line[3:], HEAD, size)
    elif line.startswith("^ "):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _runs(paragraph, line[2:], BODY, size)
    elif line.startswith("> "):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        shape.right_indent = Pt(size * 2)
        _runs(paragraph, line[2:], BODY, size)
    elif line.startswith("! "):
        _runs(paragraph, line[2:], BODY, 10.5)
    elif line.startswith("< "):
        _runs(paragraph, line[2:], BODY, size)
    elif line != ".":
        shape.first_line_indent = Pt(size * 2)
        _runs(paragraph, line, BODY, size)


def _runs(paragraph: Any, text: str, font: str, size: float, *, ruled: bool = True) -> None:
    """Text in runs; what is filled, by the program or by hand, stands on a line."""
    for part in filter(None, MARK.split(text)):
        filled = bool(MARK.fullmatch(part))
        run = paragraph.add_run(_line(int(part[1:-1])) if part.startswith("[") else part)
        run.underline = True if filled and ruled and not PLAIN.fullmatch(part) else None
        _font(run, font, size)


def _line(characters: int) -> str:
    """Spaces that keep their underline; the last is one that does not vanish at a line's end."""
    return "　" * (characters - 1) + "\u00a0"


def _font(styled: Any, name: str, size: float) -> None:
    styled.font.name, styled.font.size = "Times New Roman", Pt(size)
    properties = styled.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)
    properties.get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _table(document: Any, rows: list[list[str]], parts: list[float]) -> None:
    columns = len(rows[0])
    table = document.add_table(len(rows), columns, style="Table Grid")
    table.autofit = False
    size = 10.5 if parts else {10: 9, 6: 10.5}.get(columns, 12)
    widths = _widths(columns, opinions="\\n" not in rows[0][0])
    if parts:
        widths = [WIDTH * part / sum(parts) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, cells in zip(table.rows, rows, strict=True):
        _whole(row)
        row.height, row.height_rule = Mm(9), WD_ROW_HEIGHT_RULE.AT_LEAST
        for column, text in enumerate(cells):
            if text == "<":
                continue
            last = column
            while last + 1 < columns and cells[last + 1] == "<":
                last += 1
            cell = row.cells[column]
            if last > column:
                cell = cell.merge(row.cells[last])
            for number, line in enumerate(text.split("\\n")):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                spacing = paragraph.paragraph_format
                spacing.space_before = spacing.space_after = Pt(2)
                _runs(paragraph, line, BODY, size, ruled=False)
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
                if (parts or columns in (6, 10)) and number == 0 and len(text) < 40:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if parts or columns == 10:
        _heading(table.rows[0])


def _widths(columns: int, *, opinions: bool) -> list[float]:
    if columns == 6:
        return [27, 30, 16, 20, 25, 38]
    if columns == 10:
        return [9, 14, 25, 13, 23, 21, 16, 15, 12, 8]
    return [44, WIDTH - 44] if columns == 2 and opinions else [WIDTH / columns] * columns


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _heading(row: Any) -> None:
    """Repeat a row at the top of each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _steady(path: Path) -> None:
    """Name the fonts' stand-ins, and take the time out of the package."""
    with zipfile.ZipFile(path) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist()}
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in INSTEAD.items()
    )
    table = held["word/fontTable.xml"]
    held["word/fontTable.xml"] = table.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            info = zipfile.ZipInfo(name, (2025, 9, 1, 0, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    build(HERE)
