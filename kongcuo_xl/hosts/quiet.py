"""An open workbook left in peace while we work on it, and given back as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from kongcuo_xl.hosts.ooxml.archive import OutputError

_BUSY = "上一个操作还没有做完，请等它结束（或按 Esc 取消）后再按。"
_working: set[int] = set()
"""Processes whose workbooks are being worked on: a program that is let work takes clicks too."""
_SETTINGS = ("screen_updating", "enable_events", "display_alerts", "calculation")
_WORKING = (False, False, False, "manual")


@contextmanager
def undisturbed(book: Any) -> Iterator[None]:
    """Nothing redrawn, no macro set off, nothing counted meanwhile; all of it put back after.

    Also put back are the sheet that was shown, what was selected, and the status bar. Raises
    OutputError while this goes on already.
    """
    app = book.app
    if app.pid in _working:
        raise OutputError(_BUSY)
    _working.add(app.pid)
    with ExitStack() as after:
        after.callback(_working.discard, app.pid)

        def put_back(change: Callable[[], object]) -> None:
            """Each by itself: one that fails keeps none of the others from being put back."""

            def quietly() -> None:
                with suppress(Exception):
                    change()

            after.callback(quietly)

        for name, value in zip(_SETTINGS, _WORKING, strict=True):
            before = getattr(app, name)
            put_back(lambda name=name, before=before: setattr(app, name, before))  # type: ignore[misc]
            setattr(app, name, value)
        put_back(lambda: setattr(app, "status_bar", False))
        shown, selected = book.sheets.active.name, book.selection
        where = selected.address if selected is not None else ""

        def show() -> None:
            if shown in [sheet.name for sheet in book.sheets]:
                sheet = book.sheets[shown]
                sheet.activate()
                if where:
                    sheet.range(where).select()

        put_back(show)
        yield
