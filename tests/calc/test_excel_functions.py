"""Cell functions as Excel calls them: through xlwings' ``call_udf``, on a workbook that is open."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from lasting import Lasting
from schools import ROSTER, SHEETS, write
from windows_parts import MISSING, of, put_in_place

from kongcuo_xl.book import Sheet
from kongcuo_xl.functions import FUNCTIONS
from kongcuo_xl.hosts import live, live_workbook

NAME = "kongcuo_xl.hosts.excel_functions"
MORNING = 45950.25
"""2025-10-20, six o'clock, as Excel counts days."""

TABLES = {name: text for name, text in SHEETS.items() if name != "设置"} | {
    "变动": """
        学籍变动登记册
        姓名 | 班级    | 变动类别 | 变动日期   | 去向学校
        钱七 | 七(1)班 | 转出     | 2025-09-20 | 县一中""",
}

Cell = Callable[..., Any]


@pytest.fixture(scope="module")
def common(office_of_all: Lasting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file for all tests that only read it."""
    path = write(tmp_path_factory.mktemp("学校") / "共用.xlsx", TABLES)
    yield path
    for book in office_of_all.app().books:
        if book.name == path.name:
            book.close()


@pytest.fixture
def shared(app: xw.App, common: Path) -> xw.Book:
    """One school for all tests that only read it."""
    app.activate()
    found = next((book for book in app.books if book.name == common.name), None)
    return found or app.books.open(common)


@pytest.fixture
def school(app: xw.App, tmp_path: Path) -> Iterator[xw.Book]:
    """A school of its own for a test that changes it."""
    yield from opened(app, tmp_path / "一中.xlsx")


def opened(app: xw.App, path: Path) -> Iterator[xw.Book]:
    app.activate()
    book = app.books.open(write(path, TABLES))
    yield book
    book.close()


@pytest.fixture
def cell(school: xw.Book, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cell]:
    yield showing(school, monkeypatch)
    sys.modules.pop(NAME, None)


@pytest.fixture
def shared_cell(shared: xw.Book, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cell]:
    yield showing(shared, monkeypatch)
    sys.modules.pop(NAME, None)


def showing(school: xw.Book, monkeypatch: pytest.MonkeyPatch) -> Cell:
    """What a cell shows: the name of its function, then the arguments; ranges are ranges."""
    udfs = put_in_place(monkeypatch)

    def shown(name: str, *given: Any, at: xw.Range | None = None, began: float = MORNING) -> Any:
        arguments = [of(one) if isinstance(one, xw.Range) else one for one in given]
        arguments += [MISSING] * (len(FUNCTIONS[name].arguments) - len(given))
        here = of(at or school.sheets[ROSTER].range("J4"))
        block = udfs.call_udf(NAME, name, (None, began, *arguments), school, here)
        assert isinstance(block, list)
        return block[0][0] if len(block) == len(block[0]) == 1 else block

    return shown


@pytest.mark.parametrize(
    ("name", "given", "shown"),
    [
        ("AT_RISK", ["张三"], "高"),
        ("RISK_REASON", ["赵六"], "留守儿童"),
        ("ABSENT_DAYS", ["张三", MISSING, MISSING, "旷课"], 3),
        ("ABSENT_STREAK", ["张三"], 3),
        ("CASE_STEP", ["张三"], "已发返校通知书"),
        ("ID_CHECK", ["110105201309010018"], "校验码应为7"),
        ("ID_BIRTH", ["110105201309010017"], dt.date(2013, 9, 1)),
        ("ID_SEX", ["110105201309010017"], "男"),
        ("ID_MASK", ["11010520130901005X"], "110105********005X"),
        ("SCHOOL_AGE", ["110105201309010017"], 11),
        ("GRADE_OF", [dt.datetime(2013, 8, 31)], "七年级"),
        ("SCHOOL_DAYS", ["2025-10-13", "2025-10-19"], 5),
        ("SCHOOL_DAYS", ["2025-10-13"], 6),
        ("VISITS_DONE", ["王芳"], 1),
        ("VISITS_DUE", ["王芳"], 19),
        ("VISIT_STATUS", ["王芳"], "欠19次，2026-01-20前"),
        ("DROPOUT_RATE", ["台账"], 0.2),
        ("RETENTION_RATE", ["学期"], 0.8),
        ("ENROLMENT_RATE", ["大学"], "种类写小学净入学率、适龄、初中毛入学率、残疾"),
        ("KC_RULE", ["HV101"], "班主任家访人次不足（错误）"),
        ("KC_RULE", [], "缺少参数：代码"),
    ],
)
def test_a_function_answers_through_xlwings(
    shared_cell: Cell, name: str, given: list[Any], shown: object
) -> None:
    assert shared_cell(name, *given) == shown


def test_every_function_is_tried_above() -> None:
    [marked] = test_a_function_answers_through_xlwings.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in marked.args[1]} == set(FUNCTIONS)


def test_a_column_gives_a_column(cell: Cell, school: xw.Book) -> None:
    column = school.sheets[ROSTER].range("B6:B10")
    assert cell("AT_RISK", column) == [["无"], ["低"], ["花名册中没有此人"], [""], [""]]
    row = school.sheets["台账"].range("A3:C3")
    assert cell("ID_CHECK", row)[0][0] == "不是身份证号"
    assert len(cell("ID_CHECK", row)[0]) == 3


def test_without_an_argument_it_is_about_its_own_row(cell: Cell, school: xw.Book) -> None:
    roster = school.sheets[ROSTER]
    assert cell("AT_RISK", at=roster.range("K7")) == "低"
    assert cell("AT_RISK", at=school.sheets["台账"].range("H3")) == "高"
    assert cell("AT_RISK", at=roster.range("K90")) == "这一行没有学生"


def test_numbers_and_errors_in_cells_are_answered_in_words(cell: Cell, school: xw.Book) -> None:
    sheet = school.sheets[0]
    sheet.range("A1").value = 110105201309010017
    sheet.range("A2").formula = "=1/0"
    assert cell("ID_CHECK", sheet.range("A1:A2")) == [
        ["号码已损坏，请设为文本重录"],
        ["不是身份证号"],
    ]


def test_a_workbook_is_read_once_a_calculation(
    cell: Cell, school: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read_again = live.read_again
    monkeypatch.setattr(
        live, "read_again", lambda book, *how: reads.append(book.name) or read_again(book, *how)
    )
    for pupil in ("张三", "王五", "赵六"):
        cell("AT_RISK", pupil)
        cell("VISITS_DONE", pupil)
    assert reads == [school.name]
    school.sheets["家访"].range("C3").value = "王五"
    assert cell("VISITS_DONE", "王五") == 0
    assert cell("VISITS_DONE", "王五", began=MORNING + 0.001) == 1
    assert len(reads) == 2


def test_a_workbook_is_judged_anew_only_when_it_or_the_day_changed(
    cell: Cell, school: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    read_book = live_workbook.read_book
    monkeypatch.setattr(
        live_workbook, "read_book", lambda *given: judged.append(1) or read_book(*given)
    )

    def times(began: float) -> int:
        cell("ABSENT_DAYS", "张三", began=began)
        return len(judged)

    assert times(MORNING) == times(MORNING + 0.001) == 1
    # In Python 1 equals True, in a cell it does not.
    school.sheets["缺课"].range("D3:D4").value = [[1], [1]]
    assert times(MORNING + 0.002) == 2
    school.sheets["缺课"].range("D3").value = True
    assert times(MORNING + 0.003) == 3
    assert times(MORNING + 1) == 4
    settings = school.sheets.add("设置", after=school.sheets[-1])
    settings.range("A1:B1").value = ["政策", "国家基本要求"]
    assert times(MORNING + 1.001) == 5


def test_functions_of_the_argument_alone_read_no_workbook(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "read_again", lambda *_: pytest.fail("the workbook was read"))
    assert cell("ID_SEX", "110105201309010017") == "男"


def test_the_date_is_that_of_the_calculation_unless_the_workbook_says(
    cell: Cell, school: xw.Book
) -> None:
    assert cell("SCHOOL_DAYS", "2025-10-13", began=MORNING + 1) == 7
    settings = school.sheets.add("设置", after=school.sheets[-1])
    settings.range("A1:B1").number_format = "@"
    settings.range("A1:B1").value = ["核查日期", "2025-10-14"]
    assert cell("SCHOOL_DAYS", "2025-10-13", began=MORNING + 2) == 2


def test_a_defect_shows_as_a_short_text(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[object] = []

    def broken(*given: object) -> None:
        reads.append(given)
        raise KeyError("x")

    monkeypatch.setattr(live, "read_again", broken)
    assert cell("AT_RISK", "张三") == "程序内部出错：KeyError"
    assert cell("AT_RISK", "王五") == "程序内部出错：KeyError"
    assert len(reads) == 1  # a thousand cells would take minutes to be told the same


def test_a_workbook_ruled_without_end_is_refused_in_words(cell: Cell, school: xw.Book) -> None:
    school.sheets["家访"].range("F1048576").value = "完"
    shown = cell("AT_RISK", "张三")
    assert "工作表“家访”的内容一直到单元格 F1048576" in shown
    assert "Ctrl+End" in shown


def test_an_open_workbook_reads_like_its_file(school: xw.Book, tmp_path: Path) -> None:
    from kongcuo_xl.hosts import files

    sheet = school.sheets.add("空白")
    sheet.range("B2").value = [["甲", 1, 2.5], [True, dt.datetime(2025, 9, 1), None]]
    sheet.range("C7:D8").merge()
    sheet.range("C7").value = "合并"
    sheet.range("F9").formula = "=1/0"
    path = tmp_path / "另存.xlsx"
    school.save(path)
    stored, opened = files.read(path, path.name), live.read(school)
    assert [s.name for s in opened.sheets] == [s.name for s in stored.sheets]
    for mine, theirs in zip(opened.sheets, stored.sheets, strict=True):
        height, width = theirs.height, theirs.width
        assert [list(row[:width]) for row in mine.rows[:height]] == [list(r) for r in theirs.rows]
        assert set(mine.merges) == set(theirs.merges)
        assert mine.errors == theirs.errors


def test_a_sheet_is_the_same_until_the_program_tells_something_else_of_it(app: xw.App) -> None:
    open_book = app.books.add()
    sheet = open_book.sheets[0]
    sheet.range("B2").value = [["甲", 45950, "丙"], ["乙", 1, None]]
    cells, fraction = sheet.range("C2"), sheet.range("B3")
    changes: list[Callable[[], object]] = [
        lambda: setattr(cells, "value", 45951),
        lambda: setattr(cells, "number_format", "yyyy-mm-dd"),
        lambda: setattr(sheet.range("C3"), "value", True),
        lambda: setattr(cells, "formula", "=45951"),
        lambda: setattr(fraction, "formula", "=1/0"),
        lambda: setattr(fraction, "formula", "=NA()"),
        lambda: sheet.range("D2:D3").merge(),
        lambda: setattr(sheet.range("3:3").api.Rows, "IsVisible", False),
    ]

    def read(told: live.Told) -> tuple[Sheet, live.Told]:
        book, told = live.read_again(open_book, told)
        return book.sheets[0], told

    before, told = read({})
    for number, change in enumerate(changes):
        again, told = read(told)
        assert again is before, f"before change {number}"
        change()
        before, told = read(told)
        assert before is not again, f"change {number}"
        assert [before] == live.read(open_book).sheets
    open_book.close()
