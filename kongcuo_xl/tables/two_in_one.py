"""A cell that holds somebody's name and number together: 张三（110105…）, 李大 138…."""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = r"[^\d\s:：,，、/()（）\[\]【】]{2,}(?:\s?[^\d\s:：,，、/()（）\[\]【】]+)?"
_BETWEEN = r"[\s:：,，、/(（\[【]*"
_NUMBER = {
    "id": r"\d[\dXx]{13,18}",
    "phone": r"(?:1\d{10}|0\d{2,3}[-—]?\d{7,8}|\d{7,8})",
}
_PATTERNS = {
    kind: re.compile(rf"\s*({_NAME}){_BETWEEN}({number})\s*[)）\]】]?\s*")
    for kind, number in _NUMBER.items()
}
_MOST = 0.8
"""Share of a column's cells that hold both, where it is meant to."""


@lru_cache(maxsize=512)
def number_behind(sample: tuple[str, ...]) -> str:
    """``"id"`` or ``"phone"`` where most cells of a column end with one behind a name, else ''.

    Every kind of table asks it of the same columns.
    """
    return next((kind for kind, one in _PATTERNS.items() if sample and _fits(one, sample)), "")


def _fits(pattern: re.Pattern[str], sample: tuple[str, ...]) -> bool:
    """Whether most texts match; most columns are dropped at their first texts."""
    both = len(sample)
    for value in sample:
        if not pattern.fullmatch(value):
            both -= 1
            if both < _MOST * len(sample):
                return False
    return True


def part_of(value: str, *, name: bool) -> str:
    """The name or the number of such a cell; one that holds but one of them is that one."""
    for pattern in _PATTERNS.values():
        if both := pattern.fullmatch(value):
            return both[1 if name else 2]
    return value if name != bool(re.search(r"\d{5,}", value)) else ""
