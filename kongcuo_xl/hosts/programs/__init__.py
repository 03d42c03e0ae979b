"""What a spreadsheet program does that xlwings does not offer: a module a program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from kongcuo_xl.book import Area


class Program(Protocol):
    """The program that a workbook is open in."""

    def areas(self) -> list[Area]:
        """The selected cells, area by area; none where no cell is selected."""

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        """The file that the user picks, of endings such as ``.xlsx``; None when given up."""

    def folder(self, title: str) -> Path | None:
        """The folder that the user picks; None when given up."""

    def choose(self, title: str, text: str, options: Sequence[str]) -> str | None:
        """One of the options; None when given up."""

    def ask(self, title: str, text: str, default: str) -> str | None:
        """What the user types; None when given up."""

    def cancelled(self) -> bool:
        """Whether the user has pressed Esc since the last question."""


def of(book: Any) -> Program:
    """The program that an ``xlwings.Book`` is open in."""
    if book.app.engine.name == "calc":
        from kongcuo_xl.hosts.programs.libreoffice import LibreOffice

        return LibreOffice(book)
    from kongcuo_xl.hosts.programs.excel import Excel

    return Excel(book)
