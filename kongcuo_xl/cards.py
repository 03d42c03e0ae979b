"""Cards: one record a form, its labels beside its values (家访记录表, 一人一案).

A card's label has its value to the right, or behind a colon in the same cell, or beneath when the
label takes the whole row. Where a label comes again, the next card begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kongcuo_xl import clean, surroundings
from kongcuo_xl.book import Area
from kongcuo_xl.headings import Grid
from kongcuo_xl.recognition import group_keys, title_bonus
from kongcuo_xl.tables import Kind, Piece, Single, group_words, kinds

_KINDS = ("visits", "home_teaching", "cases", "placements", "deferrals", "special_groups")
"""Kinds of record that people keep a card each of."""
_MOST_ROWS, _MOST_COLUMNS = 2000, 40
_FEWEST_FIELDS, _FEWEST_ROWS = 4, 3
_LABEL = re.compile(r"^\s*([^:：]{2,12}?)\s*[:：]\s*(.*)$", re.DOTALL)


class _Pair(NamedTuple):
    """A label and the cell of its value."""

    row: int
    column: int
    key: str
    single: Single


@dataclass(slots=True)
class _Card:
    """The pairs of one card."""

    fields: dict[str, Single] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)


def read(grid: Grid, file: str, unit: str, school_year: int | None) -> list[Piece] | None:
    """The cards of a sheet, a piece of one row each for those that are filled in.

    None where the sheet holds no cards.
    """
    if grid.height > _MOST_ROWS or grid.width > _MOST_COLUMNS:
        return None
    pairs = list(_pairs(grid))
    best: tuple[float, Kind, list[_Card]] | None = None
    for name in _KINDS:
        kind = kinds()[name]
        cards = [card for card in _cards(kind, pairs) if _is_one(kind, card)]
        if not cards:
            continue
        titles = " ".join(_titles(grid, min(min(card.rows) for card in cards)))
        bonus = title_bonus(kind, titles, grid.sheet.name, file)
        score = bonus + max(len(card.fields) for card in cards)
        # Without a word that says what it is, a form with a name and dates may be anything.
        if bonus and (best is None or score > best[0]):
            best = score, kind, cards
    if best is None:
        return None
    _, kind, cards = best
    filled = [card for card in cards if _is_filled(kind, card)]
    return [_piece(grid, kind, card, file, unit, school_year) for card in filled]


def _pairs(grid: Grid) -> Iterator[_Pair]:
    of = [kinds()[name] for name in _KINDS]

    def named(key: str) -> bool:
        return any(kind.field_named(key) for kind in of)

    for row in range(grid.height):
        cells = grid.own(row)
        keys = {c: clean.header_keys(text)[-1] for c, text in cells.items() if len(text) <= 16}
        for column, text in cells.items():
            of_whom = _of_whom(grid, row, column, keys, named)
            if of_whom is not None:
                key = next((w + keys[column] for w in of_whom if named(w + keys[column])), "")
                at = _beside(grid, row, column)
                if key and at is not None:
                    yield _Pair(row, column, key, Single(at, grid.rows[at[0]][at[1]]))
                continue
            inline = _LABEL.match(text)
            if inline and named(key := clean.header_keys(inline[1])[-1]) and inline[2]:
                yield _Pair(row, column, key, Single((row, column), inline[2].strip()))
                continue
            if not named(keys.get(column, "")):
                continue
            at = _beside(grid, row, column)
            if at is None or (at[0] == row and named(keys.get(at[1], ""))):
                continue
            yield _Pair(row, column, keys[column], Single(at, grid.rows[at[0]][at[1]]))


def _of_whom(
    grid: Grid, row: int, column: int, keys: dict[int, str], named: Callable[[str], bool]
) -> tuple[str, ...] | None:
    """The other person whom a label is about, in the words of the cell that stands before a row of
    labels (监护人情况 | 姓名 | … | 电话 | …); None where there is none such.
    """
    if not named(keys.get(column, "")):
        return None
    first = next((c for c in range(column) if grid.text(row, c)), column)
    area = grid.merge(row, first)
    beside = (area.right if area else first) + 1
    if beside > column or not named(keys.get(beside, "")):
        return None
    words = group_keys(grid.text(row, first))
    return words if any(word in group_words().person for word in words) else None


def _beside(grid: Grid, row: int, column: int) -> tuple[int, int] | None:
    """The cell right of a label, or beneath one that reaches to the edge."""
    merged = grid.merge(row, column)
    right = (merged.right if merged else column) + 1
    if right < grid.width:
        return row, right
    below = (merged.bottom if merged else row) + 1
    return (below, column) if below < grid.height else None


def _cards(kind: Kind, pairs: list[_Pair]) -> Iterator[_Card]:
    card = _Card()
    for pair in pairs:
        name = kind.field_named(pair.key)
        if name is None:
            continue
        # 姓名 or 学生姓名 coming again begins a card; another label twice is another person's.
        if name in card.fields:
            if name not in ("name", "student"):
                continue
            yield card
            card = _Card()
        card.fields[name] = pair.single
        card.rows.add(pair.row)
    yield card


def _is_one(kind: Kind, card: _Card) -> bool:
    """Whether pairs make a card of this kind."""
    enough = len(card.fields) >= _FEWEST_FIELDS and len(card.rows) >= _FEWEST_ROWS
    return enough and set(kind.required) <= card.fields.keys()


def _is_filled(kind: Kind, card: _Card) -> bool:
    """Whether a card is no blank form: one of what it must have may be missing, and is said."""
    blank = sum(1 for name in kind.required if not clean.text(card.fields[name].value))
    others = [f for f in card.fields if f not in kind.required and clean.text(card.fields[f].value)]
    return blank == 0 or (blank == 1 < len(kind.required) and len(others) >= _FEWEST_FIELDS)


def _titles(grid: Grid, top: int) -> list[str]:
    """Texts in the rows right above a card."""
    texts: list[str] = []
    for row in range(max(0, top - 3), top):
        texts += [text for text in grid.own(row).values() if not _LABEL.match(text)]
    return texts


def _piece(
    grid: Grid, kind: Kind, card: _Card, file: str, unit: str, school_year: int | None
) -> Piece:
    top, bottom = min(card.rows), max(card.rows)
    columns = [c for row in range(top, bottom + 1) for c in grid.own(row)]
    area = Area(top, min(columns), bottom, max(columns))
    titles = _titles(grid, top)
    return Piece(
        index=-1,
        unit=unit,
        file=file,
        sheet=grid.sheet,
        kind=kind.id,
        area=area,
        header=area._replace(bottom=top - 1),
        columns={},
        headings={},
        context=surroundings.context_of(titles, grid.sheet.name, file, unit, school_year),
        rows=[top],
        single=card.fields,
    )
