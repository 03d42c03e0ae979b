"""Marks after a clerk has worked on the marked copy in LibreOffice and saved it there.

The measure is the same work done on the workbook without marks: what is left after clearing has
to be that.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from clutter import SHEET, everything
from libreoffice import saved
from packages import cluttered, parts

from kongcuo_xl import explanations, inputs, marks, policy
from kongcuo_xl.book import Area
from kongcuo_xl.finding import Finding, Level
from kongcuo_xl.hosts import files, ooxml

pytestmark = pytest.mark.xdist_group("libreoffice")  # one office for all of them


def found(row: int, column: int, level: Level = "错误") -> Finding:
    return Finding("ID103", level, "", "a.xlsx", SHEET, row, column, f"第{row}行", "不符")


FINDINGS = [found(3, 3), found(4, 3), found(5, 4, "疑问"), found(7, 5, "提示")]
PLACES = [marks.TablePlace(SHEET, Area(1, 0, 7, 5))]
WORK = {
    "saved": "",
    "sorted": "sort(sheets[0], 'A2:{last}8', 1)",
    "rows inserted": "sheets[0].Rows.insertByIndex(4, 2)",
    "rows deleted": "sheets[0].Rows.removeByIndex(4, 1)",
    "all of it": (
        "sort(sheets[0], 'A2:{last}8', 1); sheets[0].Rows.insertByIndex(4, 1);"
        "sheets[0].Rows.removeByIndex(6, 1); sheets[0].Columns.insertByIndex(0, 1);"
        "sheets[0].getCellRangeByName('D5').String = '新来的';"
        "sheets[0].Name = '名册'; sheets.moveByName('统计', 0)"
    ),
}


def marked(source: Path, target: Path, *, notes: bool = False) -> Path:
    plan = marks.mark(files.read(source, source.name), FINDINGS, PLACES, notes=notes)
    ooxml.apply(source, plan, target)
    return target


def values(path: Path) -> dict[str, dict[str, object]]:
    """Everything in cells, notes and filters, by sheet."""
    book = openpyxl.load_workbook(path)
    return {
        page.title: {
            "filter": page.auto_filter.ref,
            **{c.coordinate: c.value for row in page for c in row if c.value is not None},
            **{f"note {c.coordinate}": c.comment.text for row in page for c in row if c.comment},
        }
        for page in book.worksheets
    }


@pytest.mark.parametrize("work", WORK)
def test_marks_go_and_the_clerks_work_stays(work: str, tmp_path: Path) -> None:
    source = cluttered(tmp_path / "花名册.xlsx")
    copy = marked(source, tmp_path / "m.xlsx", notes=True)
    touched = saved(copy, tmp_path / "mt.xlsx", WORK[work].format(last="G"))
    assert {"list", "result"} <= {place.kind for place in ooxml.ours(touched)}
    assert b"kongcuo:error" in b"".join(parts(touched).values())
    ooxml.clear(touched, tmp_path / "c.xlsx")
    plain = saved(source, tmp_path / "t.xlsx", WORK[work].format(last="F"))
    assert values(tmp_path / "c.xlsx") == values(plain)
    left = b"".join(parts(tmp_path / "c.xlsx").values())
    assert b"kongcuo" not in left
    assert ooxml.ours(tmp_path / "c.xlsx") == ()


def test_results_travel_with_their_rows(tmp_path: Path) -> None:
    source = cluttered(tmp_path / "花名册.xlsx")
    copy = marked(source, tmp_path / "m.xlsx")
    said = {row[3]: row[6] for row in files.read(copy, "m").sheets[0].rows[2:8]}
    touched = saved(copy, tmp_path / "mt.xlsx", "sort(sheets[0], 'A2:G8', 1)")
    rows = files.read(touched, "m").sheets[0].rows
    assert {row[3]: row[6] for row in rows[2:8]} == said
    assert [row[1] for row in rows[2:8]] != [
        row[1] for row in files.read(copy, "m").sheets[0].rows[2:8]
    ]


def test_what_was_typed_into_the_list_is_read_and_into_the_column_stays(tmp_path: Path) -> None:
    source = cluttered(tmp_path / "花名册.xlsx")
    copy = marked(source, tmp_path / "m.xlsx")
    work = (
        "sheets['问题清单'].getCellRangeByName('L7').String = '已核对户口簿';"
        "sheets[0].getCellRangeByName('G3').String = '已电话联系'"
    )
    touched = saved(copy, tmp_path / "mt.xlsx", work)
    (texts,) = explanations.typed(files.read(touched, "m")).values()
    assert texts == ("已核对户口簿",)
    (note,) = ooxml.clear(touched, tmp_path / "c.xlsx")
    assert note == f"“{SHEET}”的核查结果栏里有 1 格不是本程序写的，连同栏名保留了"
    page = openpyxl.load_workbook(tmp_path / "c.xlsx")[SHEET]
    column = [page[f"G{row}"].value for row in range(2, 9)]
    assert column == ["核查结果", "已电话联系", None, None, None, None, None]


def test_marking_again_after_saving_marks_once(tmp_path: Path) -> None:
    source = cluttered(tmp_path / "花名册.xlsx")
    touched = saved(marked(source, tmp_path / "m.xlsx", notes=True), tmp_path / "mt.xlsx")
    book = inputs.reader(policy.load(policy.BASE))(touched, "m")
    again = tmp_path / "again.xlsx"
    ooxml.apply(touched, marks.mark(book, FINDINGS, PLACES, notes=True), again)
    once, twice = files.read(touched, "m"), files.read(again, "m")
    assert [sheet.name for sheet in twice.sheets] == [sheet.name for sheet in once.sheets]
    assert twice.sheets[0].rows == once.sheets[0].rows
    data = parts(again)["xl/worksheets/sheet1.xml"]
    assert data.count(b"kongcuo:") == 3
    text = b"".join(data for name, data in parts(again).items() if "comments" in name)
    assert text.decode().count("—— kongcuo 核查") == 4


def test_everything_as_libreoffice_writes_it_is_marked_and_cleared(tmp_path: Path) -> None:
    source = saved(everything(tmp_path / "a.xlsm"), tmp_path / "花名册.xlsx")
    copy = marked(source, tmp_path / "m.xlsx", notes=True)
    assert files.read(copy, "m").sheets[0].rows[3][6] == "错误 不符"
    ooxml.clear(copy, tmp_path / "c.xlsx")
    assert parts(tmp_path / "c.xlsx") == parts(source)
