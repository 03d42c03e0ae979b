"""Run every benchmark and write docs/performance.md from what they print.

python -m benchmarks.run                 all of them
python -m benchmarks.run --quick         all of them, fewer runs and schools
python -m benchmarks.run county load     some, printed only
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

_QUIET = 0.3
_LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
SCRIPTS: dict[str, tuple[str, ...]] = {
    "workbook_in": ("--runs", "1"),
    "rules_in_memory": ("--runs", "2"),
    "check_character": ("--runs", "1"),
    "marking": ("--runs", "2"),
    "list_form": ("--rows", "2000", "--runs", "1"),
    "county": ("--units", "1000", "--runs", "1"),
    "load": ("--units", "200", "1000"),
    "growth_rules": ("--pupils", "10000", "160000"),
    "start_up": ("--runs", "5"),
    "cell_functions": ("--runs", "5"),
    "calc_engine": ("--runs", "3"),
    "calc_cells": ("--runs", "5"),
    "buttons": ("--rows", "1500", "--runs", "2"),
}
"""Each script, and what ``--quick`` asks of it."""
_PACKAGES = (
    "numpy",
    "pandas",
    "pyarrow",
    "python-calamine",
    "openpyxl",
    "frictionless",
    "pandera",
    "great_expectations",
    "numba",
    "xltpl",
    "cellrune",
    "dask",
)


def page(sections: list[str], *, quick: bool) -> str:
    """The page: how it was measured, which targets were missed, then what each script printed."""
    command = "python -m benchmarks.run" + " --quick" * quick
    printed = "\n\n".join(section.strip() for section in sections)
    return f"""\
# Speed, against public tools

Written by `{command}` (`pip install '.[bench]'`); not edited by hand.

Every script of `benchmarks/` makes its own invented data and runs its contestants in turn in one
process (or, for whole programs, one after another), once uncounted and then several times; the
cheapest run counts. Seconds are of the processor, of all processes of a contestant, where nothing
else is said. Libraries are loaded before, but by whole programs. Absolute times are this
machine's; the ratios are what to look at. {_shared(quick)}

{machine()}

{missed(sections)}

{printed}
"""


def _shared(quick: bool) -> str:
    said = "They drift by a tenth or two when the machine is busy with other work"
    few = "; few runs were made here, so one disturbed run can shift a ratio by more"
    return f"{said}{few if quick else ''}. {busy()}"


def busy() -> str:
    """What the system says of other work, where it says it."""
    if not hasattr(os, "getloadavg"):
        return ""
    shared = "Other work shared the machine" if _LOAD > _QUIET else "The machine was quiet"
    return f"{shared}: load average {_LOAD:.1f} on {os.cpu_count()} cores as the page was begun."


def missed(sections: list[str]) -> str:
    """The targets that were not reached, in one list."""
    lines = []
    for section in sections:
        title = next((x for x in section.splitlines() if x.startswith("## ")), "## ")[3:]
        for line in section.splitlines():
            if line.startswith("- ") and line.endswith("**not reached**"):
                said = line[2:].removesuffix(", **not reached**")
                lines.append(f"- {title}: {said}")
    return "\n".join(["Targets not reached:\n", *lines]) if lines else "All targets were reached."


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
    parser.add_argument("--quick", action="store_true", help="fewer runs, fewer schools")
    args = parser.parse_args()
    chosen = args.scripts or list(SCRIPTS)
    sections = kept()
    for name in chosen:
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        command += SCRIPTS[name] if args.quick else ()
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE)
        if done.returncode:
            print(f"benchmarks.{name} ended with {done.returncode}", file=sys.stderr)
            continue  # it lacks something here: what the page said of it stays, with its day
        printed = done.stdout.decode("utf-8")
        print(printed, flush=True)
        said = printed[printed.index("## ") :].strip()
        sections[name] = f"<!-- {name} -->\n{said}\n\nMeasured on {dt.date.today()}."
    if not args.scripts:
        ordered = [sections[name] for name in SCRIPTS if name in sections]
        PAGE.write_text(page(ordered, quick=args.quick), encoding="utf-8")


def kept() -> dict[str, str]:
    """What the page says of each script already."""
    said = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = said.split("<!-- ")[1:]
    return {part.split(" -->")[0]: f"<!-- {part}".strip() for part in parts}


if __name__ == "__main__":
    main()
