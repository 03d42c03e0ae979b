"""Run every benchmark and write docs/performance.md from what they print.

python -m benchmarks.run                 all of them
python -m benchmarks.run county growth   some, printed only
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
SCRIPTS = (
    "workbook_in",
    "rules_in_memory",
    "check_character",
    "marking",
    "county",
    "growth",
    "start_up",
)
_PACKAGES = (
    "numpy",
    "pandas",
    "pyarrow",
    "python-calamine",
    "openpyxl",
    "frictionless",
    "pandera",
    "numba",
)


def page(sections: list[str]) -> str:
    """The page: how it was measured, then what each script printed."""
    printed = "\n\n".join(section.strip() for section in sections)
    return f"""\
# Speed, against public tools

Written by `python -m benchmarks.run` (`pip install '.[bench]'`); not edited by hand.

Every script of `benchmarks/` makes its own invented data and runs its contestants in turn in one
process (or, for whole programs, one after another), once uncounted and then several times; the
fastest run counts. Libraries are loaded before the clock starts. Absolute times are this
machine's; the ratios are what to look at, and they drift by a tenth or two when the machine is
busy with other work.

{machine()}

{printed}
"""


def machine() -> str:
    """One sentence on processor, system and versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"Machine: {os.cpu_count()} cores ({_processor()}), {_system()}, "
        f"Python {platform.python_version()}; {versions}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform(terse=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scripts", nargs="*", metavar="SCRIPT", help=", ".join(SCRIPTS))
    chosen = parser.parse_args().scripts or SCRIPTS
    sections = []
    for name in chosen:
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        sections.append(done.stdout.decode("utf-8"))
        print(sections[-1], flush=True)
    if len(chosen) == len(SCRIPTS):
        PAGE.write_text(page(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
