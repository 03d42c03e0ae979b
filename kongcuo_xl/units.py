"""Schools and folders: when two names mean one school, when two units belong together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from kongcuo_xl import clean

_NUMBERED = re.compile("第?([一二三四五六七八九十])(?:初级)?([中小])学$")


def same_school(one: str, other: str) -> bool:
    """Whether two names mean one school: the same, or one with the place before it."""
    a, b = _short(one), _short(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) > 1 and (a.endswith(b) or b.endswith(a)))


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
