"""Buttons: what pressing one does. The ribbon is written from ``BUTTONS``.

A button is one decorated function in the module of its group. What has no function has no button.
"""

from __future__ import annotations

from typing import Any

import xlwings

from kongcuo_xl import failures
from kongcuo_xl.commands import tools
from kongcuo_xl.commands.button import GROUPS, Button
from kongcuo_xl.commands.desk import TITLE, Desk

__all__ = ["BUTTONS", "GROUPS", "TITLE", "Button", "Desk", "act", "pressed"]

BUTTONS: dict[str, Button] = {
    each.id: each
    for module in (tools,)
    for each in vars(module).values()
    if isinstance(each, Button)
}
"""Every button by its id, in the order of the ribbon."""


def pressed(button_id: str, book: Any = None) -> None:
    """Do what a button does to an ``xlwings.Book``, by default the one that Excel calls from."""
    act(button_id, Desk(book if book is not None else xlwings.Book.caller()))


def act(button_id: str, desk: Desk) -> None:
    """Do what a button does at a desk; what fails is said in a message."""
    try:
        BUTTONS[button_id].act(desk)
    except failures.foreseen() as error:
        desk.say(str(error))
    except Exception as error:  # the last fence: no traceback ever reaches a user
        desk.say(failures.kept(error))
