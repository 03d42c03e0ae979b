"""LibreOffice Calc, through UNO."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kongcuo_xl.book import Area
from kongcuo_xl.hosts.calc.bridge import Uno, path_of

_CHOSEN = 1
_WIDTH, _ROW = 240, 14


class LibreOffice:
    """See ``programs.Program``."""

    def __init__(self, book: Any) -> None:
        self._book = book

    def _service(self, name: str) -> Uno:
        return self._book.app.impl.office.service(f"com.sun.star.{name}")

    def areas(self) -> list[Area]:
        """See ``Program.areas``."""
        selected = self._book.impl.controller.Selection
        if selected is None or not hasattr(selected, "supportsService"):
            return []
        if selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            found = selected.RangeAddresses
        else:
            found = [selected.RangeAddress] if hasattr(selected, "RangeAddress") else []
        return [Area(a.StartRow, a.StartColumn, a.EndRow, a.EndColumn) for a in found]

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        """See ``Program.file``."""
        picker = self._service("ui.dialogs.FilePicker")
        picker.setTitle(title)
        picker.appendFilter(title, ";".join(f"*{ending}" for ending in endings))
        if picker.execute() != _CHOSEN:
            return None
        return Path(path_of(picker.getSelectedFiles()[0]))

    def folder(self, title: str) -> Path | None:
        """See ``Program.folder``."""
        picker = self._service("ui.dialogs.FolderPicker")
        picker.setTitle(title)
        if picker.execute() != _CHOSEN:
            return None
        return Path(path_of(picker.getDirectory()))

    def choose(self, title: str, text: str, options: Sequence[str]) -> str | None:
        """See ``Program.choose``."""
        rows = min(max(len(options), 3), 12)
        dialog = self._dialog(title, text, "List", rows * _ROW)
        shown = dialog.getControl("answer")
        shown.addItems(tuple(options), 0)
        shown.selectItemPos(0, True)
        chosen = dialog.execute() == _CHOSEN
        answer = str(shown.getSelectedItem())
        dialog.dispose()
        return answer if chosen and answer else None

    def ask(self, title: str, text: str, default: str) -> str | None:
        """See ``Program.ask``."""
        dialog = self._dialog(title, text, "Edit", _ROW)
        typed = dialog.getControl("answer")
        typed.setText(default)
        chosen = dialog.execute() == _CHOSEN
        answer = str(typed.getText())
        dialog.dispose()
        return answer if chosen else None

    def cancelled(self) -> bool:
        """See ``Program.cancelled``."""
        return False

    def _dialog(self, title: str, text: str, kind: str, height: int) -> Uno:
        """A window with a text, one control named ``answer`` and two buttons."""
        model = self._service("awt.UnoControlDialogModel")
        said = (text.count("\n") + 1 + len(text) // 40) * 10
        model.Title, model.Width, model.Height = title, _WIDTH, said + height + 42

        def put(name: str, type_: str, place: tuple[int, int, int, int], **looks: object) -> None:
            made = model.createInstance(f"com.sun.star.awt.UnoControl{type_}Model")
            made.PositionX, made.PositionY, made.Width, made.Height = place
            for look, value in looks.items():
                setattr(made, look, value)
            model.insertByName(name, made)

        type_ = {"List": "ListBox", "Edit": "Edit"}[kind]
        put("text", "FixedText", (8, 6, _WIDTH - 16, said), Label=text, MultiLine=True)
        put("answer", type_, (8, said + 10, _WIDTH - 16, height))
        below = said + height + 18
        put("yes", "Button", (_WIDTH - 116, below, 50, 16), Label="确定", PushButtonType=1)
        put("no", "Button", (_WIDTH - 58, below, 50, 16), Label="取消", PushButtonType=2)
        dialog = self._service("awt.UnoControlDialog")
        dialog.setModel(model)
        toolkit = self._service("awt.Toolkit")
        dialog.createPeer(toolkit, self._book.api.CurrentController.Frame.ContainerWindow)
        return dialog
