"""What a button of menu or toolbar calls, inside LibreOffice."""

from __future__ import annotations

from functools import cache
from typing import Any

from kongcuo_xl import commands
from kongcuo_xl.hosts import calc


def pressed(context: Any, frame: Any, button_id: str) -> None:
    """Do what a button does to the workbook in a window (com.sun.star.frame.XFrame)."""
    app = _app(context)
    document = frame.getController().getModel()
    commands.pressed(button_id, calc.book_of(app, document))


@cache
def _app(context: Any) -> Any:
    """There is one for a LibreOffice."""
    return calc.inside(context)
