"""Excel's spelling of formulas and that of Calc's API, without and with LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from kongcuo_xl.hosts.calc import formulas
from kongcuo_xl.hosts.calc.areas import Area, parsed, quoted, split_sheet

PAIRS = [
    ("=SUM(A1:A3,5)", "=SUM(A1:A3;5)"),
    ("=Sheet1!A1+'My Sheet'!$B$2", "=$Sheet1.A1+$'My Sheet'.$B$2"),
    ("=学生!A1", "=$学生.A1"),
    ("='2025'!A1", "=$'2025'.A1"),
    ('=IF(A1>1,"a,b;c",{1,2;3,4})', '=IF(A1>1;"a,b;c";{1;2|3;4})'),
    ("=SUM((A1,B2))", "=SUM((A1~B2))"),
    ("=SUM(A1:B2 B1:C2)", "=SUM(A1:B2!B1:C2)"),
    ("=IF(A1,TRUE,FALSE)", "=IF(A1;TRUE();FALSE())"),
    ("=SUM(A:A,1:1)", "=SUM(A:A;1:1)"),
    ("=SUM(一月:三月!B2,1)", "=SUM($一月.B2:$三月.B2;1)"),
    ("=SUM('1 月:3 月'!$B$2:C9)*2", "=SUM($'1 月'.$B$2:$'3 月'.C9)*2"),
    ("=SUM('七(1):九'!A1)", "=SUM($'七(1)'.A1:$九.A1)"),
    ("=-A1%", "=-A1%"),
    ('="x""y,z"', '="x""y,z"'),
    ("=LOG10(A1)", "=LOG10(A1)"),
]


@pytest.mark.parametrize(("excel", "api"), PAIRS)
def test_both_ways(excel: str, api: str) -> None:
    assert formulas.to_calc(excel) == api
    assert formulas.to_excel(api) == excel


@pytest.mark.parametrize("name", ["10月点名", "2025秋", "7A"])
def test_sheets_whose_names_begin_with_a_digit(name: str) -> None:
    assert formulas.to_excel(f"=${name}.$A$1:$B$2") == f"='{name}'!$A$1:$B$2"


def test_prefixes_of_files_are_taken_off() -> None:
    assert formulas.to_calc("=_xlfn.CONCAT(A1,B1)") == "=CONCAT(A1;B1)"
    assert formulas.to_excel("=unique(A1:A3)") == "=UNIQUE(A1:A3)"


def test_lines_of_several_sheets() -> None:
    assert formulas.to_calc("=SUM(a:b!A:B)") == "=SUM($a.A$1:$b.B$1048576)"
    assert formulas.to_calc("=SUM('a':'b c'!$2:3)") == "=SUM($a.$A$2:$'b c'.$XFD3)"
    assert formulas.to_excel("=$a.A1:$a.B2") == "=a!A1:a!B2"
    with pytest.raises(NotImplementedError):
        formulas.to_calc("=SUM(a:b!name)")


def test_what_is_no_formula_is_left_alone() -> None:
    assert formulas.to_calc("a,b") == "a,b"
    assert formulas.to_excel("a;b") == "a;b"


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A1+$A1+A$1+$A$1", "=C2+$A2+C$1+$A$1"),
        ('=SUM(A1:B2)&"A1"', '=SUM(C2:D3)&"A1"'),
        ("=A:A", "=C:C"),
        ("=1:1", "=2:2"),
    ],
)
def test_copied_one_down_and_two_right(formula: str, moved: str) -> None:
    assert formulas.shifted(formula, 1, 2) == moved


def test_moved_off_the_sheet() -> None:
    assert formulas.shifted("=A1", -1, 0) == "=#REF!"


def test_copies_of_a_formula_are_alike() -> None:
    assert formulas.relative("=A1*$B$1", 0, 2) == formulas.relative("=A2*$B$1", 1, 2)
    assert formulas.relative("=A1", 0, 2) != formulas.relative("=A1", 1, 2)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A1", Area(0, 0, 1, 1)),
        ("$B$3:D4", Area(2, 1, 2, 3)),
        ("D4:B3", Area(2, 1, 2, 3)),
        ("C:C", Area(0, 2, 1_048_576, 1)),
        ("2:3", Area(1, 0, 2, 16_384)),
        ("A0", None),
        ("XFE1", None),
        ("name", None),
    ],
)
def test_addresses(text: str, area: Area | None) -> None:
    assert parsed(text) == area


def test_names_of_sheets() -> None:
    assert split_sheet("'It''s'!A1") == ("It's", "A1")
    assert [quoted(name) for name in ("Sheet1", "My Sheet", "It's", "A1", "学生")] == [
        "Sheet1", "'My Sheet'", "'It''s'", "'A1'", "学生",
    ]  # fmt: skip


# With LibreOffice


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:A3,5)",
        "=Sheet1!A1",
        "='My Sheet'!$B$2",
        '=IF(A1>=1,"a,b","c;d")',
        "=SUM({1,2;3,4})",
        "=VLOOKUP(A1,B:C,2,FALSE)",
        '=COUNTIFS(A:A,">1",B:B,"<>x")',
        "=IFERROR(1/0,0)",
        "=EDATE(A1,1)",
        '=TEXT(A1,"yyyy-mm-dd")',
        "=STDEV.S(A1:A3)",
        "=CONCAT(A1,B1)",
    ],
)
def test_a_formula_comes_back(book: xw.Book, formula: str) -> None:
    book.sheets.add("My Sheet", after=1)
    cell = book.sheets[0]["E9"]
    cell.formula = formula
    assert cell.formula == formula
    cell.value = formula
    assert cell.formula == formula


def test_over_several_sheets(book: xw.Book, tmp_path: Path) -> None:
    for number, name in enumerate(["三月", "2 月", "一月"]):
        sheet = book.sheets.add(name, before=1)
        sheet["A1"].value = [[number + 1, 10]]
    cell = book.sheets["Sheet1"]["A1"]
    cell.value = "=SUM('一月:2 月'!A1:B1)+SUM(一月:三月!A1)"
    assert cell.value == 31
    assert cell.formula == "=SUM('一月:2 月'!A1:B1)+SUM(一月:三月!A1)"
    book.save(tmp_path / "年.xlsx")
    again = book.app.books.open(tmp_path / "年.xlsx")
    assert again.sheets["Sheet1"]["A1"].formula == cell.formula
    again.close()


def test_formula_over_a_range(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["C1:C2"].formula = "=A1*10+B1"
    assert sheet["C1:C2"].value == [12, 34]
    assert sheet["C1:C2"].formula == (("=A1*10+B1",), ("=A2*10+B2",))
    sheet["D1:D2"].formula = [["=A1"], ["x"]]
    assert sheet["D1:D2"].value == [1, "x"]
    sheet["E1:E2"].value = "=A1"
    assert sheet["E1:E2"].value == [1, 3]


def test_constants_as_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1.5, "text", None, "0012"]
    assert sheet["A1:D1"].formula == (("1.5", "text", "", "0012"),)
    assert sheet["A1"].formula == "1.5"


def test_array_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 4], [2, 5], [3, 6]]
    sheet["D1"].formula_array = "=SUM(A1:A3*B1:B3)"
    assert sheet["D1"].value == 32
    assert sheet["D1"].formula_array == "=SUM(A1:A3*B1:B3)"
    assert sheet["D1"].impl.has_array
    assert not sheet["A1"].impl.has_array
    sheet["E1:E3"].formula_array = "=A1:A3*2"
    assert sheet["E1:E3"].value == [2, 4, 6]


def test_recalculation(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [2, "=A1*2"]
    try:
        app.calculation = "manual"
        sheet["A1"].value = 4
        assert sheet["B1"].value == 4
    finally:
        app.calculation = "automatic"
    app.calculate()
    assert sheet["B1"].value == 8
    with pytest.raises(ValueError, match="calculation"):
        app.calculation = "sometimes"
