"""检查本簿 in a spreadsheet program: a roster of 1,500 pupils in 20 columns, open in LibreOffice.

The program is a process of its own: the processor time of ours is the Python part, what is over
is the program's own work and the way to it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xlwings as xw

from benchmarks.roster import roster, write
from benchmarks.stopwatch import at_most, table
from kongcuo_xl.commands import Desk, act
from kongcuo_xl.hosts import calc


class Silent(Desk):
    """A user who only presses buttons."""

    said = ""

    def say(self, text: str) -> None:
        self.said = text


def bulk(counted: Counter[str], doing: Callable[[], object]) -> None:
    """Count the calls that read and write values."""
    kept: Any = xw.Range.value
    try:
        xw.Range.value = property(  # type: ignore[misc, assignment]
            lambda cells: counted.update(["read"]) or kept.fget(cells),
            lambda cells, value: counted.update(["written"]) or kept.fset(cells, value),
        )
        doing()
    finally:
        xw.Range.value = kept  # type: ignore[misc]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1500)
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()

    people, rng = roster(given.rows), np.random.default_rng(1)
    for number in range(1, 6):
        people[f"成绩{number}"] = rng.integers(40, 100, given.rows)
        people[f"备注{number}"] = rng.choice(["", "良好", "待核实"], given.rows)
    calc.register()
    with tempfile.TemporaryDirectory() as folder, xw.App(visible=False) as app:
        path = Path(folder) / "花名册.xlsx"
        write(path, {"花名册": people})
        book = app.books.open(str(path))
        desk, rows = Silent(book), []
        for button in ("check_book", "clear"):
            best = [float("inf"), float("inf")]
            for run in range(given.runs + 1):
                if button == "clear":
                    act("check_book", desk)
                began = time.perf_counter(), time.process_time()
                act(button, desk)
                if run:  # the first loads what all use
                    best[0] = min(best[0], time.perf_counter() - began[0])
                    best[1] = min(best[1], time.process_time() - began[1])
            rows.append((button, *best, desk.said.splitlines()[0]))
        counted: Counter[str] = Counter()
        bulk(counted, lambda: act("check_book", desk))
        sheets = len(list(book.sheets))
    print(f"## Buttons: 检查本簿, {given.rows:,} × 20 cells open in LibreOffice\n")
    print(table(("button", "seconds", "of them Python's", "said"), rows))
    print(f"\nValues were read in {counted['read']} calls and written in {counted['written']},"
          f" on {sheets} sheets.\n")  # fmt: skip
    print(at_most("Python part of 检查本簿, seconds", rows[0][2], 1))


if __name__ == "__main__":
    main()
