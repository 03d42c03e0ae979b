"""A county's period as plain data: units, forms, what each unit's report says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import NamedTuple

from kongcuo_xl import clean
from kongcuo_xl.book import Cell
from kongcuo_xl.finding import Finding, Unreadable
from kongcuo_xl.period import Period
from kongcuo_xl.rollup.facts import Facts
from kongcuo_xl.submitted import Path, Submission
from kongcuo_xl.units import BySchool

_RATE = re.compile("率|比例|百分|平均|％|%")


@dataclass(slots=True)
class Member:
    """A unit of the roll-up: a school."""

    name: str
    township: str = ""
    point: bool = False
    listed: str = ""
    """Its cell in 学校表."""
    facts: list[Facts] = field(default_factory=list)
    heard: list[Submission] = field(default_factory=list)
    """Everything it handed in, for whatever period."""

    @property
    def computed_from_lists(self) -> Facts | None:
        """The folder that holds its lists."""
        return next((f for f in self.facts if f.lists), None)


class Figure(NamedTuple):
    """A number of a unit, or why there is none."""

    number: float | None
    cell: Cell | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A sheet, or one row of it, as the report of one unit."""

    submission: Submission
    row: int | None
    """None: there is no row for everybody; the rows are added up."""
    own: bool = True
    """Its own sheet; else a row of a township's."""

    def figure(self, path: Path) -> Figure:
        """The unit's whole number in a column."""
        sheet = self.submission
        column = sheet.columns.get(path)
        if column is None:
            return Figure(None, None, f"没有“{'/'.join(path)}”这一列")
        if self.row is not None:
            cell = self.row, column
            if cell in sheet.texts:
                return Figure(None, cell, f"写的是“{sheet.texts[cell]}”，不是数，没有计入")
            if cell in sheet.figures and cell not in sheet.unsure:
                return Figure(sheet.figures[cell], cell)
            if not self.own or len(sheet.labels) == 1 or is_rate(path):
                return Figure(None, cell)
        return self._added(path, column)

    def _added(self, path: Path, column: int) -> Figure:
        """The sum of the rows, where no row says it."""
        sheet = self.submission
        parts = [(row, column) for row in sheet.parts]
        if any(cell in sheet.unsure for cell in parts):
            return Figure(None, None, "公式没有结果，请用表格软件打开后保存再报")
        wrong = next((cell for cell in parts if cell in sheet.texts), None)
        if wrong is not None:
            return Figure(None, wrong, f"写的是“{sheet.texts[wrong]}”，不是数，没有计入")
        held = [sheet.figures[cell] for cell in parts if cell in sheet.figures]
        if not held or is_rate(path):
            return Figure(None, None)
        return Figure(sum(held), None, "" if self.row is None else "合计空着，按各行相加")

    @property
    def labels(self) -> dict[int, Path]:
        """The rows that are this unit's."""
        if self.row is not None and not self.own:
            return {self.row: self.submission.labels[self.row]}
        return self.submission.labels


@dataclass(slots=True)
class Form:
    """A sheet that several units handed in, and what each says."""

    title: str
    code: str
    name: str
    columns: list[Path]
    owed: str = ""
    """Title of the report that the policy asks for, if it is one."""
    uses: dict[int, Use] = field(default_factory=dict)
    """Number of the unit → its report for the period."""
    before: dict[int, Use] = field(default_factory=dict)
    """The same for the period before."""

    @property
    def labels(self) -> list[Path]:
        """Labels of the rows of all units' sheets, in the order in which they stand."""
        found: list[Path] = []
        sheets = [u.submission for u in self.uses.values() if u.own]
        for sheet in sorted(sheets, key=lambda s: -len(s.labels)):
            place = 0
            for label in sheet.labels.values():
                if label in found:
                    place = found.index(label) + 1
                else:
                    found.insert(place, label)
                    place += 1
        grades = {label: clean.grade(label[-1]) for label in found}
        if all(grade is not None for grade in grades.values()):
            found.sort(key=lambda label: grades[label] or 0)
        return found


@dataclass(frozen=True, slots=True)
class Reported:
    """Whether a unit handed in something that it owes."""

    member: int
    title: str
    due: dt.date | None
    state: str
    """已报, 零报告, 未报, 未到期, 随学校上报."""
    on: dt.date | None = None
    late: int = 0
    """Days after the deadline; of what was not handed in, until the check date."""
    where: str = ""


@dataclass(slots=True)
class RollUp:
    """A county's period."""

    county: str
    period: Period
    last: Period | None
    """The period before, where something is known of it."""
    date: dt.date
    policy: str
    members: list[Member]
    forms: list[Form] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    months: list[Period] = field(default_factory=list)
    """Periods of the computed figures, up to this one."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Subject and sentence."""
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    """Unit and what the rules found on its reports."""
    unreadable: list[Unreadable] = field(default_factory=list)
    files: int = 0
    root: FilePath = FilePath()
    """The folder from which the names of files count."""
    townships: list[tuple[str, list[int]]] = field(init=False)
    """Each township with the numbers of its units, in order."""
    _by_name: BySchool[Member] = field(init=False, repr=False)
    _numbers: dict[int, int] = field(init=False, repr=False)
    _said: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, list[int]] = {}
        for number, member in enumerate(self.members):
            found.setdefault(member.township, []).append(number)
        self.townships = list(found.items())
        self._by_name = members_by_name(self.members)
        self._numbers = {id(member): number for number, member in enumerate(self.members)}

    def named(self, name: str, town: str = "") -> Member | None:
        """The one unit that a name means; one of the same township first. None if not clear."""
        return member_called(name, self._by_name, town)

    def number_of(self, member: Member) -> int:
        """Which of the units it is."""
        return self._numbers[id(member)]

    def note(self, subject: str, sentence: str) -> None:
        """Say something once."""
        if (subject, sentence) not in self._said:
            self._said.add((subject, sentence))
            self.notes.append((subject, sentence))


def is_rate(path: Path) -> bool:
    """Whether a column holds shares, which are never added up."""
    return any(map(_RATE.search, path))


def members_by_name(members: Iterable[Member]) -> BySchool[Member]:
    """Units as they are looked up by what people call them."""
    found: BySchool[Member] = BySchool()
    for member in members:
        found.add(member.name, member)
    return found


def member_called(name: str, among: BySchool[Member], town: str) -> Member | None:
    """The one unit that a name means, one of the township first; None if it is not clear."""
    alike = among.called(name) or among.meant(name)
    if len(alike) > 1 and town:
        alike = [m for m in alike if m.township == town] or alike
    return alike[0] if len(alike) == 1 else None
