"""汇总.xlsx: units × findings, by level and by rule, what was not read, with a native chart."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts import authorship, cell_text, timeless
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.rule import rules
from kongcuo_xl.screen import mask_in

if TYPE_CHECKING:
    from kongcuo_xl.batch import Outcome

_HEAD = PatternFill("solid", fgColor="305496")
_LINE = Border(*(Side(style="thin", color="BFBFBF"),) * 4)
_COLORS = {"错误": "C00000", "疑问": "FFC000", "提示": "9DC3E6"}
_TEXT_FORMAT = "@"
_ROW, _PAGE = 0.6, 17.0
"""Height of a row, and what a page in landscape holds, in centimetres."""
_FONTS = {bold: Font(name="等线", bold=bold) for bold in (False, True)}
_MIDDLE, _LEFT = Alignment(vertical="center", horizontal="center"), Alignment(vertical="center")


def write(outcome: Outcome, target: Path) -> None:
    """Write the summary workbook, whole or not at all.

    Raises OutputError when it can't be written.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _units(sheet, outcome)
    _by_rule(book.create_sheet("按规则"), outcome)
    _unread(book.create_sheet("未读文件"), outcome)
    authorship.sign(book.properties, authorship.SUMMARY)
    with writing(target) as out:
        out.write(timeless.saved(book))


def _units(sheet: Worksheet, outcome: Outcome) -> None:
    sheet.title = "汇总"
    headings = [
        "序号", "单位", "学生数", "工作簿", *LEVELS, "合计", "读不了的文件", "已核实说明",
    ]  # fmt: skip
    top = _title(sheet, "控辍保学核查汇总", len(headings), outcome)
    _heads(sheet, top, headings)
    row = top
    for number, unit in enumerate(outcome.units, 1):
        row = top + number
        levels = [unit.count(level) for level in LEVELS]
        values = [
            number, unit.name, unit.people, unit.files, *levels,
            f"=SUM(E{row}:G{row})", len(unit.unreadable), unit.explained,
        ]  # fmt: skip
        _line(sheet, row, values)
    if outcome.units:
        total = row + 1
        values = ["", "合计", *(f"=SUM({c}{top + 1}:{c}{row})" for c in "CDEFGHIJ")]
        _line(sheet, total, values, bold=True)
        _chart(sheet, top, row, f"B{total + 2}")
    _finish(sheet, [6, 34, 9, 9, 8, 8, 8, 8, 13, 11], top)


def _chart(sheet: Worksheet, top: int, last: int, anchor: str) -> None:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = "各单位问题数（处）"
    counts = Reference(sheet, min_col=5, max_col=7, min_row=top, max_row=last)
    chart.add_data(counts, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=top + 1, max_row=last))
    for series, level in zip(chart.series, LEVELS, strict=True):
        series.graphicalProperties.solidFill = _COLORS[level]
    chart.x_axis.delete, chart.y_axis.delete = False, False
    # First unit at the top, the scale at the foot, and no unit's name left out.
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.tickLblSkip = 1
    chart.legend.position = "b"
    chart.height, chart.width = min(24, 4 + (last - top)), 22
    sheet.add_chart(chart, anchor)
    if _ROW * (last + 2) + chart.height > _PAGE:  # else the page would end inside the chart
        sheet.row_breaks.append(Break(id=last + 1))


def _by_rule(sheet: Worksheet, outcome: Outcome) -> None:
    counts = [unit.codes for unit in outcome.units]
    found = set().union(*counts) if counts else set()
    codes = [code for code in rules() if code in found]
    headings = ["单位", *codes, "合计"]
    top = _title(sheet, "单位 × 规则", min(len(headings), 12), outcome)
    _heads(sheet, top, headings)
    names = ["名称", *(rules()[code].name for code in codes), ""]
    _line(sheet, top + 1, names)
    last_letter = get_column_letter(len(codes) + 1)
    row = top + 1
    for unit, count in zip(outcome.units, counts, strict=True):
        row += 1
        total = f"=SUM(B{row}:{last_letter}{row})" if codes else 0
        _line(sheet, row, [unit.name, *(count[c] or None for c in codes), total])
    for cell in sheet[top + 1]:
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center")
    sheet.row_dimensions[top + 1].height = 62
    _finish(sheet, [34, *[9] * len(codes), 8], top, columns=1)


def _unread(sheet: Worksheet, outcome: Outcome) -> None:
    top = _title(sheet, "没有读的文件和没有写出的结果", 3, outcome)
    _heads(sheet, top, ["单位", "文件", "原因"])
    row = top
    for unit in outcome.units:
        for file in unit.unreadable:
            row += 1
            _line(sheet, row, [unit.name, mask_in(file.file), mask_in(file.reason)])
        for failure in unit.failures:
            row += 1
            _line(sheet, row, [unit.name, "", mask_in(failure)])
    if row == top:
        _line(sheet, top + 1, ["无", "", ""])
    for cells in sheet.iter_rows(min_row=top + 1):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    _finish(sheet, [30, 40, 70], top)


def _title(sheet: Worksheet, text: str, width: int, outcome: Outcome) -> int:
    """Title and a line of particulars; returns the row of the headings, from 1."""
    sheet["A1"] = text
    sheet["A1"].font = Font(name="等线", size=16, bold=True, color="1F3864")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=max(width, 2))
    sheet["A2"] = f"检查日期 {outcome.date}　政策 {outcome.policy}"
    sheet["A2"].font = Font(name="等线", color="595959")
    sheet.row_dimensions[1].height = 28
    return 4


def _heads(sheet: Worksheet, row: int, headings: list[str]) -> None:
    for column, text in enumerate(headings, 1):
        cell = sheet.cell(row, column, text)
        cell.font = Font(name="等线", bold=True, color="FFFFFF")
        cell.fill, cell.border = _HEAD, _LINE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = 24


_looks: WeakKeyDictionary[Workbook, dict[tuple[bool, bool, bool], StyleArray]] = WeakKeyDictionary()
"""How the cells of lines look in a workbook that is being written."""


def _line(sheet: Worksheet, row: int, values: Sequence[object], *, bold: bool = False) -> None:
    assert sheet.parent is not None
    looks = _looks.setdefault(sheet.parent, {})
    for column, value in enumerate(values, 1):
        ours = isinstance(value, str) and value.startswith("=SUM(")
        cell = sheet.cell(row, column)
        if isinstance(value, str) and not ours:
            # Names of files and folders are people's text: never a formula.
            cell_text.put(cell, value)
        else:
            cell.value = value  # type: ignore[assignment]
        look = bold, column == 2, isinstance(value, str) and not ours
        if look in looks:
            # Working out a look takes longer than all else: cells that look alike share it.
            cell._style = copy(looks[look])  # type: ignore[union-attr]
            continue
        if look[-1]:
            cell.number_format = _TEXT_FORMAT
        cell.font, cell.border = _FONTS[bold], _LINE
        cell.alignment = _LEFT if column == 2 else _MIDDLE
        looks[look] = copy(cell._style)  # type: ignore[union-attr]


def _finish(sheet: Worksheet, widths: list[int], top: int, columns: int = 0) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"{get_column_letter(columns + 1)}{top + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = f"{top}:{top}"
