"""Running macros: Basic and VBA of a book, Basic of the user's own libraries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError

from .bridge import Uno

if TYPE_CHECKING:
    from .apps import App
    from .books import Book

_OF_BOOK = re.compile(r"'(?P<book>[^']+)'!(?P<macro>.+)")


def run(app: App, macro: str, args: list[Any]) -> Any:
    """Call a macro and return what it returns.

    `macro` is written as in Excel: Module1.Name or Name, with 'Book.xlsm'! before it or without.
    The book's macros were not allowed when it was opened; it is loaded once more for this.
    Raises XlwingsError when there is no such macro.
    """
    match = _OF_BOOK.fullmatch(macro)
    if match:
        books = [app.books(match["book"])]
        name = match["macro"]
    else:
        active = app.books.active
        books = [active] if active is not None else []
        name = macro
    for book in books:
        for script in _scripts(book, name):
            return _invoke(app, script, args)
    provider = app.office.service(
        "com.sun.star.script.provider.MasterScriptProviderFactory"
    ).createScriptProvider("")
    path = name if name.count(".") == 2 else f"Standard.{name}"
    try:
        script = provider.getScript(
            f"vnd.sun.star.script:{path}?language=Basic&location=application"
        )
    except Exception as problem:
        raise XlwingsError(f"There is no macro {macro}.") from problem
    return _invoke(app, script, args)


def _scripts(book: Book, name: str) -> list[Uno]:
    """The macros of that name in a book."""
    libraries = book.doc.BasicLibraries
    places = []
    for library in libraries.ElementNames:
        libraries.loadLibrary(library)
        for module in libraries.getByName(library).ElementNames:
            code = libraries.getByName(library).getByName(module)
            wanted_module, _, short = name.rpartition(".")
            if wanted_module and wanted_module.lower() not in (
                module.lower(),
                f"{library}.{module}".lower(),
            ):
                continue
            found = re.search(
                rf"^\s*(?:Public\s+|Private\s+)?(?:Static\s+)?(?:Sub|Function)\s+({re.escape(short)})\b",
                code,
                re.IGNORECASE | re.MULTILINE,
            )
            if found:
                places.append(f"{library}.{module}.{found[1]}")
    if not places:
        return []
    book.allow_macros()
    provider = book.doc.getScriptProvider()
    return [
        provider.getScript(f"vnd.sun.star.script:{place}?language=Basic&location=document")
        for place in places
    ]


def _invoke(app: App, script: Uno, args: list[Any]) -> Any:
    given = tuple(_for_vba(app, value) for value in args)
    with app.office.answering("running a macro"):
        result = script.invoke(given, (), ())
    answer = result[0] if isinstance(result, tuple) else result
    return "" if answer is None else answer  # as xlwings answers outside Windows


def _for_vba(app: App, value: Any) -> Any:
    """Cells become a Range of VBA; anything else goes as it is."""
    if hasattr(value, "supportsService") and value.supportsService(
        "com.sun.star.sheet.SheetCellRange"
    ):
        return app.office.service("ooo.vba.excel.Range", None, value)
    return value
