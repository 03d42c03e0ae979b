"""Cross-checks of a form (表内、表间勾稽): whether the figures of a row agree with each other."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kongcuo_xl.book import Value
from kongcuo_xl.forms.mapping import Check

_TERM = re.compile(r"\s*([+-]?)\s*([^\W\d][\w.]*)")


def terms(expression: str) -> list[tuple[int, str]]:
    """Sign and name of each term of an expression: ``a + b`` → ``[(1, "a"), (1, "b")]``."""
    return [(-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(expression)]


def broken(check: Check, values: Mapping[str, Value]) -> tuple[float, float] | None:
    """Left and right side where a check fails; None where it holds or is not to be made.

    ``values`` holds the figures of one row by name; a name that is not there makes no check.
    """
    sides = [terms(check.left), terms(check.right)]
    names = [name for side in sides for _, name in side]
    if any(name not in values for name in names):
        return None
    numbers = {name: _number(values[name]) for name in names}
    given = [value is not None for value in numbers.values()]
    left, right = (sum(sign * (numbers[name] or 0) for sign, name in side) for side in sides)
    if check.operator in ("compulsory_pair", "exclusive_pair"):
        there = [any(numbers[name] is not None for _, name in side) for side in sides]
        fails = there[0] != there[1] if check.operator == "compulsory_pair" else all(there)
        return (left, right) if fails else None
    if check.missing == "skip_if_any_missing" and not all(given):
        return None
    if check.missing == "skip_if_all_missing" and not any(given):
        return None
    holds = left == right if check.operator == "equal_to" else left <= right
    return None if holds else (left, right)


def _number(value: Value) -> float | None:
    if value == "无":
        return 0
    return value if isinstance(value, (int, float)) else None
