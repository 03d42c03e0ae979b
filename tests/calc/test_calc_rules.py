"""Conditional formats and data validation."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from kongcuo_xl.hosts.calc.areas import parsed
from kongcuo_xl.hosts.calc.conditional_formats import without

# Conditional formats


def test_compare_values(sheet: xw.Sheet) -> None:
    rules = sheet["B2:B20"].conditional_formats
    assert len(rules) == 0
    rule = rules.add_cell_value(
        "between", 5, 10, fill_color="#ffff00", font_color="#ff0000", font_bold=True,
        font_italic=True, stop_if_true=True,
    )  # fmt: skip
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (
        "cell_value", "between", "=5", "=10",
    )  # fmt: skip
    assert (rule.fill_color, rule.font_color) == ((255, 255, 0), (255, 0, 0))
    assert (rule.font_bold, rule.font_italic, rule.stop_if_true) == (True, True, True)
    assert rule.formula is None
    rule.set(operator="greater_than", formula1=12, font_bold=False, stop_if_true=False)
    assert (rule.operator, rule.formula1, rule.formula2) == ("greater_than", "=12", None)
    assert (rule.font_bold, rule.stop_if_true) == (False, False)


def test_formula_of_ones_own(sheet: xw.Sheet) -> None:
    rule = sheet["A2:C9"].conditional_formats.add_custom(
        '=AND($B2>5,Sheet1!$C2<>"x,y")', fill_color="#ffc7ce"
    )
    assert rule.type == "custom"
    assert rule.formula == '=AND($B2>5,Sheet1!$C2<>"x,y")'
    assert (rule.operator, rule.font_bold, rule.font_color) == (None, None, None)
    rule.set(formula="=$B2>10")
    assert rule.formula == "=$B2>10"


def test_bars(sheet: xw.Sheet) -> None:
    rule = sheet["A1:A5"].conditional_formats.add_data_bar(
        "#638ec6", maximum=100, gradient=False, show_value=False
    )
    assert (rule.type, rule.bar_color) == ("data_bar", (99, 142, 198))
    assert (rule.gradient, rule.show_value) == (False, False)
    assert (rule.threshold_types, rule.thresholds) == (("automatic", "number"), (None, 100))
    assert (rule.stop_if_true, rule.fill_color) == (None, None)


def test_colour_scales(sheet: xw.Sheet) -> None:
    rules = sheet["A1:A5"].conditional_formats
    rule = rules.add_color_scale(["#ff0000", "#00ff00"])
    assert (rule.type, rule.colors) == ("color_scale", ((255, 0, 0), (0, 255, 0)))
    assert rule.threshold_types == ("lowest_value", "highest_value")
    assert (rule.thresholds, rule.stop_if_true) == ((None, None), None)
    rule = rules.add_color_scale(
        ["#ff0000", "#ffff00", "#00ff00"], thresholds=[0, 2.5, 100], threshold_type="percentile"
    )
    assert rule.threshold_types == ("percentile",) * 3
    assert rule.thresholds == (0, 2.5, 100)
    assert len(rules) == 2


def test_icon_sets(sheet: xw.Sheet) -> None:
    rules = sheet["A1:A5"].conditional_formats
    rule = rules.add_icon_set("4_rating", show_value=False, reverse_order=True)
    assert (rule.type, rule.icon_set) == ("icon_set", "4_rating")
    assert (rule.show_value, rule.reverse_order) == (False, True)
    assert (rule.threshold_types, rule.thresholds) == (("percent",) * 3, (25, 50, 75))
    rule = rules.add_icon_set("5_boxes", thresholds=[1, 2, 3, 4])
    assert (rule.icon_set, rule.threshold_types) == ("5_boxes", ("number",) * 4)
    assert (rule.colors, rule.bar_color) == (None, None)


def test_scales_leave_the_sheet_as_it_was(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B2:C3"].value = [[1, None], [3, "=B3*2"]]
    sheet["B2:C2"].merge()
    sheet["B3"].font.bold = True
    sheet["C3"].data_validation.set_list(["在校", "辍学"])
    sheet["B2:C3"].conditional_formats.add_color_scale(["#ff0000", "#00ff00"])
    assert book.sheet_names == ["Sheet1"]
    assert sheet.used_range.address == "$B$2:$C$3"
    assert sheet["B2"].merge_area.address == "$B$2:$C$2"
    assert sheet["B3"].font.bold is True
    assert sheet["C3"].data_validation.source == "在校,辍学"
    assert len(sheet["XFD1048576"].conditional_formats) == 0


def test_scales_are_drawn_and_reach_the_file(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1:A3"].value = [[1], [2], [3]]
    sheet["A1:A3"].conditional_formats.add_color_scale(["#ff0000", "#0000ff"])
    assert fills(sheet, tmp_path) == {"red", "blue"}
    sheet["A1:A3"].conditional_formats.add_icon_set("3_signs", thresholds=[2, 3])
    book.save(tmp_path / "scales.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "scales.xlsx")["Sheet1"].conditional_formatting
    [(area, rules)] = [(str(found.sqref), found.rules) for found in saved]
    assert (area, {rule.type for rule in rules}) == ("A1:A3", {"colorScale", "iconSet"})
    [icons] = [rule.iconSet for rule in rules if rule.iconSet]
    assert (icons.iconSet, [step.val for step in icons.cfvo]) == ("3Signs", [0, 2, 3])


def test_rules_laid_over_scales(sheet: xw.Sheet) -> None:
    sheet["A1:C3"].conditional_formats.add_color_scale(["#ff0000", "#0000ff"])
    sheet["A1:C3"].conditional_formats.add_icon_set("3_flags", thresholds=[5, 6])
    sheet["B2:D4"].conditional_formats.add_custom("=B2=2", fill_color="#0000ff")
    assert [rule.type for rule in sheet["B2"].conditional_formats] == [
        "icon_set", "color_scale", "custom",
    ]  # fmt: skip
    assert [rule.type for rule in sheet["D4"].conditional_formats] == ["custom"]
    for cell in ("A1", "C3"):
        rules = sheet[cell].conditional_formats
        assert (rules[0].icon_set, rules[0].thresholds) == ("3_flags", (5, 6))
        assert rules[1].colors == ((255, 0, 0), (0, 0, 255))


def test_the_newest_comes_first(sheet: xw.Sheet) -> None:
    rules = sheet["A1:A9"].conditional_formats
    rules.add_cell_value("less_than", 5)
    rules.add_custom("=A1=10")
    rules.add_color_scale(["#ff0000", "#00ff00"])
    rules.add_data_bar("#638ec6")
    kinds = ["data_bar", "color_scale", "custom", "cell_value"]
    assert [rule.type for rule in rules] == kinds
    for kind in ("custom", "color_scale"):
        rules[kinds.index(kind)].delete()
        kinds.remove(kind)
        assert [rule.type for rule in rules] == kinds


def test_clearing_a_part_keeps_the_rest(sheet: xw.Sheet) -> None:
    sheet["A1:C9"].conditional_formats.add_custom("=$A1>5")
    sheet["B2:B3"].conditional_formats.clear()
    assert len(sheet["B2:B3"].conditional_formats) == 0
    for rest in ("A1", "B1", "B4", "A2", "C3"):
        assert len(sheet[rest].conditional_formats) == 1, rest
    sheet["A1:C9"].conditional_formats.clear()
    assert len(sheet.cells.conditional_formats) == 0
    styles = sheet.book.api.StyleFamilies.getByName("CellStyles").ElementNames
    assert not [name for name in styles if name.startswith("Conditional format")]


def test_overlapping_rules_are_split_and_seen_whole(sheet: xw.Sheet) -> None:
    first = sheet["A1:C3"].conditional_formats.add_custom("=A1=1", fill_color="#ff0000")
    second = sheet["B2:D4"].conditional_formats.add_custom("=B2=2", fill_color="#0000ff")
    assert (first.formula, second.formula) == ("=A1=1", "=B2=2")
    assert [rule.formula for rule in sheet["B2"].conditional_formats] == ["=B2=2", "=A1=1"]
    assert [rule.formula for rule in sheet["A1"].conditional_formats] == ["=A1=1"]
    assert len(sheet["A1:D4"].conditional_formats) == 2
    second.set(formula="=B2=3", fill_color="#00ff00")
    assert [rule.formula for rule in sheet["D4"].conditional_formats] == ["=B2=3"]
    assert sheet["C3"].conditional_formats[0].fill_color == (0, 255, 0)
    second.delete()
    assert [rule.formula for rule in sheet["A1:D4"].conditional_formats] == ["=A1=1"]


def test_rules_are_drawn_and_the_newest_wins(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1:C3"].value = 1
    rules = sheet["A1:C3"].conditional_formats
    assert fills(sheet, tmp_path) == set()
    rules.add_custom("=A1=1", fill_color="#ff0000")
    assert fills(sheet, tmp_path) == {"red"}
    rules.add_custom("=A1=1", fill_color="#0000ff")
    assert fills(sheet, tmp_path) == {"blue"}
    sheet["B2"].conditional_formats.clear()
    rules[0].delete()
    assert fills(sheet, tmp_path) == {"red"}
    rules.clear()
    assert fills(sheet, tmp_path) == set()


def test_formulas_are_seen_from_the_first_cell(sheet: xw.Sheet, tmp_path: Path) -> None:
    whole = sheet["B2:D4"].conditional_formats
    whole.add_custom("=B2=2", fill_color="#ff0000")
    sheet["B2:C3"].conditional_formats.add_custom("=B2=3", fill_color="#0000ff")
    sheet["C4"].conditional_formats.add_color_scale(["#ffffff", "#fefefe"])
    for cell in ("B2", "C3", "B4", "C4", "D2", "D4"):
        sheet["B2:D4"].value = 1
        sheet[cell].value = 2
        assert fills(sheet, tmp_path) == {"red"}, cell
    sheet["B2:D4"].value = [[3, 1, 1], [1, 1, 1], [1, 1, 3]]
    assert fills(sheet, tmp_path) == {"blue"}
    assert [rule.formula for rule in whole if rule.type == "custom"] == ["=B2=3", "=B2=2"]


def fills(sheet: xw.Sheet, folder: Path) -> set[str]:
    """Which of red and blue LibreOffice paints with, as its PDF says."""
    path = folder / "drawn.pdf"
    sheet.book.to_pdf(path)
    drawn = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL):
        with contextlib.suppress(zlib.error):
            drawn += zlib.decompressobj().decompress(stream)
    colours = {"red": rb"\b1 0 0 rg", "blue": rb"\b0 0 1 rg"}
    return {name for name, command in colours.items() if re.search(command, drawn)}


def test_what_is_left_of_an_area() -> None:
    whole = parsed("A1:C9")
    hole = parsed("B2:B3")
    assert whole is not None
    assert hole is not None
    assert [area.address() for area in without(whole, hole)] == [
        "$A$1:$C$1", "$A$4:$C$9", "$A$2:$A$3", "$C$2:$C$3",
    ]  # fmt: skip
    assert without(hole, whole) == []


def test_a_rule_reaches_the_file(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A2:C9"].conditional_formats.add_custom("=$B2>5", fill_color="#ffc7ce")
    book.save(tmp_path / "rules.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "rules.xlsx")["Sheet1"].conditional_formatting
    [(area, [rule])] = [(str(found.sqref), found.rules) for found in saved]
    assert (area, rule.type, rule.formula) == ("A2:C9", "expression", ["$B2>5"])
    assert rule.dxf.fill.bgColor.rgb == "FFFFC7CE"


# Data validation


def test_no_validation(sheet: xw.Sheet) -> None:
    validation = sheet["A1:A5"].data_validation
    assert validation.type == "none"
    for name in (
        "operator", "formula1", "formula2", "formula", "source", "in_cell_dropdown",
        "ignore_blank", "input_title", "error_message", "show_error", "alert_style",
    ):  # fmt: skip
        assert getattr(validation, name) is None, name


def test_lists(book: xw.Book) -> None:
    sheet = book.sheets[0]
    other = book.sheets.add("My Sheet")
    cells = sheet["A1:A5"]
    validation = cells.data_validation
    validation.set_list(["在校", "辍学"], in_cell_dropdown=False)
    assert (validation.type, validation.source) == ("list", "在校,辍学")
    assert validation.in_cell_dropdown is False
    assert (validation.ignore_blank, validation.show_error) == (True, True)
    assert validation.alert_style == "stop"
    validation.set_list(other["D1:D3"])
    assert validation.source == "='My Sheet'!$D$1:$D$3"
    assert validation.in_cell_dropdown is True
    other["D1:D3"].name = "状态"
    validation.set_list(book.names["状态"])
    assert validation.source == "=状态"
    validation.delete()
    assert validation.type == "none"


@pytest.mark.parametrize(
    ("method", "arguments", "kind", "formulas"),
    [
        ("set_whole_number", ("between", 1, 10), "whole_number", ("=1", "=10")),
        ("set_decimal", ("greater_than", 0.5), "decimal", ("=0.5", None)),
        ("set_date", ("less_than", dt.date(2026, 1, 2)), "date", ("=DATE(2026,1,2)", None)),
        ("set_time", ("not_equal_to", dt.time(8)), "time", ("=TIME(8,0,0)", None)),
        ("set_text_length", ("equal_to", 18), "text_length", ("=18", None)),
    ],
)
def test_comparisons(
    sheet: xw.Sheet, method: str, arguments: tuple[object, ...], kind: str,
    formulas: tuple[str, str | None],
) -> None:  # fmt: skip
    validation = sheet["B2:B4"].data_validation
    getattr(validation, method)(*arguments)
    assert (validation.type, validation.operator) == (kind, arguments[0])
    assert (validation.formula1, validation.formula2) == formulas


def test_a_formula(sheet: xw.Sheet) -> None:
    validation = sheet["B2:B4"].data_validation
    validation.set_custom("=COUNTIF($B$2:$B$4,B2)=1")
    assert validation.type == "custom"
    assert validation.formula == "=COUNTIF($B$2:$B$4,B2)=1"
    assert sheet["B3"].data_validation.formula == "=COUNTIF($B$2:$B$4,B2)=1"
    assert validation.operator is None


def test_messages_stay(sheet: xw.Sheet) -> None:
    cells = sheet["A1:A5"]
    validation = cells.data_validation
    validation.set_list(["a"])
    rule = cells.api.Validation
    rule.InputTitle, rule.InputMessage, rule.ShowInputMessage = "选", "请选择", True
    rule.ErrorTitle, rule.ErrorMessage = "错", "不在列表中"
    cells.api.Validation = rule
    validation.set_list(["a", "b"])
    assert (validation.input_title, validation.input_message) == ("选", "请选择")
    assert (validation.error_title, validation.error_message) == ("错", "不在列表中")
    assert validation.show_input is True


def test_cells_that_differ(sheet: xw.Sheet) -> None:
    sheet["A1"].data_validation.set_list(["a"])
    sheet["A2"].data_validation.set_list(["b"])
    both = sheet["A1:A2"].data_validation
    assert both.type == "inconsistent"
    assert both.source is None
    with pytest.raises(xw.XlwingsError, match="different"):
        both.set_list(["c"])
