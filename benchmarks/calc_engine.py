"""The Calc engine: values of every kind and colours, through xlwings, in LibreOffice.

The program is a process of its own; times are those of the clock, with the way to it.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import Any

import xlwings as xw

from benchmarks.stopwatch import at_most, in_turn, table
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
        several, colors = mixed(), [["#ffc7ce"], [...]] * MARKS
        took = in_turn(
            {
                "numbers written": lambda: setattr(numbers, "value", rows),
                "numbers read": lambda: numbers.value,
                "mixed written": lambda: setattr(values, "value", several),
                "mixed read": lambda: values.value,
                f"{MARKS} cells coloured": lambda: marked.set_colors(colors),
            },
            runs,
        )
    assert took["mixed read"].result == several
    print(f"## Calc engine: {ROWS:,} × {COLUMNS} cells\n")
    print(table(("what", "seconds"), [(what, one.seconds) for what, one in took.items()]) + "\n")
    for (what, one), limit in zip(took.items(), (1, 0.2, 3, 0.2, 0.1), strict=True):
        print(at_most(f"{what}, seconds", one.seconds, limit))


if __name__ == "__main__":
    main()
