"""Ends a program that we started when we end, even if we are killed.

Whoever is killed does nothing more. What Linux offers (PR_SET_PDEATHSIG) ends with the thread that
started the program, and reaches no grandchildren, which is what soffice.bin is. So somebody waits:
a small process of its own, at the other end of a pipe that closes when we are gone.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

_SHELL = "/bin/sh"
_SCRIPT = """
read -r nothing
kill -s KILL -- "-$1"
shift
sleep 1
rm -rf -- "$@"
"""
"""Nothing is ever read: the pipe is empty until it is closed."""


class Guardian:
    """Waits for our end; then kills a process group and removes what it leaves behind."""

    def __init__(self, group: int, *left: Path) -> None:
        self._waiting = subprocess.Popen(
            [_SHELL, "-c", _SCRIPT, _SHELL, str(group), *map(str, left)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # what ends us need not end it
        )

    def dismiss(self) -> None:
        """The group has ended, or will be ended by us."""
        self._waiting.kill()
        self._waiting.communicate()
