"""Buttons that need no workbook, and what is said when pressing one fails.

Those that act on a workbook are tried in a real program: ``tests/calc/test_buttons.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings

from kongcuo_xl import __version__, commands, log
from kongcuo_xl.commands import BUTTONS, Button, aside, desk, guide, outputs
from kongcuo_xl.policy import PolicyError
from kongcuo_xl.rule import rules


class Excel:
    """The program that a button was pressed in: what it said and showed."""

    name = "一中.xlsx"

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.pages: list[Path] = []
        self.app = SimpleNamespace(
            alert=lambda text, title: self.messages.append((title, text)),
            engine=SimpleNamespace(name="excel"),
        )


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Excel]:
    shown = Excel()
    monkeypatch.setattr(xlwings.Book, "caller", lambda: shown)
    monkeypatch.setattr(desk.Desk, "show", lambda _, path: shown.pages.append(path))
    monkeypatch.setattr(log, "path", lambda: tmp_path / "logs" / "kongcuo.log")
    yield shown
    for page in shown.pages:
        page.unlink()


@pytest.mark.parametrize(
    ("button", "holds"),
    [
        ("functions", ["AT_RISK", "=AT_RISK(B5)"]),
        ("rules", ["HV101", "AT102", "常见误报"]),
        ("manual", ["班主任", "每个按钮做什么", "为什么标色", "选择县里的表"]),
    ],
)
def test_a_page_is_shown(excel: Excel, button: str, holds: list[str]) -> None:
    commands.pressed(button)
    [page] = excel.pages
    text = page.read_text(encoding="utf-8")
    assert all(words in text for words in holds)
    assert "<table>" in text or "<h1>" in text
    assert not excel.messages


def test_the_page_of_rules_has_them_all(excel: Excel) -> None:
    commands.pressed("rules")
    text = excel.pages[0].read_text(encoding="utf-8")
    assert all(code in text for code in rules())


def test_every_page_of_the_manual_is_there_and_no_link_leads_nowhere() -> None:
    text = guide.markdown()
    for page in guide.folder().glob("*.md"):
        title = page.read_text(encoding="utf-8").splitlines()[0]
        assert title in text, page.name
    assert ".md)" not in text


def test_the_guide_says_what_every_button_does() -> None:
    text = guide.buttons()
    assert all(f"**{each.label}**：{each.says}" in text for each in BUTTONS.values())


def test_about_names_the_version(excel: Excel) -> None:
    commands.pressed("about")
    [(title, text)] = excel.messages
    assert title == "控辍保学：一中.xlsx"
    assert __version__ in text
    assert "BSD" in text


def test_the_doctor_says_what_is_missing(excel: Excel) -> None:
    commands.pressed("doctor")
    assert "Python" in excel.messages[0][1]


def test_the_log_is_opened_once_there_is_one(excel: Excel) -> None:
    commands.pressed("log")
    assert "还没有日志" in excel.messages[0][1]
    assert str(log.path()) in excel.messages[0][1]
    commands.pressed("log")
    assert excel.pages == [log.path()]
    assert "log 做完" in log.path().read_text(encoding="utf-8")


def test_a_full_log_is_put_aside(excel: Excel) -> None:
    log.path().parent.mkdir()
    log.path().write_text("旧" * 200_000, encoding="utf-8")
    commands.pressed("about")
    assert len(excel.messages) == 1
    assert len(log.path().read_text(encoding="utf-8").splitlines()) == 1
    assert log.path().with_name("kongcuo.1.log").stat().st_size == 600_000


def test_an_add_in_of_another_version_is_told_what_to_do(excel: Excel) -> None:
    commands.pressed("gone_since")
    assert "kongcuo addin install" in excel.messages[0][1]


def test_what_fails_is_said_and_kept(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(error: Exception) -> Button:
        def fails(_: object) -> None:
            raise error

        return Button("x", "试", "工具", "Info", "", "", False, fails)

    monkeypatch.setitem(BUTTONS, "x", failing(PolicyError("没有张三这套政策。")))
    commands.pressed("x")
    monkeypatch.setitem(BUTTONS, "x", failing(KeyError("身份证 110105201309010017")))
    commands.pressed("x")
    (_, foreseen), (_, defect) = excel.messages
    assert foreseen == "没有张三这套政策。"
    assert "程序内部出错（KeyError）" in defect
    kept = Path(defect.partition("详情已记入 ")[2].partition("，")[0])
    assert "110105********0017" in kept.read_text(encoding="utf-8")
    kept.unlink()
    lines = log.path().read_text(encoding="utf-8")
    assert "没有做成（PolicyError）" in lines
    assert "张三" not in lines
    assert "110105" not in lines


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").touch()
    (tmp_path / "名单(2).xlsx").touch()
    assert outputs.free(tmp_path, "名单", ".xlsx").name == "名单(3).xlsx"
    assert outputs.free(tmp_path, "名单", ".docx").name == "名单.docx"


# ── a roll-up in a process of its own ────────────────────────────────────────────────────────────
def test_a_rollup_runs_apart_and_says_how_it_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.append(["学生情况月报表（2025年9月）"])
    page.append(["年级", "在校学生数", "男", "女"])
    page.append(["七年级", 44, 20, 24])
    page.append(["八年级", 40, 22, 18])
    (tmp_path / "县" / "一中").mkdir(parents=True)
    book.save(tmp_path / "县" / "一中" / "月报.xlsx")
    monkeypatch.setattr(aside.own_program, "show", (shown := []).append)
    monkeypatch.setattr(aside, "tell", (told := []).append)
    target = tmp_path / "汇总.xlsx"
    aside.main(str(tmp_path / "县"), str(target), "2025-09")
    assert shown == [target]
    assert told[0].splitlines()[0].startswith("县2025年9月：")
    assert str(target) in told[0].splitlines()[0]
    assert target.stat().st_size > 0

    aside.main(str(tmp_path / "没有"), str(tmp_path / "空.xlsx"), "2025-09")
    assert "没有汇总“没有”" in told[1]
    assert shown == [target]


def test_a_folder_is_rolled_up_once_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[Any]] = []

    class Process:
        def __init__(self, command: list[Any], **_: Any) -> None:
            begun.append(command)
            self.ended: int | None = None

        def poll(self) -> int | None:
            return self.ended

    monkeypatch.setattr(aside.subprocess, "Popen", Process)
    target = tmp_path / "汇总.xlsx"
    assert aside.start(tmp_path, target, "2025-09")
    assert not aside.start(tmp_path, target, "2025-09")
    aside._running[tmp_path].ended = 0  # type: ignore[attr-defined]
    assert aside.start(tmp_path, target, "2025-09")
    assert begun[0][1:3] == ["-m", "kongcuo_xl.commands.aside"]
    assert begun[0][3:] == [str(tmp_path), str(target), "2025-09"]
    aside._running.clear()
