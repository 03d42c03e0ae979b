"""Marks made and taken away in an open workbook: the same as a file's, and nothing of the clerk's.

The measure of clearing is what LibreOffice writes of the workbook when nobody marked it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, FormulaRule
from openpyxl.styles import PatternFill
from packages import cluttered, parts, roster

from kongcuo_xl import explanations, marks
from kongcuo_xl.book import Area
from kongcuo_xl.finding import Finding, Level
from kongcuo_xl.hosts import files, live, live_marks, live_writing, ooxml, programs
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.plan import (
    SIGNATURE,
    AddSheet,
    NewCell,
    Plan,
    RemoveOurs,
    SetValue,
    SheetContent,
)

SHEET = "七(1)班"
PLACES = [marks.TablePlace(SHEET, Area(1, 0, 7, 5))]
CLEAR: Plan = (RemoveOurs(),)


def found(row: int, column: int, level: Level = "错误") -> Finding:
    return Finding("ID103", level, "", "a.xlsx", SHEET, row, column, f"第{row}行", "不符")


FINDINGS = [found(3, 3), found(4, 3), found(5, 4, "疑问"), found(7, 5, "提示")]


def overlapping(path: Path) -> Path:
    """A roster with formats of the clerk's that overlap each other and our cells."""
    roster(path, [["序号", "姓名"], *[[n, f"张{n}"] for n in range(12)]], SHEET)
    book = openpyxl.load_workbook(path)
    page = book[SHEET]
    green, blue = (PatternFill(bgColor=color) for color in ("FF00FF00", "FF0000FF"))
    page.conditional_formatting.add("A1:D6", FormulaRule(formula=["A1>5"], fill=green))
    page.conditional_formatting.add(
        "C4:F9", CellIsRule(operator="lessThan", formula=["20"], fill=blue)
    )
    page.conditional_formatting.add(
        "A1:F12", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max",
                                 end_color="FF0000"))  # fmt: skip
    book.save(path)
    return path


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made: Path = getattr(request, "param", cluttered)(tmp_path / "花名册.xlsx")
    return made


@pytest.fixture
def opened(app: xw.App, source: Path) -> Iterator[xw.Book]:
    app.activate()
    book = app.books.open(str(source))
    yield book
    book.close()


def plan(book: xw.Book, findings: list[Finding] = FINDINGS) -> Plan:
    return marks.mark(live.read(book), findings, PLACES)


def formats(page: Any) -> list[tuple[str, str, str]]:
    return sorted(
        (str(rule.sqref), each.type, str(each.formula))
        for rule in page.conditional_formatting
        for each in rule.rules
    )


def kept(book: xw.Book, path: Path) -> dict[str, Any]:
    """What a saved workbook holds that somebody could miss, by place."""
    book.save(path)
    loaded = openpyxl.load_workbook(path)
    read: dict[str, Any] = {f"name {name}": "" for name in loaded.defined_names}
    for page in loaded.worksheets:
        said = {
            "formats": formats(page),
            "merges": sorted(str(area) for area in page.merged_cells.ranges),
            "printed": str(page.print_area),
            "filter": page.auto_filter.ref,
        }
        for letters, one in page.column_dimensions.items():
            said[f"width {letters}"] = round(one.width, 1)
        for cell in (cell for row in page for cell in row if cell.has_style or cell.value):
            said[cell.coordinate] = (
                *(cell.value, cell.font.color and cell.font.color.rgb, cell.font.b),
                *(cell.fill.fgColor.rgb, cell.number_format, cell.border.left.style),
            )
        read |= {f"{page.title} {key}": value for key, value in said.items()}
    return read


def test_marks_are_a_files_marks(opened: xw.Book, source: Path, tmp_path: Path) -> None:
    made = plan(opened)
    live_writing.carry_out(opened, made)
    opened.save(tmp_path / "live.xlsx")
    ooxml.apply(source, made, tmp_path / "file.xlsx")
    live_file, file = (files.read(tmp_path / name, "m") for name in ("live.xlsx", "file.xlsx"))
    assert {(p.kind, p.sheet, p.area) for p in ooxml.ours(tmp_path / "live.xlsx")} >= {
        (p.kind, p.sheet, p.area)
        for p in ooxml.ours(tmp_path / "file.xlsx")
        if p.kind in ("list", "result")
    }
    for one, other in zip(live_file.sheets, file.sheets, strict=True):
        assert one.name == other.name
        wide = [row[: other.width] for row in one.rows[: other.height]]
        assert [[str(v) for v in row] for row in wide] == [[str(v) for v in r] for r in other.rows]
    filters = [
        openpyxl.load_workbook(tmp_path / name)[SHEET].auto_filter.ref
        for name in ("live.xlsx", "file.xlsx")
    ]
    assert filters == ["A2:G8", "A2:G8"]  # so that results travel with their rows
    pages = b"".join(parts(tmp_path / "live.xlsx").values()).decode(errors="replace")
    assert set(re.findall(r"kongcuo:(\w+)", pages)) == {"error", "doubt", "hint"}


@pytest.mark.parametrize("source", [cluttered, overlapping], indirect=True)
def test_clearing_leaves_what_was_there(opened: xw.Book, tmp_path: Path) -> None:
    before = kept(opened, tmp_path / "before.xlsx")
    live_writing.carry_out(opened, plan(opened))
    assert kept(opened, tmp_path / "marked.xlsx") != before
    live_writing.carry_out(opened, CLEAR)
    assert kept(opened, tmp_path / "after.xlsx") == before
    assert b"kongcuo" not in b"".join(parts(tmp_path / "after.xlsx").values())
    assert live_marks.ours(opened) == []


@pytest.mark.parametrize("source", [overlapping], indirect=True)
def test_a_file_marked_live_is_cleared_as_a_file(opened: xw.Book, tmp_path: Path) -> None:
    opened.save(tmp_path / "plain.xlsx")
    live_writing.carry_out(opened, plan(opened))
    opened.save(tmp_path / "marked.xlsx")
    ooxml.clear(tmp_path / "marked.xlsx", tmp_path / "cleared.xlsx")
    plain, cleared = (openpyxl.load_workbook(tmp_path / f"{n}.xlsx") for n in ("plain", "cleared"))
    assert cleared.sheetnames == plain.sheetnames
    for page in plain.worksheets:
        values = [[c.value for c in row] for row in cleared[page.title].iter_rows(
            max_row=page.max_row, max_col=page.max_column)]  # fmt: skip
        assert values == [[c.value for c in row] for row in page]
        assert formats(cleared[page.title]) == formats(page)
    assert b"kongcuo:" not in b"".join(parts(tmp_path / "cleared.xlsx").values())


@pytest.mark.parametrize("source", [cluttered, overlapping], indirect=True)
def test_a_marked_file_is_cleared_where_it_is_open(
    app: xw.App, source: Path, tmp_path: Path
) -> None:
    plain = app.books.open(str(source))
    before = kept(plain, tmp_path / "before.xlsx")
    ooxml.apply(source, plan(plain), tmp_path / "marked.xlsx")
    plain.close()
    book = app.books.open(str(tmp_path / "marked.xlsx"))
    assert [place.kind for place in live_marks.ours(book)]
    assert [sheet.name for sheet in live.read(book).sheets] == [
        sheet.name for sheet in files.read(source, "m").sheets
    ]
    live_writing.carry_out(book, CLEAR)
    after = kept(book, tmp_path / "after.xlsx")
    book.close()
    assert after == before


def test_marks_are_known_after_rows_were_sorted_and_inserted(opened: xw.Book) -> None:
    live_writing.carry_out(opened, plan(opened))
    sheet = opened.sheets[SHEET]
    sheet.range("3:3").insert("down")
    sheet.range("A1").column_width = 20
    [result] = [place for place in live_marks.ours(opened) if place.kind == "result"]
    column = sheet.range((result.area.top + 1, result.area.left + 1)).value
    assert column == "核查结果"
    assert result.area.bottom == 8
    live_writing.carry_out(opened, CLEAR)
    assert sheet.range((2, result.area.left + 1)).value is None


def test_explanations_are_read_and_marked_anew(opened: xw.Book) -> None:
    live_writing.carry_out(opened, plan(opened))
    page = opened.sheets["问题清单"]
    page.range("L7").value = "已核对户口簿"
    read = live.read(opened)
    assert list(read.explanations.values()) == [("已核对户口簿",)]
    again = marks.mark(read, FINDINGS, PLACES, explanations=read.explanations)
    live_writing.carry_out(opened, again)
    assert opened.sheets["问题清单"].range("L7").value == "已核对户口簿"
    assert explanations.is_list(files.Sheet("x", opened.sheets["问题清单"].used_range.value))


def test_undo_brings_back_the_marks_that_were_there(opened: xw.Book, tmp_path: Path) -> None:
    unmarked = kept(opened, tmp_path / "0.xlsx")
    first = live_writing.carry_out(opened, plan(opened))
    opened.sheets["问题清单"].range("L7").value = "已核对户口簿"
    before = kept(opened, tmp_path / "1.xlsx")
    done = live_writing.carry_out(opened, plan(opened, [found(6, 1)]))
    assert live_writing.changed(opened, done) == []
    live_writing.turn_back(opened, done)
    assert kept(opened, tmp_path / "2.xlsx") == before
    assert live_writing.changed(opened, first) == ["问题清单!L7"]
    live_writing.turn_back(opened, first)
    assert kept(opened, tmp_path / "3.xlsx") == unmarked


def test_values_are_written_as_they_are_and_turned_back(sheet: xw.Sheet) -> None:
    sheet.range("A1:A4").value = [["'007"], [3], ["=1+1"], ["'=不是公式"]]
    sheet.range("B1").number_format = "yyyy-mm-dd"
    before = sheet.range("A1:B5").formula
    cells = [SetValue(sheet.name, row, 0, f"00{row}") for row in range(5)]
    steps: Plan = (*cells, SetValue(sheet.name, 0, 1, "=1"))
    added = AddSheet("整理记录", SheetContent((NewCell(0, 0, "=A1"),)))
    done = live_writing.carry_out(sheet.book, (*steps, added))
    assert sheet.range("A1:A5").value == ["000", "001", "002", "003", "004"]
    assert sheet.range("B1").value == "=1"
    assert sheet.book.sheets["整理记录"].range("A1").value == "=A1"
    sheet.range("A2").value = "别人改了"
    assert live_writing.changed(sheet.book, done) == [f"{sheet.name}!A2"]
    live_writing.turn_back(sheet.book, done)
    assert sheet.range("A1:B5").formula == before
    assert [each.name for each in sheet.book.sheets] == [sheet.name]


def test_what_goes_wrong_midway_is_turned_back(opened: xw.Book, tmp_path: Path) -> None:
    live_writing.carry_out(opened, plan(opened))
    before = kept(opened, tmp_path / "before.xlsx")

    def stop(sheet: str) -> None:
        if sheet == "问题清单":
            raise OutputError("已取消")

    with pytest.raises(OutputError):
        live_writing.carry_out(opened, plan(opened, [found(6, 1)]), stop)
    assert kept(opened, tmp_path / "after.xlsx") == before


def test_a_protected_sheet_is_left_alone(opened: xw.Book) -> None:
    opened.sheets[SHEET].api.protect("")
    names = [sheet.name for sheet in opened.sheets]
    with pytest.raises(OutputError, match=r"七\(1\)班.*受保护"):
        live_writing.carry_out(opened, plan(opened))
    assert [sheet.name for sheet in opened.sheets] == names
    opened.sheets[SHEET].api.unprotect("")


def test_two_tables_below_each_other_share_a_column(sheet: xw.Sheet) -> None:
    rows = [["姓名", "性别"], ["张三", "男"], [None, None], ["姓名", "方式"], ["张三", "面谈"]]
    sheet.range("A1").value = rows
    width = sheet.range("C1").column_width
    faults = [Finding("ST101", "错误", "", "a", sheet.name, row, 1, "", "不符") for row in (1, 4)]
    tables = [marks.TablePlace(sheet.name, Area(top, 0, top + 1, 1)) for top in (0, 3)]
    done = live_writing.carry_out(sheet.book, marks.mark(live.read(sheet.book), faults, tables))
    assert [sheet.range(cell).value for cell in ("C1", "C4")] == ["核查结果", "核查结果"]
    live_writing.turn_back(sheet.book, done)
    assert sheet.range("C1").column_width == width
    assert sheet.range("C1:C5").value == [None] * 5


def test_scales_are_shown_again(sheet: xw.Sheet) -> None:
    sheet.range("B2:B9").conditional_formats.add_color_scale(["#ff0000", "#00ff00"])
    program = programs.of(sheet.book)
    program.shade(sheet, [Area(3, 1, 3, 1)], marks.OVERLAYS["错误"], f'LEN("{SIGNATURE}")>0')
    program.unshade(sheet, SIGNATURE)
    [left] = sheet.api.ConditionalFormats.getConditionalFormats()
    [scale] = sheet.range("B4").conditional_formats
    assert scale.colors == ((255, 0, 0), (0, 255, 0))
    assert left.Range.RangeAddressesAsString == f"{sheet.name}.B2:B9"


def test_formats_made_beside_each_other_are_shown_again(sheet: xw.Sheet) -> None:
    formulas = {"D4:D13": "=LEN(D4)<>18", "A4:F13": "=MOD(ROW(),2)=0"}
    for cells, formula in formulas.items():
        sheet.range(cells).conditional_formats.add_custom(formula, fill_color="#00FF00")
    program = programs.of(sheet.book)
    for number, cell in enumerate([Area(5, 3, 5, 3), Area(4, 1, 4, 1)]):
        formula = f'LEN("{SIGNATURE}{number}")>0'
        program.shade(sheet, [cell], marks.OVERLAYS["错误"], formula)
    assert len(program.overlays(sheet, SIGNATURE)) == 2
    program.unshade(sheet, SIGNATURE)
    left = sheet.api.ConditionalFormats.getConditionalFormats()
    assert {group.getByIndex(0).Formula1 for group in left} == {"MOD(ROW(),2)=0"}
    corners = [(a.StartRow, a.StartColumn) for group in left for a in group.Range.RangeAddresses]
    assert (3, 0) in corners
