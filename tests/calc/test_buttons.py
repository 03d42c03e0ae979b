"""Buttons from beginning to end: a workbook open in LibreOffice, a user with prepared answers.

What a button writes is what the command of the same name writes from the saved file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from desks import PreparedDesk
from schools import DATE, SHEETS, write

from kongcuo_xl import duties, filling, inputs, log, policy, printing, reminders, risk_list
from kongcuo_xl.checking import Report
from kongcuo_xl.commands import BUTTONS, act, aside, opened, outputs
from kongcuo_xl.hosts import calc


@pytest.fixture
def school(app: xw.App, tmp_path: Path) -> Iterator[xw.Book]:
    """A school's workbook, saved and open."""
    app.activate()
    book = app.books.open(str(write(tmp_path / "一中" / "台账.xlsx", SHEETS)))
    yield book
    book.close()


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs and documents of the tests are nobody's own."""
    monkeypatch.setattr(log, "path", lambda: tmp_path / "logs" / "kongcuo.log")
    (tmp_path / "文档").mkdir()
    monkeypatch.setattr(outputs, "_documents", lambda: tmp_path / "文档")


def press(button: str, book: xw.Book, **answers: Any) -> PreparedDesk:
    desk = PreparedDesk(book, **answers)
    act(button, desk)
    assert "程序内部出错" not in str(desk.said)
    assert not desk.states or "正在" not in desk.states[-1]
    return desk


def values(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {s.title: list(s.values) for s in openpyxl.load_workbook(path, data_only=True)}


def headless(book: xw.Book) -> Report:
    return inputs.check([Path(book.fullname)], policy.load("national"), DATE, selected=set())


# ── 预警家访 ─────────────────────────────────────────────────────────────────────────────────────
def test_the_lists_are_those_of_the_commands(school: xw.Book, tmp_path: Path) -> None:
    report = headless(school)
    risk_list.write_workbook(risk_list.at_risk(report.scopes), tmp_path / "risk.xlsx")
    owed = duties.owed(report.scopes)
    reminders.write_workbook(owed, DATE, tmp_path / "remind.xlsx")

    risk, remind = press("risk", school), press("remind", school)
    [of_risk], [of_remind] = risk.shown, remind.shown
    assert of_risk == tmp_path / "一中" / "台账_预警名单.xlsx"
    assert values(of_risk) == values(tmp_path / "risk.xlsx")
    assert values(of_remind) == values(tmp_path / "remind.xlsx")
    assert risk.said[0].startswith("共 4 人：高 1 人")
    assert remind.said[0].startswith(f"共 {len(owed.duties)} 项：已逾期")


def test_the_cases_with_what_is_due_next(school: xw.Book) -> None:
    [path] = (desk := press("cases", school)).shown
    rows = values(path)["劝返台账"]
    assert desk.said[0].startswith("在册未返校 2 人：已逾期 2 人")
    told = {row[3]: row for row in rows[3:]}
    assert told.keys() == {"张三", "钱七"}
    assert told["张三"][5] == "已发返校通知书"
    assert "报乡镇政府" in told["张三"][6] or "通知书到期核实" in told["张三"][6]
    assert "发返校通知书" in told["钱七"][6]


def test_nothing_is_ever_written_over(school: xw.Book) -> None:
    first, second = press("risk", school).shown + press("risk", school).shown
    assert (first.name, second.name) == ("台账_预警名单.xlsx", "台账_预警名单(2).xlsx")


# ── 统计上报 ─────────────────────────────────────────────────────────────────────────────────────
def test_a_form_is_filled_as_by_the_command(school: xw.Book, tmp_path: Path) -> None:
    made = filling.fill_from(
        "F01", [Path(school.fullname)], tmp_path / "月报.xlsx", policy.load("national"), DATE,
        period="2025-10", explain=True,
    )  # fmt: skip
    desk = press("form_F01", school, choose="2025年10月")
    [path] = desk.shown
    assert values(path) == values(made.path)
    assert path.name == "月报表_2025年10月.xlsx"
    assert desk.said[0].startswith(f"月报表，2025年10月：填了 {made.figures} 个数")
    assert "2025年9月" in desk.asked[0]


def test_the_form_of_the_county(school: xw.Book, tmp_path: Path) -> None:
    blank = write(
        tmp_path / "县表" / "在校情况统计表.xlsx",
        {"Sheet1": "在校情况统计表\n学校 | 在校学生数 | 其中女生 | 留守儿童\n第一中学 | | |"},
    )
    desk = press("form_own", school, file=blank, choose="年10月")
    [path] = desk.shown
    assert path.name.startswith("在校情况统计表_")
    assert values(path)["Sheet1"][2][1:] == (4, 1, 2)
    assert values(blank)["Sheet1"][2][1:] == (None, None, None)


def test_a_rollup_is_begun_and_the_button_returns(
    school: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[Path, Path, str]] = []
    monkeypatch.setattr(aside, "start", lambda *given: begun.append(given) or True)
    monkeypatch.setattr(opened, "today", lambda: DATE)
    desk = press("merge", school, folder=tmp_path / "一中", choose="2025年9月")
    assert begun == [(tmp_path / "一中", tmp_path / "一中_汇总_2025年9月.xlsx", "2025-09")]
    assert "正在后台汇总" in desk.said[0]


# ── 文书 ─────────────────────────────────────────────────────────────────────────────────────────
NOTICE = next(each.id for each in BUTTONS.values() if each.label == "返校通知书")


def words(path: Path) -> list[str]:
    from docx import Document

    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


def test_a_document_for_all_that_it_is_for(school: xw.Book, tmp_path: Path) -> None:
    made = printing.print_from(
        "返校通知书", [Path(school.fullname)], tmp_path / "文书", policy.load("national"), DATE
    )
    school.sheets["七(1)班"].activate()
    school.sheets["七(1)班"].range("A1").select()
    desk = press(NOTICE, school)
    [path] = desk.shown
    assert words(path) == words(made.files[0][0])
    assert desk.said[0].startswith("返校通知书：2 份。")
    assert not desk.asked


def test_a_document_for_the_selected_rows(school: xw.Book) -> None:
    school.sheets["台账"].activate()
    school.sheets["台账"].range("B3:C3").select()
    desk = press(NOTICE, school, choose="只给选中的")
    assert "只给选中的 1 人：张三" in desk.asked[0]
    assert desk.said[0].startswith("返校通知书：1 份（张三）。")
    assert any("张三" in line for line in words(desk.shown[0]))
    assert not any("钱七" in line for line in words(desk.shown[0]))


def test_rows_selected_in_several_areas(school: xw.Book) -> None:
    page = school.sheets["七(1)班"]
    page.activate()
    doc = school.impl.doc
    ranges = doc.createInstance("com.sun.star.sheet.SheetCellRanges")
    for address in ("A4:B4", "D6:F7"):
        ranges.addRangeAddress(page.range(address).impl.address_struct, False)
    doc.CurrentController.select(ranges)
    letter = next(each.id for each in BUTTONS.values() if each.label == "致家长一封信")
    desk = press(letter, school, choose="只给选中的")
    assert "只给选中的 3 人：张三、王五、赵六" in desk.asked[0]
    assert desk.said[0].startswith("致家长一封信：3 份")


# ── 右键 ─────────────────────────────────────────────────────────────────────────────────────────
def select(book: xw.Book, sheet: str, cells: str) -> None:
    book.sheets[sheet].activate()
    book.sheets[sheet].range(cells).select()


def test_why_a_cell_is_marked(school: xw.Book) -> None:
    select(school, "七(1)班", "D5")
    [said] = press("why", school).said
    assert said.startswith("七(1)班!D5：")
    assert "［错误］D5" in said
    assert "校验码" in said or "第18位" in said
    assert "怎么办：" in said
    assert "依据：GB 11643-1999" in said
    assert "110105201309010026" not in said


def test_why_a_cell_is_not_marked(school: xw.Book) -> None:
    select(school, "七(1)班", "C5")
    [said] = press("why", school).said
    assert said.startswith("七(1)班!C5：没有发现问题。")
    assert "同一行有问题的单元格：D5" in said
    assert "“性别”" in said


def test_where_a_figure_comes_from(school: xw.Book, app: xw.App) -> None:
    [path] = press("form_F01", school, choose="2025年10月").shown
    source = next(row for row in values(path)["数据来源"][3:] if row[4] == 4)
    sheet, _, cell = source[0].partition("!")
    filled = app.books.open(str(path))
    try:
        select(filled, sheet, cell)
        [said] = press("source", filled).said
    finally:
        filled.close()
    assert said.startswith(f"{source[0]}\n{source[1]}")
    assert "数的是这 4 人" in said
    assert "张三" in said


def test_where_a_function_has_its_answer_from(school: xw.Book) -> None:
    school.sheets["七(1)班"].range("J4").formula = "=AT_RISK(B4)"
    select(school, "七(1)班", "J4")
    [said] = press("source", school).said
    assert "AT_RISK（辍学风险）" in said
    assert "张三：高，由这" in said


def put(book: xw.Book, name: str, text: str) -> xw.Sheet:
    rows = [[value.strip() for value in line.split("|")] for line in text.strip().splitlines()]
    width = max(map(len, rows))
    sheet = book.sheets.add(name, after=book.sheets[-1])
    sheet.range((1, 1), (len(rows), width)).value = [
        [int(v) if v.isdigit() else v for v in row] + [""] * (width - len(row)) for row in rows
    ]
    return sheet


STATISTICS = """
    学生情况统计表
    年级   | 在校学生数 | 男 | 女
    七年级 | 44         | 20 | 24
    八年级 | 40         | 22 | 17
    合计   | 94         | 42 | 41"""


def test_a_figure_that_nobody_explained(school: xw.Book) -> None:
    put(school, "情况", STATISTICS)
    select(school, "情况", "B3")
    [said] = press("source", school).said
    assert "在校学生数" in said
    assert "用“生成报表”填写" in said


def test_what_has_no_source(school: xw.Book) -> None:
    select(school, "家访", "B3")
    assert "没有来源可查" in press("source", school).said[0]


# ── 报表核对, 规范格式, 新建台账 ─────────────────────────────────────────────────────────────
def test_statistics_sheets_are_held_against_themselves(book: xw.Book) -> None:
    put(book, "情况", STATISTICS)
    desk = press("crosscheck", book)
    assert desk.said[0].startswith("核对 1 张统计表：错误 ")
    assert "情况!B5 " in desk.said[0]
    assert "问题清单" in [sheet.name for sheet in book.sheets]


def test_a_workbook_without_statistics_has_none_to_check(book: xw.Book) -> None:
    assert "没有认出统计表" in press("crosscheck", book).said[0]


def test_writings_are_corrected_in_place_and_turned_back(school: xw.Book, tmp_path: Path) -> None:
    from kongcuo_xl import tidying
    from kongcuo_xl.commands import changes

    page = school.sheets["七(1)班"]
    page.range("G4").value = "  张大 "
    page.range("D6").value = "11010520130901005x"
    page.range("G6").formula = '=" 王大 "'
    school.save()
    by_command = tidying.tidy(
        [Path(school.fullname)], tmp_path / "整理", policy.load("national"), DATE
    )
    desk = press("tidy", school)
    assert desk.said[0].startswith(f"改正 {len(by_command.corrections)} 处")
    assert page.range("G4").value == "张大"
    assert page.range("D6").value == "11010520130901005X"
    assert page.range("G6").formula == '=" 王大 "'
    listed = values(by_command.written[0].path or Path())["整理清单"]
    made = school.sheets["整理清单"].used_range.options(ndim=2).value
    assert [row[1] for row in made[4:6]] == [row[1] for row in listed[4:6]]
    assert "110105********005X" in str(made)
    assert "11010520130901005" not in str(made)

    assert changes.undo(desk) == "规范格式"
    assert page.range("G4").value == "  张大 "
    assert "整理清单" not in [sheet.name for sheet in school.sheets]


def test_a_new_ledger_stands_beside_the_workbook(school: xw.Book) -> None:
    [path] = press("new", school, ask="第一中学").shown
    assert path.name == "控辍保学台账.xlsx"
    assert path.with_name("控辍保学台账（示例）.xlsx").exists()
    assert press("new", school).shown == []


def test_a_doubt_is_answered_in_the_list(school: xw.Book) -> None:
    press("check_book", school)
    doubt = next(f for f in headless_findings(school) if f.level != "错误")
    select(school, doubt.sheet, f"{chr(65 + doubt.column)}{doubt.row + 1}")
    assert not press("answer", school, choose=doubt.code).said
    desk = press("answer", school, choose=doubt.code, ask="=王芳10月9日到家核实")
    assert desk.said[0].startswith("已填入“问题清单”")
    again = press("why", school)
    assert "核实说明：=王芳10月9日到家核实" in again.said[0]  # as typed, and no formula


def headless_findings(book: xw.Book) -> list[Any]:
    return inputs.check([Path(book.fullname)], policy.load("national"), DATE).findings


def test_an_error_takes_no_explanation(school: xw.Book) -> None:
    select(school, "七(1)班", "D5")
    [said] = press("answer", school, ask="核过了").said
    assert "只能更正" in said


# ── whatever state things are in ─────────────────────────────────────────────────────────────────
WITH_TABLES = ("risk", "remind", "cases", "form_F01", "tidy", NOTICE)


@pytest.mark.parametrize("button", WITH_TABLES)
def test_an_empty_workbook_has_nothing_to_work_on(book: xw.Book, button: str) -> None:
    desk = press(button, book, choose="2025")
    assert len(desk.said) == 1
    assert "没有认出台账或名册" in desk.said[0]
    assert not desk.shown


@pytest.mark.parametrize("button", ["why", "source", "answer"])
def test_a_drawing_is_no_cell(
    school: xw.Book, button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PreparedDesk, "selection", None)
    assert press(button, school).said == ["没有选中单元格；请在表里点一个单元格，再按右键。"]


def test_a_workbook_never_saved_has_its_lists_among_the_documents(
    book: xw.Book, tmp_path: Path
) -> None:
    rows = [line.split("|") for line in SHEETS["七(1)班"].strip().splitlines()]
    sheet = book.sheets[0]
    area = sheet.range((1, 1), (len(rows), 9))
    area.number_format = "@"
    area.value = [[v.strip() for v in row] + [""] * (9 - len(row)) for row in rows]
    [path] = press("risk", book).shown
    assert path.parent == tmp_path / "文档"


@pytest.mark.parametrize("button", ["form_F01", "form_own", "merge", "new", NOTICE])
def test_giving_up_changes_nothing(school: xw.Book, button: str) -> None:
    select(school, "台账", "A3")
    before = set(Path(school.fullname).parent.iterdir())
    desk = press(button, school)
    assert not desk.said
    assert not desk.shown
    assert set(Path(school.fullname).parent.iterdir()) == before


def test_the_log_names_no_one(school: xw.Book) -> None:
    press("risk", school)
    kept = log.path().read_text(encoding="utf-8")
    assert "risk 做完" in kept
    assert "张三" not in kept
    assert "110105" not in kept


def test_no_other_button_breaks_anything_or_says_two_things(
    school: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a workbook of people that lacks much of what some buttons ask for."""
    monkeypatch.setattr(aside, "start", lambda *_: True)
    put(school, "情况", STATISTICS)
    select(school, "七(1)班", "D5")
    home = Path(school.fullname).parent
    tried = {"risk", "remind", "cases", "form_F01", "why", "source", "tidy", "new", "check_book"}
    one_of_each = {each.menu if each.section else each.id: each.id for each in BUTTONS.values()}
    for button in set(one_of_each.values()) - tried:
        desk = press(button, school, choose="", ask="核实过了", folder=home)
        assert len(desk.said) <= 1, button
        for path in desk.shown:
            if path.suffix == ".html":
                path.unlink()


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (calc.OfficeGone, "LibreOffice 意外退出了"),
        (calc.OfficeHangs, "对话框"),
        (calc.FileCannotBeOpened, "打不开文件"),
        (calc.FileCannotBeSaved, "写不了文件"),
    ],
)
def test_what_libreoffice_refuses_is_said(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch, failure: type[Exception], says: str
) -> None:
    def refused(*_: object) -> None:
        raise failure

    monkeypatch.setattr(opened, "read", refused)
    [said] = press("risk", book).said
    assert says in said
