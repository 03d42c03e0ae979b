"""Builds the blank forms of this folder from the layouts written here as text.

    python templates/build.py

A form's workbook changes only when its layout does: run it after a change and commit the result.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from lxml import etree
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

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
RIGHT = Alignment(horizontal="right", vertical="center")
DATE = 'yyyy"年"m"月"d"日"'

FIGURES: Sequence[tuple[str, Sequence[str]]] = (
    ("期初在籍", ()),
    ("期末在籍", ()),
    ("应到", ()),
    ("实到", ()),
    ("疑似辍学", ("本月新增", "累计")),
    ("辍学", ("本月新增", "累计")),
    ("劝返复学", ("本月", "累计")),
    ("未返", ()),
    ("休学", ()),
    ("送教", ()),
    ("延缓", ()),
)
STAGES = (("小学", "一二三四五六"), ("初中", "七八九"))
# Heading, width, and how the cells are set.
PEOPLE: Sequence[tuple[str, float, str]] = (
    ("序号", 4.5, ""),
    ("姓名", 8, ""),
    ("性别", 4.5, ""),
    ("身份证号", 11, "text"),
    ("学籍号", 11, "text"),
    ("学校", 9, ""),
    ("年级班级", 8, ""),
    ("户籍地", 11, "left"),
    ("监护人", 8, ""),
    ("电话", 12, "text"),
    ("是否脱贫户/监测户", 7.5, ""),
    ("特殊群体", 8, ""),
    ("离校日期", 10.5, "date"),
    ("状态", 9, ""),
    ("原因", 11, "left"),
    ("去向", 9, "left"),
    ("已采取措施（四步法步骤）", 12, "left"),
    ("包保责任人（姓名/职务/电话）", 12.5, ""),
    ("牵头单位", 9, ""),
    ("预计返校时间", 10.5, "date"),
    ("备注", 9, "left"),
)
RULED_ROWS = 11
NOTES = (
    "说明：1. 在籍含休学和送教上门；期初为本月第一天当天变动之前，期末为本月最后一天。"
    "应到不含休学、送教；实到为应到学生中本月最后一个教学日没有全天缺课、也不是未返个案的人数。\n"
    "2. 疑似辍学、辍学的新增按台账的发现日期；累计为本学年到本月底的人数，"
    "含上学年结转未返的和已经返校的；"
    "一人几次的按最近一次计一人。未返为到本月底没有返校、没有销号的人数。\n"
    "3. 本月没有未返校个案的报告类型填“零报告”，名单填“无”。"
)


def f01() -> openpyxl.Workbook:
    """失学辍学（疑似辍学）学生月报表: figures by grade, and the list of pupils."""
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "月报表"
    title = "失学辍学（疑似辍学）学生月报表"
    first = _tops(
        page,
        title,
        "一、分年级情况",
        16,
        heads=(("填报单位", 0, 2, 6), ("报告月份", 7, 9, 10), ("填报日期", 11, 13, 15)),
    )
    last = _by_grade(page, first)
    _set(page, last + 1, 1, NOTES, font=Font(SONG, 9), align=LEFT, right=16, height=58)
    _signatures(page, last + 3, ((1, 4), (6, 10), (12, 16)))
    _printed(page, f"A1:P{last + 3}", (first, first + 1))
    people = book.create_sheet("学生名单")
    columns = len(PEOPLE)
    first = _tops(
        people,
        title,
        "二、学生名单（本月任何一天未返校的学生，一人一行）",
        columns,
        heads=(("填报单位", 0, 2, 6), ("报告月份", 8, 10, 11), ("填报日期", 15, 17, 18)),
    )
    last = _ruled(people, first)
    _signatures(people, last + 2, ((1, 5), (8, 12), (16, 21)))
    _printed(people, f"A1:{get_column_letter(columns)}{last + 2}", (first, first))
    return book


def _tops(
    page: Worksheet,
    title: str,
    section: str,
    columns: int,
    heads: Sequence[tuple[str, int, int, int]],
) -> int:
    """Title, unit, month and date above a table; returns the row of its header."""
    _set(page, 1, 1, title, font=Font(HEI, 20), align=CENTRE, right=columns, height=36)
    default = "（本程序默认格式 F01，可换成本县下发的表样）"
    grey = Font(SONG, 9, color="FF7F7F7F")
    _set(page, 2, 1, default, font=grey, align=CENTRE, right=columns, height=16)
    for row in (3, 4):
        page.row_dimensions[row].height = 22
    plain = Font(SONG, 11)
    for label, at, value, end in heads:
        _set(page, 3, at + 1, f"{label}：", font=plain, align=RIGHT, right=value)
        _set(page, 3, value + 1, None, font=plain, align=LEFT, right=end + 1, border=UNDER)
        if label == "填报日期":
            page.cell(3, value + 1).number_format = DATE
    _set(page, 4, 1, "报告类型：", font=plain, align=RIGHT, right=2)
    _set(page, 4, 3, None, font=plain, align=CENTRE, right=4, border=UNDER)
    choice = DataValidation(type="list", formula1='"有,零报告"', allow_blank=True)
    choice.add("C4")
    page.add_data_validation(choice)
    _set(page, 4, columns - 1, "单位：人", font=plain, align=RIGHT, right=columns)
    _set(page, 5, 1, section, font=Font(HEI, 12), align=LEFT, right=columns, height=24)
    return 6


def _by_grade(page: Worksheet, top: int) -> int:
    """The grid of figures; returns its last row."""
    bold, plain = Font(SONG, 11, bold=True), Font(SONG, 11)
    for column, word in ((1, "学段"), (2, "年级")):
        _box(page, top, column, word, bold, HEADER, bottom=top + 1)
    column = 3
    for label, parts in FIGURES:
        if not parts:
            _box(page, top, column, label, bold, HEADER, bottom=top + 1)
            column += 1
            continue
        _box(page, top, column, label, bold, HEADER, right=column + len(parts) - 1)
        for part in parts:
            _box(page, top + 1, column, part, bold, HEADER)
            column += 1
    columns = column - 1
    row = top + 2
    ranges: list[tuple[int, int]] = []
    for stage, grades in STAGES:
        ranges.append((row, row + len(grades) - 1))
        _box(page, row, 1, stage, plain, None, bottom=row + len(grades))
        for grade in grades:
            _box(page, row, 2, f"{grade}年级", plain, None)
            for each in range(3, columns + 1):
                _box(page, row, each, None, plain, None)
            row += 1
        _total(page, row, 2, f"{stage}小计", ranges[-1:], columns)
        row += 1
    _box(page, row, 1, None, bold, TOTAL, right=2)
    _total(page, row, 1, "合计", ranges, columns)
    for each in range(top, row + 1):
        page.row_dimensions[each].height = 25
    page.column_dimensions["A"].width = 6
    page.column_dimensions["B"].width = 10.5
    for each in range(3, columns + 1):
        page.column_dimensions[get_column_letter(each)].width = 8.5
    page.freeze_panes = page.cell(top + 2, 3)
    return row


def _total(
    page: Worksheet,
    row: int,
    at: int,
    label: str,
    ranges: Sequence[tuple[int, int]],
    columns: int,
) -> None:
    bold = Font(SONG, 11, bold=True)
    _box(page, row, at, label, bold, TOTAL)
    for column in range(3, columns + 1):
        letter = get_column_letter(column)
        cells = ",".join(f"{letter}{first}:{letter}{last}" for first, last in ranges)
        # A total of nothing that is known stays empty instead of claiming 0.
        _box(page, row, column, f'=IF(COUNTA({cells})=0,"",SUM({cells}))', bold, TOTAL)


def _ruled(page: Worksheet, top: int) -> int:
    """The list's header and ruled rows; returns the last."""
    bold, plain = Font(SONG, 10, bold=True), Font(SONG, 10)
    for column, (label, width, kind) in enumerate(PEOPLE, 1):
        _box(page, top, column, label, bold, HEADER)
        page.column_dimensions[get_column_letter(column)].width = width
        for row in range(top + 1, top + 1 + RULED_ROWS):
            _box(page, row, column, None, plain, None)
            cell = page.cell(row, column)
            if kind == "left":
                cell.alignment = LEFT
            cell.number_format = {"date": "yyyy-mm-dd", "text": "@"}.get(kind, "General")
    page.row_dimensions[top].height = 44
    for row in range(top + 1, top + 1 + RULED_ROWS):
        page.row_dimensions[row].height = 54
    page.freeze_panes = page.cell(top + 1, 3)
    return top + RULED_ROWS


def _signatures(page: Worksheet, row: int, places: Sequence[tuple[int, int]]) -> None:
    words = ("填表人：", "审核人：", "负责人（盖章）：")
    for (left, right), word in zip(places, words, strict=True):
        _set(page, row, left, word, font=Font(SONG, 11), align=LEFT, right=right, height=26)


def _box(
    page: Worksheet,
    row: int,
    column: int,
    value: str | None,
    font: Font,
    fill: PatternFill | None,
    *,
    right: int = 0,
    bottom: int = 0,
) -> None:
    """A cell of a ruled table, perhaps merged."""
    right, bottom = max(right, column), max(bottom, row)
    for each in range(row, bottom + 1):
        for other in range(column, right + 1):
            cell = page.cell(each, other)
            cell.font, cell.border, cell.alignment = font, GRID, CENTRE
            if fill is not None:
                cell.fill = fill
    page.cell(row, column).value = value
    if (right, bottom) != (column, row):
        page.merge_cells(start_row=row, start_column=column, end_row=bottom, end_column=right)


def _set(
    page: Worksheet,
    row: int,
    column: int,
    value: str | None,
    *,
    font: Font,
    align: Alignment,
    right: int,
    height: float | None = None,
    border: Border | None = None,
) -> None:
    """A cell outside the tables, merged to the right."""
    for each in range(column, right + 1):
        cell = page.cell(row, each)
        cell.font, cell.alignment = font, align
        if border is not None:
            cell.border = border
    page.cell(row, column).value = value
    if right > column:
        page.merge_cells(start_row=row, start_column=column, end_row=row, end_column=right)
    if height is not None:
        page.row_dimensions[row].height = height


def _printed(page: Worksheet, area: str, header: tuple[int, int]) -> None:
    page.print_area = area
    page.print_title_rows = f"{header[0]}:{header[1]}"
    page.page_setup.paperSize = 9
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
        fitToPage=True
    )
    page.print_options.horizontalCentered = True
    page.page_margins = openpyxl.worksheet.page.PageMargins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    page.sheet_view.showGridLines = False


FORMS = {"F01": f01}


def build(folder: Path) -> None:
    """Write every form's workbook into a folder; the same layout gives the same bytes."""
    for code, layout in FORMS.items():
        book = layout()
        book.properties.creator = "kongcuo-xl"
        book.properties.created = book.properties.modified = dt.datetime(2025, 9, 1)
        target = folder / f"{code}.xlsx"
        book.save(target)
        _steady(target)


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
