"""Cell functions in LibreOffice: 2,000 cells that ask for the risk of 2,000 pupils, worked out.

The extension is installed in a profile of its own, as the tests do it. The clock's least time of
several runs, and LibreOffice's processor time, which is counted in hundredths: its mean.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.roster import CHECK_DATE, roster, write
from benchmarks.stopwatch import at_most, table
from kongcuo_xl.hosts import calc
from tests.calc.extended import profile, running

PUPILS = 2000
_TICKS = 100
"""Of the processor's clock in a second, as Linux counts for a process."""


def school(path: Path) -> None:
    """A roster and a register of absences; every tenth pupil was truant."""
    people = roster(PUPILS)
    people["留守儿童"] = np.where(np.arange(PUPILS) % 5, "否", "是")
    truants = people.iloc[::10]
    klass = truants["年级"].str[0] + "(" + truants["班级"].str.removesuffix("班") + ")班"
    absences = pd.DataFrame(
        {"日期": np.datetime64("2025-10-13", "s"), "姓名": truants["姓名"], "班级": klass,
         "天数": 1, "类别": "旷课"}
    )  # fmt: skip
    settings = pd.DataFrame({"项目": ["检查日期"], "值": [f"{CHECK_DATE}"]})
    write(path, {"花名册": people, "缺课登记表": absences, "设置": settings})


def seconds(process: int) -> float:
    """Of the processor, that a process has had."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / _TICKS


def timed(
    process: int, runs: int, work: Callable[[], object], before: Iterator[object]
) -> tuple[float, float]:
    """Least seconds of the clock, mean ones of the processor; what comes before is not timed."""
    clock, processor = [], []
    for _ in range(runs):
        next(before)
        time.sleep(0.1)  # LibreOffice gets to what it put off: the calculation before is over
        began, had = time.perf_counter(), seconds(process)
        work()
        clock.append(time.perf_counter() - began)
        processor.append(seconds(process) - had)
    return min(clock), sum(processor) / runs


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=10)
    runs = arguments.parse_args().runs
    calc.register()
    with profile() as made, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "学校.xlsx"
        school(path)
        with running(made, "--headless") as app:
            book = app.books.open(path)
            cells = book.sheets["花名册"].range((2, 20), (PUPILS + 1, 20)).api
            day = book.sheets["缺课登记表"].range("D2").api

            def changing() -> Iterator[None]:
                while True:
                    day.setValue(1.5 - day.getValue())
                    yield None

            rows = []
            for name, formula, before in (
                ("AT_RISK, another workbook than before", "AT_RISK(C{})", changing()),
                ("AT_RISK, an unchanged workbook", "AT_RISK(C{})", iter(lambda: None, 0)),
                ("ID_SEX of nothing: the way to a function", 'ID_SEX("")', iter(lambda: None, 0)),
            ):
                texts = [f"=KONGCUO.FUNCTIONS.{formula}".format(n + 2) for n in range(PUPILS)]
                cells.setFormulaArray([(text,) for text in texts])
                # The first loads what all use.
                timed(app.pid, 1, book.api.calculateAll, before)
                rows.append((name, *timed(app.pid, runs, book.api.calculateAll, before)))
                if formula.startswith("AT_RISK"):
                    assert {"高", "中", "低", "无"} & {row[0] for row in cells.getDataArray()}
            book.close()
    print(f"## Cell functions in LibreOffice: {PUPILS:,} cells, a roster of {PUPILS:,}\n")
    print(table(("what is calculated", "seconds", "of the processor"), rows) + "\n")
    print(at_most(f"{PUPILS:,} AT_RISK cells, seconds", rows[0][1], 0.2))


if __name__ == "__main__":
    main()
