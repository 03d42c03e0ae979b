"""Buttons: what pressing one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
import xlwings

from kongcuo_xl import __version__, commands
from kongcuo_xl.commands import BUTTONS, Button, tools
from kongcuo_xl.policy import PolicyError
from kongcuo_xl.rule import rules


class Excel:
    """The program that a button was pressed in: what it showed."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.pages: list[str] = []
        self.app = SimpleNamespace(alert=lambda text, title: self.messages.append((title, text)))
        self.name = "一中.xlsx"
        self.sheets: list[Any] = []


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Excel]:
    shown = Excel()
    files: list[Path] = []

    def opened(uri: str) -> None:
        files.append(Path(unquote(urlparse(uri).path)))
        shown.pages.append(files[-1].read_text(encoding="utf-8"))

    monkeypatch.setattr(xlwings.Book, "caller", lambda: shown)
    monkeypatch.setattr(tools.webbrowser, "open", opened)
    yield shown
    for file in files:
        file.unlink()


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_does_something_and_breaks_nothing(excel: Excel, button: str) -> None:
    commands.pressed(button)
    assert len(excel.messages) + len(excel.pages) == 1
    assert "程序内部出错" not in str(excel.messages)


def test_pages_hold_all_functions_rules_and_the_policy(excel: Excel) -> None:
    for button in ("functions", "rules", "policy"):
        commands.pressed(button)
    functions, all_rules, policy = excel.pages
    assert "AT_RISK　辍学风险" in functions
    assert "例：`=AT_RISK(B5)`" in functions
    assert all(code in all_rules for code in rules())
    assert "政策口径：一中.xlsx" in policy


def test_about_names_the_version(excel: Excel) -> None:
    commands.pressed("about")
    [(title, text)] = excel.messages
    assert title == "关于"
    assert __version__ in text
    assert "BSD" in text


def test_what_fails_is_said_and_kept(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(error: Exception) -> Button:
        def fails(_: object) -> None:
            raise error

        return Button("x", "试", "工具", "Info", "", "", False, fails)

    monkeypatch.setitem(BUTTONS, "x", act(PolicyError("没有这套政策。")))
    commands.pressed("x")
    monkeypatch.setitem(BUTTONS, "x", act(KeyError("身份证 110105201309010017")))
    commands.pressed("x")
    (_, foreseen), (_, defect) = excel.messages
    assert foreseen == "没有这套政策。"
    assert "程序内部出错（KeyError）" in defect
    log = Path(defect.partition("详情已记入 ")[2].partition("，")[0])
    assert "110105********0017" in log.read_text(encoding="utf-8")
    log.unlink()
