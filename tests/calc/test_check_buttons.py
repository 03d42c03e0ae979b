"""检查 and 结果 from beginning to end: what a button marks is what ``kongcuo check`` finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from desks import PreparedDesk
from schools import write

from kongcuo_xl import inputs, policy
from kongcuo_xl.checking import check_books
from kongcuo_xl.commands import act, changes, log, opened
from kongcuo_xl.hosts import live_marks
from kongcuo_xl.hosts.quiet import undisturbed

SHEETS = {
    "设置": "项目 | 值\n检查日期 | 2025-10-20",
    "七(1)班": """第一中学七(1)班学生花名册
        序号 | 姓 名 | 性别 | 身份证号码 | 监护人 | 留守儿童 | 备注
        1 | 张三 | 女 | 110105201309010017 | 张大 | 是 |
        2 | 李 四 | 女 | 110105201309010020 | 李大 | 否 | 走读
        3 | 王五 | 男 | 11010520130901005X |  | 否 |
        3 | 王五 | 男 | 11010520130901005X |  | 否 |
        合计 | 9人""",
    "七(2)班": """第一中学七(2)班学生花名册
        序号 | 姓 名 | 性别 | 身份证号码 | 监护人 | 留守儿童 | 备注
        1 | 王五 | 男 | 11010520130901005X | 王大 | 否 |
        2 | 赵六 | 男 | 110105201309010077 | 赵大 | 是 |""",
}  # fmt: skip


class Hasty(PreparedDesk):
    """A user who presses Esc after a while."""

    patience = 2

    def cancelled(self) -> bool:
        self.patience -= 1
        return self.patience < 0


@pytest.fixture
def school(app: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:
    """A school's workbook with faults, saved and open."""
    monkeypatch.setattr(log, "path", lambda: tmp_path / "kongcuo.log")
    app.activate()
    book = app.books.open(str(write(tmp_path / "一中" / "花名册.xlsx", SHEETS)))
    book.sheets["七(2)班"].activate()
    book.sheets["七(2)班"].range("C3").select()
    yield book
    book.close()


def press(button: str, book: xw.Book, **answers: Any) -> PreparedDesk:
    desk = PreparedDesk(book, **answers)
    act(button, desk)
    assert "程序内部出错" not in str(desk.said)
    return desk


def cells(book: xw.Book) -> dict[str, Any]:
    return {sheet.name: sheet.used_range.formula for sheet in book.sheets}


def test_what_is_found_and_marked_is_what_the_command_finds(school: xw.Book) -> None:
    headless = inputs.check([Path(school.fullname)], policy.load("national"), dt.date(2026, 1, 1))
    assert {f.level for f in headless.findings} == {"错误", "疑问"}
    here = opened.read(PreparedDesk(school))
    assert check_books(here.books, here.policy, here.date).findings == headless.findings

    before = cells(school)
    [said] = press("check_book", school).said
    levels = "，".join(f"{level} {headless.count(level)} 处" for level in ("错误", "疑问", "提示"))
    assert said.startswith(f"共查 6 人，{levels}，跳过 ")
    assert "原格式未改动" in said
    listed = school.sheets["问题清单"].used_range.value
    places = [row[4] for row in listed[4 : 4 + len(headless.findings)]]
    assert sorted(places) == sorted(
        f"{f.sheet}!{chr(65 + f.column)}{f.row + 1}" for f in headless.findings
    )
    assert (school.sheets.active.name, school.selection.address) == ("七(2)班", "$C$3")

    assert press("undo", school).said == ["已撤销“检查本簿”，“花名册.xlsx”恢复到按它之前的样子。"]
    assert cells(school) == before
    assert "没有可以撤销的操作" in press("undo", school).said[0]


def test_one_sheet_is_marked_and_the_whole_book_judged(school: xw.Book) -> None:
    [said] = press("check_sheet", school).said
    assert said.startswith("共查 2 人，")
    assert "只标了“七(2)班”" in said
    assert {p.sheet for p in live_marks.ours(school) if p.kind == "result"} == {"七(2)班"}
    listed = school.sheets["问题清单"].used_range.value
    words = str([row[8] for row in listed])
    assert "七(1)班" in words or "七年级1班" in words  # registered twice, in another sheet too


def test_a_sheet_without_people_is_checked_against_those_of_the_others(school: xw.Book) -> None:
    school.sheets["设置"].activate()
    [said] = press("check_sheet", school).said
    assert said.startswith("共查 6 人，错误 0 处")


def test_walking_through_what_was_found(school: xw.Book) -> None:
    press("check_book", school)
    school.sheets["设置"].activate()
    school.sheets["设置"].range("A1").select()
    seen = []
    for _ in range(3):
        [status] = press("next", school).states
        seen.append((school.sheets.active.name, school.selection.address.replace("$", "")))
        assert status.startswith(f"第 {len(seen)}/")
        assert "!".join(seen[-1]) in status
    assert seen == sorted(seen, key=lambda p: (p[0], int(p[1][1:]), p[1][0]))
    press("previous", school)
    assert (school.sheets.active.name, school.selection.address.replace("$", "")) == seen[1]
    press("list", school)
    assert school.sheets.active.name == "问题清单"
    assert press("next", school).states[0].startswith("已到最后，从头开始　第 1/")


def test_what_is_hidden_is_said(school: xw.Book) -> None:
    press("check_book", school)
    sheet = school.sheets["七(2)班"]
    sheet.range("A1").select()
    [shown] = press("next", school).states
    sheet.range(school.selection.address).rows.hidden = True
    sheet.range("A1").select()
    [hidden] = press("next", school).states
    assert "隐藏" not in shown
    assert hidden == shown.replace(" 处　", " 处（所在的行被隐藏或筛选掉了）　", 1)


def test_clearing_asks_when_something_was_typed(school: xw.Book) -> None:
    before = cells(school)
    press("check_book", school)
    school.sheets["问题清单"].range("L5").value = "已核对户口簿"
    marked = cells(school)
    refused = press("clear", school, confirm=False)
    assert "1 条核实说明" in refused.asked[0]
    assert cells(school) == marked
    assert "问题清单!L5" in press("undo", school).said[0]  # somebody has typed since
    assert cells(school) == marked
    assert press("clear", school, confirm=True).said[0].startswith("已去掉全部标记")
    assert cells(school) == before
    press("undo", school)
    assert cells(school) == marked
    assert "没有本程序作的标记" not in press("clear", school, confirm=True).said[0]
    assert "没有本程序作的标记" in press("clear", school).said[0]


def test_what_was_put_right_since_is_never_lost(school: xw.Book) -> None:
    press("check_book", school)
    sheet = school.sheets["七(2)班"]
    sheet.range("A1").select()
    press("next", school)
    tinted = school.selection
    was, at = tinted.value, tinted.address.replace("$", "")
    tinted.value = "改正了"
    sheet.range("H30").value = "与标记无关"
    now = cells(school)
    [said] = press("undo", school).said
    assert said.startswith(f"没有撤销“检查本簿”：之后又有人改动过{tinted.sheet.name}!{at}，")
    assert "要去掉标记请按“清除标记”" in said
    assert cells(school) == now
    tinted.value = was
    assert press("undo", school).said[0].startswith("已撤销“检查本簿”")
    assert sheet.range("H30").value == "与标记无关"


def test_marks_are_not_brought_back_where_rows_have_moved(school: xw.Book) -> None:
    press("check_book", school)
    press("clear", school)
    sheet = school.sheets["七(2)班"]
    sheet.range("2:2").insert("down")
    moved = cells(school)
    [said] = press("undo", school).said
    assert said.startswith("没有撤销“清除标记”：之后又有人改动过七(2)班!")
    assert "请按“检查本簿”" in said
    assert cells(school) == moved
    sheet.range("2:2").delete("up")
    assert press("undo", school).said[0].startswith("已撤销“清除标记”")


def test_a_list_is_compared_with_another_sheet(school: xw.Book) -> None:
    desk = press("compare", school, choose="七(1)班")
    assert "与哪一份名单核对" in desk.asked[0]
    assert [path.name for path in desk.shown] == ["花名册_对照.xlsx"]
    assert "甲：花名册.xlsx［七(2)班］（学生花名册），2 人" in desk.said[0]
    assert press("compare", school, file=None, choose="另一个").said == []


def test_esc_leaves_everything_as_it_was(school: xw.Book) -> None:
    before, desk = cells(school), Hasty(school)
    act("check_book", desk)
    assert desk.said == ["已按 Esc 取消，“花名册.xlsx”没有改动。"]
    assert cells(school) == before
    assert live_marks.ours(school) == []


def test_everything_is_put_back_whatever_happens(school: xw.Book) -> None:
    app = school.app
    before = [getattr(app, name) for name in ("screen_updating", "calculation", "enable_events")]

    def work() -> None:
        with undisturbed(school):
            assert (app.screen_updating, app.calculation) == (False, "manual")
            school.sheets["设置"].activate()
            act("check_book", busy := PreparedDesk(school))
            assert busy.said == ["上一个操作还没有做完，请等它结束（或按 Esc 取消）后再按。"]
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert [
        getattr(app, name) for name in ("screen_updating", "calculation", "enable_events")
    ] == before
    assert (school.sheets.active.name, school.selection.address) == ("七(2)班", "$C$3")
    assert app.status_bar is False


def test_what_is_no_longer_known_is_said(school: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    press("check_book", school)
    monkeypatch.setattr(changes, "_last", {})
    assert "记录已经不在了" in press("undo", school).said[0]
    assert press("clear", school).said[0].startswith("已去掉全部标记")
