"""What a batch keeps beside its outputs, so that a unit that has not changed is not done again.

In ``.kongcuo/`` of the outbox each unit has a record (JSON: what was found, what was written, and
from what) and an extract (Arrow: what rules that compare units need of it). Both hold data of
pupils: only the owner may read the folder. Deleting it costs nothing but time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kongcuo_xl import __version__, plain
from kongcuo_xl.batch.condensed import Extract
from kongcuo_xl.finding import Finding, Unreadable
from kongcuo_xl.hosts.ooxml.archive import OutputError, writing
from kongcuo_xl.rollup import Facts
from kongcuo_xl.system_errors import in_words

FOLDER = ".kongcuo"
_RECORD, _EXTRACT, _ASIDE = ".json", ".extract", ".损坏"
_SUMMED = "summed"
_ROOM = "room"
_FORMAT = 2
"""Version of the records."""
_BUSY = (
    "输出文件夹“{out}”正被另一次批量核查使用；请等它结束，或用 --out 另给一个文件夹。"
)  # fmt: skip


class Written(NamedTuple):
    """An output as it was when written."""

    size: int
    changed: int
    """Nanoseconds."""
    digest: str


@dataclass(slots=True)
class Record:
    """What came of one unit, and from what."""

    unit: str
    made_from: str
    """Digest of everything the outputs depend on but ``earlier``; ``""`` when something could not
    be written."""
    asked: str = ""
    """The month before which it looked into the history."""
    earlier: str = ""
    """What tells the part that was found there from any other; ``""`` where none was."""
    passwords: str = ""
    """Under which passwords locked workbooks were tried (digest); ``""`` without any."""
    scope: str = ""
    """Which calendar, policy, date and semester hold for the unit (digest)."""
    extract: str = ""
    """Digest of the extract."""
    facts: Facts = field(default_factory=lambda: Facts(""))
    people: int = 0
    files: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    explained: list[tuple[Finding, str]] = field(default_factory=list)
    across: list[Finding] = field(default_factory=list)
    """Found by comparing units, as laid into the copies."""
    across_standing: list[Finding] = field(default_factory=list)
    """Those of them that nobody has answered."""
    unreadable: list[Unreadable] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """On its sheets."""
    said: list[str] = field(default_factory=list)
    """On how its workbooks were read."""
    outputs: dict[str, Written] = field(default_factory=dict)
    """Path below the outbox → what was written."""
    copies: list[str] = field(default_factory=list)
    """Those of them that are marked copies."""
    left: list[str] = field(default_factory=list)
    """Marked copies that stand there from before and that nobody knows any more."""
    month: str = ""
    """Of its sheets."""
    answered: bool = False
    """Somebody has typed explanations into its copies."""
    ran: list[str] = field(default_factory=list)
    """Rules that ran; known where something is answered."""
    part: str = ""
    """What it left in the history."""
    laid: bool = False
    """What comparing units found is in its copies."""
    digest: str = field(default="", init=False)
    """Of the record itself, as it was read."""

    @property
    def others(self) -> dict[str, Written]:
        """The outputs that are no marked copies: sheets and lists."""
        return {name: was for name, was in self.outputs.items() if name not in self.copies}


class Outbox:
    """The records and extracts of an outbox on disk."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / FOLDER
        self.aside: list[str] = []
        """Sentences on records that could not be used."""

    def prepare(self) -> None:
        """Make the folder. Raises OutputError."""
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise OutputError(
                f"不能建立输出文件夹“{self.out}”（{in_words(error)}），请换一个位置。"
            ) from error

    @contextmanager
    def locked(self, name: str = "lock", busy: str = _BUSY) -> Iterator[None]:
        """Nobody else's while this lasts. Raises OutputError when it is somebody else's.

        ``name`` is what for, ``busy`` the sentence that then says so.
        """
        path = self.folder / name
        try:
            file = path.open("a")
        except OSError as error:
            raise OutputError(
                f"不能写入文件夹“{self.folder}”（{in_words(error)}），请换一个输出文件夹。"
            ) from error
        with file:
            if not _lock(file.fileno()):
                raise OutputError(busy.format(out=self.out))
            yield

    @contextmanager
    def room(self) -> Iterator[Path]:
        """An empty folder while this lasts; what a run that was killed left there is taken away.

        Raises OutputError.
        """
        path = self.folder / _ROOM
        shutil.rmtree(path, ignore_errors=True)
        try:
            path.mkdir(mode=0o700)
        except OSError as error:
            raise OutputError(
                f"不能写入文件夹“{self.folder}”（{in_words(error)}），请换一个输出文件夹。"
            ) from error
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def _path(self, unit: str, ending: str) -> Path:
        name = hashlib.sha256(unit.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self.folder / f"{name}{ending}"

    def record(self, unit: str) -> Record | None:
        """What is kept of a unit; None without it, or where it is damaged or another's."""
        path = self._path(unit, _RECORD)
        try:
            data = path.read_bytes()
            held = json.loads(data)
            if held.get("format", _FORMAT) < _FORMAT:  # an earlier version's: not used, not damaged
                return None
            if held.get("format") != _FORMAT or held.get("record", {}).get("unit") != unit:
                raise plain.MisfitError("another format")
            record: Record = plain.from_plain(held["record"], Record)
            record.digest = digest(data)
            return record
        except FileNotFoundError:
            return None
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            self._set_aside(path, unit)
            return None

    def extract(self, unit: str, as_written: str) -> Extract | None:
        """What is kept for rules across units; None where it is not what was written (digest)."""
        path = self._path(unit, _EXTRACT)
        try:
            data = path.read_bytes()
            if digest(data) != as_written:
                raise plain.MisfitError("not what was written")
            return Extract.from_bytes(data)
        except FileNotFoundError:
            return None
        except (OSError, plain.MisfitError):
            self._set_aside(path, unit)
            return None

    def has_extract(self, record: Record) -> bool:
        """Whether the extract is there as it was written."""
        path = self._path(record.unit, _EXTRACT)
        try:
            whole = digest(path.read_bytes()) == record.extract
        except OSError:
            return False
        if not whole:
            self._set_aside(path, record.unit)
        return whole

    def keep(self, record: Record, extract: Extract | None = None) -> None:
        """Write down a record, and first its extract. Raises OutputError."""
        if extract is not None:
            data = extract.to_bytes()
            record.extract = digest(data)
            _write(self._path(record.unit, _EXTRACT), data)
        held = {"format": _FORMAT, "record": plain.to_plain(record, Record)}
        text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
        data = text.encode("utf-8", "surrogatepass")
        _write(self._path(record.unit, _RECORD), data)

    def names_of(self, units: Sequence[str]) -> list[str]:
        """Where below the outbox the records and extracts of units stand."""
        return [
            self._path(unit, ending).relative_to(self.out).as_posix()
            for unit in units
            for ending in (_RECORD, _EXTRACT)
        ]

    def forget(self, unit: str) -> None:
        """Drop what is kept of a unit."""
        for ending in (_RECORD, _EXTRACT):
            self._path(unit, ending).unlink(missing_ok=True)

    def compared(self, made_from: str | None = None) -> str:
        """From what all units were last compared; with ``made_from``, write it down."""
        path = self.folder / "compared"
        if made_from is not None:
            _write(path, made_from.encode())
            return made_from
        try:
            return path.read_text("utf-8")
        except (OSError, ValueError):
            return ""

    def summed(self, made_from: str) -> list[Path] | None:
        """The outputs on all units together, if they still are what was written from this."""
        try:
            held = json.loads((self.folder / _SUMMED).read_bytes())
            if held["made_from"] != made_from:
                return None
            outputs = plain.from_plain(held["outputs"], dict[str, Written])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        whole = all(self.untouched(name, was) for name, was in outputs.items())
        return [self.out / name for name in outputs] if whole else None

    def sum_up(self, made_from: str, outputs: Sequence[Path]) -> None:
        """Write down what was written on all units together, and from what. Raises OutputError."""
        try:
            kept = plain.to_plain(dict(map(self.written, outputs)), dict[str, Written])
        except OSError as error:
            raise OutputError(f"写出的“{outputs[0]}”读不回来（{in_words(error)}）。") from error
        held = {"made_from": made_from, "outputs": kept}
        _write(self.folder / _SUMMED, json.dumps(held, ensure_ascii=False).encode())

    def salt(self) -> bytes:
        """What makes the digest of passwords this folder's own."""
        path = self.folder / "salt"
        if not path.is_file():
            _write(path, os.urandom(16))
        return path.read_bytes()

    def gone(self, units: Sequence[str]) -> list[Record]:
        """Records of units that are there no more."""
        known = {self._path(unit, _RECORD).name for unit in units}
        found = []
        for path in sorted(self.folder.glob(f"*{_RECORD}")):
            if path.name not in known:
                with suppress(OSError, ValueError, KeyError, AttributeError):
                    found.append(plain.from_plain(json.loads(path.read_bytes())["record"], Record))
        return sorted(found, key=lambda record: record.unit)

    def _set_aside(self, path: Path, unit: str) -> None:
        with suppress(OSError):
            path.replace(path.with_name(path.name + _ASIDE))
        self.aside.append(
            f"{unit}：上次留下的记录（{FOLDER}/{path.name}）损坏或不是本程序写的，"
            "已改名放在一边，这个单位重新核查"
        )

    # ── outputs ──────────────────────────────────────────────────────────────────────────────────
    def written(self, path: Path) -> tuple[str, Written]:
        """An output's name below the outbox, and how it looks now."""
        state = path.stat()
        return path.relative_to(self.out).as_posix(), Written(
            state.st_size, state.st_mtime_ns, digest(path.read_bytes())
        )

    def untouched(self, name: str, was: Written) -> bool:
        """Whether an output is still what was written."""
        path = self.out / name
        try:
            state = path.stat()
            if (state.st_size, state.st_mtime_ns) == (was.size, was.changed):
                return True
            return state.st_size == was.size and digest(path.read_bytes()) == was.digest
        except OSError:
            return False

    def remove(self, old: dict[str, Written], kept: Sequence[str]) -> list[str]:
        """Take away earlier outputs that are none any more; names of those somebody has changed."""
        changed = []
        for name, was in old.items():
            if name in kept or not (self.out / name).exists():
                continue
            if self.untouched(name, was):
                with suppress(OSError):
                    (self.out / name).unlink()
            else:
                changed.append(name)
        return changed


def digest(data: bytes) -> str:
    """A digest by which equal content is known."""
    return hashlib.sha256(data).hexdigest()


@cache
def program(root: Path = Path(__file__).parents[1]) -> str:
    """A digest of this program: another version may find other things."""
    found = hashlib.sha256(__version__.encode())
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            found.update(path.relative_to(root).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _write(path: Path, data: bytes) -> None:
    with writing(path) as out:
        out.write(data)
    with suppress(OSError):
        path.chmod(0o600)


def _lock(file: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
