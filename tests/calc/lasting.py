"""One LibreOffice for many tests: where one of them brings it down, the next gets another."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from types import TracebackType

import pytest
import xlwings as xw

from kongcuo_xl.hosts import calc

RESTARTS = 3
"""More are no accident: every further test then fails at once, and says so."""


class Lasting:
    """Starts a LibreOffice, and another when that has ended. A context manager."""

    def __init__(
        self, start: Callable[[], AbstractContextManager[xw.App]], restarts: int = RESTARTS
    ) -> None:
        self._start = start
        self._left = restarts + 1
        self._running = ExitStack()
        self._app: xw.App | None = None
        self._last = ""

    def __enter__(self) -> Lasting:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()

    def app(self) -> xw.App:
        """The app for the test that runs now. Fails the test where too many have ended."""
        if self._app is not None and not alive(self._app):
            warnings.warn(f"LIBREOFFICE ENDED DURING OR AFTER {self._last}", stacklevel=2)
            self._app = None
            with suppress(calc.CalcError):
                self._running.close()  # what is left of it
        if self._app is None:
            if not self._left:
                pytest.fail(
                    f"LIBREOFFICE ENDED TOO OFTEN, last during or after {self._last}: "
                    "it is not started again",
                    pytrace=False,
                )
            self._left -= 1
            self._app = self._running.enter_context(self._start())
        self._last = os.environ.get("PYTEST_CURRENT_TEST", "")
        return self._app


def alive(app: xw.App) -> bool:
    """Whether its LibreOffice answers."""
    return bool(app.impl.office.alive)
