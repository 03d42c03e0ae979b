"""The sheets that hold the tables: headings, formats, checks, formulas, the rows of a sample."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.book import Value
from kongcuo_xl.hosts import cell_text
from kongcuo_xl.hosts.pages import FONT, LINE_HEIGHT, Formula, Pages, lines_of, print_on_a4
from kongcuo_xl.ledger import choices, computed
from kongcuo_xl.ledger.computed import Facts, Row
from kongcuo_xl.ledger.layout import FIRST, HEAD, Column, Table
from kongcuo_xl.plan import SetFormula

CONTENTS = "目录"
SIGNATURES = "填表人：　　　　　　审核人：　　　　　　填表日期：　　　　年　　月　　日"
_RULED = 20
"""Rows that are ruled though nothing stands in them, for a form that is filled in by hand."""
_EDGE = Side(style="thin", color="BFBFBF")
_LINE = Border(_EDGE, _EDGE, _EDGE, _EDGE)
_HEADS = {"required": "1F3864", "field": "305496", "computed": "5B9BD5"}
_BLUE = PatternFill("solid", fgColor="DDEBF7", bgColor="DDEBF7")
_WIDTHS = {
    "id": 21, "student_no": 22, "date": 12, "range": 22, "phone": 14, "name": 10, "names": 16,
    "sex": 6, "flag": 9, "number": 9, "nation": 9, "grade": 9, "class": 10, "address": 26,
    "disability": 10, "mark": 3.6, "grade_mark": 8, "period": 9,
}  # fmt: skip
_LONG = ("content", "measures", "measure", "record", "problem", "duty", "result", "next_step",
         "follow_up", "task", "item", "topic", "event", "evidence", "attendees",
         "team")  # fmt: skip
_WRAPPED = ("text", "address", "names")
"""Types of columns whose words go on in a second line."""
_OWN_WIDTHS = {"seq": 7, "seat_no": 7, "subtotal": 10, "remark": 18, "school": 20, "village": 12,
               "village_group": 8, "target": 20, "report": 30, "reason": 18,
               "id_type": 14}  # fmt: skip
_A_PAGE = 150.0
"""Width of columns that an A4 page in landscape takes, with the print still legible."""


def width(column: Column) -> float:
    """The width of a column in characters."""
    if column.name in _OWN_WIDTHS:
        return _OWN_WIDTHS[column.name]
    if column.name in _LONG:
        return 30
    return max(_WIDTHS.get(column.type, 14), min(len(column.label) * 1.1 + 2, 12)
               if column.type != "mark" else 0)  # fmt: skip


def write(
    pages: Pages,
    table: Table,
    tables: Mapping[str, Table],
    facts: Facts,
    title: str,
    unit: Formula,
    lists: dict[choices.Choice, str],
    names: Collection[str],
) -> None:
    """Add the sheet of a table, with the rows that ``facts`` has for it."""
    sheet = pages.book.create_sheet(table.sheet)
    sheet.sheet_properties.tabColor = table.color
    widths = [width(column) for column in table.columns]
    _top(pages, sheet, title, unit, widths)
    _columns(sheet, table, widths)
    _heads(sheet, table, widths)
    _rows(pages, sheet, table, tables, facts, widths)
    for check in choices.checks(table, lists, names):
        sheet.add_data_validation(check)
    _conditions(sheet, table)
    frozen = table.places[table.key] if table.places[table.key] <= 3 else 1
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{FIRST}"
    right = get_column_letter(len(widths))
    sheet.auto_filter.ref = f"A{HEAD}:{right}{table.last}"
    print_on_a4(sheet, landscape=sum(widths) > 95, pages_wide=max(1, round(sum(widths) / _A_PAGE)))
    sheet.print_options.horizontalCentered = sum(widths) <= _A_PAGE
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    if sum(widths) > _A_PAGE * 1.3:
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    _print_area(sheet, table, len(facts.rows.get(table.id, ())))


def _top(
    pages: Pages, sheet: Worksheet, title: str, unit: Formula, widths: Sequence[float]
) -> None:
    cell: Any = sheet.cell(1, 1)
    cell_text.put(cell, title)
    cell.font = Font(name=FONT, size=18, bold=True, color="1F3864")
    narrow = sum(widths) <= _A_PAGE
    cell.alignment = Alignment(horizontal="center" if narrow else "left", vertical="center")
    cell.number_format = "General"
    if narrow and len(widths) > 1:
        sheet.merge_cells(None, 1, 1, 1, len(widths))
    sheet.row_dimensions[1].height = 34
    back: Any = sheet.cell(2, 1)
    cell_text.put(back, "←目录")
    back.hyperlink = Hyperlink(ref="A2", location=f"'{CONTENTS}'!A1")
    back.font = Font(name=FONT, size=9, color="0563C1", underline="single")
    told: Any = sheet.cell(2, 2)
    told.value = f"={unit.text}"
    told.font = Font(name=FONT, size=10, color="404040")
    told.alignment = Alignment(vertical="center")
    pages.formulas.append(SetFormula(sheet.title, 1, 1, unit.text, unit.value))
    sheet.row_dimensions[2].height = 20


def _look(cell: Any, column: Column) -> None:
    """How the cells of a column look, and what kind of value they take."""
    cell.font = Font(name=FONT, size=10, color="1F4E79" if column.computed else "000000")
    middle = column.type not in _WRAPPED
    cell.alignment = Alignment(
        horizontal="center" if middle or column.name == "seq" else "left", vertical="center",
        wrap_text=not middle,
    )  # fmt: skip
    if column.type == "date":
        cell.number_format = "yyyy-mm" if column.name == "entry_month" else "yyyy-mm-dd"
    elif column.type == "number" or column.name == "seq" or column.computed:
        cell.number_format = "General"
    else:
        cell.number_format = "@"
    cell.protection = Protection(locked=column.computed)


def _columns(sheet: Worksheet, table: Table, widths: Sequence[float]) -> None:
    for column, wide in zip(table.columns, widths, strict=True):
        dimension: Any = sheet.column_dimensions[table.letter(column.name)]
        dimension.width = wide
        _look(dimension, column)


def _heads(sheet: Worksheet, table: Table, widths: Sequence[float]) -> None:
    lines = 1
    for number, (column, wide) in enumerate(zip(table.columns, widths, strict=True), 1):
        cell: Any = sheet.cell(HEAD, number)
        cell_text.put(cell, column.heading)
        kind = "computed" if column.computed else "required" if column.required else "field"
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill, cell.border = PatternFill("solid", fgColor=_HEADS[kind]), _LINE
        cell.number_format = "@"
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        lines = max(lines, -(-(2 * len(column.heading)) // max(int(wide) - 2, 2)))
    sheet.row_dimensions[HEAD].height = max(15.0 * lines + 8, 30)


def _rows(
    pages: Pages, sheet: Worksheet, table: Table, tables: Mapping[str, Table], facts: Facts,
    widths: Sequence[float],
) -> None:  # fmt: skip
    rows = facts.rows.get(table.id, [])
    worked_out = table.worked_out
    looks: dict[str, Any] = {}
    for number in range(max(len(rows), table.prepared if worked_out else 0)):
        row: Row = rows[number] if number < len(rows) else {}
        at = FIRST + number
        if row:
            sheet.row_dimensions[at].height = _height(row, table, widths)
        for place, column in enumerate(table.columns, 1):
            value = row.get(column.name, "")
            if not column.computed and value in ("", None):
                continue
            cell: Any = sheet.cell(at, place)
            if column.name not in looks:
                _look(cell, column)
                looks[column.name] = cell._style
            cell._style = copy(looks[column.name])
            if not column.computed:
                _put(cell, value)
                continue
            item = worked_out[column.name]
            text = computed.formula(item, table, at, tables)
            came_to = item.value(row, facts) if row else ""
            cell.value = f"={text}"
            pages.formulas.append(SetFormula(sheet.title, at - 1, place - 1, text, came_to))


def _height(row: Row, table: Table, widths: Sequence[float]) -> float:
    """The height of a row in which nothing that is wrapped is cut off."""
    lines = 1
    for column, wide in zip(table.columns, widths, strict=True):
        text = row.get(column.name, "")
        if column.type in _WRAPPED and isinstance(text, str):
            lines = max(lines, lines_of(text, wide))
    return LINE_HEIGHT * lines + 3


def _put(cell: Any, value: Value) -> None:
    if isinstance(value, str):
        cell_text.put(cell, value)
    else:
        cell.value = value


def _conditions(sheet: Worksheet, table: Table) -> None:
    """Ruled lines where something stands, blue where something is worked out, wrong IDs in red."""
    key = table.cell(table.key, FIRST)
    in_use = f'OR(ROW()<{FIRST + _RULED},{key}<>"")'
    number = next((c for c in table.columns if c.name == "id_number" and c.type == "id"), None)
    if number is not None:
        cell = table.cell(number.name, FIRST)
        wrong = (
            f'AND({cell}<>"",IFERROR(IF(LEN({cell})=18,MID("10X98765432",MOD(SUMPRODUCT('
            f"VALUE(MID({cell},ROW($1:$17),1))*2^(18-ROW($1:$17))),11)+1,1)"
            f"<>UPPER(RIGHT({cell},1)),TRUE),TRUE))"
        )
        _lay_over(sheet, table, [number], wrong, font=Font(color="C00000", bold=True))
    # Laid over and not painted: rows that are only prepared are not printed.
    _lay_over(sheet, table, [c for c in table.columns if c.computed], in_use, fill=_BLUE)
    _lay_over(sheet, table, table.columns, in_use)


def _lay_over(
    sheet: Worksheet, table: Table, columns: Sequence[Column], formula: str, **look: Any
) -> None:
    """A conditional look of some columns, ruled like all rows in use."""
    letters = [table.letter(column.name) for column in columns]
    if len(columns) == len(table.columns):
        areas = f"{letters[0]}{FIRST}:{letters[-1]}{table.last}"
    else:
        areas = " ".join(f"{letter}{FIRST}:{letter}{table.last}" for letter in letters)
    if areas:
        rule: Any = FormulaRule(formula=[formula], border=_LINE, **look)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(areas, rule)


def _print_area(sheet: Worksheet, table: Table, filled: int) -> None:
    """From the title to the last row in use, and at least the ruled rows.

    A table with rows (a sample) has a plain area, which every program understands. That of an empty
    one grows with what is filled in; LibreOffice passes over such an area.
    """
    ruled = FIRST + _RULED - 1
    if filled:
        right = get_column_letter(len(table.columns))
        sheet.print_area = f"A1:{right}{max(ruled, FIRST + filled - 1)}"
        return
    key = table.range(table.key)
    rows = f'MAX({ruled},SUMPRODUCT(MAX(({key}<>"")*ROW({key}))))'
    text = f"OFFSET('{table.sheet}'!$A$1,0,0,{rows},{len(table.columns)})"
    sheet.defined_names["_xlnm.Print_Area"] = DefinedName("_xlnm.Print_Area", attr_text=text)


def seating(pages: Pages, table: Table, names: Sequence[str], title: str, unit: Formula) -> None:
    """The sheet of a seat plan: a desk for each name, eight in a row, before the teacher's."""
    sheet = pages.book.create_sheet(table.sheet)
    sheet.sheet_properties.tabColor = table.color
    widths = [11.0] * 8
    _top(pages, sheet, title, unit, widths)
    for number, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = wide
    front: Any = sheet.cell(HEAD, 4)
    cell_text.put(front, "讲台")
    for place in (4, 5):
        cell: Any = sheet.cell(HEAD, place)
        cell.fill, cell.border = PatternFill("solid", fgColor=_HEADS["field"]), _LINE
    front.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
    front.alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(None, HEAD, 4, HEAD, 5)
    sheet.row_dimensions[HEAD].height = 26
    for desk in range(64):
        row, column = divmod(desk, 8)
        cell = sheet.cell(FIRST + 1 + row, column + 1)
        cell_text.put(cell, names[desk] if desk < len(names) else "")
        cell.font, cell.border = Font(name=FONT, size=12), _LINE
        cell.number_format = "@"
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.protection = Protection(locked=False)
        sheet.row_dimensions[FIRST + 1 + row].height = 36
    print_on_a4(sheet, landscape=True)
    sheet.print_area = f"A1:H{FIRST + 8}"
