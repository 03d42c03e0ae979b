"""Headcounts that a list of pupils states of itself: beside its classes, in and under it."""

from __future__ import annotations

import re

from kongcuo_xl import clean, surroundings
from kongcuo_xl.headings import Grid
from kongcuo_xl.tables import Piece, Stated

_HEADS = re.compile(r"(?:(?:小|合|共|总)\s*计)?\s*[:：]?\s*(\d{1,4})\s*[人名]")
"""A number of people that says so: other numbers in a row of totals may be of anything."""


def stated(grid: Grid, piece: Piece, between: dict[int, str]) -> list[Stated]:
    """Every headcount of a 花名册 or 学籍表; ``between`` says what rows that are no data are."""
    if piece.kind not in ("students", "registry"):
        return []
    return [
        *_total_rows(grid, piece, between),
        *_section_counts(grid, piece),
        *_subtotals(grid, piece),
    ]


def _section_counts(grid: Grid, piece: Piece) -> list[Stated]:
    """Headcounts beside the name of a class inside a table: 六(2)班(6人)."""
    found = []
    ends = [s.row for s in piece.sections[1:]] + [piece.area.bottom + 1]
    for section, end in zip(piece.sections, ends, strict=False):
        for column, text in grid.own(section.row, piece.area.left, piece.area.right).items():
            match = re.search(r"(?<!\d)(\d{1,3})\s*[人名](?![\u4e00-\u9fff])", text)
            if match:
                found.append(Stated(section.row, column, int(match.group(1)), until=end))
                break
    return found


def _total_rows(grid: Grid, piece: Piece, between: dict[int, str]) -> list[Stated]:
    """Headcounts in 合计 rows: the number beside the word, under the pupil's name or number."""
    found = []
    last = piece.rows[-1] if piece.rows else piece.area.bottom
    for row, why in between.items():
        if why != "合计行" or row < last:
            continue
        texts = {
            c: clean.text(grid.rows[row][c]) for c in piece.headings if grid.rows[row][c] != ""
        }
        for column, text in texts.items():
            match = re.fullmatch(r"(?:合\s*计|总\s*计|共计?)?\s*[:：]?\s*(\d{1,5})\s*[人名]?", text)
            if match and not surroundings.stated_in([(row, column, text)]):
                found.append(Stated(row, column, int(match.group(1))))
                break
        for column, text in texts.items():
            found += surroundings.stated_in([(row, column, text)])
    return found


def _subtotals(grid: Grid, piece: Piece) -> list[Stated]:
    """Headcounts in rows of totals inside a table, where they are not what stands above them.

    One counts the rows since the last such row, or since the last that is so called.
    """
    if piece.sections:
        return []
    found = []
    counted = {"": piece.header.bottom}
    for row, why in sorted(piece.between.items()):
        if why != "合计行":
            continue
        texts = grid.own(row, piece.area.left, piece.area.right)
        named = re.sub(r"[\s\d人名:：]", "", next(iter(texts.values()), ""))
        plain = [(c, m) for c, t in texts.items() if (m := _HEADS.fullmatch(t))]
        if len(plain) == 1:
            column, number = plain[0][0], int(plain[0][1][1])
            since = {counted[""], counted.get(named, piece.header.bottom), piece.header.bottom}
            rows = [sum(1 for r in piece.rows if first < r < row) for first in since]
            if number not in rows:
                found.append(Stated(row, column, number, since=counted[""]))
        counted[""] = counted[named] = row
    return found
