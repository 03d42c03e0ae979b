"""How `kongcuo batch` grows with the number of schools: time and memory a school.

Each size is run as its own program; memory is that of its largest process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.county import FOLDER, make
from benchmarks.roster import CHECK_DATE
from benchmarks.stopwatch import at_most, table


def run(inbox: Path, out: Path, workers: int) -> tuple[float, float]:
    """(seconds, largest process in MB) of one run from the command line."""
    command = [
        *(sys.executable, "-m", "kongcuo_xl.cli", "batch", str(inbox), "--out", str(out)),
        *("--date", str(CHECK_DATE), "--workers", str(workers), "--quiet"),
    ]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"kongcuo batch ended with {os.waitstatus_to_exitcode(status)}")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return seconds, kilobytes / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[250, 1_000])
    parser.add_argument("--pupils", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    lines = []
    for units in args.units:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder) / FOLDER, units, args.pupils)
            seconds, megabytes = run(Path(folder) / FOLDER, Path(folder) / "结果", args.workers)
        lines.append((units, seconds, seconds / units * 1000, int(megabytes)))
    print(f"## Growth: schools of {args.pupils} pupils, {args.workers} processes\n")
    print(table(["schools", "seconds", "ms a school", "MB, largest process"], lines) + "\n")
    first, last = lines[0], lines[-1]
    print(
        at_most(f"time a school, {last[0]:,} schools over {first[0]:,}", last[2] / first[2], 1.15)
    )
    print(at_most("memory, the same", last[3] / first[3], 1.15))


if __name__ == "__main__":
    main()
