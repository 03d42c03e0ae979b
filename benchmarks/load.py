"""Thousands of units: how time and memory grow, and what a second run takes.

Units are made from a few templates whose people are changed in the XML itself, which takes a
millisecond each. Each size is run as its own program; then one unit in a hundred is changed and
the same command is run again.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
import zipfile
from pathlib import Path

from benchmarks.growth import run
from benchmarks.roster import roster, write
from benchmarks.stopwatch import at_most, table

_KINDS = 8


def make(folder: Path, units: int, pupils: int) -> None:
    """``units`` folders with a roster each; nobody is in two of them."""
    everybody = roster(_KINDS * pupils)
    with tempfile.TemporaryDirectory() as place:
        templates = []
        for kind in range(_KINDS):
            path = Path(place) / f"{kind}.xlsx"
            people = everybody[kind * pupils : (kind + 1) * pupils]
            write(path, {"花名册": people.sort_values(["年级", "班级"])})
            templates.append((path.read_bytes(), people["身份证号"].tolist()))
        for unit in range(units):
            target = folder / f"第{unit:05d}学校" / "花名册.xlsx"
            target.parent.mkdir(parents=True)
            target.write_bytes(_changed(*templates[unit % _KINDS], unit // _KINDS))


def _changed(package: bytes, numbers: list[str], turn: int) -> bytes:
    """A roster with other numbers: the region code tells the turns apart."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(held, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith(("sheet1.xml", "sharedStrings.xml")):
                for number in numbers:
                    data = data.replace(number.encode(), _other(number, turn).encode(), 1)
            new.writestr(entry.filename, data, zipfile.ZIP_DEFLATED, 1)
    return held.getvalue()


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _other(number: str, turn: int) -> str:
    """The number with a sequence and a region that are the turn's, and its check character."""
    if len(number) != 18 or not number[:17].isdigit():
        return number
    first = f"{11 + turn % 40:02d}{(int(number[2:6]) + turn // 40 * 7) % 10000:04d}{number[6:17]}"
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


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
            make(inbox, units, args.pupils)
            first, memory = run(inbox, out, args.workers)
            for unit in range(0, units, 100):
                own, other = (inbox / f"第{n:05d}学校" / "花名册.xlsx" for n in (unit, unit + 1))
                shutil.copyfile(other, own)
            again, _ = run(inbox, out, args.workers)
        lines.append((units, first, first / units * 1000, int(memory), again, again / first))
    print(f"## Load: units of {args.pupils} pupils, {args.workers} processes\n")
    heads = ["units", "seconds", "ms a unit", "MB, largest process", "again, 1 %", "again/first"]
    print(table(heads, lines) + "\n")
    one, last = lines[0], lines[-1]
    print(at_most(f"time a unit, {last[0]:,} units over {one[0]:,}", last[2] / one[2], 1.15))
    print(at_most("memory, the same", last[3] / one[3], 1.15))
    print(at_most("a second run, 1 % of the units changed", last[5], 0.05))


if __name__ == "__main__":
    main()
