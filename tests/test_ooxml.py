"""The writer on packages: what changes, what does not, and what comes back."""

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import libreoffice
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from packages import cluttered, difference, edited, parts, roster

from kongcuo_xl import marks
from kongcuo_xl.book import Area, Book, Sheet
from kongcuo_xl.finding import Finding, Level
from kongcuo_xl.hosts import files, ooxml
from kongcuo_xl.hosts.ooxml.archive import writing
from kongcuo_xl.plan import (
    AddSheet,
    InsertRows,
    NewCell,
    Note,
    Plan,
    SetFormula,
    SetValue,
    SheetContent,
    Step,
    Style,
)

SHEET = "xl/worksheets/sheet1.xml"
MARKED = {
    "[Content_Types].xml": "changed",
    "xl/workbook.xml": "changed",
    "xl/_rels/workbook.xml.rels": "changed",
    "xl/styles.xml": "changed",
    SHEET: "changed",
    "xl/worksheets/sheet3.xml": "added",
    "customXml/item2.xml": "added",
}
"""All that marking the first sheet of the cluttered workbook may touch."""


def read(path: Path) -> Book:
    book = openpyxl.load_workbook(path)
    sheets = []
    for page in book.worksheets:
        rows = [["" if v is None else v for v in r] for r in page.iter_rows(values_only=True)]
        sheets.append(Sheet(page.title, rows))  # type: ignore[arg-type]
    return Book(path.name, path, "xlsx", sheets)


def found(row: int, column: int, level: Level = "错误", message: str = "不符") -> Finding:
    return Finding("ID103", level, "", "a.xlsx", "七(1)班", row, column, "王芳", message)


FINDINGS = [found(3, 3), found(4, 3), found(4, 4, "疑问"), found(5, 5, "提示", "=1+1")]
PLACES = [marks.TablePlace("七(1)班", Area(1, 0, 7, 5))]


def plan_for(path: Path) -> Plan:
    return marks.mark(read(path), FINDINGS, PLACES)


def values(path: Path, sheet: str = "七(1)班") -> dict[str, object]:
    page = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate: c.value for row in page.iter_rows() for c in row if c.value is not None}


def audit(path: Path) -> set[str]:
    result = OpenXmlValidator().validate(str(path))
    return {str(e) for e in result.errors if e.severity.name == "ERROR"}


@pytest.fixture
def clutter(tmp_path: Path) -> Path:
    return cluttered(tmp_path / "花名册.xlsx")


def test_marking_touches_only_the_named_parts(clutter: Path, tmp_path: Path) -> None:
    ooxml.apply(clutter, plan_for(clutter), tmp_path / "m.xlsx")
    assert difference(clutter, tmp_path / "m.xlsx") == MARKED


def test_marking_then_clearing_gives_every_part_back(clutter: Path, tmp_path: Path) -> None:
    ooxml.apply(clutter, plan_for(clutter), tmp_path / "m.xlsx")
    ooxml.clear(tmp_path / "m.xlsx", tmp_path / "c.xlsx")
    assert difference(clutter, tmp_path / "c.xlsx") == {}
    assert list(parts(clutter)) == list(parts(tmp_path / "c.xlsx"))


def test_marking_twice_is_marking_once(clutter: Path, tmp_path: Path) -> None:
    once, twice = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    ooxml.apply(clutter, plan_for(clutter), once)
    again = marks.mark(marks.unmarked(read(once), ooxml.ours(once)), FINDINGS, PLACES)
    ooxml.apply(once, again, twice)
    assert difference(once, twice) == {}


def test_marked_workbook_has_no_error_that_the_input_had_not(clutter: Path, tmp_path: Path) -> None:
    ooxml.apply(clutter, plan_for(clutter), tmp_path / "m.xlsx")
    assert audit(tmp_path / "m.xlsx") <= audit(clutter)


def test_printing_filtering_and_formats_after_marking(clutter: Path, tmp_path: Path) -> None:
    ooxml.apply(clutter, plan_for(clutter), tmp_path / "m.xlsx")
    page = openpyxl.load_workbook(tmp_path / "m.xlsx")["七(1)班"]
    assert page.print_area == "'七(1)班'!$A$1:$F$10"
    assert page.auto_filter.ref == "A2:G8"
    assert page["G2"].value == "核查结果"
    assert page["G6"].value == "提示 =1+1"
    assert page["G6"].data_type == "s"
    rules = [(r.priority, str(f.sqref)) for f in page.conditional_formatting for r in f.rules]
    assert sorted(rules) == [
        (1, "D4:D5"),
        (2, "E5"),
        (3, "F6"),
        (4, "C3:C8"),
        (5, "A3:A8"),
        (6, "A3:A8"),
    ]


def test_clearing_by_sign_when_somebody_saved_in_between(clutter: Path, tmp_path: Path) -> None:
    marked, cleared = tmp_path / "m.xlsx", tmp_path / "c.xlsx"
    ooxml.apply(clutter, plan_for(clutter), marked)
    edited(marked, {SHEET: lambda data: data.replace(b"2012-01-02", b"2012-01-22")})
    ooxml.clear(marked, cleared)
    assert values(cleared) == {**values(clutter), "E3": "2012-01-22"}
    assert ooxml.ours(cleared) == ()
    kept = b"".join(parts(cleared).values())
    assert b"kongcuo" not in kept
    page = openpyxl.load_workbook(cleared)["七(1)班"]
    assert (page.auto_filter.ref, page.print_area) == ("A2:F8", "")
    assert audit(cleared) <= audit(clutter)


def test_a_result_column_of_the_clerks_own_stays(tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsx", [["姓名", "核查结果"], ["王芳", "已核"]])
    places = [marks.TablePlace("七(1)班", Area(0, 0, 1, 1))]
    ooxml.apply(source, marks.mark(read(source), [found(1, 0)], places), tmp_path / "m.xlsx")
    assert values(tmp_path / "m.xlsx")["C2"] == "错误 不符"
    edited(tmp_path / "m.xlsx", {SHEET: lambda data: data + b"\n"})
    ooxml.clear(tmp_path / "m.xlsx", tmp_path / "c.xlsx")
    assert values(tmp_path / "c.xlsx") == values(source)


def test_a_formula_that_shows_nothing_is_not_overwritten(tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsx", [["姓名", ""], ["王芳", '=IF(A2="","缺","")']])
    places = [marks.TablePlace("七(1)班", Area(0, 0, 1, 0))]
    book = Book("a", source, "xlsx", [Sheet("七(1)班", [["姓名", ""], ["王芳", ""]])])
    ooxml.apply(source, marks.mark(book, [found(1, 0)], places), tmp_path / "m.xlsx")
    assert values(tmp_path / "m.xlsx")["B2"] == '=IF(A2="","缺","")'
    assert values(tmp_path / "m.xlsx")["C1"] == "核查结果"


@pytest.mark.parametrize(
    ("area", "column"), [("$A$1:$B$2", "C"), ("$A$1:$D$2", "E"), ("$A:$E", "F"), ("$A$5:$E$9", "C")]
)
def test_a_print_area_of_the_clerks_stays_and_the_column_stands_outside(
    area: str, column: str, tmp_path: Path
) -> None:
    source = roster(tmp_path / "a.xlsx", [["姓名", "性别"], ["王芳", "女"]])
    book = openpyxl.load_workbook(source)
    book.worksheets[0].print_area = "A1:Z99"
    book.save(source)
    wanted = f"!{area}<".encode()
    edited(source, {"xl/workbook.xml": lambda data: data.replace(b"!$A$1:$Z$99<", wanted)})
    places = [marks.TablePlace("七(1)班", Area(0, 0, 1, 1))]
    book_read = Book("a", source, "xlsx", [Sheet("七(1)班", [["姓名", "性别"], ["王芳", "女"]])])
    ooxml.apply(source, marks.mark(book_read, [found(1, 0)], places), tmp_path / "m.xlsx")
    sheet = parts(tmp_path / "m.xlsx")[SHEET].decode()
    assert re.search(f'r="{column}1"[^>]*><is><t xml:space="preserve">核查结果<', sheet)
    assert parts(tmp_path / "m.xlsx")["xl/workbook.xml"].count(wanted) == 1


def test_a_structured_table_comes_to_include_the_column(tmp_path: Path) -> None:
    from openpyxl.worksheet.table import Table

    source = roster(tmp_path / "a.xlsx", [["姓名", "性别"], ["王芳", "女"], ["李明", "男"]])
    book = openpyxl.load_workbook(source)
    book.worksheets[0].add_table(Table(displayName="名册", ref="A1:B3"))
    book.save(source)
    places = [marks.TablePlace("七(1)班", Area(0, 0, 2, 1))]
    marked, cleared = tmp_path / "m.xlsx", tmp_path / "c.xlsx"
    ooxml.apply(source, marks.mark(read(source), [found(1, 0)], places), marked)
    table = openpyxl.load_workbook(marked)["七(1)班"].tables["名册"]
    assert (table.ref, table.column_names) == ("A1:C3", ["姓名", "性别", "核查结果"])
    assert audit(marked) <= audit(source)
    edited(marked, {SHEET: lambda data: data + b"\n"})
    ooxml.clear(marked, cleared)
    table = openpyxl.load_workbook(cleared)["七(1)班"].tables["名册"]
    assert (table.ref, table.column_names) == ("A1:B3", ["姓名", "性别"])


ODD_SHEETS = {
    "empty, self-closed": "<sheetData/>",
    "prefixed": None,
    "no addresses": "<sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>",
    "self-closed rows": '<sheetData><row r="2" ht="30"/><row r="5"><c r="B5"/></row></sheetData>',
    "comment": '<sheetData><!-- <row r="3"> --><row r="3"><c r="A3"><v>3</v></c></row></sheetData>',
    "cdata": '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c>'
    "</row></sheetData>",
}


def odd(path: Path, kind: str) -> Path:
    """A workbook whose first sheet is written as other programs may write it."""
    roster(path, [])
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = ODD_SHEETS[kind]
    xml = f'<worksheet xmlns="{space}"><dimension ref="A1"/>{body}</worksheet>'
    if body is None:
        xml = (
            f'<x:worksheet xmlns:x="{space}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v>'
            "</x:c></x:row></x:sheetData></x:worksheet>"
        )
    return edited(path, {SHEET: xml.encode()})


@pytest.mark.parametrize("kind", ODD_SHEETS)
def test_odd_writers(kind: str, tmp_path: Path) -> None:
    source, marked, cleared = odd(tmp_path / "a.xlsx", kind), tmp_path / "m.xlsx", tmp_path / "c"
    before = values(source)
    steps: list[Step] = [SetValue("七(1)班", r, c, f"{r},{c}") for r, c in ((1, 0), (1, 2), (7, 1))]
    ooxml.apply(source, tuple(steps), tmp_path / "filled.xlsx")
    filled = {"A2": "1,0", "C2": "1,2", "B8": "7,1"}
    assert values(tmp_path / "filled.xlsx") == {**before, **filled}
    places = [marks.TablePlace("七(1)班", Area(0, 0, 5, 1))]
    plan = marks.mark(Book("a", source, "xlsx", [Sheet("七(1)班", [])]), [found(3, 0)], places)
    ooxml.apply(source, plan, marked)
    assert values(marked) == {**before, "C1": "核查结果", "C4": "错误 不符"}
    ooxml.clear(marked, cleared)
    assert difference(source, cleared) == {}


@pytest.mark.parametrize("kind", ODD_SHEETS)
def test_rows_and_notes_in_sheets_of_odd_writers(kind: str, tmp_path: Path) -> None:
    source = odd(tmp_path / "a.xlsx", kind)

    def moved(cell: str) -> str:
        row = int(cell[1:])
        return f"{cell[0]}{row + 2 if row > 1 else row}"

    before = values(source)
    ooxml.apply(source, (InsertRows("七(1)班", 1, 2, 0),), tmp_path / "b.xlsx")
    assert values(tmp_path / "b.xlsx") == {moved(cell): value for cell, value in before.items()}
    plan = (Note("七(1)班", 4, 0, "错误 不符"), *plan_for(source))
    ooxml.apply(source, plan[::-1], tmp_path / "m.xlsx")
    page = openpyxl.load_workbook(tmp_path / "m.xlsx")["七(1)班"]
    assert page["A5"].comment.text.startswith("错误 不符")
    ooxml.clear(tmp_path / "m.xlsx", tmp_path / "c.xlsx")
    assert difference(source, tmp_path / "c.xlsx") == {}


def test_a_part_in_utf16(tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsx", [["姓名"], ["王芳"]])
    edited(source, {SHEET: lambda data: _declared(data).encode("utf-16")})
    places = [marks.TablePlace("七(1)班", Area(0, 0, 1, 0))]
    plan = marks.mark(read(source), [found(1, 0)], places)
    ooxml.apply(source, plan, tmp_path / "m.xlsx")
    assert values(tmp_path / "m.xlsx")["B2"] == "错误 不符"
    ooxml.clear(tmp_path / "m.xlsx", tmp_path / "c.xlsx")
    assert difference(source, tmp_path / "c.xlsx") == {}


def test_a_workbook_in_the_strict_dialect(tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsx", [["姓名"], ["王芳"]])
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

    def strict(data: bytes) -> bytes:
        data = data.replace(old + b"spreadsheetml/2006/main", new + b"spreadsheetml/main")
        relations = b"officeDocument/relationships"
        return data.replace(old + b"officeDocument/2006/relationships", new + relations)

    edited(source, dict.fromkeys(parts(source), strict))
    places = [marks.TablePlace("七(1)班", Area(0, 0, 1, 0))]
    book = Book("a", source, "xlsx", [Sheet("七(1)班", [["姓名"], ["王芳"]])])
    ooxml.apply(source, marks.mark(book, [found(1, 0)], places), tmp_path / "m.xlsx")
    marked = parts(tmp_path / "m.xlsx")
    assert new + b"spreadsheetml/main" in marked["xl/worksheets/sheet2.xml"]
    assert new + b"officeDocument/relationships/worksheet" in marked["xl/_rels/workbook.xml.rels"]
    assert old + b"spreadsheetml/2006" not in b"".join(marked.values())
    ooxml.clear(tmp_path / "m.xlsx", tmp_path / "c.xlsx")
    assert difference(source, tmp_path / "c.xlsx") == {}


def _declared(data: bytes) -> str:
    return '<?xml version="1.0" encoding="UTF-16"?>' + data.decode()


TRICKY = [
    "=1+1",
    "+86",
    "@甲",
    " 前后有空格 ",
    "一行\n两行",
    "a<b>&\"'",
    "\x01控制",
    "_x0041_",
    "𠮷",
]


@pytest.mark.parametrize("text", TRICKY)
def test_text_comes_back_as_typed_and_is_never_a_formula(text: str, tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsx", [["x"]])
    ooxml.apply(source, (SetValue("七(1)班", 0, 0, text),), tmp_path / "b.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["七(1)班"]["A1"]
    assert cell.data_type == "s"
    assert openpyxl.utils.escape.unescape(str(cell.value)) == text


def test_values_of_every_kind(tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsx", [["x", "x", "x", "x", "x"]])
    date = Style(number_format="yyyy-mm-dd")
    plan: Plan = (
        SetValue("七(1)班", 0, 0, 12),
        SetValue("七(1)班", 0, 1, True),
        SetValue("七(1)班", 0, 2, dt.date(2025, 9, 1), date),
        SetValue("七(1)班", 0, 3, ""),
        SetFormula("七(1)班", 0, 4, "SUM(A1,3)", 15),
    )
    ooxml.apply(source, plan, tmp_path / "b.xlsx")
    assert values(tmp_path / "b.xlsx") == {
        "A1": 12,
        "B1": True,
        "C1": dt.datetime(2025, 9, 1),
        "E1": "=SUM(A1,3)",
    }
    kept = openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)["七(1)班"]
    assert kept["E1"].value == 15


def test_filling_keeps_the_look_of_the_cell(clutter: Path, tmp_path: Path) -> None:
    ooxml.apply(clutter, (SetValue("七(1)班", 3, 1, "王方"),), tmp_path / "b.xlsx")
    assert difference(clutter, tmp_path / "b.xlsx") == {SHEET: "changed"}
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["七(1)班"]["B4"]
    assert (cell.value, cell.fill.fgColor.rgb, cell.font.strike) == ("王方", "00FFFF99", True)


SHARED = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1">'
    '<f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c></row>'
    "</sheetData>"
)


def with_formulas(path: Path, data: str) -> Path:
    roster(path, [])
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    chain = (
        f'<calcChain xmlns="{space}"><c r="B1" i="1"/><c r="B2"/><c r="B3"/></calcChain>'
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    relation = (
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'.encode()
    return edited(
        path,
        {
            SHEET: f'<worksheet xmlns="{space}">{data}</worksheet>'.encode(),
            "xl/calcChain.xml": chain,
            "xl/_rels/workbook.xml.rels": lambda d: d.replace(b"</Relationships>", relation),
            "[Content_Types].xml": lambda d: d.replace(b"</Types>", override),
        },
    )


def test_overwriting_a_shared_formula_keeps_the_others(tmp_path: Path) -> None:
    source = with_formulas(tmp_path / "a.xlsx", SHARED)
    ooxml.apply(source, (SetValue("七(1)班", 0, 1, 9),), tmp_path / "b.xlsx")
    assert values(tmp_path / "b.xlsx") == {
        "A1": 1,
        "A2": 2,
        "A3": 3,
        "B1": 9,
        "B2": "=A2*2",
        "B3": "=A3*2",
    }
    chain = parts(tmp_path / "b.xlsx")["xl/calcChain.xml"]
    assert b'<c r="B2" i="1"/><c r="B3"/>' in chain
    assert b"B1" not in chain


def test_calculation_chain_goes_with_the_last_formula(tmp_path: Path) -> None:
    source = with_formulas(tmp_path / "a.xlsx", SHARED)
    plan = tuple(SetValue("七(1)班", row, 1, 0) for row in range(3))
    ooxml.apply(source, plan, tmp_path / "b.xlsx")
    assert "xl/calcChain.xml" not in parts(tmp_path / "b.xlsx")
    assert b"calcChain" not in b"".join(parts(tmp_path / "b.xlsx").values())


def test_part_of_an_array_formula_is_refused(tmp_path: Path) -> None:
    array = SHARED.replace('t="shared" ref="B1:B3" si="0"', 't="array" ref="B1:B3"')
    source = with_formulas(tmp_path / "a.xlsx", array)
    with pytest.raises(ooxml.OutputError, match="B1 属于数组公式区域 B1:B3"):
        ooxml.apply(source, (SetValue("七(1)班", 0, 1, 9),), tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_new_sheet_that_stays(clutter: Path, tmp_path: Path) -> None:
    content = SheetContent(cells=(NewCell(0, 0, "人数"), NewCell(1, 0, 3, formula="1+2")))
    ooxml.apply(clutter, (AddSheet("来源", content),), tmp_path / "b.xlsx")
    assert values(tmp_path / "b.xlsx", "来源") == {"A1": "人数", "A2": "=1+2"}
    ooxml.clear(tmp_path / "b.xlsx", tmp_path / "c.xlsx")
    assert difference(tmp_path / "b.xlsx", tmp_path / "c.xlsx") == {}
    with pytest.raises(ooxml.OutputError, match="已有名为“来源”的工作表"):
        ooxml.apply(tmp_path / "b.xlsx", (AddSheet("来源", content),), tmp_path / "c.xlsx")


def test_macro_workbooks_keep_their_macros_and_their_kind(tmp_path: Path) -> None:
    source = roster(tmp_path / "a.xlsm", [["姓名"], ["王芳"]])
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    edited(
        source,
        {
            "[Content_Types].xml": lambda data: data.replace(plain, kind),
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros",
        },
    )
    places = [marks.TablePlace("七(1)班", Area(0, 0, 1, 0))]
    book = Book("a", source, "xlsm", [Sheet("七(1)班", [["姓名"], ["王芳"]])])
    ooxml.apply(source, marks.mark(book, [found(1, 0)], places), tmp_path / "m.xlsm")
    assert parts(tmp_path / "m.xlsm")["xl/vbaProject.bin"] == b"\xd0\xcf\x11\xe0 macros"
    assert ooxml.suffix(source) == ".xlsm"
    assert ooxml.suffix(cluttered(tmp_path / "c.xlsx")) == ".xlsx"


def test_a_signed_workbook_warns(clutter: Path, tmp_path: Path) -> None:
    edited(clutter, {"_xmlsignatures/origin.sigs": b""})
    notes = ooxml.apply(clutter, (SetValue("七(1)班", 3, 1, "王方"),), tmp_path / "b.xlsx")
    assert "签名不再有效" in notes[0]


def test_a_signature_holds_again_when_the_marks_are_gone(clutter: Path, tmp_path: Path) -> None:
    edited(clutter, {"_xmlsignatures/origin.sigs": b""})
    marked, cleared = tmp_path / "m.xlsx", tmp_path / "c.xlsx"
    (warned,) = ooxml.apply(clutter, plan_for(clutter), marked)
    assert "由签名人重新签名" in warned
    assert ooxml.clear(marked, cleared) == ()
    edited(marked, {SHEET: lambda data: data + b"\n"})
    assert ooxml.clear(marked, cleared) == (warned,)


def test_a_workbook_with_all_the_formats_it_can_have_gets_no_more(
    clutter: Path, tmp_path: Path
) -> None:
    """Excel opens no workbook with more than 65,490 cell formats."""
    one = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    plan = plan_for(clutter)
    edited(
        clutter,
        {"xl/styles.xml": lambda data: data.replace(b"</cellXfs>", one * 65_000 + b"</cellXfs>")},
    )
    marked = tmp_path / "m.xlsx"
    ooxml.apply(clutter, plan, marked)
    before, after = parts(clutter)["xl/styles.xml"], parts(marked)["xl/styles.xml"]
    assert after.count(b"<xf ") == before.count(b"<xf ")
    assert after.count(b"<dxf>") == before.count(b"<dxf>") + 3
    assert files.read(marked, "m").sheets[0].rows[3][6] == "错误 不符"


def test_never_the_input_and_nothing_half_written(clutter: Path, tmp_path: Path) -> None:
    before = clutter.read_bytes()
    with pytest.raises(ooxml.OutputError, match="不能是原文件"):
        ooxml.apply(clutter, plan_for(clutter), clutter)
    with pytest.raises(ooxml.OutputError, match=r"没有名为“八\(1\)班”的工作表"):
        ooxml.apply(clutter, (SetValue("八(1)班", 0, 0, 1),), tmp_path / "b.xlsx")
    (tmp_path / "占用").write_text("x")
    with pytest.raises(ooxml.OutputError, match="不能写入文件夹"):
        ooxml.apply(clutter, plan_for(clutter), tmp_path / "占用" / "b.xlsx")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(tmp_path / "b.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["占用", clutter.name])
    assert clutter.read_bytes() == before


def _interrupted(target: Path) -> None:
    with writing(target) as out:
        out.write(b"half")
        raise KeyboardInterrupt


def test_what_is_no_workbook_gets_one_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ooxml.UnreadableBookError, match=r"坏\.xlsx"):
        ooxml.apply(bad, (), tmp_path / "b.xlsx")
    assert ooxml.ours(bad) == ()


def test_rebuilt_from_another_format(tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "身份证号"], ["王芳", "11010520120202002X"], ["=1+1", 3]]
    book = Book("a.xls", tmp_path / "a.xls", "xls", [Sheet("七(1)班", rows, [Area(0, 0, 0, 1)])])  # type: ignore[arg-type]
    (note,) = ooxml.rebuild(book, tmp_path / "b.xlsx")
    assert "没有带过来" in note
    page = openpyxl.load_workbook(tmp_path / "b.xlsx")["七(1)班"]
    assert (page["B2"].value, page["B2"].number_format) == ("11010520120202002X", "@")
    assert (page["A3"].value, page["A3"].data_type) == ("=1+1", "s")
    plan = marks.mark(book, [found(1, 1)], [marks.TablePlace("七(1)班", Area(0, 0, 2, 1))])
    ooxml.apply(tmp_path / "b.xlsx", plan, tmp_path / "m.xlsx")
    assert values(tmp_path / "m.xlsx")["C2"] == "错误 不符"


cells = st.tuples(st.integers(1, 12), st.integers(0, 9), st.sampled_from(["错误", "疑问", "提示"]))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cells, max_size=12), st.sampled_from(sorted(ODD_SHEETS)))
def test_mark_then_clear_is_nothing(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[int, int, Level]], kind: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    source = odd(folder / "a.xlsx", kind)
    book = Book("a", source, "xlsx", [Sheet("七(1)班", [])])
    places = [marks.TablePlace("七(1)班", Area(0, 0, 12, 9))]
    plan = marks.mark(book, [found(*cell) for cell in chosen], places)
    ooxml.apply(source, plan, folder / "m.xlsx")
    ooxml.clear(folder / "m.xlsx", folder / "c.xlsx")
    assert difference(source, folder / "c.xlsx") == {}


@pytest.mark.xdist_group("libreoffice")
def test_marks_survive_libreoffice_and_are_cleared_after(clutter: Path, tmp_path: Path) -> None:
    marked, cleared = tmp_path / "m.xlsx", tmp_path / "c.xlsx"
    ooxml.apply(clutter, plan_for(clutter), marked)
    saved = libreoffice.saved(marked, tmp_path / "saved.xlsx")
    assert {place.kind for place in ooxml.ours(saved)} == {"list", "print", "result"}
    ooxml.clear(saved, cleared)
    assert values(cleared) == values(clutter)
    assert openpyxl.load_workbook(cleared).sheetnames == ["七(1)班", "统计"]
    assert b"kongcuo" not in b"".join(parts(cleared).values())
    assert audit(cleared) <= audit(saved)


def test_openpyxl_is_imported_only_when_needed() -> None:
    code = "import sys, kongcuo_xl.hosts.ooxml, kongcuo_xl.marks; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
