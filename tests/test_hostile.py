"""Files that mean harm, or are broken in clever ways: each refused or read with one sentence."""

from __future__ import annotations

import io
import os
import socket
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kongcuo_xl import cli
from kongcuo_xl.book import Book, UnreadableBookError
from kongcuo_xl.hosts import files, folders, isolation
from kongcuo_xl.limits import DEFAULT, Limits
from tests.workbooks import MAIN, bare_xlsx, ods, packed, parts, sheet_xml, xls

TIGHT = Limits(max_unpacked_mb=40, max_cells=100_000, max_merges=1000, max_styles=1000)
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
ORDINARY = packed(parts(sheet_xml(ONE)))
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def sheet(cells: str, **options: str) -> bytes:
    return packed(parts(sheet_xml(cells, **options)))


def changed(part: str, content: str | bytes) -> bytes:
    return packed(parts(sheet_xml(ONE)) | {part: content})


def zip_with(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts(sheet_xml(ONE)).items():
            archive.writestr(name, text)
        change(archive)
    return buffer.getvalue()


def linked() -> bytes:
    """An entry that is a symbolic link to /etc/passwd."""
    entry = zipfile.ZipInfo("xl/media/a.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zip_with(lambda archive: archive.writestr(entry, "/etc/passwd"))


def overlapping() -> bytes:
    """A zip whose directory names the same bytes twice, as a zip bomb without nesting does."""
    data = bytearray(zip_with(lambda archive: archive.writestr("xl/big.bin", b"\0" * 100_000)))
    entry = data.rindex(b"PK\1\2")
    length = len("xl/big.bin")
    copy = bytearray(data[entry : entry + 46 + length])
    copy[-1:] = b"x"
    end = data.rindex(b"PK\5\6")
    data[end:end] = copy
    end += len(copy)
    total = struct.unpack_from("<H", data, end + 10)[0] + 1
    struct.pack_into("<HH", data, end + 8, total, total)
    struct.pack_into("<I", data, end + 12, struct.unpack_from("<I", data, end + 12)[0] + len(copy))
    return bytes(data)


def lying() -> bytes:
    """A directory that states a tenth of what an entry unpacks to."""
    data = bytearray(zip_with(lambda archive: archive.writestr("xl/a.bin", b"\0" * 1_000_000)))
    at = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, at + 24, 100_000)
    data[data.rindex(b"xl/a.bin", 0, at) - 30 + 22 :][:0] = b""
    return bytes(data)


def page(table: str) -> bytes:
    return f"<html><meta charset=utf-8>{table}</html>".encode()


def xml_2003(table: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">'
        f'<Worksheet ss:Name="a"><Table>{table}</Table></Worksheet></Workbook>'
    ).encode()


def spreadsheet(rows: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="a">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


CELL = 'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
DEEP = "<a>" * 5000 + "</a>" * 5000
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))

REFUSED: dict[str, tuple[bytes, str]] = {
    "many entries": (
        zip_with(lambda a: [a.writestr(f"x/{n}", "") for n in range(6000)] and None),
        "部件，超过 5000 个的上限",
    ),
    "one huge entry": (
        zip_with(lambda a: a.writestr("xl/media/a.bin", b"\0" * (90 << 20))),
        "可能是压缩炸弹",
    ),
    "overlapping entries": (overlapping(), "部件互相重叠"),
    "name that climbs out": (changed("../../etc/cron.d/a", "x"), "指到外面去的路径"),
    "entry that is a link": (linked(), "指到外面去的路径"),
    "same name twice": (zip_with(lambda a: a.writestr("XL/Workbook.xml", "<a/>")), "有重复"),
    "entities in the sheet": (
        changed("xl/worksheets/sheet1.xml",
                f'<!DOCTYPE a [<!ENTITY a0 "ha">{ENTITIES}]>' + sheet_xml("&a8;")[38:]),
        "实体声明",
    ),
    "a file of the system as entity": (
        changed("xl/sharedStrings.xml",
                f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}">'
                "<si><t>&b;</t></si></sst>"),
        "实体声明",
    ),
    "value in the last cell": (
        sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), "XFD1048576"),
    "cell A0": (sheet('<row r="1"><c r="A0"><v>1</v></c></row>'), "不是完整的 XML"),
    "row -1": (sheet('<row r="-1"><c r="A1"><v>1</v></c></row>'), "内容有误"),
    "cell AAAA1": (sheet('<row r="1"><c r="AAAA1"><v>1</v></c></row>'), "不是完整的 XML"),
    "cell ZZZ1": (sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "不存在的单元格地址"),
    "cell A9999999": (sheet('<row r="1"><c r="A9999999"><v>1</v></c></row>'), "不存在的单元格地址"),
    "row past the end": (sheet('<row r="99999999999"><c><v>1</v></c></row>'), "不是完整的 XML"),
    "row number of 5000 digits": (sheet(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'), "XML"),
    "too many merges": (
        sheet(ONE, after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1001 + "</mergeCells>"),
        "合并单元格，超过 1000 处",
    ),
    "too many styles": (
        changed("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs>' + "<xf />" * 1001
                + "</cellXfs></styleSheet>"),
        "种单元格格式，超过 1000 种",
    ),
    "nested too deep": (sheet(f"<row r='1'><c>{DEEP}</c></row>"), "超过 200 层"),
    "a million formula-less rows in no time": (
        sheet("<row/>" * 200_000 + "<row><c><v>1</v></c></row>"), "超过 100000 个单元格"),
    "ods cells repeated": (
        spreadsheet(f'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
                    f'table:number-columns-repeated="16384" {CELL}</table:table-row>'),
        "超过 100000 个单元格",
    ),
    "ods nested too deep": (spreadsheet(DEEP.replace("a>", "text:p>")), "超过 200 层"),
    "xml 2003 row far down": (
        xml_2003('<Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="String">x</Data>'
                 "</Cell></Row>"),
        "超过 100000 个单元格",
    ),
    "xml 2003 cut short": (xml_2003("<Row><Cell>")[:-40], "不是完整的 XML 表格 2003"),
    "web page of tables in tables": (page("<table><tr><td>" * 300), "超过 200 层"),
    "web page with a wide table": (
        page("<table>" + ("<tr>" + "<td>x" * 400 + "</tr>") * 400 + "</table>"),
        "超过 100000 个单元格",
    ),
    "xls cut in the middle": (b"", "不完整"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_one_sentence(tmp_path: Path, name: str) -> None:
    content, said = REFUSED[name]
    if name == "xls cut in the middle":
        content = xls(tmp_path / "b.xls", [["x" * 50] * 20] * 50).read_bytes()[:6000]
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with pytest.raises(UnreadableBookError) as caught:
        files.read(path, path.name, TIGHT)
    sentence = str(caught.value)
    assert said in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1


READ: dict[str, bytes] = {
    "sizes in the directory that lie": lying(),
    "a part that is itself a zip": changed("xl/embeddings/a.zip", ORDINARY),
    "negative and huge widths": sheet(
        ONE, before='<cols><col min="-5" max="99999999" width="-9" hidden="1"/></cols>'
    ),
    "overlapping merges": sheet(
        ONE,
        after='<mergeCells><mergeCell ref="A1:C3"/><mergeCell ref="B2:D4"/></mergeCells>',
    ),
    "cyclic formulas": sheet(
        '<row r="1"><c r="A1"><f>B1+1</f></c><c r="B1"><f>A1+1</f></c><c r="C1"><v>1</v></c></row>'
    ),
    "a formula of a million brackets": sheet(
        f'<row r="1"><c r="A1"><f>{"(" * 1_000_000}</f></c><c r="B1"><v>1</v></c></row>'
    ),
    "a string of ten million characters": changed(
        "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>{"x" * 10_000_000}</t></si></sst>'
    ),
    "an attribute of a million characters": sheet(
        f'<row r="1" x="{"y" * 1_000_000}"><c r="A1"><v>1</v></c></row>'
    ),
    "web page with colspan 10^9": page(
        "<table><tr><td colspan=1000000000 rowspan=1000000000>x</td></tr><tr><td>y</table>"
    ),
    "web page of unclosed tags": page("<table><tr><td>" + "<a " * 300_000),
    "ods cell spanning a billion": spreadsheet(
        '<table:table-row><table:table-cell table:number-rows-spanned="1000000000" '
        f'table:number-columns-spanned="1000000000" {CELL}</table:table-row>'
    ),
    "xml 2003 merged across a billion": xml_2003(
        '<Row><Cell ss:MergeAcross="999999999" ss:MergeDown="999999999">'
        '<Data ss:Type="String">x</Data></Cell></Row>'
    ),
    "text with an unclosed quotation mark": ('姓名,备注\n张三,"' + "x\n" * 5000).encode(),
}


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read_within_bounds(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(READ[name])
    book = files.read(path, path.name, TIGHT)
    assert book.sheets[0].height * book.sheets[0].width <= TIGHT.max_cells
    assert book.sheets[0].height


def read_or_refused(path: Path) -> str:
    """The sentence of a refusal, or nothing."""
    (result,) = files.read_many([folders.Input("", path.name, path)])
    return "" if isinstance(result, Book) else str(result)


def test_a_string_that_is_not_there_is_no_crash(tmp_path: Path) -> None:
    path = bare_xlsx(
        tmp_path / "a.xlsx", sheet_xml('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')
    )
    assert "内容有误" in read_or_refused(path)


@pytest.mark.parametrize("write", [xls, ods])
def test_cut_off_anywhere_it_is_read_or_refused(tmp_path: Path, write: Callable[..., Path]) -> None:
    whole = write(tmp_path / "a", [["姓名", "备注"], ["王小明", "x"]]).read_bytes()
    path = tmp_path / "b.xls"
    for length in range(0, len(whole), max(1, len(whole) // 150)):
        path.write_bytes(whole[:length])
        assert read_or_refused(path)[-1:] in ("", "。")


def test_a_reader_that_dies_takes_nothing_with_it() -> None:
    isolation.TASKS["death"] = "os:abort"
    try:
        with pytest.raises(isolation.IsolationError, match="出错中止"):
            isolation.run("death", limits=DEFAULT)
    finally:
        del isolation.TASKS["death"]


def test_a_reader_that_hangs_is_ended() -> None:
    isolation.TASKS["sleep"] = "time:sleep"
    try:
        with pytest.raises(isolation.IsolationError, match="1 秒"):
            isolation.run("sleep", 60, limits=Limits(max_seconds=1))
    finally:
        del isolation.TASKS["sleep"]


def test_a_reader_that_asks_for_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", [["x"]])
    isolation.TASKS["sheets"], kept = "builtins:bytes", isolation.TASKS["sheets"]
    try:
        with pytest.raises(UnreadableBookError, match="内存不够"):
            isolation.run("sheets", 1 << 40, limits=Limits(max_memory_mb=500))
    finally:
        isolation.TASKS["sheets"] = kept
    assert files.read(path, path.name).sheets[0].rows == [["x"]]


COPIED: dict[str, bytes] = {
    "names of sheets that no workbook may have": xml_2003(
        '<Row><Cell><Data ss:Type="String">x</Data></Cell></Row>'
    ).replace(b'ss:Name="a"', 'ss:Name="a/b[c]:\u0027"'.encode()),
    "characters that XML can't hold": ("姓名,性别\n王\ufffe芳\x01,女\n" + "李四,男\n" * 300).encode(
        "utf-16"
    ),
    "a merge to the end of the sheet": READ["ods cell spanning a billion"],
    "numbers that are none": xml_2003(
        '<Row><Cell><Data ss:Type="Number">1E999</Data></Cell>'
        '<Cell><Data ss:Type="Number">NaN</Data></Cell></Row>'
    ),
}


@pytest.mark.parametrize("name", COPIED)
def test_whatever_was_read_can_be_copied(tmp_path: Path, name: str) -> None:
    import openpyxl

    from kongcuo_xl.copies import carry_out

    path = tmp_path / "a.csv"
    path.write_bytes(COPIED[name])
    book = files.read(path, path.name)
    carry_out(book, (), tmp_path / "b.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert copy.sheetnames == [sheet.name for sheet in book.sheets]


# --- places that are no files -------------------------------------------------------------------


def test_pipes_devices_and_sockets_are_passed_over(tmp_path: Path) -> None:
    school = tmp_path / "一中"
    school.mkdir()
    os.mkfifo(school / "管道.xlsx")
    (school / "设备.xlsx").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(school / "s.xlsx"))
        found = folders.workbooks(school)
    assert found.books == []
    assert {why for _, why in found.skipped} == {"不是普通文件（设备、管道或套接字），没有读取。"}
    for name in ("管道.xlsx", "设备.xlsx"):
        with pytest.raises(UnreadableBookError, match="不是普通文件"):
            files.read(school / name, name)


def test_links_that_go_round_and_folders_too_deep_are_said(tmp_path: Path) -> None:
    (tmp_path / "圈").symlink_to(tmp_path)
    (tmp_path / "自己.xlsx").symlink_to(tmp_path / "自己.xlsx")
    deep = tmp_path
    for _ in range(12):
        deep = deep / "x"
        deep.mkdir()
    found = folders.workbooks(tmp_path, Limits(max_folders=10))
    told = dict(found.skipped)
    assert "文件夹的链接" in told["圈"]
    assert "10 层以上" in told["/".join("x" * 11)]


def test_too_many_files_are_refused_at_once(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.xlsx").touch()
    with pytest.raises(UnreadableBookError, match="超过 20 个的上限"):
        folders.workbooks(tmp_path, Limits(max_files=20))


def test_file_names_of_odd_bytes_are_shown_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "一中"
    folder.mkdir()
    (folder / "a\nb\x1b[31m.xlsx").touch()
    (folder / os.fsdecode(b"\xb0\xe0.xlsx")).touch()
    names = [item.name for item in folders.workbooks(folder).books]
    assert sorted(names) == ["a\ufffdb\ufffd[31m.xlsx", "\ufffd\ufffd.xlsx"]


# --- text that would be a command ----------------------------------------------------------------

COMMANDS = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "＝1+1", "\u202e=1"]


@pytest.mark.parametrize("text", COMMANDS)
def test_text_from_a_roster_becomes_no_formula_in_what_we_write(tmp_path: Path, text: str) -> None:
    import csv

    import openpyxl

    path = tmp_path / "花名册.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "七(1)班"
    page.append(["姓名", "性别", "身份证号", "年级", "班级"])
    for row, name in enumerate(["王芳", text, "李四"], start=2):
        page.append(["", "男女", f"11010520130901{row:03d}0", "七年级", "1班"])
        cell = page.cell(row, 1)
        cell.value, cell.data_type = name, "s"
    book.save(path)
    out = tmp_path / "结果"
    cli.main(["check", str(path), "--out", str(out), "--date", "2025-10-20", "--quiet"])
    copy = openpyxl.load_workbook(out / "花名册_核查.xlsx")
    formulas = [
        cell.value
        for sheet in copy
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f" and not str(cell.value).startswith(("=HYPERLINK(", "=SUBTOTAL("))
    ]
    assert formulas == []
    listed = tmp_path / "a.csv"
    from contextlib import redirect_stdout

    said = io.StringIO()
    with redirect_stdout(said):
        cli.main(["check", str(path), "--format", "csv", "--date", "2025-10-20", "--quiet"])
    listed.write_text(said.getvalue(), encoding="utf-8")
    starts = {cell[:1] for row in csv.reader(io.StringIO(said.getvalue())) for cell in row}
    assert not starts & set("=+-@＝＋－＠\t")
