"""Rows inserted into other people's sheets: everything below, and all that points there, moves."""

from pathlib import Path

import openpyxl
import pytest
from clutter import SHEET, everything
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from packages import edited, parts

from kongcuo_xl.hosts import ooxml
from kongcuo_xl.hosts.ooxml.insertion import Shift
from kongcuo_xl.plan import InsertRows, SetValue

THREE_AFTER_ROW_5 = Shift("表", at=5, count=3, like_row=4)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(C5:C5)", "SUM(C5:C8)"),
        ("SUM(C3:C5)", "SUM(C3:C8)"),
        ("SUM(C3:C4)", "SUM(C3:C4)"),
        ("SUM(C3:C6)", "SUM(C3:C9)"),
        ("C5+C6", "C5+C9"),
        ("$C$6*表!D7*'表'!D7", "$C$9*表!D10*'表'!D10"),
        ("别表!C6+'[1]表'!C6", "别表!C6+'[1]表'!C6"),
        ('IF(A6="C6:C7",LOG10(6),名册[C6])', 'IF(A9="C6:C7",LOG10(6),名册[C6])'),
        ("SUM(6:7)", "SUM(9:10)"),
        ("SUM(C:C)+_C6+ABC6x", "SUM(C:C)+_C6+ABC6x"),
    ],
)
def test_formulas_on_the_sheet_itself(before: str, after: str) -> None:
    assert THREE_AFTER_ROW_5.formula(before, own=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A1:A1048576", "A1:A1048576"),
        ("SUM(C$3:C5)", "SUM(C$3:C8)"),
        ("SUM(C5:C3)", "SUM(C8:C3)"),
        ("XFE9+TAX2025+A1048577", "XFE9+TAX2028+A1048577"),
        ("表:表!C6", "表:表!C9"),
        ("前:后!C6+'前:后'!C6+后:前!C6", "前:后!C6+'前:后'!C6+后:前!C6"),
        ("别:后!C6", "别:后!C6"),
    ],
)
def test_references_of_rarer_kinds(before: str, after: str) -> None:
    shift = Shift("表", 5, 3, 4, ("前", "表", "后", "别"))
    assert shift.formula(before, own=True) == after
    assert bool(shift.left) == ("前" in before)


def test_a_running_sum_does_not_grow_with_the_list_it_stands_in() -> None:
    assert THREE_AFTER_ROW_5.formula("SUM(C$3:C5)", own=True, row=4) == "SUM(C$3:C5)"
    assert THREE_AFTER_ROW_5.formula("SUM(C$3:C5)", own=True, row=5) == "SUM(C$3:C8)"


def test_formulas_elsewhere_move_only_where_they_name_the_sheet() -> None:
    assert THREE_AFTER_ROW_5.formula("C6+表!C6", own=False) == "C6+表!C9"


def form(path: Path) -> Path:
    """A list form: title, headers in row 2, ruled rows 3 to 5, total in 6, footer merged in 7."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "表"
    page["A1"] = "月报表"
    page.merge_cells("A1:D1")
    for column, name in enumerate(("序号", "姓名", "人次", "备注"), 1):
        page.cell(2, column, name)
    grey = PatternFill("solid", fgColor="DDDDDD")
    for row in range(3, 6):
        page.cell(row, 1, row - 2).fill = grey
        page.merge_cells(start_row=row, end_row=row, start_column=3, end_column=4)
    page.row_dimensions[5].height = 33
    page["B6"], page["C6"] = "合计", "=SUM(C3:C5)"
    page["A7"] = "填表人："
    page.merge_cells("A7:D7")
    page["A7"].comment = Comment("签字", "校长")
    page["A7"].hyperlink = "https://example.org/"
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("D3:D5")
    page.add_data_validation(choice)
    page.print_area = "A1:D7"
    page.print_title_rows = "1:2"
    page.row_breaks.append(Break(id=6))
    other = book.create_sheet("汇总")
    other["A1"] = "=表!C6"
    book.save(path)
    return path


def test_a_list_form_grows(tmp_path: Path) -> None:
    source = form(tmp_path / "a.xlsx")
    plan = (InsertRows("表", 5, 2, 4), SetValue("表", 5, 0, 4), SetValue("表", 6, 0, 5))
    ooxml.apply(source, plan, tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    page = book["表"]
    assert [page.cell(row, 1).value for row in range(3, 8)] == [1, 2, 3, 4, 5]
    assert {page.cell(row, 1).fill.fgColor.rgb for row in range(3, 8)} == {"00DDDDDD"}
    assert [page.row_dimensions[row].height for row in (5, 6, 7, 8)] == [33, 33, 33, None]
    assert (page["B8"].value, page["C8"].value) == ("合计", "=SUM(C3:C7)")
    merged = sorted(str(area) for area in page.merged_cells.ranges)
    assert merged == ["A1:D1", "A9:D9", "C3:D3", "C4:D4", "C5:D5", "C6:D6", "C7:D7"]
    assert page["A9"].comment.text == "签字"
    assert page["A9"].hyperlink.target == "https://example.org/"
    assert [str(v.sqref) for v in page.data_validations.dataValidation] == ["D3:D7"]
    assert page.print_area == "'表'!$A$1:$D$9"
    assert page.print_title_rows == "$1:$2"
    assert [brk.id for brk in page.row_breaks.brk] == [8]
    assert book["汇总"]["A1"].value == "=表!C8"


def test_new_rows_have_the_formulas_of_the_row_they_are_like(tmp_path: Path) -> None:
    source = form(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(source)
    book["表"]["F5"] = "=C5/$C$6"
    book.save(source)
    ooxml.apply(source, (InsertRows("表", 5, 2, 4),), tmp_path / "b.xlsx")
    page = openpyxl.load_workbook(tmp_path / "b.xlsx")["表"]
    assert [page[f"F{row}"].value for row in (5, 6, 7)] == ["=C5/$C$8", "=C6/$C$8", "=C7/$C$8"]


def test_shared_formulas_below_are_written_out(tmp_path: Path) -> None:
    source = form(tmp_path / "a.xlsx")
    rows = (
        '<row r="3"><c r="B3"><f t="shared" ref="B3:B6" si="0">A3*2</f></c></row>'
        '<row r="6"><c r="B6"><f t="shared" si="0"/></c></row>'
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    edited(source, {"xl/worksheets/sheet1.xml": xml.encode()})
    ooxml.apply(source, (InsertRows("表", 4, 1, 3),), tmp_path / "b.xlsx")
    page = openpyxl.load_workbook(tmp_path / "b.xlsx")["表"]
    assert (page["B3"].value, page["B7"].value) == ("=A3*2", "=A7*2")


def test_parts_that_hold_no_address_stay(tmp_path: Path) -> None:
    source = form(tmp_path / "a.xlsx")
    ooxml.apply(source, (InsertRows("表", 5, 2, 4),), tmp_path / "b.xlsx")
    before, after = parts(source), parts(tmp_path / "b.xlsx")
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }


def test_no_pivot_table_or_array_formula_is_torn_apart(tmp_path: Path) -> None:
    source = everything(tmp_path / "a.xlsm")
    with pytest.raises(ooxml.OutputError, match="数据透视表 A12:B13 之中"):
        ooxml.apply(source, (InsertRows("统计", 12, 1, 11),), tmp_path / "b.xlsm")
    with pytest.raises(ooxml.OutputError, match="数组公式区域 C10:C11 之中"):
        ooxml.apply(source, (InsertRows(SHEET, 10, 1, 9),), tmp_path / "b.xlsm")
    ooxml.apply(source, (InsertRows("统计", 10, 2, 9),), tmp_path / "b.xlsm")
    pivot = parts(tmp_path / "b.xlsm")["xl/pivotTables/pivotTable1.xml"]
    assert b'<location ref="A14:B15"' in pivot


def test_a_note_or_a_link_on_the_last_row_of_a_list_stays_on_its_cell(tmp_path: Path) -> None:
    source = form(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(source)
    book["表"]["B5"].comment = Comment("转学", "校长")
    book["表"]["B5"].hyperlink = "https://example.org/"
    book.save(source)
    ooxml.apply(source, (InsertRows("表", 5, 2, 4),), tmp_path / "b.xlsx")
    page = openpyxl.load_workbook(tmp_path / "b.xlsx")["表"]
    assert (page["B5"].comment.text, page["B6"].comment) == ("转学", None)
    assert page["B5"].hyperlink.ref == "B5"
