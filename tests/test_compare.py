"""List against list: who is missing where, what differs, who may be the same."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import xlsx

from kongcuo_xl import cli, comparison
from kongcuo_xl.book import Book, Sheet
from kongcuo_xl.comparison.result import Comparison, Entry, Pair
from kongcuo_xl.comparison.rosters import Roster, rosters
from kongcuo_xl.identity import expected_check
from kongcuo_xl.reading import read_book

DATE = dt.date(2025, 10, 20)
ROSTER = ["姓名", "性别", "身份证号", "出生日期", "年级", "班级", "监护人", "联系电话"]


def number(born: str, order: int) -> str:
    """An invented ID with the right check character."""
    body = f"110105{born}{order:03d}"
    return body + expected_check(body)


def pupil(
    name: str, sex: str = "男", born: str = "20130901", order: int = 1, **more: str
) -> list[str]:
    known = {
        "姓名": name, "性别": sex, "身份证号": number(born, order),
        "出生日期": f"{born[:4]}-{born[4:6]}-{born[6:]}", "年级": "七年级", "班级": "1班",
        "监护人": "", "联系电话": "",
    } | more  # fmt: skip
    return [known[head] for head in ROSTER]


def read(number: int, rows: list[list[Any]], heads: list[str] = ROSTER) -> list[Roster]:
    name = f"{number}.xlsx"
    book = Book(name, Path(name), "xlsx", [Sheet("花名册", [heads, *rows])])
    return rosters([read_book(book, "一中", 2025)], name, DATE)


def compared(*lists: list[list[Any]], heads: list[str] = ROSTER) -> Comparison:
    return comparison.compare_rosters([read(n, rows, heads) for n, rows in enumerate(lists)])


def pair(a: list[list[Any]], b: list[list[Any]], heads: list[str] = ROSTER) -> Pair:
    (found,) = compared(a, b, heads=heads).pairs
    return found


def names(entries: list[Entry]) -> list[str]:
    return [entry.name for entry in entries]


OTHERS = [pupil("赵一", order=11), pupil("钱二", "女", order=12)]


def test_who_stands_in_one_list_only() -> None:
    found = pair([pupil("张三"), *OTHERS], [*OTHERS, pupil("李四", born="20120101")])
    assert names(found.only_a) == ["张三"]
    assert names(found.only_b) == ["李四"]
    assert (found.only_a[0].file, found.only_a[0].cell) == ("0.xlsx", "A2")
    assert (found.differing, found.probable) == ([], [])


def test_what_differs_stands_side_by_side() -> None:
    one = pupil("张三", 班级="1班", 联系电话="13800138000", 监护人="张父")
    two = pupil("张三", 班级="2班", 联系电话="138-0013-8000", 监护人="")
    (found,) = pair([one], [two]).differing
    assert (found.field, found.value_a, found.value_b) == ("班级", "七(1)班", "七(2)班")
    assert (found.a.cell, found.b.cell) == ("F2", "F2")


def test_a_name_written_otherwise_under_one_id() -> None:
    (found,) = pair([pupil("张晓明")], [pupil("张小明")]).differing
    assert (found.field, found.note) == ("姓名", "同音字")


def changed(id_: str, **places: str) -> str:
    digits = list(id_)
    for place, digit in places.items():
        digits[int(place[1:]) - 1] = digit
    return "".join(digits)


ID = number("20130901", 1)


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        (pupil("张三"), pupil("张三", 身份证号=changed(ID, p16="9")), "身份证号第16位不同"),
        (
            pupil("张三", 身份证号=number("20130912", 1)),
            pupil("张三", 身份证号=changed(number("20130912", 1), p13="2", p14="1")),
            "姓名相同，身份证号第13、14位颠倒",
        ),
        (
            pupil("张三", 身份证号=ID[:6] + ID[8:17], 出生日期=""),
            pupil("张三", 出生日期="", 班级="9班"),
            "身份证号一为15位、一为18位",
        ),
        (pupil("张晓明", 身份证号=""), pupil("张小明", 身份证号=""), "姓名为同音字"),
        (pupil("张未", 身份证号=""), pupil("张末", 身份证号=""), "姓名为形近字"),
        (
            pupil("张三", 监护人="张父", order=1),
            pupil("张大伟", 监护人="张父", order=31),
            "姓名不同，可能改过名",
        ),
        (pupil("张三", order=1), pupil("张三", order=501), "性别、班级相同，身份证号有2位不同"),
    ],
)  # fmt: skip
def test_who_may_be_the_same_and_why(one: list[str], two: list[str], reason: str) -> None:
    found = pair([one, *OTHERS], [*OTHERS, two])
    assert len(found.only_a) == len(found.only_b) == 1
    (likely,) = found.probable
    assert reason in likely.reason


@pytest.mark.parametrize(
    "two",
    [
        pupil("张三", born="20120304", order=77, 班级="8班"),
        pupil("李四", order=3),
        pupil("张三", "女", order=502, 监护人=""),
    ],
)
def test_too_little_in_common(two: list[str]) -> None:
    assert pair([pupil("张三"), *OTHERS], [*OTHERS, two]).probable == []


def test_namesakes_are_never_silently_merged() -> None:
    heads = ["姓名", "性别", "年级", "班级"]
    both = [["张伟", "男", "七年级", "1班"], ["张伟", "男", "七年级", "1班"]]
    found = pair(both, both[:1], heads=heads)
    assert len(found.only_a) == 2
    assert found.probable


def test_lists_without_ids_are_joined_by_class() -> None:
    heads = ["姓名", "性别", "年级", "班级"]
    rows = [["张伟", "男", "七年级", "1班"], ["张伟", "男", "七年级", "2班"]]
    found = pair(rows, rows[::-1], heads=heads)
    assert (found.only_a, found.only_b, found.probable) == ([], [], [])


def test_a_missing_id_is_made_up_for_by_name_sex_and_birth() -> None:
    found = pair([pupil("张三")], [pupil("张三", 身份证号="", 班级="")])
    assert (found.only_a, found.only_b, found.differing) == ([], [], [])


def test_who_stands_twice_in_a_list() -> None:
    found = compared([pupil("张三"), pupil("张三"), *OTHERS], OTHERS)
    assert [(r.group, r.entry.cell, r.reason) for r in found.lists[0].repeated] == [
        (1, "A2", "身份证号相同"),
        (1, "A3", "身份证号相同"),
    ]
    assert names(found.pairs[0].only_a) == ["张三", "张三"]


def test_lost_digits_make_nobody_the_same() -> None:
    lost = "110105201309010000"
    found = pair([pupil("张三", 身份证号=lost)], [pupil("李四", 身份证号=lost, born="20120101")])
    assert (len(found.only_a), len(found.differing)) == (1, 0)


def county(folder: Path) -> Path:
    """户籍, 学籍, 在校, 辍学 and 脱贫户 of a small county in one folder."""
    folder.mkdir()
    a, b, c = (number("20130901", n) for n in (1, 3, 5))
    xlsx(
        folder / "摸底.xlsx",
        [
            ["适龄儿童少年摸底登记表"],
            ["村", "组", "户主", "户籍类别", "姓名", "性别", "身份证号", "是否在读"],
            ["东村", "1", "张父", "本地", "张三", "男", a, "是"],
            ["东村", "1", "李父", "本地", "李四", "男", b, "是"],
        ],
    )
    xlsx(
        folder / "学籍.xlsx",
        [
            [
                "姓名",
                "性别",
                "身份证件号",
                "学籍号",
                "学校名称",
                "学校标识码",
                "年级",
                "班级",
                "学生状态",
            ],
            ["张三", "男", a, f"G{a}", "一中", "2142000001", "七年级", "1班", "在读"],
            ["王五", "男", c, f"G{c}", "一中", "2142000001", "七年级", "1班", "在读"],
        ],
    )
    xlsx(
        folder / "花名册.xlsx",
        [ROSTER, pupil("张三", order=1), pupil("王五", order=5, 班级="2班")],
    )
    xlsx(
        folder / "辍学.xlsx",
        [
            ["疑似辍学、辍学台账"],
            [
                "姓名",
                "身份证号",
                "班级",
                "监护人",
                "离校日期",
                "发现日期",
                "状态",
                "原因",
                "责任人",
            ],
            ["李四", b, "七(1)班", "李父", "2025-09-10", "2025-09-12", "辍学", "厌学", "王芳"],
        ],
    )
    xlsx(
        folder / "脱贫户.xlsx",
        [["脱贫户、监测户名单"], ["户主", "姓名", "身份证号", "户类型", "村"],
         ["李父", "李四", b, "脱贫户", "东村"]],
    )  # fmt: skip
    return folder


def test_the_three_comparisons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = county(tmp_path / "县")
    out = tmp_path / "对照.xlsx"
    status = cli.main(["compare", str(folder), "--out", str(out), "--date", "2025-10-20"])
    text = capsys.readouterr().out
    assert status == cli.FINE
    for title in ("户籍×学籍", "学籍×在校", "辍学×脱贫户", "两边都有：1 人"):
        assert title in text
    assert "李四" in text.split("户籍有、学籍无")[1].split("学籍有、户籍无")[0]
    assert number("20130901", 3) not in text
    book = openpyxl.load_workbook(out)
    expected = {"汇总", "户籍有学籍无", "学籍在校不一致", "辍学脱贫户两边都有", "名单内重复"}
    assert expected <= set(book.sheetnames)
    sheet = book["户籍有学籍无"]
    row = [c.value for c in sheet[4]]
    assert row[0] == "李四"
    assert row[4:7] == ["摸底.xlsx", "Sheet1", "E4"]
    assert number("20130901", 3) not in row
    assert (sheet.page_setup.paperSize, sheet.freeze_panes) == (9, "A4")
    assert [c.value for c in book["学籍在校不一致"][4]][1:4] == ["班级", "七(1)班", "七(2)班"]


def test_two_files_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = xlsx(tmp_path / "九月.xlsx", [ROSTER, pupil("=1+1", order=7), *OTHERS])
    two = xlsx(tmp_path / "十月.xlsx", [ROSTER, *OTHERS])
    out = tmp_path / "对照.xlsx"
    status = cli.main(["compare", str(one), str(two), "--format", "json", "--out", str(out)])
    told = json.loads(capsys.readouterr().out)
    assert status == cli.FINE
    assert [each["title"] for each in told["lists"]] == [
        "九月.xlsx（学生花名册）",
        "十月.xlsx（学生花名册）",
    ]
    assert len(told["pairs"][0]["only_b"]) == 0
    for sheet in openpyxl.load_workbook(out):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_one_list_alone_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = xlsx(tmp_path / "九月.xlsx", [ROSTER, *OTHERS])
    assert cli.main(["compare", str(one)]) == cli.WRONG
    assert "不足两份" in capsys.readouterr().err


@st.composite
def people(draw: st.DrawFn) -> list[list[str]]:
    orders = draw(st.lists(st.integers(1, 400), max_size=8, unique=True))
    return [pupil(draw(st.sampled_from(["张三", "李四", "张伟"])), order=2 * n) for n in orders]


@settings(max_examples=40, deadline=None)
@given(people(), people())
def test_everybody_is_somewhere(a: list[list[str]], b: list[list[str]]) -> None:
    if not a or not b:
        return
    one, two = read(0, a), read(1, b)
    (found,) = comparison.compare_rosters([one, two]).pairs
    ids_a, ids_b = {row[2] for row in a}, {row[2] for row in b}
    assert {e.id_number for e in found.only_a} == ids_a - ids_b
    assert {e.id_number for e in found.only_b} == ids_b - ids_a
    (back,) = comparison.compare_rosters([two, one]).pairs
    assert {e.id_number for e in back.only_a} == {e.id_number for e in found.only_b}
