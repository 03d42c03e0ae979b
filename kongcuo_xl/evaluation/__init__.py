"""Formulas that call our functions, worked out for machines without the add-in.

A workbook's cells that hold ``=AT_RISK(B5)`` get their results, and so do formulas that refer to
them; every other formula keeps the result it was saved with. What can't be worked out exactly
keeps its old result, too, and is named.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kongcuo_xl.book import Book
from kongcuo_xl.evaluation.apart import set_apart, set_apart_open
from kongcuo_xl.evaluation.working import Results, Work
from kongcuo_xl.functions import Workbook
from kongcuo_xl.hosts.ooxml import formula_cells

__all__ = ["Results", "results", "set_apart", "set_apart_open"]


def results(book: Book, path: Path, open_book: Callable[[], Workbook]) -> Results:
    """What the cells of a workbook come to that call our functions, and what hangs on them.

    ``path`` is where the package lies, without a password; ``open_book`` gives the workbooks of
    its unit. Raises UnreadableBookError for a file that is no Office Open XML workbook.
    """
    if not any(sheet.calls for sheet in book.sheets):
        return Results()
    work = Work(book, formula_cells.read(path), open_book)
    work.work_out()
    return work.results()
