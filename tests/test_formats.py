"""Other people's formats: text, web pages, XML 2003, old .xls, dates of 1904, bare formulas."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
import xlwt

from kongcuo_xl.book import Area, Book, Sheet, UnreadableBookError
from kongcuo_xl.hosts import calculation, files, folders, typed_text
from kongcuo_xl.limits import Limits
from tests.workbooks import bare_xlsx, biff5, sheet_xml

ROSTER = [["姓名", "身份证号", "学号"], ["王小明", "110105201501011237", "0012"]]
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def read(path: Path, content: bytes) -> Book:
    path.write_bytes(content)
    return files.read(path, path.name)


def only(path: Path, content: bytes) -> Sheet:
    (sheet,) = read(path, content).sheets
    return sheet


def lists(sheet: Sheet) -> list[list[object]]:
    return [list(row) for row in sheet.rows]


# --- delimited text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_text_in_columns_is_read_with_every_digit(tmp_path, codec, separator, ending):
    text = ending.join(separator.join(row) for row in ROSTER) + ending
    sheet = only(tmp_path / "七(1)班.csv", text.encode(codec))
    assert lists(sheet) == ROSTER
    assert sheet.name == "七(1)班"
    assert not sheet.long_numbers


def test_quoted_fields_keep_their_line_breaks_and_quotation_marks(tmp_path):
    text = '姓名,备注\n王小明,"家住\n""一组"", 二楼"\n'
    assert lists(only(tmp_path / "a.csv", text.encode()))[1] == ["王小明", '家住\n"一组", 二楼']


def test_a_number_kept_text_by_a_formula_is_that_text(tmp_path):
    text = '姓名,学号\n王小明,"=""0012"""\n'
    assert lists(only(tmp_path / "a.csv", text.encode()))[1] == ["王小明", "0012"]


def test_a_formula_in_a_text_is_no_formula(tmp_path):
    sheet = only(tmp_path / "a.csv", "姓名,备注\n王小明,=1+1\n".encode())
    assert lists(sheet)[1] == ["王小明", "=1+1"]
    assert not sheet.uncached


def test_the_separator_may_be_stated(tmp_path):
    sheet = only(tmp_path / "a.csv", "sep=;\n姓名;备注,x\n王;1,2\n".encode())
    assert lists(sheet) == [["姓名", "备注,x"], ["王", "1,2"]]


def test_which_encoding_was_taken_is_said(tmp_path):
    assert read(tmp_path / "a.csv", "姓名,性别\n".encode("gb18030")).notes == [
        "文字按 GB18030 编码读取。"
    ]
    assert read(tmp_path / "b.csv", "姓名,性别\n".encode()).notes == []


def test_a_rare_character_of_gb18030_is_read(tmp_path):
    assert lists(only(tmp_path / "a.csv", "姓名,性别\n王𠮷,男\n".encode("gb18030")))[1][0] == "王𠮷"


def test_text_cut_in_the_middle_of_a_character_is_read(tmp_path):
    for codec in ("utf-8", "gb18030"):
        sheet = only(tmp_path / "a.csv", "姓名,性别\n王芳,女".encode(codec)[:-1])
        assert lists(sheet)[1][0] == "王芳"


def test_quotation_marks_that_are_none_are_said(tmp_path):
    book = read(tmp_path / "a.csv", ('姓名,备注\n王芳,"x\n' + "李四,y\n" * 3000).encode())
    assert book.sheets[0].height == 3002
    assert "双引号没有成对" in book.notes[0]


def test_the_same_table_is_recognised_whatever_the_format(tmp_path):
    from kongcuo_xl.reading import read_book

    head = ["姓名", "性别", "身份证号", "年级", "班级"]
    rows = [[f"王小{n}", "男", f"11010520150101{n}0", "七年级", "1班"] for n in "一二三"]
    text = "\n".join(",".join(row) for row in [head, *rows])
    cells = "".join("<tr>" + "".join(f"<td>{v}" for v in row) for row in [head, *rows])
    for name, content in (("a.csv", text), ("b.xls", f"<html><table>{cells}</table></html>")):
        book = read(tmp_path / name, content.encode())
        (piece,) = (p for s in read_book(book, "一中", 2025).sheets for p in s.pieces)
        assert (piece.kind, len(piece.rows)) == ("students", 3)


# --- web pages -----------------------------------------------------------------------------------


def page(body: str, head: str = "") -> bytes:
    return f'<html><head><meta charset="gb2312">{head}</head><body>{body}</body></html>'.encode(
        "gb18030"
    )


def test_a_web_page_named_xls_is_read_and_said(tmp_path):
    book = read(
        tmp_path / "学籍导出.xls",
        page(
            "<table border=1><tr><th>姓名<th>身份证号<th>学号</tr><tr><td>王&#23567;明</td>"
            "<td style='mso-number-format:\"\\@\"'>110105201501011237</td><td>0012</td></tr>"
            "</table>",
            "<style>td{mso-number-format:'\\@'} <table><td>x</style>",
        ),
    )
    assert book.format == "html"
    assert book.notes == ["按内容识别为 网页表格（HTML），文件扩展名为 .xls。"]
    assert [lists(s) for s in book.sheets] == [ROSTER]
    assert book.sheets[0].name == "学籍导出"


def test_spans_are_merges(tmp_path):
    sheet = only(
        tmp_path / "a.xls",
        page(
            "<table><tr><td colspan=3>名册</td></tr><tr><td rowspan=2>a<td>b<td>c</tr>"
            "<tr><td>d<td>e</tr></table>"
        ),
    )
    assert lists(sheet) == [["名册", "", ""], ["a", "b", "c"], ["", "d", "e"]]
    assert sheet.merges == [Area(0, 0, 0, 2), Area(1, 0, 2, 0)]


def test_tables_of_one_page_stand_one_under_another_with_their_titles(tmp_path):
    sheet = only(
        tmp_path / "a.xls",
        page(
            "<h2>七(1)班</h2><table><tr><td>a<td>b</table><p>七(2)班</p>"
            "<table><tr><td>c<td>d</table><table><tr><td>e<td>f</table>"
        ),
    )
    assert lists(sheet) == [
        ["七(1)班", ""],
        ["a", "b"],
        ["七(2)班", ""],
        ["c", "d"],
        ["", ""],
        ["e", "f"],
    ]


def test_a_table_inside_a_table_is_read_and_said(tmp_path):
    book = read(tmp_path / "a.xls", page("<table><tr><td><table><tr><td>a<td>b</table></table>"))
    assert lists(book.sheets[0]) == [["a", "b"]]
    assert any("套着表格" in note for note in book.notes)


def test_what_a_page_hides_and_what_is_an_error(tmp_path):
    sheet = only(
        tmp_path / "a.xls",
        page(
            "<table><tr style='display:none'><td>a<td x:err='#N/A'>#N/A</tr>"
            "<tr><td x:num='1.10105201501011E+17'>1.10105E+17<td>两<br>行</tr></table>"
        ),
    )
    assert sheet.hidden_rows == {0}
    assert sheet.errors == {(0, 1): "#N/A"}
    assert sheet.long_numbers == {(1, 0): "110105201501011000"}
    assert sheet.rows[1][1] == "两\n行"


def test_a_page_without_a_table_says_what_it_may_be(tmp_path):
    with pytest.raises(UnreadableBookError, match="登录页"):
        read(tmp_path / "a.xls", page("<form>用户名</form>"))


def test_scripts_and_comments_are_no_content(tmp_path):
    sheet = only(
        tmp_path / "a.xls",
        page("<!-- <table><tr><td>x --><script>'<td>y'</script><table><tr><td>a</table>"),
    )
    assert lists(sheet) == [["a"]]


@pytest.mark.parametrize("transfer", ["8bit", "quoted-printable", "base64"])
def test_an_archive_of_pages_is_a_workbook_of_sheets(tmp_path, transfer):
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    whole = MIMEMultipart("related")
    names = "".join(
        f"<x:ExcelWorksheet><x:Name>{n}</x:Name></x:ExcelWorksheet>" for n in ("七(1)", "七(2)")
    )
    whole.attach(MIMEText(f"<html><frameset></frameset><xml>{names}</xml></html>", "html", "utf-8"))
    for value in ("王芳", "李四"):
        part = MIMEText(f"<html><table><tr><td>{value}</table></html>", "html", "utf-8")
        if transfer != "base64":
            del part["Content-Transfer-Encoding"]
            part["Content-Transfer-Encoding"] = transfer
            content = f"<html><table><tr><td>{value}</table></html>"
            if transfer == "quoted-printable":
                import quopri

                content = quopri.encodestring(content.encode()).decode()
            part.set_payload(content.encode().decode("latin-1") if transfer == "8bit" else content)
        whole.attach(part)
    data = whole.as_bytes() if transfer != "8bit" else whole.as_string().encode("latin-1")
    book = read(tmp_path / "a.xls", b"MIME-Version: 1.0\n" + data)
    assert book.format == "mht"
    assert [(s.name, lists(s)) for s in book.sheets] == [
        ("七(1)", [["王芳"]]),
        ("七(2)", [["李四"]]),
    ]


# --- XML 表格 2003 --------------------------------------------------------------------------------


def xml(table: str, encoding: str = "utf-8", options: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Worksheet ss:Name="名册"><Table>{table}'
        f"</Table>{options}</Worksheet></Workbook>"
    ).encode("gb18030" if encoding == "GB2312" else encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "GB2312", "utf-16"])
def test_xml_2003_is_read_cell_by_cell(tmp_path, encoding):
    book = read(
        tmp_path / "a.xls",
        xml(
            '<Column ss:Index="2" ss:Hidden="1"/><Row ss:Index="2"><Cell ss:MergeAcross="1">'
            '<Data ss:Type="String">姓名</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>'
            '<Cell><Data ss:Type="DateTime">2015-09-01T00:00:00.000</Data></Cell></Row><Row'
            ' ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="Number">110105201501011237</Data>'
            '</Cell><Cell ss:Formula="=1"/><Cell><Data ss:Type="Error">#N/A</Data></Cell>'
            '<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>',
            encoding,
        ),
    )
    (sheet,) = book.sheets
    assert book.notes == ["按内容识别为 XML 表格 2003，文件扩展名为 .xls。"]
    assert sheet.rows[1][:3] == ["姓名", "", dt.date(2015, 9, 1)]
    assert sheet.rows[2][5] is True
    assert sheet.merges == [Area(1, 0, 1, 1)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {1})
    assert sheet.long_numbers == {(2, 2): "110105201501011237"}
    assert sheet.errors == {(2, 4): "#N/A"}
    assert sheet.uncached == {(2, 3)}


def test_a_hidden_sheet_of_xml_2003(tmp_path):
    options = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    row = '<Row><Cell><Data ss:Type="String">a</Data></Cell></Row>'
    assert not only(tmp_path / "a.xml", xml(row, options=options)).visible


def test_in_a_folder_only_xml_that_is_a_workbook_is_read(tmp_path):
    (tmp_path / "a.xml").write_bytes(xml("<Row/>"))
    (tmp_path / "b.xml").write_text("<config/>", encoding="utf-8")
    (tmp_path / "说明.txt").write_text("请看", encoding="utf-8")
    (tmp_path / "c.csv").write_text("a,b", encoding="utf-8")
    assert [item.name for item in folders.workbooks(tmp_path).books] == ["a.xml", "c.csv"]


# --- old .xls ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("codec", "page"), [("gb18030", 936), ("big5", 950), ("utf-16-le", 1200)])
def test_excel_95_text_is_decoded_by_its_code_page(tmp_path, codec, page):
    content = biff5([["姓名", 7, True], ["王小明", 42248.0, 0.5]], codec=codec, page=page)
    book = read(tmp_path / "a.xls", content)
    assert book.format == "xls"
    assert [(s.name, lists(s)) for s in book.sheets] == [
        ("名單", [["姓名", 7.0, True], ["王小明", 42248.0, 0.5], ["公式", "", ""]])
    ]


def test_excel_95_dates_are_told_by_the_number_format(tmp_path):
    sheet = only(tmp_path / "a.xls", biff5([[42248.0]], codec="gb18030", page=936, styled=1))
    assert sheet.rows[0][0] == dt.date(2015, 9, 1)


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_of_xls_whichever_day_they_are_counted_from(tmp_path, from_1904):
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    book.add_sheet("a").write(0, 0, 40786 if from_1904 else 42248, style)
    out = io.BytesIO()
    book.save(out)
    assert only(tmp_path / "a.xls", out.getvalue()).rows[0][0] == dt.date(2015, 9, 1)


# --- formulas without a stored result ------------------------------------------------------------


def test_formulas_that_were_never_counted_are_counted(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([1, 2, "=A1+B1", '="G"&"<110&>"', "=DATE(2025,9,1)", "=1/0", "=1=1", "=C1*2"])
    sheet["E1"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "a.xlsx")
    found = files.read(tmp_path / "a.xlsx", "a.xlsx")
    (read_sheet,) = found.sheets
    assert calculation.available()
    assert list(read_sheet.rows[0]) == [
        1.0, 2.0, 3.0, "G<110&>", dt.date(2025, 9, 1), "", True, 6.0,
    ]  # fmt: skip
    assert read_sheet.errors == {(0, 5): "#DIV/0!"}
    assert read_sheet.uncached == frozenset()
    assert "有 6 处公式没有存下结果，已按公式算出" in found.notes[0]


def test_what_depends_on_the_clock_or_on_itself_stays_uncounted(tmp_path):
    cells = '<c r="A1"><f>TODAY()</f></c><c r="B1"><f>C1</f></c><c r="C1"><f>B1</f></c>'
    path = bare_xlsx(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{cells}</row>'))
    assert files.read(path, "a.xlsx").sheets[0].uncached == {(0, 0), (0, 1), (0, 2)}


def test_stored_results_are_never_recalculated(tmp_path):
    cells = '<c r="A1"><f>1+1</f><v>99</v></c><c r="B1"><f>A1+1</f></c>'
    path = bare_xlsx(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{cells}</row>'))
    assert files.read(path, "a.xlsx").sheets[0].rows[0][0] == 99.0


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 200, bytes(range(256)) * 8, b"\x89PNG" + bytes(99)])
def test_bytes_that_are_no_text_are_none(data):
    assert typed_text.decoded(data) is None


def test_a_text_past_the_limit_is_refused():
    with pytest.raises(UnreadableBookError, match="max_cells"):
        typed_text.delimited("a,b\n" * 100, "a", Limits(max_cells=50))
