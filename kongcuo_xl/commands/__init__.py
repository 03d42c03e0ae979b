"""Buttons: what pressing one does. The ribbon is written from ``BUTTONS``.

A button is one decorated function in the module of its group. What has no function has no button.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import xlwings

from kongcuo_xl import failures, log
from kongcuo_xl.commands import cell, checking, papers, reporting, results, tools, warning
from kongcuo_xl.commands.button import CELL, GROUPS, Button, Menu
from kongcuo_xl.commands.desk import TITLE, Desk
from kongcuo_xl.hosts import programs

__all__ = ["BUTTONS", "CELL", "GROUPS", "TITLE", "Button", "Desk", "Menu", "act", "pressed"]

COPY = "__again"
"""What ends the id of a button that stands in a second menu: an id may be used once."""
_OUTDATED = (
    "加载项和程序不是同一个版本，没有“{}”这个按钮；请关闭 Excel，再运行 kongcuo addin install。"
)
_OUTDATED_IN_LIBREOFFICE = (
    "扩展和程序不是同一个版本，没有“{}”这个按钮；"
    "请保存文件，关闭 LibreOffice 的全部窗口，再运行 kongcuo calc install。"
)


def _of(module: ModuleType) -> Iterator[Button]:
    for each in vars(module).values():
        if isinstance(each, Button):
            yield each
        elif isinstance(each, tuple):
            yield from (one for one in each if isinstance(one, Button))


BUTTONS: dict[str, Button] = {
    each.id: each
    for module in (checking, results, warning, reporting, papers, tools, cell)
    for each in _of(module)
}
"""Every button by its id, in the order of the ribbon."""


def pressed(button_id: str, book: Any = None) -> None:
    """Do what a button does to an ``xlwings.Book``, by default the one that Excel calls from."""
    act(button_id, Desk(book if book is not None else xlwings.Book.caller()))


def act(button_id: str, desk: Desk) -> None:
    """Do what a button does at a desk; what fails is said in a message, and all of it logged."""
    began = dt.datetime.now()
    name = button_id.removesuffix(COPY)
    ended = "做完"
    try:
        if name not in BUTTONS:
            outdated = _OUTDATED_IN_LIBREOFFICE if desk.in_libreoffice else _OUTDATED
            desk.say(outdated.format(name))
            return
        BUTTONS[name].act(desk)
    except failures.foreseen() as error:
        ended = f"没有做成（{type(error).__name__}）"
        desk.say(str(error))
    except Exception as error:  # the last fence: no traceback ever reaches a user
        refused = programs.explained(error)
        ended = f"没有做成（{type(error).__name__}）" if refused else failures.kept(error)
        desk.say(refused or ended)
    finally:
        now = dt.datetime.now()
        log.note(f"{name} {ended}，用时 {(now - began).total_seconds():.1f} 秒", now)
