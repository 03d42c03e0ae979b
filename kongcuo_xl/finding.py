"""A finding: one fault, at one cell, with what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["错误", "疑问", "提示"]
LEVELS: tuple[Level, ...] = ("错误", "疑问", "提示")
"""From grave to slight."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found at one cell; ``row`` and ``column`` count from 0."""

    code: str
    level: Level
    unit: str
    file: str
    sheet: str
    row: int
    column: int
    person: str
    message: str
    suggestion: str = ""
    basis: tuple[str, ...] = ()
    clause: str = ""
    """The policy values the finding rests on, in words with their source; empty without any."""
    field: str = ""
    value: str = ""
    """What the cell holds: with code, person and field it is the finding's fingerprint."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that was not run, and why, in words for the user."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that was set aside, and why."""

    file: str
    reason: str
