"""Number formats, colours, fonts, lines, alignment, sizes."""

from __future__ import annotations

import pytest
import xlwings as xw

from kongcuo_xl.hosts.calc.number_formats import to_excel
from kongcuo_xl.hosts.calc.units import (
    colour,
    column_characters,
    column_hundredths,
    hundredths,
    points,
    rgb,
)

CODES = [
    "General",
    "0",
    "0.00",
    "@",
    "#,##0.00;[Red]-#,##0.00",
    "0%",
    "yyyy-mm-dd",
    'yyyy"年"m"月"d"日"',
    "mm/dd/yy;@",
    "m/d/yyyy h:mm",
    "h:mm AM/PM",
    "[h]:mm:ss",
    "0.00E+00",
    '"第"0"名"',
]


@pytest.mark.parametrize("code", CODES)
def test_number_formats(sheet: xw.Sheet, code: str) -> None:
    sheet["A1:B2"].number_format = code
    assert sheet["A1"].number_format == code
    assert sheet["A1:B2"].number_format == code


def test_number_formats_that_differ_or_do_not_exist(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "0.00"
    assert sheet["A1:B1"].number_format is None
    with pytest.raises(ValueError, match="number format"):
        sheet["A1"].number_format = "[$"


@pytest.mark.parametrize(
    ("libreoffice", "excel"),
    [
        ("YYYY-MM-DD HH:MM", "yyyy-mm-dd hh:mm"),
        ("[RED]0", "[Red]0"),
        ("NNNN", "dddd, "),
        ('"YYYY"0', '"YYYY"0'),
        ("Standard", "General"),
        ("H:MM AM/PM", "h:mm AM/PM"),
    ],
)
def test_spelling_of_formats(libreoffice: str, excel: str) -> None:
    assert to_excel(libreoffice) == excel


def test_fill(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    assert cells.color is None
    cells.color = (30, 100, 200)
    assert cells.color == (30, 100, 200)
    sheet["A1"].color = "#00ff7f"
    assert sheet["A1"].color == (0, 255, 127)
    assert cells.color is None
    sheet["A1"].color = None
    assert sheet["A1"].color is None


def test_many_fills_at_once(sheet: xw.Sheet) -> None:
    red, blue = (255, 0, 0), (0, 0, 255)
    sheet["B2"].color = blue
    sheet["A1:B2"].set_colors([[red, "#0000ff"], [None, ...]])
    assert [cell.color for cell in sheet["A1:B2"]] == [red, blue, None, blue]


def test_colours() -> None:
    assert colour((255, 0, 1)) == colour("#ff0001") == colour(0x0100FF) == 0xFF0001
    assert rgb(0xFF0001) == (255, 0, 1)
    assert rgb(-1) == (0, 0, 0)


def test_font(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    cell.value = "文text"
    font = cell.font
    assert (font.bold, font.italic, font.color) == (False, False, (0, 0, 0))
    font.set(bold=True, italic=True, size=21, color="#00ff00", name="Arial")
    assert (font.bold, font.italic, font.size, font.name) == (True, True, 21, "Arial")
    assert font.color == (0, 255, 0)
    font.bold = False
    assert font.bold is False
    assert sheet["A1:B1"].font.italic is None
    assert cell.api.CharHeightAsian == 21


def test_characters(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    cell.value = "abcdef"
    characters = cell.characters
    assert characters.text == "abcdef"
    assert (characters[1].text, characters[2:4].text, characters[:2].text) == ("b", "cd", "ab")
    characters[2:4].font.bold = True
    characters[0].font.color = (255, 0, 0)
    assert [characters[at].font.bold for at in range(5)] == [False, False, True, True, False]
    assert characters[0].font.color == (255, 0, 0)
    assert cell.value == "abcdef"
    with pytest.raises(IndexError):
        characters[6]


def test_borders(sheet: xw.Sheet) -> None:
    borders = sheet["B2:D4"].borders
    assert borders.line_style == "none"
    borders.set("outside", line_style="double", color=(255, 0, 0))
    assert borders["edge_top"].line_style == "double"
    assert borders["edge_left"].color == (255, 0, 0)
    assert borders["inside_vertical"].line_style == "none"
    assert borders.line_style is None
    borders.set("all", line_style="continuous", weight="thin")
    assert (borders.line_style, borders.weight) == ("continuous", "thin")
    borders["inside_horizontal"].weight = "thick"
    assert borders.weight is None
    borders["diagonal_up"].line_style = "dash"
    assert sheet["C3"].borders["diagonal_up"].line_style == "dash"
    borders.clear()
    assert borders.line_style == "none"


@pytest.mark.parametrize("word", ["general", "left", "center", "right", "fill", "justify",
                                  "distributed"])  # fmt: skip
def test_horizontal_alignment(sheet: xw.Sheet, word: str) -> None:
    sheet["A1:B2"].horizontal_alignment = word
    assert sheet["A1:B2"].horizontal_alignment == word


@pytest.mark.parametrize("word", ["top", "center", "bottom", "justify", "distributed"])
def test_vertical_alignment(sheet: xw.Sheet, word: str) -> None:
    sheet["A1"].vertical_alignment = word
    assert sheet["A1"].vertical_alignment == word
    other = "center" if word != "center" else "top"
    sheet["A2"].vertical_alignment = other
    assert sheet["A1:A2"].vertical_alignment is None


def test_alignment_without_counterpart(sheet: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError):
        sheet["A1"].horizontal_alignment = "center_across_selection"


def test_wrapping_and_indent(sheet: xw.Sheet) -> None:
    assert sheet["A1"].wrap_text is False
    sheet["A1"].wrap_text = True
    assert sheet["A1"].wrap_text is True
    assert sheet["A1:A2"].wrap_text is None
    sheet["A1"].adjust_indent(2)
    assert sheet["A1"].api.ParaIndent == 706
    sheet["A1"].adjust_indent(-5)
    assert sheet["A1"].api.ParaIndent == 0


def test_widths_and_heights(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].column_width = 10
    sheet["A1:B2"].row_height = 15
    assert (sheet["A1:B2"].column_width, sheet["A1:B2"].row_height) == (10, 15)
    sheet["B2"].column_width = 20.5
    sheet["B2"].row_height = 30
    assert (sheet["B2"].column_width, sheet["B2"].row_height) == (20.5, 30)
    assert (sheet["A1:B2"].column_width, sheet["A1:B2"].row_height) == (None, None)
    assert sheet["B2"].left == sheet["A1"].width == 56.25
    assert sheet["A3"].top == 45
    assert sheet["A1:B2"].height == 45


def test_sizes_there_and_back() -> None:
    for width in (0.5, 1, 8.43, 10, 40, 255):
        assert abs(column_characters(column_hundredths(width)) - width) <= 0.01
    for size in (0, 0.75, 12, 15, 20, 50, 409.5):
        assert points(hundredths(size)) == size


def test_hidden_rows_and_columns(sheet: xw.Sheet) -> None:
    sheet["B2"].rows.hidden = True
    sheet["C1"].columns.hidden = True
    assert sheet["A1:A3"].rows.hidden is None
    assert sheet["A2"].rows.hidden is True
    assert sheet["A1:B1"].columns.hidden is False
    sheet["A1:C3"].rows.hidden = False
    assert sheet["A2"].rows.hidden is False


def test_autofit(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "a long text, longer than the column is wide"
    sheet["A1"].column_width = 5
    sheet["A1"].row_height = 60
    sheet["A1"].columns.autofit()
    assert sheet["A1"].column_width > 20
    sheet["A1"].rows.autofit()
    assert sheet["A1"].row_height < 30
    sheet.autofit()


def test_clearing(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    for clear, value, fill in (
        (cell.clear_contents, None, (255, 0, 0)),
        (cell.clear_formats, 1, None),
        (cell.clear, None, None),
    ):
        cell.value, cell.color = 1, (255, 0, 0)
        clear()
        assert (cell.value, cell.color) == (value, fill)


def test_outline(sheet: xw.Sheet) -> None:
    sheet["2:3"].group()
    sheet["B:C"].group()
    sheet["A2:A3"].group(by="rows")
    sheet["2:3"].ungroup()
    with pytest.raises(ValueError, match="Either"):
        sheet["A1"].group()
