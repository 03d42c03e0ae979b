"""The Calc engine: values of every kind and colours, through xlwings, in LibreOffice.

The program is a process of its own; times are those of the clock, with the way to it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable
from types import EllipsisType
from typing import Any

import xlwings as xw

from benchmarks.stopwatch import at_most, table
from kongcuo_xl.hosts import calc

ROWS, COLUMNS, MARKS = 5000, 20, 500
_BORN = dt.datetime(2012, 9, 1)
_KINDS: tuple[Callable[[int], Any], ...] = (
    lambda n: f"学生{n}",
    lambda n: n / 7,
    lambda n: _BORN + dt.timedelta(days=n % 900),
    lambda n: n % 3 == 0,
    lambda n: "七(1)班" if n % 2 else None,
)
"""What the columns hold in turn: texts of their own, numbers, dates, truth values, few texts."""


def mixed() -> list[list[Any]]:
    return [[_KINDS[column % 5](row * 7 + column) for column in range(COLUMNS)]
            for row in range(ROWS)]  # fmt: skip


def fastest(works: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Seconds of the clock that each took at best; once more than ``runs``, the first uncounted."""
    best = dict.fromkeys(works, float("inf"))
    for number in range(runs + 1):
        for what, work in works.items():
            began = time.perf_counter()
            work()
            if number:
                best[what] = min(best[what], time.perf_counter() - began)
    return best


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=5)
    runs = arguments.parse_args().runs
    calc.register()
    with xw.App(visible=False) as app:
        book = app.books.add()
        numbers = book.sheets[0].range((1, 1), (ROWS, COLUMNS))
        values = book.sheets.add().range((1, 1), (ROWS, COLUMNS))
        marked = book.sheets.add().range((1, 1), (2 * MARKS, 1))
        rows = [[float(row * column) for column in range(COLUMNS)] for row in range(ROWS)]
        several = mixed()
        colors: list[list[str | EllipsisType]] = [["#ffc7ce"], [...]] * MARKS
        took = fastest(
            {
                "numbers written": lambda: setattr(numbers, "value", rows),
                "numbers read": lambda: numbers.value,
                "mixed written": lambda: setattr(values, "value", several),
                "mixed read": lambda: values.value,
                f"{MARKS} cells coloured": lambda: marked.set_colors(colors),
            },
            runs,
        )
        assert values.value == several
    print(f"## Calc engine: {ROWS:,} × {COLUMNS} cells\n")
    print(table(("what", "seconds"), list(took.items())) + "\n")
    for (what, seconds), limit in zip(took.items(), (1, 0.2, 3, 0.2, 0.1), strict=True):
        print(at_most(f"{what}, seconds", seconds, limit))


if __name__ == "__main__":
    main()
