"""A county: 1,000 schools' rosters of 300 pupils, on two processes.

Calamine in a pool of processes, or on a Dask cluster of this machine, reads every workbook and
looks for numbers seen before or with a wrong check character; `kongcuo batch --check-only` runs
every rule, writes marked copies where there is something to mark, the roll-up and the summary;
without that option also every school's lists, monthly sheet and part of the history. Each runs as a
program of its own, with its workers.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks import seven
from benchmarks.load import Cost, cost_of, run
from benchmarks.roster import roster, write
from benchmarks.stopwatch import at_most, table
from kongcuo_xl.batch.outbox import Outbox

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


def _together(found: Iterable[tuple[list[str], int]]) -> tuple[int, int]:
    """(numbers seen twice, wrong check characters)."""
    seen: set[str] = set()
    twice = wrong = 0
    for numbers, bad in found:
        fresh = set(numbers) - seen
        twice += len(numbers) - len(fresh)
        seen |= fresh
        wrong += bad
    return twice, wrong


def in_a_pool(paths: list[Path], workers: int) -> tuple[int, int]:
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return _together(pool.map(keys_of, paths, chunksize=25))


def on_dask(paths: list[Path], workers: int) -> tuple[int, int]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        return _together(client.gather(client.map(keys_of, paths, batch_size=25, pure=False)))


PEERS: dict[str, Callable[[list[Path], int], tuple[int, int]]] = {
    "calamine in a pool": in_a_pool,
    "calamine on Dask": on_dask,
}

OURS = {"kongcuo batch --check-only": ("--check-only",), "kongcuo batch": ()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000)
    parser.add_argument("--pupils", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--peer", choices=PEERS, help="one of them over --inbox, and no more")
    parser.add_argument("--inbox", type=Path)
    args = parser.parse_args()
    if args.peer:
        from benchmarks import county  # a worker finds there what it is to do, not in __main__

        print(county.PEERS[args.peer](sorted(args.inbox.rglob("*.xlsx")), args.workers))
        return
    with tempfile.TemporaryDirectory() as folder:
        inbox, out = Path(folder) / FOLDER, Path(folder) / "结果"
        paths = make(inbox, args.units, args.pupils)
        costs: dict[str, list[Cost]] = {}
        for _ in range(args.runs):
            for peer in PEERS:
                asked = ("--peer", peer, "--inbox", str(inbox), "--workers", str(args.workers))
                costs.setdefault(peer, []).append(cost_of("-m", "benchmarks.county", *asked)[0])
            for name, more in OURS.items():
                shutil.rmtree(out, ignore_errors=True)
                costs.setdefault(name, []).append(run(inbox, out, args.workers, *more)[0])
        units = (path.parent.relative_to(inbox.parent).as_posix() for path in paths)
        records = [record for unit in units if (record := Outbox(out).record(unit))]
    best = {name: min(each, key=lambda cost: cost.cpu) for name, each in costs.items()}
    bare = best["calamine in a pool"].cpu
    print(
        f"## A county: {args.units:,} workbooks × {args.pupils} pupils, {args.workers} processes\n"
    )
    lines = [(n, c.cpu, c.seconds, args.units / c.cpu, c.cpu / bare) for n, c in best.items()]
    heads = ["work", "CPU seconds", "seconds", "workbooks a CPU second", "CPU / bare read"]
    print(table(heads, lines) + "\n")
    checked, whole = (best[name].cpu / bare for name in OURS)
    print(at_most("rules, copies and roll-up over the bare read, processor time", checked, 6))
    print(at_most("with lists, sheets and history too", whole, 6))
    findings = sum(len(record.findings) + len(record.across_standing) for record in records)
    copies = sum(len(record.copies) for record in records)
    print(f"\n{findings:,} findings; {copies:,} marked copies, {len(records):,} schools.")
    if failures := [failure for record in records for failure in record.failures]:
        raise SystemExit("\n".join(failures[:5]))


if __name__ == "__main__":
    main()
