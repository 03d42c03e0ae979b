"""What has come into a folder since it was last looked at, and whether it is complete."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.folders import SPREADSHEET_SUFFIXES
from kongcuo_xl.inputs import MARKED, TIDIED, real
from kongcuo_xl.system_errors import in_words
from kongcuo_xl.units import within

_PASSING = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".opdownload")
"""Endings of files that are on their way."""
_LOCKS = ("~$", ".", "~wrl", "~wrd")
"""Beginnings of what programs put beside an open file, and of hidden files."""
_TAKEN_FOR_TABLES = {
    *(".doc", ".docx", ".wps", ".pdf", ".ofd", ".ppt", ".pptx", ".dps", ".zip", ".rar", ".7z"),
    *(".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".heic"),
}
"""What schools hand in instead of tables; other files (logs, parts of programs) are nobody's."""
_LOOKED_AT = SPREADSHEET_SUFFIXES | _TAKEN_FOR_TABLES
_PACKAGES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods", ".ots")


class Stamp(NamedTuple):
    """By which a file is known to be another than it was."""

    size: int
    changed: int
    """Nanoseconds."""


Files = dict[str, Stamp]
"""What stands in one folder: name → stamp."""


@dataclass(slots=True)
class Look:
    """What one look at the folder showed. A unit is its folder below it, ``""`` for the folder."""

    ready: set[str] = field(default_factory=set)
    """Units in which something has come, changed or gone, and is complete."""
    waiting: set[str] = field(default_factory=set)
    """Units in which something is still being written."""
    away: str = ""
    """Why the folder can't be looked at just now."""


class Arrivals:
    """A folder looked at again and again; nothing is remembered but names, sizes and times."""

    def __init__(self, inbox: Path, out: Path, patience: int = 15) -> None:
        """``patience``: after so many looks at which it has not changed, a file is complete."""
        self._inbox, self._out = inbox, real(out)
        self._patience = patience
        self._seen: dict[str, Files] = {}
        self._done: dict[str, Files] = {}
        self._still: dict[str, int] = {}
        self._ours: dict[tuple[str, str], tuple[Stamp, bool]] = {}

    def look(self) -> Look:
        """Look at the folder once. What is ready must be said to be ``done``."""
        found: dict[str, Files] = {}
        try:
            for unit, name, stamp in self._files(self._inbox, ""):
                found.setdefault(unit, {})[name] = stamp
        except OSError as error:
            return Look(away=in_words(error))
        if not found and any(self._done.values()):
            return Look(away="里面忽然什么都没有了，可能是网络盘断开")
        look = Look()
        for unit in {*found, *self._done}:
            now = found.get(unit, {})
            if now == self._done.get(unit, {}):
                self._still.pop(unit, None)
                continue
            if now == self._seen.get(unit, {}):
                self._still[unit] = self._still.get(unit, 0) + 1
            else:
                self._still[unit] = 0
            whole = self._still[unit] and all(
                stamp == self._done.get(unit, {}).get(name)
                or is_complete(self._inbox / unit / name)
                for name, stamp in now.items()
            )
            over = self._still[unit] >= self._patience
            (look.ready if whole or over else look.waiting).add(unit)
        # What stands in a folder (校历) holds for the units below it.
        for above in list(look.ready):
            look.ready |= {unit for unit in found if within(unit, above)} - look.waiting
        self._seen = found
        return look

    def done(self, units: set[str]) -> None:
        """The units have been dealt with as they were at the last look."""
        for unit in units:
            if unit in self._seen:
                self._done[unit] = self._seen[unit]
            else:
                self._done.pop(unit, None)

    def others(self, unit: str) -> list[str]:
        """Files of a unit that are no spreadsheets, as it was at the last look."""
        return sorted(n for n in self._seen.get(unit, {}) if not _is_table(n))

    def _files(self, folder: Path, unit: str) -> Iterator[tuple[str, str, Stamp]]:
        folders = []
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name.lower()
                if name.startswith(_LOCKS) or name.endswith((*_PASSING, "~", "#")):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry)
                elif Path(name).suffix in _LOOKED_AT and entry.is_file():
                    state = entry.stat()
                    stamp = Stamp(state.st_size, state.st_mtime_ns)
                    if not self._is_ours(unit, entry, stamp):
                        yield unit, entry.name, stamp
        for entry in folders:
            path = Path(entry.path)
            if real(path) != self._out:
                yield from self._files(path, f"{unit}/{entry.name}" if unit else entry.name)

    def _is_ours(self, unit: str, entry: os.DirEntry[str], stamp: Stamp) -> bool:
        """Whether this program wrote a file that stands in the folder; each is opened but once."""
        if self._out != real(self._inbox):
            return False
        if Path(entry.name).stem.endswith((MARKED, TIDIED)):
            return True
        known = self._ours.get((unit, entry.name))
        if known is None or known[0] != stamp:
            by = authorship.of(Path(entry.path))
            known = stamp, by is not None and (bool(by.kind) or by.untouched)
            self._ours[unit, entry.name] = known
        return known[1]


def is_complete(path: Path) -> bool:
    """Whether a file is all there: it can be opened, and a package has its end."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if not head:
                return False
            if path.suffix.lower() not in _PACKAGES or head[:2] != b"PK":
                return True  # another format under this name, or one that does not tell
            with zipfile.ZipFile(file):
                return True
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _is_table(name: str) -> bool:
    return Path(name).suffix.lower() in SPREADSHEET_SUFFIXES
