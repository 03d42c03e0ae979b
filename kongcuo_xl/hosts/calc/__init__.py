"""An xlwings engine over LibreOffice Calc.

    import xlwings as xw
    from kongcuo_xl.hosts import calc

    calc.register()
    with xw.App(visible=False) as app:
        book = app.books.open("roster.xlsx")

`register` makes the engine known to xlwings and the active one; from then on the code is ordinary
xlwings code. Nothing here knows anything but xlwings, UNO and the standard library.
"""

from __future__ import annotations

from typing import Any

import xlwings

from .apps import App, Engine
from .bridge import uno
from .failures import (
    CalcError,
    FileCannotBeOpened,
    FileCannotBeSaved,
    OfficeDidNotStart,
    OfficeGone,
    OfficeHangs,
    OfficeMissing,
    OfficeNotReachable,
    SheetProtected,
    UnoMissing,
)
from .office import program

_engine = xlwings.Engine(impl=Engine())


def register(*, activate: bool = True) -> xlwings.Engine:
    """Make the engine known to xlwings as "calc", and by default the active one.

    Raises UnoMissing or OfficeMissing where it could not work.
    """
    program()
    uno()
    return _known(activate=activate)


def _known(*, activate: bool = True) -> xlwings.Engine:
    if _engine not in list(xlwings.engines):
        xlwings.engines.add(_engine)
    if activate:
        _engine.activate()
    return _engine


def attach(address: str = "window") -> xlwings.App:
    """The user's LibreOffice: the window that is open, or one that listens at an address.

    An address is what --accept was given: "pipe,name=calc" or "socket,host=127.0.0.1,port=2002".
    The user's LibreOffice is never ended by us. Raises OfficeNotReachable.
    """
    register()
    return xlwings.App(impl=_engine.impl.apps.add(spec=address))


def inside(context: Any) -> xlwings.App:
    """The LibreOffice that this Python runs in, such as a macro's or an extension's."""
    _known()  # there is a LibreOffice, wherever its program is
    return xlwings.App(impl=_engine.impl.apps.add(xl=context))


def book_of(app: xlwings.App, document: Any) -> xlwings.Book:
    """The book of a document (com.sun.star.sheet.SpreadsheetDocument), even while it is loading."""
    return xlwings.Book(impl=app.impl.books.of(document))


__all__ = [
    "App",
    "CalcError",
    "Engine",
    "FileCannotBeOpened",
    "FileCannotBeSaved",
    "OfficeDidNotStart",
    "OfficeGone",
    "OfficeHangs",
    "OfficeMissing",
    "OfficeNotReachable",
    "SheetProtected",
    "UnoMissing",
    "attach",
    "book_of",
    "inside",
    "register",
]
