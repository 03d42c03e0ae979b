"""Tables and filters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw

ROWS = [["姓名", "分 数", "加倍"], ["b", 20, None], ["d", 10, None], ["a", 30, None]]


@pytest.fixture
def table(sheet: xw.Sheet) -> xw.Table:
    sheet["A1"].value = ROWS
    return sheet.tables.add(sheet["A1:C4"], name="Scores")


def test_a_table(sheet: xw.Sheet, table: xw.Table) -> None:
    assert [t.name for t in sheet.tables] == ["Scores"]
    assert sheet.tables["scores"] == table
    assert table.parent == sheet
    assert table.display_name == "Scores"
    assert table.range.address == "$A$1:$C$4"
    assert table.header_row_range.address == "$A$1:$C$1"
    assert table.data_body_range.address == "$A$2:$C$4"
    assert table.insert_row_range is None
    assert table.totals_row_range is None
    assert sheet["B3"].table == table
    assert sheet["E9"].table is None
    table.name = "新表"
    assert "新表" in sheet.tables
    assert sheet.range("新表").address == "$A$2:$C$4"
    with pytest.raises(KeyError):
        sheet.tables["Scores"]
    with pytest.raises(xw.XlwingsError, match="meets"):
        sheet.tables.add(sheet["C4:D5"])


def test_names_that_are_missing(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["x", None, "x"], [1, 2, 3]]
    table = sheet.tables.add(sheet["A1:C2"])
    assert table.name == "Table1"
    assert [column.name for column in table.columns] == ["x", "Column2", "x2"]
    empty = sheet.tables.add(sheet["F1"])
    assert empty.insert_row_range.address == "$F$2"
    assert empty.data_body_range is None
    sheet["H1"].value = [[1, 2], [3, 4]]
    pushed = sheet.tables.add(sheet["H1:I2"], has_headers=False)
    assert pushed.range.value == [["Column1", "Column2"], [1, 2], [3, 4]]


def test_parts_that_can_be_shown(sheet: xw.Sheet, table: xw.Table) -> None:
    table.show_headers = False
    assert table.header_row_range is None
    assert sheet["A1"].value is None
    assert table.range.address == "$A$2:$C$4"
    table.show_headers = True
    assert table.header_row_range.value == ROWS[0]
    sheet["A5"].value = "below"
    table.show_totals = True
    assert table.totals_row_range.address == "$A$5:$C$5"
    assert sheet["A5:A6"].value == ["Total", "below"]
    table.show_totals = False
    assert table.range.address == "$A$1:$C$4"
    table.show_autofilter = False
    assert table.show_autofilter is False
    table.resize(sheet["A1:C3"])
    assert table.data_body_range.shape == (2, 3)


def test_totals_stay_below_the_rows(sheet: xw.Sheet, table: xw.Table) -> None:
    table.show_totals = True
    sheet["B5"].formula = "=SUBTOTAL(101,B2:B4)"
    table.resize(sheet["A1:C3"])
    assert (table.range.address, table.totals_row_range.address) == ("$A$1:$C$4", "$A$4:$C$4")
    assert sheet["A5"].value == "a"  # no row of the table any more
    sheet["A5:C5"].clear_contents()
    assert sheet["A4:B4"].formula == (("Total", "=SUBTOTAL(101,$B$2:$B$3)"),)
    table.update(pd.DataFrame({"a": list("uvwxy"), "b": range(5), "c": range(5)}), index=False)
    assert table.data_body_range.value[-1] == ["y", 4, 4]
    assert table.totals_row_range.value == ["Total", 2, 10]
    table.resize(sheet["A1:D7"])
    assert table.totals_row_range.address == "$A$7:$D$7"


def test_looks_are_remembered(table: xw.Table) -> None:
    assert table.table_style == "TableStyleMedium2"
    table.table_style = "TableStyleLight1"
    assert table.table_style == "TableStyleLight1"
    for name, first in (
        ("show_table_style_row_stripes", True),
        ("show_table_style_column_stripes", False),
        ("show_table_style_first_column", False),
        ("show_table_style_last_column", False),
    ):
        assert getattr(table, name) is first
        setattr(table, name, not first)
        assert getattr(table, name) is not first


def test_structured_references(sheet: xw.Sheet, table: xw.Table) -> None:
    sheet["C2:C4"].formula = "=[@[分 数]]*2"
    assert sheet["C2:C4"].value == [40, 20, 60]
    assert sheet["C3"].formula == "=[@[分 数]]*2"
    for formula, value in {
        "=SUM(Scores[分 数])": 60,
        "=COUNTA(Scores[#Headers])": 3,
        "=ROWS(Scores[#All])": 4,
        "=SUM(Scores[[分 数]:[加倍]])": 180,
        "=Scores[[#This Row],[分 数]]": 10,
    }.items():
        sheet["E3"].formula = formula
        assert sheet["E3"].value == value, formula
    with pytest.raises(xw.XlwingsError, match="no column"):
        sheet["E3"].formula = "=SUM(Scores[nothing])"
    table.show_totals = True
    assert sheet["C5"].value == 120


def test_sorting(sheet: xw.Sheet, table: xw.Table) -> None:
    sheet["C2:C4"].formula = "=[@[分 数]]*2"
    table.show_totals = True
    table.sort([2], [False])
    assert sheet["A1:C5"].value == [
        ROWS[0], ["a", 30, 60], ["b", 20, 40], ["d", 10, 20], ["Total", None, 120]
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"Table\.sort"):
        sheet["A1:C4"].sort(1)


def test_rows(sheet: xw.Sheet, table: xw.Table) -> None:
    sheet["C2:C4"].formula = "=[@[分 数]]*2"
    sheet["E3"].value = "beside"
    rows = table.rows
    assert rows.add(["e", 5, None]).index == 4
    rows.add(["f", 6, None], index=1)
    assert table.data_body_range.value == [
        ["f", 6, 12], ["b", 20, 40], ["d", 10, 20], ["a", 30, 60], ["e", 5, 10]
    ]  # fmt: skip
    assert sheet["E3"].value == "beside"
    rows[0].delete()
    assert rows[0].range.value == ["b", 20, 40]
    while len(rows):
        rows[0].delete()
    assert table.insert_row_range is not None
    rows.add(["g", 1, None])
    assert len(rows) == 1


def test_columns(sheet: xw.Sheet, table: xw.Table) -> None:
    sheet["C2:C4"].formula = "=[@[分 数]]*2"
    columns = table.columns
    added = columns.add("新", index=2)
    assert (added.name, added.index, added.range.address) == ("新", 2, "$B$1:$B$4")
    assert added.data_body_range.address == "$B$2:$B$4"
    assert columns["加倍"].data_body_range.value == [40, 20, 60]
    columns["新"].delete()
    columns.add("末")
    assert [column.name for column in columns] == [*ROWS[0], "末"]
    assert table.range.address == "$A$1:$D$4"
    with pytest.raises(KeyError):
        columns["nothing"]


def test_update_from_a_frame(table: xw.Table) -> None:
    table.update(pd.DataFrame({"x": [1.0, 2.0], "y": ["p", "q"]}), index=False)
    assert table.range.value == [["x", "y"], [1, "p"], [2, "q"]]


def test_copies_of_a_sheet_have_tables(sheet: xw.Sheet, table: xw.Table) -> None:
    table.table_style = "TableStyleDark1"
    copy = sheet.copy()
    assert [t.range.address for t in copy.tables] == ["$A$1:$C$4"]
    assert copy.tables[0].name != "Scores"
    assert copy.tables[0].table_style == "TableStyleDark1"
    assert [t.name for t in sheet.tables] == ["Scores"]


def test_a_table_reaches_the_file(book: xw.Book, table: xw.Table, tmp_path: Path) -> None:
    book.save(tmp_path / "table.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "table.xlsx")["Sheet1"]
    assert dict(saved.tables.items()) == {"Scores": "A1:C4"}
    assert table.range.address == "$A$1:$C$4"


# Filters

LIST = [
    ["区", "数", "状态", "日期"],
    ["东", 5, "开", dt.datetime(2026, 1, 1)],
    ["西", 10, None, dt.datetime(2026, 2, 1)],
    ["北", 15, "关", dt.datetime(2026, 3, 1)],
    ["东", 20, None, dt.datetime(2026, 4, 1)],
]


@pytest.fixture(params=["range", "table"])
def target(sheet: xw.Sheet, request: pytest.FixtureRequest) -> xw.Range | xw.Table:
    cells = sheet["A1:D5"]
    cells.value = LIST
    return cells if request.param == "range" else sheet.tables.add(cells)


def shown(target: xw.Range | xw.Table) -> list[int]:
    cells = target if isinstance(target, xw.Range) else target.range
    sheet = cells.sheet
    return [row for row in range(2, 6) if not sheet[f"A{row}"].rows.hidden]


@pytest.mark.parametrize(
    ("method", "arguments", "rows", "kind"),
    [
        ("apply_values", (1, ["东"]), [2, 5], "values"),
        ("apply_values", (1, ["东", "西"]), [2, 3, 5], "values"),
        ("apply_comparison", (2, "greater_than", 10), [4, 5], "comparison"),
        ("apply_comparison", (2, "less_than_or_equal", 10), [2, 3], "comparison"),
        ("apply_comparison", (2, "between", 6, 16), [3, 4], "comparison"),
        ("apply_comparison", (2, "not_between", 6, 16), [2, 5], "comparison"),
        ("apply_comparison", (3, "equal_to", None), [3, 5], "comparison"),
        ("apply_comparison", (3, "not_equal_to", None), [2, 4], "comparison"),
        ("apply_comparison", (4, "greater_than", dt.date(2026, 2, 1)), [4, 5], "comparison"),
        ("apply_top_items", (2, 1), [5], "top_items"),
        ("apply_bottom_items", (2, 2), [2, 3], "bottom_items"),
        ("apply_top_percent", (2, 50), [4, 5], "top_percent"),
        ("apply_bottom_percent", (2, 10), [2], "bottom_percent"),
    ],
)
def test_filters(
    target: xw.Range | xw.Table, method: str, arguments: tuple[object, ...], rows: list[int],
    kind: str,
) -> None:  # fmt: skip
    getattr(target.autofilter, method)(*arguments)
    assert shown(target) == rows
    criterion = target.autofilter.criteria[int(str(arguments[0])) - 1]
    assert criterion.type == kind
    if kind == "comparison":
        assert criterion.operator == arguments[1]
    target.autofilter.clear()
    assert shown(target) == [2, 3, 4, 5]
    assert {entry.type for entry in target.autofilter.criteria} == {"none"}


def test_filters_of_several_columns(target: xw.Range | xw.Table) -> None:
    target.autofilter.apply_values(1, ["东"])
    target.autofilter.apply_comparison(2, "greater_than", 5)
    assert shown(target) == [5]
    target.autofilter.clear(2)
    assert shown(target) == [2, 5]
    assert target.autofilter.criteria[0].values == ["东"]
