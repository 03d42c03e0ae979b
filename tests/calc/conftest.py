"""One LibreOffice for all tests of the Calc engine; a new book for each."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

import pytest
import xlwings as xw
from lasting import Lasting, alive

from kongcuo_xl.hosts import calc
from kongcuo_xl.hosts.calc import office

SECONDS = 240
"""What a test may take on a busy machine."""


@contextmanager
def _started() -> Iterator[xw.App]:
    app = xw.App(visible=False)
    yield app
    app.quit()


@pytest.fixture(scope="session")
def office_of_all() -> Iterator[Lasting]:
    try:
        calc.register()
    except calc.CalcError as problem:
        warnings.warn(f"THE CALC ENGINE IS NOT TESTED: {problem}", stacklevel=1)
        pytest.skip(f"the Calc engine is not tested: {problem}")
    with Lasting(_started) as lasting:
        yield lasting


@pytest.fixture
def app(office_of_all: Lasting) -> xw.App:
    """The LibreOffice of all tests, or a fresh one where the test before brought it down."""
    return office_of_all.app()


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Whoever waits for a LibreOffice of ours that hangs is told that it is gone."""
    late = Timer(SECONDS, office.end_all)
    late.daemon = True
    late.start()
    yield
    late.cancel()


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    app.activate()
    book = app.books.add()
    yield book
    if alive(app) and book.impl.uid in {other.impl.uid for other in app.books}:
        book.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]
