"""A county: 1,000 schools' rosters of 300 pupils, on two processes.

Calamine in a pool of processes reads every workbook and looks for numbers seen before or with a
wrong check character; `kongcuo batch` runs every rule, writes marked copies where there is
something to mark, every school's monthly sheet, and the county's summary.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks import seven
from benchmarks.roster import CHECK_DATE, roster, write
from benchmarks.stopwatch import at_most, in_turn, table
from kongcuo_xl import batch, policy

FOLDER = "全县"


def make(folder: Path, units: int, pupils: int) -> list[Path]:
    """One folder a school with its roster of a class or more a grade; returns the workbooks."""
    county = roster(units * pupils).sample(frac=1, random_state=1)
    paths = [folder / f"第{unit:05d}学校" / "花名册.xlsx" for unit in range(1, units + 1)]
    parts = ((path, county[n * pupils : (n + 1) * pupils]) for n, path in enumerate(paths))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for _ in pool.map(_write, _chunks(parts), chunksize=1):
            pass
    return paths


def _chunks(parts: Iterator[tuple]) -> Iterator[list[tuple]]:
    chunk = []
    for part in parts:
        chunk.append(part)
        if len(chunk) == 50:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _write(chunk: list[tuple]) -> None:
    for path, people in chunk:
        write(path, {"花名册": people.sort_values(["年级", "班级"])})


def keys_of(path: Path) -> tuple[list[str], int]:
    """The numbers in a workbook and how many have a wrong check character."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    at = rows[0].index("身份证号")
    numbers = [row[at] for row in rows[1:]]
    wrong = sum(1 for n in numbers if seven.ID.fullmatch(n) and n[17] != seven.check_character(n))
    return numbers, wrong


def bare_read(paths: list[Path], workers: int) -> tuple[int, int]:
    """(numbers seen twice, wrong check characters)."""
    seen: set[str] = set()
    twice = wrong = 0
    with ProcessPoolExecutor(max_workers=workers) as pool:
        for numbers, bad in pool.map(keys_of, paths, chunksize=25):
            fresh = set(numbers) - seen
            twice += len(numbers) - len(fresh)
            seen |= fresh
            wrong += bad
    return twice, wrong


def with_batch(inbox: Path, out: Path, workers: int) -> batch.Outcome:
    shutil.rmtree(out, ignore_errors=True)
    national = policy.load("national")
    return batch.run(inbox, out, "national", national, CHECK_DATE, workers=workers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000)
    parser.add_argument("--pupils", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inbox, out = Path(folder) / FOLDER, Path(folder) / "结果"
        paths = make(inbox, args.units, args.pupils)
        timings = in_turn(
            {
                "calamine, reading and key check": lambda: bare_read(paths, args.workers),
                "kongcuo batch": lambda: with_batch(inbox, out, args.workers),
            },
            args.runs,
        )
    bare = timings["calamine, reading and key check"].seconds
    us = timings["kongcuo batch"].seconds
    outcome = timings["kongcuo batch"].result
    print(
        f"## A county: {args.units:,} workbooks × {args.pupils} pupils, {args.workers} processes\n"
    )
    lines = [
        (n, t.seconds, int(args.units / t.seconds), t.seconds / us) for n, t in timings.items()
    ]
    print(table(["work", "seconds", "workbooks/s", "time / ours"], lines) + "\n")
    print(at_most("our time over that of the bare read", us / bare, 6))
    findings = sum(len(unit.findings) for unit in outcome.units)
    copies = sum(name.endswith("_核查.xlsx") for unit in outcome.units for name in unit.written)
    print(f"\n{findings:,} findings; {copies:,} marked copies, {len(outcome.units):,} schools.")
    if outcome.failures:
        raise SystemExit("\n".join(outcome.failures[:5]))


if __name__ == "__main__":
    main()
