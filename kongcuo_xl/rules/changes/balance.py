"""期初 + 增加 − 减少 = 期末, as a register of changes states it on its own sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kongcuo_xl import clean
from kongcuo_xl.book import Cell, Sheet
from kongcuo_xl.tables import Piece

_LINE = re.compile(r"期初\D*(\d+)\D+?增加?\D*(\d+)\D+?减少?\D*(\d+)\D+?期末\D*(\d+)", re.DOTALL)
_DEEPEST = 3
"""Rows that a heading may stand above its figures."""
_SUM = re.compile("^(?:合计|小计|总计|计)")


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated balance, and the cell of its closing figure."""

    cell: Cell
    of: str
    """七年级男, or whatever the row is headed; ``""`` for the whole."""
    opening: float
    increase: float
    decrease: float
    closing: float


def stated(piece: Piece) -> Iterator[Stated]:
    """Every balance on the sheet outside the rows of the register."""
    sheet, inside = piece.sheet, set(piece.rows)
    row = 0
    while row < len(sheet.rows):
        texts = [clean.text(value) for value in sheet.rows[row]]
        if row in inside or not any("期初" in text for text in texts):
            row += 1
            continue
        line = _LINE.search("\x1f".join(texts))
        if line:
            upto = "\x1f".join(texts)[: line.start(4)]
            numbers = (float(number) for number in line.groups())
            yield Stated((row, upto.count("\x1f")), "", *numbers)
            row += 1
            continue
        columns = _columns(sheet, row, texts)
        last = row
        if columns:
            for found in _rows(sheet, row, columns, inside):
                last = found.cell[0]
                yield found
        row = last + 1


def _columns(sheet: Sheet, row: int, texts: list[str]) -> dict[str, list[int]] | None:
    """Columns of the four figures under a row of headings."""
    starts = [c for c, text in enumerate(texts) if text]
    spans = {
        c: range(c, starts[i + 1] if i + 1 < len(starts) else len(texts))
        for i, c in enumerate(starts)
    }
    found: dict[str, list[int]] = {}
    for word, names in (
        ("opening", "期初"), ("increase", "增"), ("decrease", "减"), ("closing", "期末"),
    ):  # fmt: skip
        at = next((c for c in starts if names in texts[c] and "率" not in texts[c]), None)
        if at is None:
            return None
        found[word] = _parts(sheet, row, list(spans[at]))
    found["opening"], found["closing"] = found["opening"][:1], found["closing"][:1]
    found["head"] = list(range(min(found["opening"])))
    return found


def _parts(sheet: Sheet, row: int, columns: list[int]) -> list[int]:
    """Of the columns under one heading those to be added up: the total alone, and no 其中女."""
    beneath = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else []
    words = {c: clean.text(beneath[c]) if c < len(beneath) else "" for c in columns}
    if all(clean.number(word) is not None for word in words.values()):
        return columns[:1] if len(columns) > 1 and not any(words.values()) else columns
    totals = [c for c, word in words.items() if _SUM.search(word)]
    return totals[:1] or [c for c, word in words.items() if "女" not in word]


def _rows(
    sheet: Sheet, top: int, columns: dict[str, list[int]], inside: set[int]
) -> Iterator[Stated]:
    begun = False
    for row in range(top + 1, len(sheet.rows)):
        cells = sheet.rows[row]
        closing = clean.number(cells[columns["closing"][0]])
        opening = clean.number(cells[columns["opening"][0]])
        if row in inside or opening is None or closing is None:
            if begun or row - top >= _DEEPEST:
                return
            continue
        begun = True
        sums = [
            sum(clean.number(cells[c]) or 0.0 for c in columns[word])
            for word in ("increase", "decrease")
        ]
        head = "".join(clean.text(cells[c]) for c in columns["head"])
        yield Stated((row, columns["closing"][0]), head, opening, sums[0], sums[1], closing)
