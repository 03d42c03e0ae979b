"""Work put off until LibreOffice has done what it is doing."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

from .bridge import Uno, uno


@functools.cache
def _callback() -> Any:
    """UNO's interfaces exist only once uno is loaded."""
    interface: Any = uno().getClass("com.sun.star.awt.XCallback")
    base: Any = importlib.import_module("unohelper").Base

    class Callback(base, interface):
        """Calls back once."""

        def __init__(self, work: Callable[[], object]) -> None:
            self._work = work

        def notify(self, data: Any) -> None:
            """LibreOffice has time now."""
            self._work()

    return Callback


def do(context: Uno, work: Callable[[], object]) -> None:
    """Have LibreOffice call ``work`` when it has finished what it is doing: a calculation, say."""
    caller = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.awt.AsyncCallback", context
    )
    caller.addCallback(_callback()(work), None)
