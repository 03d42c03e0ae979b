"""Buttons: what pressing one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlwings
from desks import PreparedDesk

from kongcuo_xl import __version__, commands
from kongcuo_xl.commands import BUTTONS, Button
from kongcuo_xl.policy import PolicyError
from kongcuo_xl.rule import rules


class _Book(SimpleNamespace):
    """An open workbook without sheets."""


@pytest.fixture
def desk() -> Iterator[PreparedDesk]:
    engine = SimpleNamespace(name="excel")
    made = PreparedDesk(_Book(name="一中.xlsx", sheets=[], app=SimpleNamespace(engine=engine)))
    yield made
    for file in made.shown:
        file.unlink()


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_does_something_and_breaks_nothing(desk: PreparedDesk, button: str) -> None:
    commands.act(button, desk)
    assert len(desk.said) + len(desk.shown) == 1
    assert "程序内部出错" not in str(desk.said)


def test_pages_hold_all_functions_rules_and_the_policy(desk: PreparedDesk) -> None:
    for button in ("functions", "rules", "policy"):
        commands.act(button, desk)
    functions, all_rules, policy = (page.read_text(encoding="utf-8") for page in desk.shown)
    assert "AT_RISK　辍学风险" in functions
    assert "例：`=AT_RISK(B5)`" in functions
    assert all(code in all_rules for code in rules())
    assert "政策口径：一中.xlsx" in policy


def test_a_button_acts_on_the_workbook_that_called(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = []
    app = SimpleNamespace(
        engine=SimpleNamespace(name="excel"),
        alert=lambda text, title: messages.append((title, text)),
    )
    monkeypatch.setattr(xlwings.Book, "caller", lambda: _Book(name="一中.xlsx", app=app))
    commands.pressed("about")
    [(title, text)] = messages
    assert title == "控辍保学：一中.xlsx"
    assert __version__ in text
    assert "BSD" in text


def test_what_fails_is_said_and_kept(desk: PreparedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(error: Exception) -> Button:
        def fails(_: object) -> None:
            raise error

        return Button("x", "试", "工具", "Info", "", "", False, fails)

    monkeypatch.setitem(BUTTONS, "x", act(PolicyError("没有这套政策。")))
    commands.act("x", desk)
    monkeypatch.setitem(BUTTONS, "x", act(KeyError("身份证 110105201309010017")))
    commands.act("x", desk)
    foreseen, defect = desk.said
    assert foreseen == "没有这套政策。"
    assert "程序内部出错（KeyError）" in defect
    log = Path(defect.partition("详情已记入 ")[2].partition("，")[0])
    assert "110105********0017" in log.read_text(encoding="utf-8")
    log.unlink()
