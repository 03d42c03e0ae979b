"""What a spreadsheet program does that xlwings does not offer: a module a program.

Sheets and ranges are ``xlwings`` objects; areas count from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import xlwings

from kongcuo_xl.book import Area, a1
from kongcuo_xl.plan import Printing, Style


class Overlay(NamedTuple):
    """A conditional format of ours as it stands now."""

    areas: tuple[Area, ...]
    formula: str


class Contents(Protocol):
    """What cells hold, as a program tells it: contents that are equal come to equal values."""

    def values(self) -> list[list[Any]]:
        """The values row by row: ``""`` for a blank cell, an error as its text."""


class Program(Protocol):
    """The program that a workbook is open in."""

    longest_address: int
    """Characters that the address of several areas may have; 0: an address is one area's."""

    def contents(self, cells: Any) -> Contents:
        """What a range holds."""

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

    def listen(self, *, on: bool) -> None:
        """Begin, or end, to heed Esc: the program itself does not act on it meanwhile."""

    def cancelled(self) -> bool:
        """Whether the user has pressed Esc since ``listen``."""

    def obstacle(self, sheets: Sequence[str]) -> str:
        """Why nothing can be changed on these sheets, a Chinese sentence; ``""`` if it can."""

    def shade(self, sheet: Any, areas: Sequence[Area], style: Style, formula: str) -> None:
        """Lay a conditional format over areas, on top of those there are."""

    def overlays(self, sheet: Any, sign: str) -> list[Overlay]:
        """The conditional formats of a sheet whose formula holds a sign, the topmost first."""

    def unshade(self, sheet: Any, sign: str) -> None:
        """Take these away, and leave all others as they were."""

    def wipe(self, sheet: Any, areas: Sequence[Area]) -> None:
        """Empty cells and take off every look."""

    def hide_name(self, book: Any, name: str) -> None:
        """Keep a defined name out of the user's list."""

    def underline(self, cells: Any) -> None:
        """Underline the text of a range."""

    def add_filter(self, cells: Any) -> None:
        """Put filter arrows on the first row of a range."""

    def stretch(self, sheet: Any, result: Area, by: int) -> None:
        """Let filters and tables that end at a result column take it in (1), or leave it (-1)."""

    def formulas(self, sheet: Any) -> Iterator[tuple[Area, Sequence[Sequence[str]]]]:
        """Areas with what their cells hold, row by row: every formula, and maybe other texts.

        Formulas are spelt as the program spells them.
        """

    def filtered(self, sheet: Any, row: int) -> bool:
        """Whether it is a filter that hides a hidden row."""

    def set_page(self, sheet: Any, printing: Printing) -> None:
        """A4, fitted to the width, the header repeated, page numbers below."""

    def set_tab(self, sheet: Any, color: str) -> None:
        """Colour the tab; ``RRGGBB``."""


def addresses(areas: Sequence[Area], longest: int) -> list[str]:
    """The areas as few addresses for ``Sheet.range``, none longer than ``longest``."""
    found: list[str] = []
    for area in areas:
        one = a1(area.top, area.left) if area[:2] == area[2:] else area.a1
        if found and len(found[-1]) + 1 + len(one) <= longest:
            found[-1] += f",{one}"
        else:
            found.append(one)
    return found


def in_libreoffice(book: Any) -> bool:
    """Whether an ``xlwings.Book`` is open in LibreOffice; else it is in Excel."""
    return bool(book.app.engine.name == "calc")


def explained(error: Exception) -> str:
    """A Chinese sentence on what a program is known to refuse; ``""`` for anything else."""
    if not isinstance(error, xlwings.XlwingsError):
        return ""
    from kongcuo_xl.hosts.programs import libreoffice

    return libreoffice.explained(error)


def of(book: Any) -> Program:
    """The program that an ``xlwings.Book`` is open in."""
    if in_libreoffice(book):
        from kongcuo_xl.hosts.programs.libreoffice import LibreOffice

        return LibreOffice(book)
    from kongcuo_xl.hosts.programs.excel import Excel

    return Excel(book)
