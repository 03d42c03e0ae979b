"""The active workbook, read as it is open, and understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kongcuo_xl import evaluation
from kongcuo_xl import policy as policies
from kongcuo_xl.book import Area, UnreadableBookError
from kongcuo_xl.calendar import school_year
from kongcuo_xl.checking import scopes
from kongcuo_xl.commands import outputs
from kongcuo_xl.commands.desk import Desk
from kongcuo_xl.hosts import live
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading, read_book
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Settings


class Opened(NamedTuple):
    """The active workbook with its tables, and what holds where it states nothing itself."""

    books: list[BookReading]
    """One."""
    policy: Policy
    date: dt.date

    @property
    def book(self) -> BookReading:
        """The workbook."""
        return self.books[0]

    def settings(self) -> Settings:
        """What its 设置 sheet says."""
        return Settings([(book.unit, book.book) for book in self.books])

    def scopes(self) -> list[Scope]:
        """As rules and lists ask for it."""
        return scopes(self.books, self.policy, self.date)[0]


def today() -> dt.date:
    """The check date of a workbook that states none."""
    return dt.date.today()


@contextmanager
def status(desk: Desk, words: str) -> Iterator[None]:
    """Say in the status bar what is being done, and give it back whatever happens."""
    desk.status(words)
    try:
        yield
    finally:
        desk.status("")


def read(desk: Desk, *, needs_table: bool = True) -> Opened:
    """The active workbook, saved or not, without our own marks.

    Raises UnreadableBookError for one that is too large, and with ``needs_table`` for one in which
    no table is found.
    """
    policy = policies.load(policies.BASE)
    policy.check_codes(rules())
    date = today()
    with status(desk, "控辍保学：正在读取……"):
        book = live.read(desk.book, policy.limits)
        evaluation.set_apart_open(book, desk.formulas())
        place = outputs.saved(desk)
        if place is not None:
            book.path = place
        unit = place.parent.name if place is not None else outputs.stem(desk)
        year = school_year(Settings([(unit, book)]).date(unit, date))
        found = read_book(book, unit, year)
    if needs_table and not found.pieces:
        raise UnreadableBookError(
            f"“{book.name}”里没有认出台账或名册，没有可用的数据；"
            "请先切换到学生花名册、家访登记等所在的工作簿，再按一次。"
        )
    return Opened([found], policy, date)


def selected_people(opened: Opened, sheet: str, areas: list[Area]) -> list[str]:
    """The people in whose rows the selected cells lie, by name, in the order of the sheet."""
    names: dict[str, None] = {}
    for piece in opened.book.pieces:
        if piece.sheet.name != sheet or piece.sheet.turned:
            continue
        column = piece.columns.get("name", piece.columns.get("student"))
        if column is None:
            continue
        for row in piece.rows:
            if any(area.top <= row <= area.bottom for area in areas):
                name = "".join(str(piece.sheet.rows[row][column]).split())
                names |= {name: None} if name else {}
    return list(names)
