"""A test that brings its LibreOffice down costs no other test its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import xlwings as xw
from lasting import Lasting


@contextmanager
def started() -> Iterator[xw.App]:
    app = xw.App(visible=False)
    yield app
    app.quit()


def crash(app: xw.App) -> None:
    os.killpg(app.pid, signal.SIGKILL)
    app.impl.office.process.wait(10)


def test_after_a_crash_the_next_test_has_another_libreoffice(app: xw.App) -> None:
    failed = pytest.fail.Exception
    with Lasting(started, restarts=1) as lasting:
        first = lasting.app()
        assert lasting.app() is first
        crash(first)
        with pytest.warns(UserWarning, match="ENDED DURING OR AFTER .*test_after_a_crash"):
            second = lasting.app()
        second.books[0].sheets[0]["A1"].value = "好"
        assert second.books[0].sheets[0]["A1"].value == "好"
        assert second.pid != first.pid
        crash(second)
        with pytest.warns(UserWarning, match="ENDED"), pytest.raises(failed, match="TOO OFTEN"):
            lasting.app()
        with pytest.raises(failed, match="not started again"):
            lasting.app()
    assert {each.pid for each in xw.apps} & {first.pid, second.pid} == set()
    app.activate()
