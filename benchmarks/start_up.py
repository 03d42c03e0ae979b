"""How long `kongcuo --help` takes, beside a Python that does nothing."""

from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks.stopwatch import at_most, in_turn, table


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    args = parser.parse_args()
    timings = in_turn(
        {
            "python -c pass": lambda: run("-c", "pass"),
            "kongcuo --help": lambda: run("-m", "kongcuo_xl.cli", "--help"),
        },
        args.runs,
    )
    us = timings["kongcuo --help"].seconds
    print("## Starting up\n")
    lines = [(name, t.seconds, t.seconds / us) for name, t in timings.items()]
    print(table(["work", "seconds", "time / ours"], lines) + "\n")
    print(at_most("seconds for `kongcuo --help`", us, 0.2))


if __name__ == "__main__":
    main()
