"""Tidying: what cannot be wrong is corrected in a copy, everything else is only suggested."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill
from workbooks import xls, xlsx

from kongcuo_xl import cli, policy, tidying
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.reading import read_book

DATE = dt.date(2025, 10, 20)
HEADINGS = ["姓名", "性别", "身份证号", "出生日期", "民族", "年级", "班级", "联系电话", "备注"]
GOOD = [
    "张小明",
    "男",
    "110105201309010033",
    "2013-09-01",
    "汉族",
    "七年级",
    "1班",
    "13800138000",
    "",
]


def pupil(**changed: Any) -> list[Any]:
    return [changed.get(head, value) for head, value in zip(HEADINGS, GOOD, strict=True)]


def judged(*rows: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Cell → new value: of the corrections, of the suggestions."""
    book = Book("甲.xls", Path("甲.xls"), "xls", [Sheet("花名册", [HEADINGS, *rows])])
    safe, doubtful = tidying.found_in(read_book(book, "一中", 2025))
    return {c.cell: c.after for c in safe}, {c.cell: c.after for c in doubtful}


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("姓名", " 张小明\u200b", "张小明"),
        ("姓名", "张小明　", "张小明"),
        ("性别", "男\n", "男"),
        ("身份证号", "１１０１０５201309010033", "110105201309010033"),
        ("身份证号", "110105 20130901 0033", "110105201309010033"),
        ("身份证号", "'11010520130901010x", "11010520130901010X"),
        ("民族", "汉", "汉族"),
        ("民族", " 土家", "土家族"),
        ("联系电话", "138-0013-8000", "13800138000"),
        ("联系电话", "+86 13800138000", "13800138000"),
        ("联系电话", "１３８００１３８０００", "13800138000"),
        ("出生日期", "2013.9.1", "2013-09-01"),
        ("出生日期", "2013年9月1日", "2013-09-01"),
        ("出生日期", "20130901", "2013-09-01"),
        ("出生日期", "二〇一三年九月一日", "2013-09-01"),
        ("出生日期", "２０１３－０９－０１ ", "2013-09-01"),
    ],
)
def test_what_cannot_be_wrong(field: str, before: str, after: str) -> None:
    safe, _ = judged(pupil(), pupil(), pupil(), pupil(**{field: before}))
    assert list(safe.values()) == [after]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("姓名", "张　三"),
        ("身份证号", "1101052013090100"),
        ("身份证号", "110105201309010033 110105201309010041"),
        ("身份证号", 110105201309010000),
        ("出生日期", "2013.9"),
        ("出生日期", "2013-13-45"),
        ("出生日期", "2013111"),
        ("民族", "满汉"),
        ("联系电话", "0316-2345678"),
        ("备注", "父亲　在外，ＡＢＣ"),
        ("班级", "１班"),
    ],
)
def test_what_is_left_alone(field: str, value: Any) -> None:
    assert judged(pupil(), pupil(), pupil(**{field: value})) == ({}, {})


@pytest.mark.parametrize(
    ("field", "value", "maybe"),
    [
        ("姓名", "张 小明", "张小明"),
        ("性别", "男生", "男"),
        ("民族", "01", "汉族"),
        ("身份证号", "11010520130901003×", "11010520130901003X"),
        ("出生日期", "13.9.1", "2013-09-01"),
        ("出生日期", "9/1/2013", "2013-09-01"),
        ("联系电话", "13800138000（父）", "13800138000"),
    ],
)
def test_what_may_be_wrong_is_only_suggested(field: str, value: str, maybe: str) -> None:
    assert judged(pupil(), pupil(), pupil(**{field: value}))[0] == {}
    assert list(judged(pupil(), pupil(), pupil(**{field: value}))[1].values()) == [maybe]


def test_dates_follow_the_style_of_their_column() -> None:
    dates = ["2013.9.1", "2013.10.12", "2013.3.4", "2013-05-06", "20131231"]
    safe, _ = judged(*(pupil(出生日期=date) for date in dates))
    assert safe == {"D5": "2013.5.6", "D6": "2013.12.31"}


def test_a_text_among_real_dates_becomes_one(tmp_path: Path) -> None:
    days = [dt.datetime(2013, 9, n) for n in (1, 2, 3)]
    path = xlsx(tmp_path / "甲.xlsx", [HEADINGS, *(pupil(出生日期=d) for d in [*days, "2013.9.4"])])
    copy = tidied(path, tmp_path)
    cell = openpyxl.load_workbook(copy)["Sheet1"]["D5"]
    assert cell.value == dt.datetime(2013, 9, 4)
    assert cell.is_date


def tidied(path: Path, tmp_path: Path) -> Path:
    outcome = tidying.tidy([path], tmp_path / "整理", policy.load("national"), DATE)
    (copy,) = outcome.written
    assert copy.path is not None, copy.failure
    return copy.path


def untidy(path: Path) -> Path:
    """A roster with an untidy cell of each kind, a merge and formulas."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    for row in (
        HEADINGS,
        pupil(),
        pupil(姓名="李四 ", 民族="汉"),
        pupil(身份证号="11010520130901010x"),
    ):
        sheet.append(row)
    sheet["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["I2"] = '=A2&" "'
    sheet["E4"] = '="汉"'
    sheet["L1"], sheet["L2"] = "说 明 ", " 张三"
    book.save(path)
    return path


def test_the_copy_keeps_everything_else(tmp_path: Path) -> None:
    path = untidy(tmp_path / "甲.xlsx")
    before = hashlib.sha256(path.read_bytes()).digest()
    copy = tidied(path, tmp_path)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    book = openpyxl.load_workbook(copy)
    sheet = book["花名册"]
    assert [sheet[c].value for c in ("A3", "E3", "C4")] == ["李四", "汉族", "11010520130901010X"]
    assert sheet["A3"].fill.fgColor.rgb == "00FFFF00"
    assert [sheet[c].value for c in ("I2", "E4", "L2")] == ['=A2&" "', '="汉"', " 张三"]
    listed = [[c.value for c in row] for row in book["整理清单"].iter_rows(min_row=5)]
    assert [row[1] for row in listed] == ["花名册!A3", "花名册!E3", "花名册!C4"]
    assert listed[0][2:] == ["李四", "姓名", "“李四 ”", "“李四”", "去掉首尾空格和不可见字符"]
    assert "20130901" not in "".join(str(c) for row in listed for c in row)
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(copy) as two:
        assert one.read("xl/theme/theme1.xml") == two.read("xl/theme/theme1.xml")


def test_tidying_twice_changes_nothing_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tidied(untidy(tmp_path / "甲.xlsx"), tmp_path)
    status = cli.main(["tidy", str(copy), "--out", str(tmp_path / "再"), "--format", "json"])
    assert status == cli.FINE
    told = json.loads(capsys.readouterr().out)
    assert (told["corrections"], told["written"]) == ([], [])
    assert not (tmp_path / "再").exists()


def test_other_formats_are_rebuilt(tmp_path: Path) -> None:
    copy = tidied(xls(tmp_path / "甲.xls", [HEADINGS, pupil(民族="汉"), pupil()]), tmp_path)
    assert copy.name == "甲_整理.xlsx"
    assert openpyxl.load_workbook(copy)["Sheet1"]["E2"].value == "汉族"


def test_the_command_lists_before_and_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    untidy(tmp_path / "甲.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    status = cli.main(["tidy", str(tmp_path), "--out", str(tmp_path / "整理")])
    out = capsys.readouterr().out
    assert status == cli.WRONG
    assert "A3     李四 姓名：“李四 ”→“李四”" in out
    assert "“110105********010x”→“110105********010X”" in out
    assert "改正 3 处" in out
    assert "坏.xlsx" in out


cells = st.text(st.sampled_from("张三 　\u200b１2０1-.年月日/9xX汉'"), max_size=12)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[cells] * 4), min_size=1, max_size=5))
def test_a_second_time_finds_nothing(rows: list[tuple[str, ...]]) -> None:
    def grid(values: list[list[Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
        return judged(*values)

    made = [
        pupil(姓名=a, 身份证号=b, 出生日期=c, 民族=d) for a, b, c, d in rows
    ] + [pupil() for _ in range(3)]  # fmt: skip
    safe, _ = grid(made)
    for address, value in safe.items():
        made[int(address[1:]) - 2]["ABCDEFGHI".index(address[0])] = value
    assert grid(made)[0] == {}
