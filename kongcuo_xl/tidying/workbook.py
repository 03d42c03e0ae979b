"""What is to be corrected in a workbook: text typed into recognised columns, never a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeAlias

from kongcuo_xl import clean, copies
from kongcuo_xl.book import Book, Cell
from kongcuo_xl.hosts import ooxml, passwords
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Piece, kinds
from kongcuo_xl.tidying.correction import Correction
from kongcuo_xl.tidying.dates import style_of
from kongcuo_xl.tidying.values import WELL_FORMED, Judged, judged

Formulas: TypeAlias = Callable[[Mapping[str, Collection[Cell]]], Collection[tuple[str, int, int]]]
"""Cells asked about, by sheet → (sheet, row, column) of those that hold formulas."""


def found_in(
    book: BookReading, formulas: Formulas | None = None
) -> tuple[list[Correction], list[Correction]]:
    """What is surely to be corrected in a workbook, and what may be, in order of the cells.

    ``formulas`` tells which of some cells hold one, without it the file does. Raises
    UnreadableBookError.
    """
    safe: dict[tuple[str, int, int], Correction] = {}
    doubtful: dict[tuple[str, int, int], Correction] = {}
    for piece in book.pieces:
        for correction, sure in _of_piece(piece):
            at = correction.sheet, correction.row, correction.column
            (safe if sure else doubtful).setdefault(at, correction)
    asked: dict[str, set[Cell]] = {}
    for sheet, row, column in [*safe, *doubtful]:
        asked.setdefault(sheet, set()).add((row, column))
    for at in (formulas or _formulas_of(book.book))(asked) if asked else ():
        safe.pop(at, None)
        doubtful.pop(at, None)
    order = {sheet.name: i for i, sheet in enumerate(book.book.sheets)}

    def place(c: Correction) -> tuple[int, int, int]:
        return order[c.sheet], c.row, c.column

    left = [c for at, c in doubtful.items() if at not in safe]
    return sorted(safe.values(), key=place), sorted(left, key=place)


def _formulas_of(book: Book) -> Formulas:
    """Which cells of a file hold formulas; of one that is no package, its values are all it has."""

    def among(asked: Mapping[str, Collection[Cell]]) -> Collection[tuple[str, int, int]]:
        if not copies.is_package(book):
            return ()
        with passwords.unlocked(book.path) as (plain, _):
            return ooxml.formulas(plain, {sheet: set(cells) for sheet, cells in asked.items()})

    return among


def _of_piece(piece: Piece) -> Iterator[tuple[Correction, bool]]:
    fields = kinds()[piece.kind].fields
    names = piece.columns.get("student" if "student" in fields else "name")
    grid = piece.sheet.rows
    for id_, first in piece.columns.items():
        if id_ not in fields or piece.shares(id_):
            continue
        type_ = fields[id_].type
        for column in piece.joined.get(id_, (first,)):
            cells = [(row, grid[row][column]) for row in piece.rows]
            style = style_of(cells, column) if type_ == "date" else None
            known: dict[str, Judged] = {}
            for row, value in cells:
                if not isinstance(value, str) or value == "":
                    continue
                if value not in known:
                    known[value] = judged(value, type_, style)
                for found, sure in zip(known[value], (True, False), strict=True):
                    if found is None:
                        continue
                    after, done = found
                    like = None
                    if style is not None and isinstance(after, dt.date):
                        like = style.nearest(row)
                    person = clean.person_name(grid[row][names]) if names is not None else ""
                    yield (
                        Correction(
                            piece.file, piece.sheet.name, *piece.sheet.place(row, column), person,
                            fields[id_].label, value, after, "；".join(done),
                            type_ in WELL_FORMED, like,
                        ),
                        sure,
                    )  # fmt: skip
