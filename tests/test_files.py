"""Reading workbooks: every value at its cell, and one clear sentence for what can't be read."""

from __future__ import annotations

import datetime as dt
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongcuo_xl.book import Area, Book, Sheet, UnreadableBookError, from_a1
from kongcuo_xl.hosts import files, folders, worksheet, xlsb
from kongcuo_xl.hosts.facts import long_number
from kongcuo_xl.hosts.package import Package
from kongcuo_xl.limits import Limits
from tests.workbooks import (
    MAIN,
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    bare_xlsx,
    ods,
    pack,
    packed,
    parts,
    sheet_xml,
    xls,
    xlsx,
)

ROSTER = [["姓名", "身份证号", "年龄"], ["王小明", "110105201501011237", 10.0]]
DATES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" '
    'formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>'
)


def read(path: Path) -> Book:
    return files.read(path, path.name)


def only(path: Path) -> Sheet:
    (sheet,) = read(path).sheets
    return sheet


def reason(path: Path, limits: Limits = files.DEFAULT) -> str:
    with pytest.raises(UnreadableBookError) as caught:
        files.read(path, path.name, limits)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert "；" in sentence, "a sentence says what it is, and what to do"
    assert sentence.count("。") == 1
    return sentence


@pytest.mark.parametrize(("write", "kind"), [(xlsx, "xlsx"), (xls, "xls"), (ods, "ods")])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".et", ".ods"])
def test_read_by_content_whatever_the_suffix(tmp_path, write, kind, suffix):
    book = read(write(tmp_path / f"名册{suffix}", ROSTER))
    assert book.format == kind
    assert [list(row) for row in book.sheets[0].rows] == ROSTER
    usual = folders.SUFFIXES[kind]
    noted = [] if suffix in usual else [f"按内容识别为 {kind}，文件扩展名为 {suffix}。"]
    assert book.notes == noted


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_rows_start_at_a1_and_are_rectangular(tmp_path, write):
    sheet = only(write(tmp_path / "a", [["", "", ""], ["", "姓名", ""], ["", "", "x"]]))
    assert [list(row) for row in sheet.rows] == [["", "", ""], ["", "姓名", ""], ["", "", "x"]]


@pytest.mark.parametrize("write", [xls, ods])
def test_long_numbers_keep_their_stored_digits(tmp_path, write):
    sheet = only(write(tmp_path / "a", [["x", 110105201501011237.0, "110105201501011237"]]))
    assert set(sheet.long_numbers) == {(0, 1)}
    assert int(float(sheet.long_numbers[0, 1])) == int(110105201501011237.0)


def test_long_numbers_in_xlsx_are_the_digits_of_the_file(tmp_path):
    sheet = only(
        bare_xlsx(
            tmp_path / "a.xlsx",
            sheet_xml(
                '<row r="1"><c r="A1"><v>110105201501011237</v></c>'
                '<c r="B1" t="n"><v>1.10105201501011E+17</v></c>'
                '<c r="C1"><v>0.30000000000000004</v></c>'
                '<c r="D1" t="str"><v>110105201501011237</v></c></row>'
            ),
        )
    )
    assert sheet.long_numbers == {(0, 0): "110105201501011237", (0, 1): "110105201501011000"}
    assert sheet.rows[0][3] == "110105201501011237"
    assert sheet.rows[0][0] == 110105201501011237.0


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123456789012345", ""),
        ("1234567890123456", "1234567890123456"),
        ("1.10105201501011E+17", "110105201501011000"),
        ("42248.541666666664", ""),
        ("1E+308", ""),
        ("一二三四五六七八九十一二三四五六", ""),
    ],
)
def test_long_number(text, digits):
    assert long_number(text) == digits


def test_dates_follow_the_number_format(tmp_path):
    row = (
        '<row r="1"><c r="A1" s="1"><v>42248</v></c><c r="B1" s="2"><v>42248</v></c>'
        '<c r="C1" s="1"><v>42248.5</v></c><c r="D1"><v>42248</v></c>'
        '<c r="E1" t="b"><v>1</v></c></row>'
    )
    sheet = only(bare_xlsx(tmp_path / "a.xlsx", sheet_xml(row), styles=DATES))
    day = dt.date(2015, 9, 1)
    noon = dt.datetime(2015, 9, 1, 12)
    assert list(sheet.rows[0]) == [day, day, noon, 42248.0, True]


def test_dates_counted_from_1904(tmp_path):
    path = bare_xlsx(
        tmp_path / "a.xlsx",
        sheet_xml('<row r="1"><c r="A1" s="1"><v>40786</v></c></row>'),
        styles=DATES,
        workbook_extra='<workbookPr date1904="1"/>',
    )
    assert only(path).rows[0][0] == dt.date(2015, 9, 1)


def test_phonetic_text_is_no_part_of_a_name(tmp_path):
    sheet = only(
        bare_xlsx(
            tmp_path / "a.xlsx",
            sheet_xml(
                '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
                '<c r="C1" t="inlineStr"><is><t>王</t><rPh sb="0" eb="1"><t>wang</t></rPh></is>'
                "</c></row>"
            ),
            strings='<si><t>张三</t><rPh sb="0" eb="2"><t>zhang</t></rPh></si>'
            "<si><r><t>李</t></r><r><t>四</t></r></si>",
        )
    )
    assert list(sheet.rows[0]) == ["张三", "李四", "王"]


FACTS = sheet_xml(
    '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
    '<row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>X</f><v>#REF!</v></c></row>'
    '<row r="3" ht="0" customHeight="1"><c r="A3"><f>1+1</f></c><c r="B3"><f>1</f><v>1</v></c>'
    '<c r="C3" t="str"><f>IF(1,"")</f><v></v></c><c r="D3"><f t="shared" si="0"/></c></row>'
    '<row r="4"><c r="A4" s="0"/><c r="C4"><f>2</f><v></v></c>'
    '<c r="D4"><f t="shared" si="0"/><v>4</v></c></row>',
    before='<cols><col min="2" max="3" width="9" hidden="1"/>'
    '<col min="5" max="5" width="0"/></cols>',
    after='<sheetProtection sheet="1"/>'
    '<autoFilter ref="A1:D4"><filterColumn colId="0"/></autoFilter>'
    '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(FACTS, id="usual"),
        pytest.param(FACTS.replace("<sheetData>", "<sheetData><!-- note -->"), id="comment"),
        pytest.param(FACTS.replace('"', "'").replace("IF(1,'')", "1"), id="single quotes"),
        pytest.param(FACTS.replace("<c r", "<c cm='0' r"), id="address not first"),
        pytest.param(
            FACTS.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
            .replace("xmlns=", "xmlns:x="),
            id="prefixed",
        ),
    ],
)  # fmt: skip
def test_facts_of_a_sheet_however_it_is_written(tmp_path, part):
    sheet = only(bare_xlsx(tmp_path / "a.xlsx", part))
    assert sheet.merges == [Area(0, 0, 0, 2)]
    assert sheet.hidden_rows == {1, 2}
    assert sheet.hidden_columns == {1, 2, 4}
    assert sheet.filtered
    assert sheet.protected
    assert sheet.errors == {(1, 1): "#REF!"}
    assert sheet.uncached == {(2, 0), (2, 3), (3, 2)}
    assert sheet.width == 4, "every named cell lies inside the rows"
    assert sheet.rows[3][3] == 4.0


def test_cells_without_addresses_follow_one_another(tmp_path):
    sheet = only(
        bare_xlsx(
            tmp_path / "a.xlsx",
            sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><f>1</f></c></row>"),
        )
    )
    assert [list(row) for row in sheet.rows] == [[1.0, 2.0], ["", ""]]
    assert sheet.uncached == {(1, 0)}


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576"])
def test_a_wrong_dimension_is_not_believed(tmp_path, dimension):
    part = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="5"><c r="B5"><v>2</v></c></row>',
        before=f'<dimension ref="{dimension}"/>',
    )
    sheet = only(bare_xlsx(tmp_path / "a.xlsx", part))
    assert (sheet.height, sheet.width, sheet.rows[4][1]) == (5, 2, 2.0)


def test_an_empty_sheet(tmp_path):
    path = bare_xlsx(
        tmp_path / "a.xlsx", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', sheet_xml("")
    )
    assert [sheet.rows for sheet in read(path).sheets] == [[], []]


def test_strict_absolute_moved_and_utf16_packages_read_alike(tmp_path):
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    usual = parts(sheet_xml(cell))
    strict = {
        name: text.replace(MAIN, STRICT_MAIN).replace(RELATIONS, STRICT_RELATIONS)
        for name, text in usual.items()
    }
    absolute = {
        name: text.replace('Target="worksheets', 'Target="/xl/worksheets')
        for name, text in usual.items()
    }
    backslash = {name.replace("/", "\\"): text for name, text in usual.items()}
    wide = dict(usual)
    sheet = wide["xl/worksheets/sheet1.xml"].replace("UTF-8", "UTF-16")
    variants = [usual, strict, absolute, backslash]
    variants.append(wide | {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})
    for number, variant in enumerate(variants):
        assert only(pack(tmp_path / f"{number}.xlsx", variant)).rows == [["甲"]]


def test_hidden_sheets_are_read_and_say_so(tmp_path):
    path = bare_xlsx(tmp_path / "a.xlsx", sheet_xml(""), sheet_xml(""), states=["", "veryHidden"])
    assert [(s.name, s.visible) for s in read(path).sheets] == [("Sheet1", True), ("Sheet2", False)]


def test_chart_sheets_are_left_out_with_a_note(tmp_path):
    made = parts(sheet_xml(""), sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>'))
    rels = "xl/_rels/workbook.xml.rels"
    made[rels] = made[rels].replace("/worksheet", "/chartsheet", 1)
    book = read(pack(tmp_path / "a.xlsx", made))
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("Sheet2", [[7.0]])]
    assert book.notes == ["“Sheet1”是图表工作表，没有读取。"]


def test_merges_of_xls(tmp_path):
    sheet = only(xls(tmp_path / "a.xls", ROSTER, merges=[(4, 5, 0, 2)]))
    assert sheet.merges == [Area(4, 0, 5, 2)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"\0" * 4096, "空字节"),
        (b"%PDF-1.7 \n", "PDF"),
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"  \r\n", "空白"),
        ("校长您好".encode("gb18030"), "没有分成列"),
        (b'{"a": 1, "b": 2}', "JSON"),
        (b"<html><body>Login</body></html>", "没有表格"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (bytes(range(256)) * 4, "加密软件"),
        (b"PK\3\4" + b"x" * 100, "损坏"),
        (b"\x09\x08\x10\0\0\6\5\0" + bytes(40), "早"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path, content, said):
    path = tmp_path / "名册.xls"
    path.write_bytes(content)
    assert said in reason(path)


def test_other_packages_are_named(tmp_path):
    assert "Word" in reason(pack(tmp_path / "a.xlsx", {"word/document.xml": "<a/>"}))
    assert "解压" in reason(pack(tmp_path / "b.xlsx", {"名册.xlsx": "x"}))
    assert "压缩包" in reason(pack(tmp_path / "c.xlsx", {"a.txt": "x"}))


def test_paths_that_are_no_files(tmp_path):
    assert "文件夹" in reason(tmp_path)
    assert "不存在" in reason(tmp_path / "没有.xlsx")
    link = tmp_path / "链接.xlsx"
    link.symlink_to(tmp_path / "没有.xlsx")
    assert "链接" in reason(link)
    lock = tmp_path / "~$名册.xlsx"
    lock.write_bytes(b"x")
    assert "锁文件" in reason(lock)


def test_a_link_to_a_folder_is_not_followed_but_said(tmp_path):
    school = tmp_path / "一中"
    school.mkdir()
    (school / "别处").symlink_to(tmp_path)
    ((name, why),) = folders.workbooks(school).skipped
    assert name == "别处"
    assert "文件夹的链接" in why


def test_an_encrypted_xls_is_named(tmp_path):
    path = xls(tmp_path / "a.xls", ROSTER)
    data = bytearray(path.read_bytes())
    at = data.index(struct.pack("<HH", 0x0042, 2))  # CODEPAGE, early in the globals
    data[at : at + 2] = struct.pack("<H", 0x002F)
    path.write_bytes(data)
    assert "密码" in reason(path)


def test_an_encrypted_xlsx_is_named(tmp_path):
    data = xls(tmp_path / "a.xlsx", ROSTER).read_bytes()
    hidden = data.replace(
        "Workbook".encode("utf-16-le"), "EncryptedPackage"[:8].encode("utf-16-le")
    )
    whole = hidden.replace(
        "Encrypte".encode("utf-16-le") + bytes(16), "EncryptedPackage".encode("utf-16-le")
    )
    at = whole.index("EncryptedPackage".encode("utf-16-le"))
    whole = whole[: at + 64] + struct.pack("<H", 34) + whole[at + 66 :]
    (tmp_path / "a.xlsx").write_bytes(whole)
    assert "密码" in reason(tmp_path / "a.xlsx")


def test_an_encrypted_ods_is_named(tmp_path):
    content = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
        "content.xml": "\1\2",
    }
    assert "密码" in reason(pack(tmp_path / "a.ods", content))


def test_zip_bombs_are_refused_before_unpacking(tmp_path):
    bomb = parts(sheet_xml("")) | {"xl/media/a.bin": b"\0" * (80 << 20)}
    assert "炸弹" in reason(pack(tmp_path / "a.xlsx", bomb))
    roster = xlsx(tmp_path / "b.xlsx", ROSTER)
    assert "max_entries" in reason(roster, Limits(max_entries=3))
    assert "max_unpacked_mb" in reason(roster, Limits(max_unpacked_mb=0))
    assert "max_file_mb" in reason(roster, Limits(max_file_mb=0))
    assert "max_cells" in reason(roster, Limits(max_cells=5))
    assert "max_sheets" in reason(roster, Limits(max_sheets=0))


def test_duplicate_parts_are_refused(tmp_path):
    path = bare_xlsx(tmp_path / "a.xlsx", sheet_xml(""))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "重复" in reason(path)


@pytest.mark.parametrize("where", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entity_declarations_are_refused(tmp_path, where):
    made = parts(sheet_xml(""))
    made[where] = '<!DOCTYPE a [<!ENTITY b "c">]>' + made[where].partition("?>")[2]
    assert "实体" in reason(pack(tmp_path / "a.xlsx", made))


FAR = ['<c r="XFD1048576"><v>1</v></c>', '<c  r="XFD1048576"><v>1</v></c>', "<x:c r='XFD1048576'>"
       "<v>1</v></x:c>"]  # fmt: skip


@pytest.mark.parametrize("far", FAR)
def test_a_value_in_the_last_cell_does_not_end_the_process(tmp_path, far):
    part = sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c>{far}</row>').replace(
        "<worksheet ", f'<worksheet xmlns:x="{MAIN}" '
    )
    path = bare_xlsx(tmp_path / "a.xlsx", part)
    script = (
        "import sys; from pathlib import Path; from kongcuo_xl.hosts.files import read\n"
        "try: read(Path(sys.argv[1]), 'a.xlsx')\n"
        "except Exception as error: print(type(error).__name__, 'XFD1048576' in str(error))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "UnreadableBookError True")


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_false_count_of_strings_does_not_end_the_process(tmp_path, prefix):
    made = parts(sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'))
    made["xl/sharedStrings.xml"] = (
        f'<{prefix}sst xmlns{":x" * bool(prefix)}="{MAIN}" count="9" '
        f'uniqueCount="99999999999999"><{prefix}si><{prefix}t>count="9"</{prefix}t></{prefix}si>'
        f"</{prefix}sst>"
    )
    assert only(pack(tmp_path / "a.xlsx", made)).rows == [['count="9"']]
    with pytest.raises(UnreadableBookError):
        xlsb.check_strings(b"\x9f\x01\x08" + struct.pack("<II", 1, 1 << 31))


def test_a_false_dimensions_record_does_not_end_the_process(tmp_path):
    path = xls(tmp_path / "a.xls", ROSTER)
    data = bytearray(path.read_bytes())
    at = data.index(struct.pack("<HH", 0x0200, 14))
    data[at + 4 : at + 12] = struct.pack("<II", 5 << 24, 2)
    path.write_bytes(data)
    assert "损坏" in reason(path)


def test_far_values_in_ods_are_refused(tmp_path):
    path = ods(tmp_path / "a.ods", [["x"]])
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["content.xml"] = (
        content["content.xml"]
        .replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" ')
        .replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="1000000"')
    )
    assert "max_cells" in reason(pack(path, content))


def test_ruled_cells_far_down_hold_nothing(tmp_path):
    part = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert only(bare_xlsx(tmp_path / "a.xlsx", part)).rows == [[1.0]]


def _same_or_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    (result,) = files.read_many([folders.Input("", path.name, path)])
    assert isinstance(result, Book) or str(result).endswith("。")


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_damaged_files_are_read_or_refused_never_worse(tmp_path, write):
    path = write(tmp_path / "a", ROSTER * 20)
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        _same_or_refused(path, whole[: chance.randrange(len(whole))])
        flipped = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            flipped[chance.randrange(len(whole))] = chance.randrange(256)
        _same_or_refused(path, bytes(flipped))


def test_damaged_sheet_parts_are_read_or_refused_never_worse(tmp_path):
    chance = random.Random(8)
    path = tmp_path / "a.xlsx"
    whole = FACTS.encode()
    for _ in range(150):
        flipped = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            flipped[chance.randrange(len(whole))] = chance.choice(b'<>/"=A19c &\xff')
        made = parts("") | {"xl/worksheets/sheet1.xml": bytes(flipped)}
        _same_or_refused(path, packed(made))


CELLS = st.sampled_from(
    [
        "",
        '<c r="{a}"/>',
        '<c r="{a}"><v>12</v></c>',
        '<c r="{a}"><v>1234567890123456789</v></c>',
        '<c r="{a}" t="e"><v>#N/A</v></c>',
        '<c r="{a}" t="s"><v>0</v></c>',
        '<c r="{a}"><f>1</f></c>',
        '<c r="{a}"><f>1</f><v>2</v></c>',
        '<c r="{a}" t="str"><f>1</f><v></v></c>',
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=5), st.sets(st.integers(0, 4)))
def test_both_scans_tell_the_same(rows, hidden):
    data = "".join(
        f'<row r="{r + 1}"{" hidden=" + chr(34) + "1" + chr(34) if r in hidden else ""}>'
        + "".join(
            cell.format(a=f"{'ABZ'[c] if c < 3 else 'AA'}{r + 1}") for c, cell in enumerate(row)
        )
        + "</row>"
        for r, row in enumerate(rows)
    )
    part = sheet_xml(data).encode()
    assert worksheet._scan_bytes(part, "a") == worksheet._scan_xml(part)


def test_both_scans_tell_the_same_of_a_sheet_of_many_blocks():
    rows = "".join(
        f'<row r="{r}" spans="1:2"{" hidden=" + chr(34) + "1" + chr(34) if r % 7 == 0 else ""}>'
        f'<c r="A{r}"><v>{10**17 + r}</v></c>'
        f'<c r="BC{r}"><f>A{r}</f>{"<v>1</v>" * (r % 2)}</c></row>'
        for r in range(1, 12_001)
    )
    part = sheet_xml(rows).encode()
    assert len(part) > 2 * worksheet._BLOCK
    facts = worksheet._scan_bytes(part, "a")
    assert facts == worksheet._scan_xml(part)
    assert facts is not None
    assert (facts.height, facts.width, len(facts.uncached)) == (12_000, 55, 6_000)


def test_used_range_of_binary_sheets():
    row = bytes([0, 17]) + struct.pack("<I", 4) + bytes(13)
    cell = bytes([2, 12]) + struct.pack("<II", 9, 0) + bytes(4)
    other = bytes([0x81, 0x01, 0])
    assert xlsb.used_range(other + row + cell + other) == (5, 10)
    with pytest.raises(UnreadableBookError):
        xlsb.used_range(row + cell[:5])


def test_workbooks_of_a_folder_by_unit(tmp_path):
    for name in [
        "10班.xlsx",
        "2班.xlsx",
        "一中/七年级.xls",
        "一中/~$七年级.xls",
        ".x.xlsx",
        "说明.docx",
    ]:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x")
    found = folders.workbooks(tmp_path)
    assert [(item.unit, item.name) for item in found.books] == [
        ("", "2班.xlsx"),
        ("", "10班.xlsx"),
        ("一中", "一中/七年级.xls"),
    ]
    assert [name for name, _ in found.skipped] == ["一中/~$七年级.xls"]
    single = folders.workbooks(tmp_path / "2班.xlsx").books
    assert single == [folders.Input("", "2班.xlsx", tmp_path / "2班.xlsx")]


def test_reading_many_keeps_the_order_and_goes_on_past_bad_ones(tmp_path):
    xlsx(tmp_path / "1.xlsx", ROSTER)
    (tmp_path / "2.xlsx").write_bytes(b"")
    xls(tmp_path / "3.xls", ROSTER)
    results = list(files.read_many(folders.workbooks(tmp_path).books))
    assert [type(result).__name__ for result in results] == ["Book", "UnreadableBookError", "Book"]


def test_a_package_offers_its_parts(tmp_path):
    with Package(bare_xlsx(tmp_path / "a.xlsx", sheet_xml(""))) as package:
        assert package.workbook_part() == "xl/workbook.xml"
        assert [tuple(sheet) for sheet in package.sheets()] == [
            ("Sheet1", "visible", "worksheet", "xl/worksheets/sheet1.xml")
        ]
        assert "/XL/Styles.xml" in package
        with pytest.raises(UnreadableBookError, match="缺少部件"):
            package.read("xl/none.xml")


def test_from_a1_is_what_far_cells_are_told_by():
    assert from_a1("XFD1048576") == (1_048_575, 16_383)
