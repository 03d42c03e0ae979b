"""Excel on Windows, through its object model."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kongcuo_xl.book import Area

_PICK_FILE, _PICK_FOLDER = 3, 4  # MsoFileDialogType
_CHOSEN = -1
_TEXT = 2  # what InputBox is to give
_ESCAPE = 0x1B


class Excel:
    """See ``programs.Program``."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def _app(self) -> Any:
        return self._book.app.api

    def areas(self) -> list[Area]:
        """See ``Program.areas``."""
        selected = self._book.selection
        if selected is None:
            return []
        return [
            Area(
                area.Row - 1, area.Column - 1,
                area.Row + area.Rows.Count - 2, area.Column + area.Columns.Count - 2,
            )
            for area in selected.api.Areas
        ]  # fmt: skip

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        """See ``Program.file``."""
        dialog = self._app.FileDialog(_PICK_FILE)
        dialog.AllowMultiSelect = False
        dialog.Filters.Clear()
        dialog.Filters.Add(title, ";".join(f"*{ending}" for ending in endings))
        return self._picked(dialog, title)

    def folder(self, title: str) -> Path | None:
        """See ``Program.folder``."""
        return self._picked(self._app.FileDialog(_PICK_FOLDER), title)

    def _picked(self, dialog: Any, title: str) -> Path | None:
        dialog.Title = title
        return Path(dialog.SelectedItems.Item(1)) if dialog.Show() == _CHOSEN else None

    def choose(self, title: str, text: str, options: Sequence[str]) -> str | None:
        """See ``Program.choose``. Excel has no list to pick from: a number is typed."""
        listed = "\n".join(f"{number}  {each}" for number, each in enumerate(options, 1))
        hint = ""
        while True:
            said = self.ask(title, f"{hint}{text}\n{listed}\n请输入编号：", "1")
            if said is None:
                return None
            number = said.strip().rstrip(".．、")
            if number.isdecimal() and 1 <= int(number) <= len(options):
                return options[int(number) - 1]
            if said.strip() in options:
                return said.strip()
            hint = f"没有编号“{said}”。\n"

    def ask(self, title: str, text: str, default: str) -> str | None:
        """See ``Program.ask``."""
        said = self._app.InputBox(Prompt=text, Title=title, Default=default, Type=_TEXT)
        return None if said is False else str(said)

    def cancelled(self) -> bool:
        """See ``Program.cancelled``. Only where Excel is the window that takes the keys."""
        user: Any = vars(ctypes)["windll"].user32
        pressed = user.GetAsyncKeyState(_ESCAPE)
        return bool(pressed) and user.GetForegroundWindow() == self._book.app.hwnd
