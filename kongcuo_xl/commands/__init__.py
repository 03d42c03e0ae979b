"""Buttons: what pressing one does. The ribbon is written from ``BUTTONS``.

A button is one decorated function in the module of its group. What has no function has no button.
"""

from __future__ import annotations

import xlwings

from kongcuo_xl import failures
from kongcuo_xl.commands import tools
from kongcuo_xl.commands.button import GROUPS, Button

__all__ = ["BUTTONS", "GROUPS", "TITLE", "Button", "pressed"]

TITLE = "控辍保学"

BUTTONS: dict[str, Button] = {
    each.id: each
    for module in (tools,)
    for each in vars(module).values()
    if isinstance(each, Button)
}
"""Every button by its id, in the order of the ribbon."""


def pressed(button_id: str) -> None:
    """Do what a button does to the workbook that called; what fails is said in a message."""
    book = xlwings.Book.caller()
    try:
        BUTTONS[button_id].act(book)
    except failures.foreseen() as error:
        book.app.alert(str(error), TITLE)
    except Exception as error:  # the last fence: no traceback ever reaches a user
        book.app.alert(failures.kept(error), TITLE)
