"""A LibreOffice of ours that does nothing while it is waited for: noticed, and ended.

A call over the bridge comes back when LibreOffice has answered, and cannot be given up. One that
counts for an hour is let count; one that uses no processor time will not answer any more.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

LOOK_SECONDS = 5.0
IDLE_SECONDS = 300.0
IDLE_SHARE = 0.01  # of a processor: an idle LibreOffice still lets its cursor blink

waiting: dict[int, tuple[float, Any]] = {}
"""Threads that wait for an answer: since when, and what they asked."""

_WAYS = ("app", "books", "book", "sheet", "cells", "table", "chart")


class Watched(Protocol):
    """What is known of a LibreOffice."""

    pid: int
    process: Any
    hung: bool

    def kill(self) -> None:
        """End it."""


def office_of(owner: Any) -> Any:
    """The LibreOffice that a range, a book or anything else belongs to; None when unknown."""
    for _ in range(len(_WAYS)):
        held = getattr(owner, "__dict__", {})
        if "office" in held:
            return held["office"]
        owner = next((held[way] for way in _WAYS if held.get(way) is not None), None)
        if owner is None:
            break
    return None


class Vigil:
    """Looks from time to time whether somebody waits in vain."""

    def __init__(self) -> None:
        self._since: dict[tuple[int, float], tuple[float, float]] = {}

    def keep(self) -> None:
        """Begin, once for all; it ends with Python."""
        threading.Thread(target=self._stay, name="calc vigil", daemon=True).start()

    def _stay(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.look(time.monotonic())

    def look(self, now: float) -> None:
        """End every LibreOffice that is waited for and has been idle too long."""
        calls = {(thread, since): owner for thread, (since, owner) in list(waiting.items())}
        self._since = {call: seen for call, seen in self._since.items() if call in calls}
        for call, owner in calls.items():
            office: Watched | None = office_of(owner)
            if office is None or office.process is None:  # none, or the user's own
                continue
            spent = processor_seconds(office.pid)
            before, then = self._since.setdefault(call, (spent, now))
            if spent - before > IDLE_SHARE * (now - then):
                self._since[call] = (spent, now)
            elif now - then > IDLE_SECONDS:
                office.hung = True
                office.kill()


def processor_seconds(group: int) -> float:
    """What the processes of a group have used so far."""
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
