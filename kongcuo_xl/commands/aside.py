"""A roll-up in a process of its own: the spreadsheet program stays free, the user is told after.

``python -m kongcuo_xl.commands.aside FOLDER WORKBOOK PERIOD`` is that process. It opens the
workbook, and says what there is to say in a message of its own.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kongcuo_xl.commands import own_program
from kongcuo_xl.commands.opened import today
from kongcuo_xl.commands.pages import few
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.system_errors import in_words

TITLE = "控辍保学：汇总下级"
_MESSAGE = 0x40 | 0x10000 | 0x40000
"""An information, brought to the front and kept there (MessageBoxW)."""

_MOST = 18
"""Notes that fit into a message; the workbook has them all."""

_running: dict[Path, subprocess.Popen[bytes]] = {}


def start(folder: Path, target: Path, period: str) -> bool:
    """Begin to roll up a folder and return at once; False where that is already going on.

    Raises OutputError where the system lets nothing be begun.
    """
    before = _running.get(folder)
    if before is not None and before.poll() is None:
        return False
    try:
        _running[folder] = subprocess.Popen(
            [_python(), "-m", "kongcuo_xl.commands.aside", str(folder), str(target), period],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Inside another program the way to our packages is known to this process alone.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            **_apart(),
        )
    except OSError as error:
        raise OutputError(
            f"没有汇总“{folder.name}”：不能在后台运行 {_python()}（{in_words(error)}）；"
            "请看看杀毒软件有没有阻止，或用命令行 kongcuo merge。"
        ) from error
    return True


def _python() -> str:
    """The interpreter; where Python runs inside another program, that is not what is running."""
    if Path(sys.executable).stem.lower().startswith("python"):
        return sys.executable
    windows = sys.platform == "win32"
    return str(Path(sys.prefix) / ("python.exe" if windows else "bin/python3"))


def _apart() -> dict[str, Any]:
    """So that it neither opens a black window nor ends with the program that began it."""
    if sys.platform == "win32":
        return {"creationflags": 0x08000000 | 0x00000200}  # no window, a group of its own
    return {"start_new_session": True}


def roll_up(folder: Path, target: Path, period: str, date: dt.date) -> tuple[str, Path | None]:
    """Roll up a folder: what to tell the user, and the workbook if one was written."""
    from kongcuo_xl import failures, merging
    from kongcuo_xl import policy as policies
    from kongcuo_xl.rule import rules
    from kongcuo_xl.screen import mask_in

    try:
        policy = policies.load(policies.BASE)
        policy.check_codes(rules())
        outcome = merging.run(folder, target, policies.BASE, policy, date, wanted=period)
    except failures.foreseen() as error:
        return f"没有汇总“{folder.name}”：{mask_in(str(error))}", None
    except Exception as error:  # the last fence: no traceback ever reaches a user
        return failures.kept(error), None
    *notes, summary = mask_in(outcome.text()).splitlines()
    return "\n".join((summary, "", few(notes, _MOST))), outcome.path


def tell(text: str) -> None:
    """Say a text where no spreadsheet program can say it."""
    if sys.platform == "win32":
        vars(ctypes)["windll"].user32.MessageBoxW(None, text, TITLE, _MESSAGE)
        return
    with tempfile.NamedTemporaryFile(
        "w", prefix="kongcuo_", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"{TITLE}\n\n{text}\n")
    own_program.show(Path(file.name))


def main(folder: str, target: str, period: str) -> None:
    """Roll up, open the result, tell the user."""
    text, written = roll_up(Path(folder), Path(target), period, today())
    if written is not None:
        own_program.show(written)
    tell(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
