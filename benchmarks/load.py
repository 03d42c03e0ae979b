"""Thousands of units: how time and memory grow, and what a second run takes.

Units are made from a few templates whose people are changed in the XML itself, which takes some
milliseconds each. Each size is run as its own program; then the same command is run again with
nothing changed, and again with other people in one unit in a hundred. Processor time is told
beside wall-clock time, because a shared machine changes speed. Processes are looked at in /proc.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from benchmarks.roster import CHECK_DATE, REGIONS, roster, write
from benchmarks.stopwatch import at_most, table
from kongcuo_xl.identity import expected_check

_KINDS = 8
_TICKS = os.sysconf("SC_CLK_TCK")


class County:
    """``units`` folders with a roster each; nobody is in two of them."""

    def __init__(self, folder: Path, units: int, pupils: int) -> None:
        self._folder, self._units = folder, units
        self._templates: list[tuple[bytes, list[str]]] = []
        everybody = roster(_KINDS * pupils)
        with tempfile.TemporaryDirectory() as place:
            for kind in range(_KINDS):
                path = Path(place) / f"{kind}.xlsx"
                people = everybody[kind * pupils : (kind + 1) * pupils]
                write(path, {"花名册": people.sort_values(["年级", "班级"])})
                self._templates.append((path.read_bytes(), people["身份证号"].tolist()))
        for unit in range(units):
            self._write(unit, unit // _KINDS)

    def change(self, every: int) -> None:
        """Put other people into one unit of so many."""
        for unit in range(0, self._units, every):
            self._write(unit, (self._units + unit) // _KINDS + 1)

    def _write(self, unit: int, turn: int) -> None:
        target = self._folder / f"第{unit:05d}学校" / "花名册.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_changed(*self._templates[unit % _KINDS], turn))


@dataclass
class Cost:
    """What a run took."""

    seconds: float = 0.0
    processor: dict[int, float] = field(default_factory=dict)
    """Process → seconds of processor time."""
    memory: dict[int, float] = field(default_factory=dict)
    """Process → MB at most."""

    @property
    def cpu(self) -> float:
        """Seconds of processor time of all processes."""
        return sum(self.processor.values())

    def look(self, pid: int) -> None:
        """Look at a process and those that it has started."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{pid}/status").read_text()
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:  # it has just gone
            return
        self.processor[pid] = (int(stat[11]) + int(stat[12])) / _TICKS
        if "VmHWM:" in status:
            self.memory[pid] = int(status.partition("VmHWM:")[2].split()[0]) / 1024
        for child in children:
            self.look(int(child))


def cost_of(*arguments: str, fine: tuple[int, ...] = (0,)) -> tuple[Cost, int]:
    """What a program of this Python takes with all that it starts, and its process."""
    cost, begin = Cost(), time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        cost.look(process.pid)
        time.sleep(0.05)
    cost.seconds = time.perf_counter() - begin
    if process.returncode not in fine:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    return cost, process.pid


def run(inbox: Path, out: Path, workers: int, *more: str) -> tuple[Cost, int]:
    """What one batch from the command line takes, and its process."""
    return cost_of(
        *("-m", "kongcuo_xl.cli", "batch", str(inbox), "--out", str(out), "--quiet"),
        *("--date", str(CHECK_DATE), "--workers", str(workers), *more),
        fine=(0, 1),  # 1: something was found
    )


def _changed(package: bytes, numbers: list[str], turn: int) -> bytes:
    """A roster of other people: another region tells the turns apart."""
    other = {number: _other(number, turn) for number in numbers}
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(held, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith(("sheet1.xml", "sharedStrings.xml")):
                text = _NUMBER.sub(lambda found: other.get(found[0], found[0]), data.decode())
                data = text.encode()
            new.writestr(entry.filename, data, zipfile.ZIP_DEFLATED, 1)
    return held.getvalue()


_NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?![\dX])")


@cache
def _regions() -> list[str]:
    """Codes of counties, those of the templates first."""
    lines = (resources.files("kongcuo_xl") / "data" / "regions.csv").read_text("utf-8").split()
    codes = [line[:6] for line in lines[1:] if line[4:6] != "00"]
    return [*REGIONS, *(code for code in codes if code not in REGIONS)]


def _other(number: str, turn: int) -> str:
    """The number with a region, and after all of these a sequence, that is the turn's."""
    regions = _regions()
    if len(number) != 18 or not number[:17].isdigit() or number[:6] not in REGIONS:
        return number
    times, place = divmod(turn * len(REGIONS) + REGIONS.index(number[:6]), len(regions))
    sequence = (int(number[14:17]) + 300 * times) % 1000  # its parity tells the sex
    first = f"{regions[place]}{number[6:14]}{sequence:03d}"
    right = expected_check(first)
    wrong = "2" if right == "1" else "1"
    return first + (right if number[17] == expected_check(number[:17]) else wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[1_000, 4_000, 16_000])
    parser.add_argument("--pupils", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    lines = []
    for units in args.units:
        with tempfile.TemporaryDirectory() as place:
            inbox, out = Path(place) / "全省", Path(place) / "结果"
            county = County(inbox, units, args.pupils)
            first, pid = run(inbox, out, args.workers)
            again, _ = run(inbox, out, args.workers)
            county.change(100)
            some, _ = run(inbox, out, args.workers)
            kept = sum(p.stat().st_size for p in (out / ".kongcuo").iterdir())
            workers = [mb for process, mb in first.memory.items() if process != pid]
            lines.append(
                (
                    units, first.seconds, first.cpu, first.cpu / units * 1000,
                    int(first.memory[pid]), int(max(workers, default=0)),
                    again.cpu, again.cpu / first.cpu, some.cpu, some.cpu / first.cpu,
                    kept / units / 1000,
                )
            )  # fmt: skip
            print(table(_HEADS, lines[-1:]), flush=True)
    print(f"\n## Load: units of {args.pupils} pupils, {args.workers} processes\n")
    print(table(_HEADS, lines) + "\n")
    one, last = lines[0], lines[-1]
    print(at_most(f"time a unit, {last[0]:,} units over {one[0]:,}", last[3] / one[3], 1.15))
    print(at_most("memory of the run, the same", last[4] / one[4], 1.15))
    print(at_most("memory of a worker, the same", last[5] / one[5], 1.15))
    print(at_most("a second run, nothing changed", last[7], 0.05))
    print(at_most("a second run, 1 % of the units changed", last[9], 0.05))


_HEADS = (
    "units", "seconds", "CPU s", "CPU ms a unit", "MB, the run", "MB, a worker",
    "CPU s, unchanged", "unchanged/first", "CPU s, 1 % changed", "changed/first", "KB kept a unit",
)  # fmt: skip


if __name__ == "__main__":
    main()
