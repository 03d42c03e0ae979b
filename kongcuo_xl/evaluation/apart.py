"""What our functions answer from the tables is no data of the workbook that they ask.

What follows from the tables is not to be read back as one of their facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TypeAlias

from kongcuo_xl.book import Area, Book, Cell, Sheet, Value
from kongcuo_xl.evaluation.calls import asks_tables
from kongcuo_xl.evaluation.working import NotYetError, Work
from kongcuo_xl.functions import Workbook
from kongcuo_xl.hosts.ooxml import formula_cells

Texts: TypeAlias = Sequence[Sequence[str]]
"""What the cells of an area hold, as formulas, row by row."""


def set_apart(book: Book, path: Path) -> None:
    """Make what our functions answer no data of the workbook they ask.

    A cell that is answered from its arguments alone (``=ID_SEX(D5)``) holds the answer, like any
    other formula. One that asks the tables is empty, whatever is stored in it: what follows from
    the tables is not to be read back as one of their facts. Neither is without a result (FM103).

    Raises UnreadableBookError for a file that is no Office Open XML workbook.
    """
    calling = [sheet for sheet in book.sheets if sheet.calls]
    if not calling:
        return
    work = Work(book, formula_cells.read(path), _not_yet)
    for sheet in calling:
        rows = [list(row) for row in sheet.rows]
        # An array formula may fill more than the sheet holds.
        cells = frozenset(
            (row, column)
            for row, column in work.filled_by(sheet.name)
            if row < sheet.height and column < sheet.width
        )
        asking = {cell for cell in cells if work.asks_tables(sheet.name, cell)}
        for row, column in cells - asking:
            rows[row][column] = work.known(sheet.name, (row, column))
        _leave_out(sheet, rows, asking)
        sheet.uncached -= cells
        sheet.counted -= cells
        sheet.errors = {cell: text for cell, text in sheet.errors.items() if cell not in cells}


def set_apart_open(book: Book, formulas: Mapping[str, Iterable[tuple[Area, Texts]]]) -> None:
    """The same for a workbook that is open in a program which has worked out its formulas.

    ``formulas`` are what its cells hold, by sheet, area by area; texts that are no formula do not
    matter.
    """
    for sheet in book.sheets:
        asking = {
            (area.top + row, area.left + column)
            for area, texts in formulas.get(sheet.name, ())
            for row, line in enumerate(texts)
            for column, text in enumerate(line)
            if text[:1] in ("=", "{") and asks_tables(text)
        }
        inside = {(row, c) for row, c in asking if row < sheet.height and c < sheet.width}
        if inside:
            _leave_out(sheet, [list(row) for row in sheet.rows], inside)
            sheet.errors = {cell: text for cell, text in sheet.errors.items() if cell not in inside}


def _leave_out(sheet: Sheet, rows: list[list[Value]], asking: Set[Cell]) -> None:
    """Give a sheet rows without the answers in some cells, and without what heads nothing else."""
    for row, column in asking:
        rows[row][column] = ""
    sheet.apart = {(row, c): rows[row][c] for row, c in _headings(sheet, rows, asking)}
    for row, column in sheet.apart:
        rows[row][column] = ""
    sheet.rows = rows


def _headings(sheet: Sheet, rows: list[list[Value]], asking: Set[Cell]) -> Iterator[Cell]:
    """The headings of columns that hold nothing but such answers: they head no data."""
    tops: dict[int, int] = {}
    for row, column in asking:
        tops[column] = min(row, tops.get(column, row))
    for column, top in tops.items():
        if any(row[column] != "" for row in rows[top:]):
            continue
        above = top - 1
        for merge in sheet.merges:
            if merge.left == column == merge.right and merge.top <= above <= merge.bottom:
                above = merge.top
        if above >= 0 and rows[above][column] != "":
            yield above, column


def _not_yet() -> Workbook:
    raise NotYetError
