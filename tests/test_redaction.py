"""Redacted copies: other people, the same faults at the same cells, nothing of the originals."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from kongcuo_xl import cli, demo, identity, policy
from kongcuo_xl.disguise import Disguise
from kongcuo_xl.hosts import files
from kongcuo_xl.redaction import redact
from tests.workbooks import xlsx

pytestmark = pytest.mark.xdist_group("redaction")  # the county is written once

DATE = dt.date(2025, 10, 20)


def disguise(*names: str) -> Disguise:
    made = Disguise(random.Random(7), {"监护人"})
    for name in names:
        made.learn_name(name)
    return made


def test_the_same_person_is_the_same_somebody_everywhere():
    made = disguise("王小明", "王芳、李四", "监护人", "合计")
    other = made.text("王小明")
    assert re.fullmatch("[\u4e00-\u9fff]{3}", other)
    assert other not in ("王小明",)
    assert made.text("今天家访王小明，父亲王 芳在家。") == (
        f"今天家访{other}，父亲{made.text('王芳')[0]} {made.text('王芳')[1]}在家。"
    )
    assert made.text("王老师") == f"{other[0]}老师", "a family has one name"
    assert made.text("监护人") == "监护人"
    assert made.text("合计") == "合计"


def test_every_name_of_a_list_behind_a_label_is_somebody_elses():
    made = disguise()
    text = "本班教师：赵敏、周芷若（语文）、殷素素；值日教师：第一周、赵敏"
    made.learn_free(text)
    said = made.text(text)
    assert not any(name in said for name in ("赵敏", "周芷若", "殷素素"))
    assert (
        re.fullmatch("本班教师：(..)、...（语文）、...；值日教师：第一周、(..)", said).groups()
        == (made.text("赵敏"),) * 2
    )


@pytest.mark.parametrize("text", ["QQ 123456789", "微信号：wxid_ab12", "微信13912345678转"])
def test_accounts_of_chat_programs(text):
    made = disguise()
    said = made.text(f"家长{text}。")
    assert said != f"家长{text}。"
    assert len(said) == len(text) + 3
    assert said == made.text(f"家长{text}。")


def test_names_that_differ_in_a_character_still_do():
    made = disguise("张小明", "张小名", "章小明")
    one, two, three = (made.text(n) for n in ("张小明", "张小名", "章小明"))
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, True, False]
    assert one[0] != three[0]


def test_the_shape_of_an_untidy_name_stays():
    made = disguise("张　三", "李四2", "阿依古丽·买买提")
    assert re.fullmatch("[\u4e00-\u9fff]　[\u4e00-\u9fff]", made.text("张　三"))
    assert re.fullmatch("[\u4e00-\u9fff]{2}2", made.text("李四2"))
    assert re.fullmatch("[\u4e00-\u9fff]{4}·[\u4e00-\u9fff]{3}", made.text("阿依古丽·买买提"))


@given(
    st.sampled_from(["110105", "999999", "360203"]),
    st.dates(dt.date(2005, 1, 1), dt.date(2020, 1, 1)),
    st.integers(0, 999),
    st.integers(0, 10),
)
def test_an_id_is_as_right_or_wrong_as_it_was(region, born, sequence, off):
    body = f"{region}{born:%Y%m%d}{sequence:03d}"
    right = identity.CHECK_CHARACTERS.index(identity.expected_check(body))
    number = body + identity.CHECK_CHARACTERS[(right + off) % 11]
    other = Disguise(random.Random(1)).text(number)
    assert len(other) == 18
    assert other != number
    assert other[:14] == number[:14]
    assert int(other[16]) % 2 == sequence % 2, "the sex stays"
    check = identity.CHECK_CHARACTERS.index(identity.expected_check(other[:17]))
    assert identity.CHECK_CHARACTERS.index(other[17]) == (check + off) % 11


def test_a_registry_number_goes_with_its_id_and_gaps_stay():
    made = Disguise(random.Random(3))
    other = made.text("110105201501011237")
    assert made.text("G110105201501011237") == f"G{other}"
    assert made.text("110105 20150101 1237") == f"{other[:6]} {other[6:14]} {other[14:]}"
    assert (
        made.text("'１１０１０５２０１５０１０１１２３７").translate(
            {0xFF10 + n: 0x30 + n for n in range(10)}
        )
        == f"'{other}"
    )
    assert made.text("11010520150101123") == other[:17], "one digit short stays one digit short"


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("13812345678", r"138\d{8}"),
        ("138-1234-5678", r"138-\d{4}-\d{4}"),
        ("0798-8412345", r"0798-\d{7}"),
        ("6222021234567890123", r"62\d{17}"),
        ("a.b@school.edu.cn", r"user1@example\.com"),
    ],
)
def test_telephones_cards_and_addresses_of_mail(number, kept):
    other = Disguise(random.Random(5)).text(f"联系{number}。")
    assert re.fullmatch(f"联系{kept}。", other)
    assert number not in other


def test_what_is_nobodys_number_stays():
    for text in ("2025-09-10 2025-09-11", "20250910", "共 1286 人", "12345678.5", "360203"):
        assert Disguise(random.Random(5)).text(text) == text


def test_places_below_the_township_are_others_the_same_for_the_same():
    made = Disguise(random.Random(2))
    made.learn_address("江西省云溪县云溪镇柳塘村三组12号")
    made.learn_place("柳塘村")
    address, village = made.text("江西省云溪县云溪镇柳塘村三组12号"), made.text("柳塘村")
    assert re.fullmatch(rf"江西省云溪县云溪镇{village}三组\d+号", address)
    assert "柳塘" not in address
    assert made.text("柳塘村小学") == f"{village}小学"


class County(NamedTuple):
    """A demo county, its redacted copy, and which copy is which workbook's."""

    original: Path
    copy: Path
    names: dict[str, str]


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    folder = tmp_path_factory.mktemp("county")
    demo.write(folder / "县", schools=6, students=300, seed=11, date=demo.DATE)
    done = redact([folder / "县"], folder / "脱敏", policy.load("national"), DATE)
    assert not done.failures
    assert not done.unreadable
    names = {str(copy.relative_to(folder / "脱敏")): original for original, copy, _ in done.written}
    return County(folder / "县", folder / "脱敏", names)


def findings(folder: Path, names: dict[str, str], capsys) -> Counter[tuple[str, str, int, str]]:
    """(code, file, number of the sheet, cell) of every finding; sheets may be named for people."""
    cli.main(
        ["check", str(folder), "--format", "json", "--date", "2025-10-20", "--policy",
         "zhushan-2021", "--quiet"]
    )  # fmt: skip
    report = json.loads(capsys.readouterr().out)
    sheets = {
        (file["file"], sheet["sheet"]): number
        for file in report["files"]
        for number, sheet in enumerate(file["sheets"])
    }
    return Counter(
        (f["code"], names.get(f["file"], f["file"]), sheets[f["file"], f["sheet"]], f["cell"])
        for f in report["findings"]
    )


def test_a_redacted_county_has_the_same_faults_at_the_same_cells(county, capsys):
    original = findings(county.original, {}, capsys)
    copy = findings(county.copy, county.names, capsys)
    assert original.total() > 100
    assert (original - copy, copy - original) == (Counter(), Counter())


def test_no_person_of_the_original_is_in_the_copies(county):
    from kongcuo_xl import inputs

    def told(folder: Path) -> tuple[set[str], str]:
        books, _, _ = inputs.read([folder], policy.load("national"), DATE)
        people = set()
        for piece in (p for b in books for s in b.sheets for p in s.pieces):
            if piece.kind == "students" and "name" in piece.columns:
                column = piece.columns["name"]
                people |= {str(piece.sheet.rows[r][column]) for r in piece.rows}
        whole = "\n".join(
            str(v) for b in books for s in b.book.sheets for row in s.rows for v in row if v != ""
        )
        return people, whole

    people, before = told(county.original)
    _, after = told(county.copy)
    numbers = set(re.findall(r"(?<!\d)(?:\d{17}[\dX]|1[3-9]\d{9})(?!\d)", before))
    assert len(numbers) > 300
    kept = {n for n in numbers if n in after and not n.endswith("000")}
    assert kept == set()
    long = {name for name in people if len(name) >= 3}
    assert len(long) > 50
    # An invented name may by chance be somebody else's; not so for more than a few.
    assert len([name for name in long if name in after]) < 5


def test_comments_headers_names_and_properties_are_redacted_too(tmp_path):
    path = xlsx(
        tmp_path / "王小明.xlsx",
        {"王小明": [["姓名", "身份证号"], ["王小明", "110105201501011237"]]},
    )
    book = openpyxl.load_workbook(path)
    sheet = book["王小明"]
    sheet["A2"].comment = Comment("王小明已转走", "欧阳校长")
    sheet.oddHeader.center.text = "学生王小明"
    sheet["C2"] = "='王小明'!A2&\"王小明\""
    sheet["D2"] = "填表人：赵六六 13812345678"
    book.properties.creator = "欧阳校长"
    book.properties.title = "王小明的档案"
    book.save(path)
    done = redact([path], tmp_path / "o", policy.load("national"), DATE)
    ((_, copy, _),) = done.written
    assert "王小明" not in copy.name
    with zipfile.ZipFile(copy) as archive:
        whole = "".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())
    for secret in ("王小明", "欧阳校长", "110105201501011237", "13812345678", "赵六六"):
        assert secret not in whole
    again = openpyxl.load_workbook(copy)
    (page,) = again.worksheets
    assert page["C2"].value.startswith(f"='{page.title}'!A2")
    assert page["A2"].value == page.title == copy.stem


def test_pictures_macros_and_objects_are_emptied_and_named(tmp_path):
    from tests.workbooks import pack, parts, sheet_xml

    made = parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')) | {
        "xl/media/photo.jpg": b"\xff\xd8 face",
        "xl/vbaProject.bin": b"macro by somebody",
        "xl/embeddings/list.docx": b"names",
        "docProps/thumbnail.jpeg": b"names",
        "xl/strange.dat": b"names",
    }
    made["[Content_Types].xml"] = str(made["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    path = pack(tmp_path / "a.xlsm", made)
    ((_, copy, notes),) = redact([path], tmp_path / "o", policy.load("national"), DATE).written
    assert copy.suffix == ".xlsx"
    assert files.read(copy, "a.xlsx").format == "xlsx"
    with zipfile.ZipFile(copy) as archive:
        whole = b"".join(archive.read(n) for n in archive.namelist())
    for secret in (b"face", b"macro by", b"names"):
        assert secret not in whole
    assert [n for n in ("图片", "内嵌", "宏", "strange.dat") if n in "；".join(notes)] == [
        "图片", "内嵌", "宏", "strange.dat",
    ]  # fmt: skip


def test_the_command_says_what_remains(tmp_path, capsys):
    path = xlsx(tmp_path / "a.xlsx", [["姓名", "性别"], ["王芳", "女"]])
    assert cli.main(["redact", str(path), "--out", str(tmp_path / "o")]) == cli.FINE
    said = capsys.readouterr()
    assert "已写出" in said.out
    assert "发送前请自己看一遍" in said.err
    assert cli.main(["redact", str(tmp_path), "--out", str(tmp_path)]) == cli.WRONG
