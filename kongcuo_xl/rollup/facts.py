"""What was found in one folder that a roll-up may count."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from kongcuo_xl.book import Cell
from kongcuo_xl.finding import Finding, Unreadable
from kongcuo_xl.rules.submissions.owed import HandedIn
from kongcuo_xl.submitted import Submission


class Person(NamedTuple):
    """Somebody counted in a computed figure, and where he or she stands."""

    name: str
    klass: str
    id_number: str
    place: str
    """File, sheet and cell."""
    said: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What a unit's own lists come to where its sheet has a figure."""

    number: float | None
    basis: str
    definition: str
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of 学校表."""

    name: str
    township: str
    point: bool
    """It is a 教学点, which reports with its school."""
    where: str


class Entry(NamedTuple):
    """A row of 上报登记 that names a report somebody owes."""

    handed: HandedIn
    where: str
    on: dt.date | None
    zero: bool


@dataclass(slots=True)
class Facts:
    """What was found in one folder."""

    unit: str
    submissions: list[Submission] = field(default_factory=list)
    computed: dict[tuple[str, Cell], Computed] = field(default_factory=dict)
    """(file and sheet, cell) → what the lists come to."""
    series: dict[tuple[str, str], float | None] = field(default_factory=dict)
    """(period, measure) → what the lists come to."""
    levels: Counter[str] = field(default_factory=Counter)
    """Findings by level."""
    findings: list[Finding] = field(default_factory=list)
    """Those about what was handed in."""
    listed: list[Listed] = field(default_factory=list)
    register: list[Entry] = field(default_factory=list)
    lists: bool = False
    """It holds lists of pupils."""
    files: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
