"""What a button acts with: the active workbook, and the user before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kongcuo_xl.book import Area
from kongcuo_xl.commands import own_program
from kongcuo_xl.hosts import programs

TITLE = "控辍保学"
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv"}


class Selected(NamedTuple):
    """What is selected: its sheet and cells, as numbered in a ``Book``."""

    sheet: str
    area: Area


class Desk:
    """The workbook that was active when a button was pressed, and ways to talk with its user."""

    def __init__(self, book: Any) -> None:
        """Made of an ``xlwings.Book``."""
        self.book = book
        self._program = programs.of(book)

    @property
    def title(self) -> str:
        """Of every window shown: it names the workbook that is meant."""
        return f"{TITLE}：{self.book.name}"

    @property
    def in_libreoffice(self) -> bool:
        """Whether the workbook is open in LibreOffice; else it is in Excel."""
        return programs.in_libreoffice(self.book)

    @property
    def selection(self) -> Selected | None:
        """The selected cells, the first area of several; None where no cell is selected."""
        cells = self.book.selection
        if cells is None:
            return None
        top, left = cells.row - 1, cells.column - 1
        rows, columns = cells.shape
        return Selected(cells.sheet.name, Area(top, left, top + rows - 1, left + columns - 1))

    @property
    def areas(self) -> list[Area]:
        """All areas of the selected cells; none where no cell is selected."""
        return self._program.areas()

    def formulas(self) -> dict[str, Iterator[tuple[Area, Sequence[Sequence[str]]]]]:
        """What the cells of each sheet hold as formulas; see ``programs.Program.formulas``."""
        return {sheet.name: self._program.formulas(sheet) for sheet in self.book.sheets}

    def say(self, text: str) -> None:
        """Show one message."""
        self.book.app.alert(text, self.title)

    def confirm(self, text: str) -> bool:
        """Ask for yes or no."""
        return bool(self.book.app.alert(text, self.title, buttons="yes_no") == "yes")

    def choose(self, text: str, options: Sequence[str]) -> str | None:
        """One of some options; None when given up."""
        return self._program.choose(self.title, text, options)

    def ask(self, text: str, default: str = "") -> str | None:
        """What the user types; None when given up."""
        return self._program.ask(self.title, text, default)

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        """A file that the user picks, of endings such as ``.xlsx``; None when given up."""
        return self._program.file(title, endings)

    def folder(self, title: str) -> Path | None:
        """A folder that the user picks; None when given up."""
        return self._program.folder(title)

    def status(self, text: str) -> None:
        """Say something in the status bar; ``""`` gives it back to the program."""
        self.book.app.status_bar = text or False

    def listen(self, *, on: bool) -> None:
        """Begin, or end, to heed Esc."""
        self._program.listen(on=on)

    def cancelled(self) -> bool:
        """Whether the user has pressed Esc: asked between two pieces of long work."""
        return self._program.cancelled()

    def show(self, path: Path) -> None:
        """Open a written file: a workbook beside the active one, all else in its own program."""
        if path.suffix.lower() in _WORKBOOKS:
            self.book.app.books.open(str(path))
        else:
            own_program.show(path)
