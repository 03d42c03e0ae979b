"""The log of what buttons or a watch did: when, how it ended. Never a name, an ID or a value."""

from __future__ import annotations

import datetime as dt
import os
import sys
from contextlib import suppress
from pathlib import Path

from kongcuo_xl.screen import mask_in, visible

_MOST = 512 * 1024
"""Bytes; then the log begins anew, and the one before is kept beside it."""


def path() -> Path:
    """Where the log is: in the folder that the system has for what programs keep of a user."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        local = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    return local / "kongcuo" / "kongcuo.log"


def note(text: str, at: dt.datetime, file: Path | None = None) -> None:
    """Add a line to the user's log, or to ``file``.

    A log that can't be written keeps nobody from working.
    """
    file = file or path()
    line = f"{at:%Y-%m-%d %H:%M:%S} {visible(mask_in(text))}".replace("\n", " ")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _MOST:
            file.replace(file.with_name(f"{file.stem}.1{file.suffix}"))
        with file.open("a", encoding="utf-8") as out:
            out.write(f"{line}\n")
