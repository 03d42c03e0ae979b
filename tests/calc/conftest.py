"""One LibreOffice for all tests of the Calc engine; a new book for each."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
import xlwings as xw

from kongcuo_xl.hosts import calc


@pytest.fixture(scope="session")
def app() -> Iterator[xw.App]:
    try:
        calc.register()
    except calc.CalcError as problem:
        warnings.warn(f"THE CALC ENGINE IS NOT TESTED: {problem}", stacklevel=1)
        pytest.skip(f"the Calc engine is not tested: {problem}")
    app = xw.App(visible=False)
    yield app
    app.quit()


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    app.activate()
    book = app.books.add()
    yield book
    if book.impl.uid in {other.impl.uid for other in app.books}:
        book.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]
