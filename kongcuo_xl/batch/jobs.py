"""What a worker is given: some units, and what holds for all units of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kongcuo_xl.checking import Source
from kongcuo_xl.finding import Finding
from kongcuo_xl.reading import BookReading
from kongcuo_xl.settings import Named


@dataclass(frozen=True, slots=True)
class Task:
    """What holds for all units of a run."""

    policy: str | Path
    date: dt.date
    period: str | None
    """The month of the sheets; without one, the month before each unit's check date."""
    out: Path
    named: frozenset[Named]
    check_only: bool = False
    """No sheets, lists or history: marked copies and the summary."""
    folders: frozenset[str] = frozenset()
    """Folders that have units below them."""
    above: tuple[BookReading, ...] = field(default=(), repr=False)
    """校历 and 设置 in folders above."""
    history: Path = field(default_factory=Path)
    """Where what a month leaves to the next is kept."""
    password_digest: str = field(default="", repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)

    def folder_of(self, unit: str) -> Path:
        """Where a unit's results go: below the outbox as the unit lies below the inbox."""
        return self.out / unit.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Job:
    """A group of units for one worker; everything it needs, picklable."""

    task: Task = field(repr=False)
    sources: tuple[Source, ...] = field(repr=False)
    made_from: dict[str, str] = field(default_factory=dict, repr=False)
    """Unit → digest of everything it depends on but its history."""
    earlier: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    """Unit → month → what tells the part of the history that it may ask for."""
    across: dict[str, list[Finding]] = field(default_factory=dict, repr=False)
    """Unit → what was found by comparing it with others."""
    poison: frozenset[str] = frozenset()
    """Names of workbooks that ended the process that read them."""

    @property
    def units(self) -> list[str]:
        """The units of the group."""
        return list(dict.fromkeys(s.unit for s in self.sources))

    @property
    def above(self) -> list[BookReading]:
        """校历 and 设置 that hold for the units and are not their own."""
        return [book for book in self.task.above if book.unit not in self.units]

    def of(self, units: Sequence[str]) -> Job:
        """The same for some of the units."""
        chosen = set(units)
        return replace(self, sources=tuple(s for s in self.sources if s.unit in chosen))

    def without(self, poison: frozenset[str]) -> Job:
        """The same without reading some workbooks."""
        return replace(self, poison=poison)

    def only(self, source: Source) -> Job:
        """The same for one workbook."""
        return replace(self, sources=(source,))
