"""Schools and folders: when two names mean one school, when two units belong together."""

from __future__ import annotations

from kongcuo_xl import clean


def same_school(one: str, other: str) -> bool:
    """Whether two names mean one school: the same, or one with the place before it."""
    a, b = clean.key(one), clean.key(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) > 1 and (a.endswith(b) or b.endswith(a)))


def within(unit: str, folder: str) -> bool:
    """Whether a unit is the folder or lies in it."""
    return not folder or f"{unit}/".startswith(f"{folder}/")


def related(one: str, other: str) -> bool:
    """Whether two units are the same folder, or one lies in the other."""
    return within(one, other) or within(other, one)
