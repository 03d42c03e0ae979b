"""Arrays as results of a function that at other times gives one value.

Such a function of an extension is declared to give anything. Python can't say of what type the
sequence is that it returns, and Calc takes only some. An event holds a value with its type, and
Calc asks a "volatile result" for one.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

from .bridge import Uno, struct, uno


@functools.cache
def _result() -> Any:
    """UNO's interfaces exist only once uno is loaded."""
    interface: Any = uno().getClass("com.sun.star.sheet.XVolatileResult")
    base: Any = importlib.import_module("unohelper").Base

    class Result(base, interface):
        """A result that never changes."""

        def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
            self._rows = rows

        def addResultListener(self, listener: Uno) -> None:  # noqa: N802
            """Tell Calc at once."""
            value = uno().Any("[][]any", self._rows)
            listener.modified(struct("sheet.ResultEvent", Source=self, Value=value))

        def removeResultListener(self, listener: Uno) -> None:  # noqa: N802
            """Nothing is kept."""

    return Result


def result(rows: tuple[tuple[Any, ...], ...]) -> Uno:
    """What to return for an array.

    Calc remembers each while the document is open: give the same object for the same rows.
    """
    return _result()(rows)
