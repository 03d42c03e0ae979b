"""Schools and folders: when two names mean one school, when two units belong together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Generic, TypeVar

from kongcuo_xl import clean

Thing = TypeVar("Thing")
_NUMBERED = re.compile("第?([一二三四五六七八九十])(?:初级)?([中小])学$")


def same_school(one: str, other: str) -> bool:
    """Whether two names mean one school: the same, or one with the place before it."""
    a, b = _short(one), _short(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) > 1 and (a.endswith(b) or b.endswith(a)))


class BySchool(Generic[Thing]):
    """Things kept under names of schools, found again by whatever name means the school.

    The same as asking ``same_school`` of each, but in no more time for thousands.
    """

    def __init__(self) -> None:
        self._things: list[Thing] = []
        self._called: dict[str, list[int]] = {}
        self._short: dict[str, list[int]] = {}
        self._ending: dict[str, list[int]] = {}

    def add(self, name: str, thing: Thing) -> None:
        """Keep a thing under a name; several may bear one name."""
        number = len(self._things)
        self._things.append(thing)
        self._called.setdefault(clean.key(name), []).append(number)
        short = _short(name)
        self._short.setdefault(short, []).append(number)
        for end in _ends(short):
            self._ending.setdefault(end, []).append(number)

    def called(self, name: str) -> list[Thing]:
        """The things of exactly this name, in the order in which they were added."""
        return [self._things[n] for n in self._called.get(clean.key(name), ())]

    def meant(self, name: str) -> list[Thing]:
        """The things whose name and this one mean one school (``same_school``), in their order."""
        short = _short(name)
        if not short:
            return []
        found = {*self._short.get(short, ()), *self._ending.get(short, ())}
        for end in _ends(short):
            found.update(self._short.get(end, ()))
        return [self._things[n] for n in sorted(found)]


def _ends(short: str) -> list[str]:
    """What a name ends with, of two characters or more, and is not itself."""
    return [short[n:] for n in range(1, len(short) - 1)]


def _short(name: str) -> str:
    """A school's name with its number as people say it: 第一中学 → 一中."""
    return _NUMBERED.sub(r"\1\2", clean.key(name))


def shown(unit: str) -> str:
    """A unit as people know it: its folder below the one given, else that folder's own name."""
    return unit.split("/", 1)[-1]


def up(unit: str) -> list[str]:
    """The unit's folder and those above it, nearest first."""
    parts = unit.split("/") if unit else []
    return ["/".join(parts[:n]) for n in range(len(parts), -1, -1)]


def above_others(units: Iterable[str]) -> set[str]:
    """The units in whose folder others lie: their tables then hold for all of these."""
    every = set(units)
    return every & {folder for unit in every for folder in up(unit)[1:]}


def within(unit: str, folder: str) -> bool:
    """Whether a unit is the folder or lies in it."""
    return not folder or f"{unit}/".startswith(f"{folder}/")


def as_called_now(then: Iterable[str], now: Collection[str]) -> dict[str, str]:
    """For each earlier unit its name now, or its own where there is none.

    Two folders of units need not be called the same: what lies below them counts.
    """
    below = {unit.partition("/")[2]: unit for unit in now}
    return {u: u if u in now else below.get(u.partition("/")[2], u) for u in then}


def related(one: str, other: str) -> bool:
    """Whether two units are the same folder, or one lies in the other."""
    return within(one, other) or within(other, one)
