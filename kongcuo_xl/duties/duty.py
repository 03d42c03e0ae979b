"""A duty: what somebody owes, for whom, by when and why."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from kongcuo_xl.book import Cell, a1
from kongcuo_xl.tables import Piece

State: TypeAlias = Literal["已逾期", "今日到期", "待办"]
STATES: tuple[State, ...] = ("已逾期", "今日到期", "待办")
"""The most pressing first."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of duty: its id, what is to be done, and the rule that judges it once it is late."""

    id: str
    title: str
    code: str = ""
    basis: tuple[str, ...] = ()
    """What it rests on where no rule says so."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed."""

    kind: str
    what: str
    """家访, 上报 …: the kind's title."""
    unit: str
    by: str
    """Name of the person who owes it, ``""`` where nobody is known by name."""
    post: str
    """What he or she is: 班主任, 校长 …."""
    why: str
    since: dt.date | None
    """The day from which it is owed; None where it always was."""
    due: dt.date | None
    """The last day; None where there is none before the pupil is back."""
    state: State
    whom: str = ""
    """The pupil, class or unit that it is for."""
    klass: str = ""
    left: str = ""
    """What remains of a number that is owed: 尚差3人次."""
    number: int = 1
    """How many are still owed."""
    basis: tuple[str, ...] = ()
    clause: str = ""
    """The policy values it rests on."""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    uid: str = field(default="", compare=False)
    """The same for the same duty on another day, and without any personal number in it."""

    @property
    def who(self) -> str:
        """The responsible person as lists group them: 王芳（班主任）, or the post alone."""
        return f"{self.by}（{self.post}）" if self.by else self.post


def state_of(due: dt.date | None, date: dt.date) -> State:
    """Where a duty stands on a day."""
    if due is None or due > date:
        return "待办"
    return "今日到期" if due == date else "已逾期"


def uid_of(*parts: object) -> str:
    """A stable id of what the parts name; it can't be read back."""
    text = "\0".join(map(str, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32] + "@kongcuo-xl"


def address(place: tuple[Piece, Cell] | None) -> tuple[str, str, str]:
    """File, sheet and A1 address of a cell, blank where a duty has none."""
    if place is None:
        return "", "", ""
    piece, cell = place
    return piece.file, piece.sheet.name, a1(*piece.sheet.place(*cell))
