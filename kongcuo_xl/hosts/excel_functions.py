"""The cell functions as Excel calls them: xlwings' COM server imports this module by name.

Every function of the registry stands here under its own name. What xlwings hands over goes to it
as a rectangle of plain values; what it answers goes back in the same shape.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any, TypeAlias

import xlwings

from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.functions import CATEGORY, FUNCTIONS, CellFunction, Given, Here, Workbook
from kongcuo_xl.hosts import live, live_workbook
from kongcuo_xl.policy import PolicyError

MODULE = __name__
CALCULATION = "KongcuoCalculation()"
"""The VBA expression for when the calculation under way began."""

_CALLER, _BEGAN = "caller", "calculation"
"""Arguments that no formula shows: xlwings fills in the first, VBA the second."""
_EXCEL_DAY_0 = dt.date(1899, 12, 30)
_KEPT = 4
"""Workbooks kept at once: those that a clerk has open side by side."""

Call: TypeAlias = Callable[..., Any]


class Workbooks:
    """The workbooks that formulas stand in, each read once a calculation, judged if it changed."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[float, Workbook | Exception]] = {}
        """With one that can't be read goes the reason: a thousand cells are told it at once."""

    def of(self, caller: Any, calculation: float) -> Workbook:
        """The workbook of a cell, as it is in the calculation that began then.

        ``calculation`` is a date with its time as Excel counts them; its date is the check date
        of a workbook that states none.
        """
        book = caller.sheet.book
        name = str(book.fullname)
        began, found = self._read.pop(name, (0.0, None))
        if found is None or began != calculation:
            today = _EXCEL_DAY_0 + dt.timedelta(days=int(calculation))
            before = found if isinstance(found, Workbook) else None
            try:
                found = live_workbook.opened(book, today, before=before)
            except Exception as why:  # whatever it is, it is no other for the next cell
                found = why
        self._read[name] = calculation, found
        while len(self._read) > _KEPT:
            del self._read[next(iter(self._read))]
        if isinstance(found, Exception):
            raise found.with_traceback(None)
        return found


def exposed(function: CellFunction, workbooks: Workbooks, func: Call, arg: Call) -> Call:
    """A cell function as xlwings wants it; ``func`` and ``arg`` are xlwings' decorators."""

    def call(caller: Any, calculation: Any, *given: Any) -> Any:
        try:
            return _answered(function, workbooks, caller, calculation, given)
        except (UnreadableBookError, PolicyError) as why:
            return str(why)
        except Exception as error:  # the last fence: a cell shows no traceback
            return f"程序内部出错：{type(error).__name__}"

    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.says
    call.__annotations__ = {}  # xlwings would convert by them
    call.__signature__ = _signature(function)  # type: ignore[attr-defined]
    made: Call = func(call, category=CATEGORY)
    made = arg(_BEGAN, vba=CALCULATION)(made)
    for argument in function.arguments:
        made = arg(argument.name, ndim=2, empty="", err_to_str=True, doc=argument.says)(made)
    return made


def _signature(function: CellFunction) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    hidden = [inspect.Parameter(name, kind) for name in (_CALLER, _BEGAN)]
    # A required one that is left out is answered by the function itself, in Chinese.
    shown = [inspect.Parameter(each.name, kind, default=None) for each in function.arguments]
    return inspect.Signature([*hidden, *shown])


def _answered(
    function: CellFunction, workbooks: Workbooks, caller: Any, calculation: float, given: Any
) -> Any:
    blocks = [None if one is None else [[live.plain(v) for v in row] for row in one]
              for one in given]  # fmt: skip
    while blocks and blocks[-1] is None:
        blocks.pop()
    arguments: list[Given] = [*blocks]
    # Only a formula that names nobody needs its own place, which is asked of Excel call by call.
    here = None
    if function.of_its_row and not (blocks and blocks[0] is not None):
        here = Here("", caller.sheet.name, caller.row - 1, caller.column - 1)
    return function(arguments, lambda: workbooks.of(caller, calculation), here)


_OPEN = Workbooks()
globals().update(
    {
        name: exposed(function, _OPEN, xlwings.func, xlwings.arg)
        for name, function in FUNCTIONS.items()
    }
)
