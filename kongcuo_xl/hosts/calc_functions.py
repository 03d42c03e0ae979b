"""The cell functions as Calc calls them, inside LibreOffice.

Calc says which document a formula stands in, and not which cell. A formula that means its own row
is therefore written with the numbers of its sheet and row, see ``calc_files``.
"""

from __future__ import annotations

import datetime as dt
import gc
import re
import traceback
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from kongcuo_xl.book import UnreadableBookError, Value
from kongcuo_xl.functions import FUNCTIONS, CellFunction, Given, Here, Workbook
from kongcuo_xl.hosts import calc, calc_files, calc_formulas, live_workbook
from kongcuo_xl.hosts.calc import arrays, later
from kongcuo_xl.hosts.calc.bridge import Uno
from kongcuo_xl.policy import PolicyError

_PLACE = re.compile(r"(\d+)!(\d+)")
_ARRAYS = 500
"""Results kept, so that one that has not changed is the same object."""
_LARGE = 200_000
"""Cells of one argument: whole columns would be read cell by cell for nothing."""


class Answers:
    """The functions of one LibreOffice, and the workbooks that they ask."""

    def __init__(self, context: Uno) -> None:
        self._context = context
        self._app: Any = None
        self._read: list[tuple[Uno, Workbook | Exception]] = []
        """Documents, which are compared a hundred times as fast as their names are asked for.

        With one that can't be read goes the reason: a thousand cells are told it at once.
        """
        self._before: list[tuple[Uno, Workbook | Exception]] = []
        """What the calculation before this one read."""
        self._array = lru_cache(_ARRAYS)(arrays.result)

    def __call__(self, name: str, document: Uno, given: Sequence[Any]) -> Any:
        """What a function answers in a document, as Calc takes it; never raises."""
        try:
            answer = self._answer(FUNCTIONS[name], document, given)
        except (UnreadableBookError, PolicyError) as why:
            return str(why)
        except Exception as error:  # the last fence: a cell shows no traceback
            traceback.print_exc()
            return f"程序内部出错：{type(error).__name__}"
        if not isinstance(answer, list):
            return _shown(answer, document)
        return self._array(tuple(tuple(_shown(one, document) for one in row) for row in answer))

    def _answer(self, function: CellFunction, document: Uno, given: Sequence[Any]) -> Any:
        blocks = [_block(one) for one in given]
        while blocks and blocks[-1] is None:
            blocks.pop()
        for one in blocks:
            if isinstance(one, list) and len(one) * len(one[0]) > _LARGE:
                return "请只选有数据的那几行"
        here = None
        if function.of_its_row and blocks:
            here = _place(blocks[0], document)
            if here is not None:
                blocks[0] = None
        if function.of_its_row and here is None and not (blocks and blocks[0] is not None):
            later.do(self._context, lambda: calc_files.place_own_rows(document, _OF_ROW))
        return function(blocks, lambda: self._workbook(document), here)

    def _workbook(self, document: Uno) -> Workbook:
        """Read when the first cell of a calculation asks, and kept until it is over."""
        found = _of(document, self._read)
        if found is None:
            if not self._read:
                later.do(self._context, self._over)
            before = _of(document, self._before)
            try:
                found = self._opened(document, before if isinstance(before, Workbook) else None)
            except Exception as why:  # whatever it is, it is no other for the next cell
                found = why
            self._read.append((document, found))
        if isinstance(found, Exception):
            raise found.with_traceback(None)
        return found

    def _opened(self, document: Uno, before: Workbook | None) -> Workbook:
        if self._app is None:
            self._app = calc.inside(self._context)
        book = calc.book_of(self._app, document)
        apart = calc_formulas.being_calculated(document)
        return live_workbook.opened(book, dt.date.today(), apart, before)

    def _over(self) -> None:
        """The calculation is over; in the next one the workbook may hold something else."""
        self._before, self._read = self._read, []


def _of(
    document: Uno, read: Sequence[tuple[Uno, Workbook | Exception]]
) -> Workbook | Exception | None:
    return next((workbook for each, workbook in read if each == document), None)


_OF_ROW = [function.name for function in FUNCTIONS.values() if function.of_its_row]


def _block(one: Any) -> Given:
    """An argument as Calc gives it: None where it was left out, 0 for a single blank cell."""
    if one is None:
        return None
    if isinstance(one, tuple):
        return [[_plain(value) for value in row] for row in one]
    return "" if one == 0 else _plain(one)


def _plain(value: Any) -> Value:
    if value is None:
        return ""
    found: Value = int(value) if isinstance(value, float) and value.is_integer() else value
    return found


def _place(first: Given, document: Uno) -> Here | None:
    told = _PLACE.fullmatch(first) if isinstance(first, str) else None
    if told is None:
        return None
    sheet = document.Sheets.getByIndex(int(told[1]) - 1)
    return Here("", sheet.Name, int(told[2]) - 1, 0)


def _shown(value: Value, document: Uno) -> Any:
    if isinstance(value, dt.date):
        null = document.NullDate
        return float((value - dt.date(null.Year, null.Month, null.Day)).days)
    return float(value) if isinstance(value, (int, float)) else str(value)


def answering(context: Uno) -> Callable[[str, Uno, Sequence[Any]], Any]:
    """What the extension calls: (name of a function, document, its arguments) → its answer."""
    # All that was loaded stays; looking through it for garbage would stop a calculation at times.
    gc.freeze()
    return Answers(context)
