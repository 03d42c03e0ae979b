"""Pivot tables."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

PUPILS = [
    ["学校", "年级", "姓名", "缺课", "次数"],
    ["一中", "七", "张三", 3, 1],
    ["一中", "八", "李四", 5, 2],
    ["二中", "七", "王五", 7, 3],
    ["二中", "八", "赵六", None, 4],
]


@pytest.fixture
def report(book: xw.Book) -> xw.Sheet:
    pupils = book.sheets[0]
    pupils.name = "学生 名单"
    pupils["A1"].value = PUPILS
    return book.sheets.add("统计", after=pupils)


def source(report: xw.Sheet) -> xw.Range:
    return report.book.sheets[0]["A1:E5"]


def body(pivot: xw.PivotTable) -> list[Any]:
    cells = pivot.data_body_range
    assert cells is not None
    return list(cells.value)


def test_made_in_one_go(report: xw.Sheet) -> None:
    assert len(report.pivot_tables) == 0
    pivot = report.pivot_tables.add(
        source(report), report["A3"], rows="学校", columns="年级", values={"次数": "sum"}
    )
    assert (pivot.name, pivot.parent) == ("PivotTable1", report)
    assert report.pivot_tables["pivottable1"] == pivot == report.pivot_tables[0]
    assert "no" not in report.pivot_tables
    assert pivot.field_names == PUPILS[0]
    assert [field.name for field in pivot.rows] == ["学校"]
    assert [field.name for field in pivot.columns] == ["年级"]
    assert body(pivot) == [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    assert pivot.range.address == "$A$3:$D$7"
    assert asyncio.run(pivot.get_range()) == pivot.range
    pivot.delete()
    assert len(report.pivot_tables) == 0
    assert report["A3"].value is None


def test_made_in_steps(report: xw.Sheet) -> None:
    pivot = report.pivot_tables.add(source(report), report["A3"], name="按学校")
    assert pivot.data_body_range is None
    rows = pivot.rows
    rows.add("学校")
    grade = rows.add("年级")
    assert (len(rows), rows["学校"].name, "姓名" in rows) == (2, "学校", False)
    assert rows.parent == pivot
    pivot.columns.add("年级")
    assert [field.name for field in rows] == ["学校"]
    assert (grade.name, grade.parent) == ("年级", pivot)
    grade.remove()
    assert len(pivot.columns) == 0
    with pytest.raises(KeyError):
        rows.add("班级")
    pivot.name = "换名"
    assert [found.name for found in report.pivot_tables] == ["换名"]


def test_values(report: xw.Sheet) -> None:
    pivot = report.pivot_tables.add(source(report), report["A3"], rows="学校")
    values = pivot.values
    absences = values.add("缺课")
    assert (absences.name, absences.function) == ("Count of 缺课", "count")  # one is blank
    visits = values.add("次数", number_format="0.0")
    assert (visits.name, visits.source_field) == ("Sum of 次数", "次数")
    most = values.add("次数", function="max", name="最多")
    assert (most.source_field, most.function) == ("次数", "max")
    assert (visits.number_format, most.number_format) == ("0.0", "General")
    assert [value.name for value in values] == ["Count of 缺课", "Sum of 次数", "最多"]
    assert body(pivot) == [[2, 3, 2], [1, 7, 4], [3, 10, 4]]
    visits.function = "average"
    assert (visits.name, visits.number_format) == ("Average of 次数", "0.0")
    most.name = "次数最多"
    most.function = "min"
    assert values["次数最多"].function == "min"
    with pytest.raises(xw.XlwingsError):
        most.name = "学校"
    for value in (absences, visits):
        value.remove()
    assert [value.name for value in values] == ["次数最多"]
    with pytest.raises(KeyError):
        visits.remove()


def test_filters_stand_above_the_place(report: xw.Sheet) -> None:
    pivot = report.pivot_tables.add(
        source(report), report["B6"], rows="学校", filters=["年级", "姓名"], values="次数"
    )
    assert [field.name for field in pivot.filters] == ["年级", "姓名"]
    assert (pivot.range.address, report["B3"].value) == ("$B$6:$C$9", "年级")
    for field in list(pivot.filters):
        field.remove()
    assert pivot.range.address == "$B$6:$C$9"
    assert report.used_range == pivot.range


def test_a_field_counts_and_heads(report: xw.Sheet) -> None:
    pivot = report.pivot_tables.add(source(report), report["A3"], values="学校")
    pivot.rows.add("学校")
    assert [field.name for field in pivot.rows] == ["学校"]
    assert [value.name for value in pivot.values] == ["Count of 学校"]
    assert body(pivot) == [2, 2, 4]


def test_looks(report: xw.Sheet) -> None:
    pivot = report.pivot_tables.add(
        source(report), report["A3"], rows=["学校", "年级"], values="次数"
    )
    assert pivot.layout == "compact"
    pivot.layout = "tabular"
    assert pivot.layout == "tabular"
    assert pivot.range.value[1][:2] == ["一中", "七"]
    pivot.layout = "outline"
    assert pivot.layout == "outline"
    assert pivot.range.value[1][:2] == ["一中", None]


def test_totals(report: xw.Sheet) -> None:
    pivot = report.pivot_tables.add(
        source(report), report["A3"], rows="学校", columns="年级", values="次数"
    )
    assert (pivot.show_row_grand_totals, pivot.show_column_grand_totals) == (True, True)
    pivot.show_row_grand_totals = False
    assert body(pivot) == [[1, 2], [3, 4], [4, 6]]
    pivot.show_column_grand_totals = False
    assert body(pivot) == [[1, 2], [3, 4]]
    assert (pivot.show_row_grand_totals, pivot.show_column_grand_totals) == (False, False)


def test_the_source_grows(report: xw.Sheet) -> None:
    pupils = report.book.sheets[0]
    table = pupils.tables.add(source(report), name="名单")
    pivot = report.pivot_tables.add(table, report["A3"], rows="学校", values="次数")
    table.rows.add(["三中", "七", "孙七", 1, 9])
    pupils["E2"].value = 11
    pivot.refresh()
    assert sorted(body(pivot)) == [7, 9, 13, 29]


def test_a_heading_that_ends_with_a_star(report: xw.Sheet) -> None:
    report.book.sheets[0]["D1"].value = "缺课*"
    pivot = report.pivot_tables.add(source(report), report["A3"])
    with pytest.raises(xw.XlwingsError, match="star"):
        pivot.values.add("缺课*")


def test_kept_in_files(report: xw.Sheet, tmp_path: Path) -> None:
    report.pivot_tables.add(source(report), report["A3"], rows="学校", values="次数")
    report.book.save(tmp_path / "统计.xlsx")
    again = report.book.app.books.open(tmp_path / "统计.xlsx")
    try:
        pivot = again.sheets["统计"].pivot_tables[0]
        assert [field.name for field in pivot.rows] == ["学校"]
        (value,) = pivot.values
        assert (value.name, value.source_field, value.function) == ("Sum of 次数", "次数", "sum")
    finally:
        again.close()
