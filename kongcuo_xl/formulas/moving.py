"""Formulas whose rows have moved, or that are copied further down."""

from __future__ import annotations

import re
from collections.abc import Callable

_SHEET = r"(?:(?:'(?:[^']|'')+'|[\w.]+)!)?"
_CELL = r"\$?[A-Z]{1,3}\$?"
_REFERENCE = re.compile(
    rf"({_SHEET})(?<![A-Za-z0-9_.$])({_CELL})(\d+)(?::({_CELL})(\d+))?(?![\d(A-Za-z_!])"
)


def shifted(
    formula: str, at: int, count: int, like: int | None = None, sheet: str = "", *, own: bool = True
) -> str:
    """The formula once ``count`` rows were inserted on a sheet before row ``at`` (from 0).

    A range that ends right above them and holds the row ``like`` comes to include them. ``sheet``
    is the name of that sheet; ``own``: the formula stands on it.
    """

    def meant(prefix: str) -> bool:
        name = prefix[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        return name.lower() == sheet.lower() if prefix else own

    def moved(found: re.Match[str]) -> str:
        prefix, first, top, last, bottom = found.groups()
        if not meant(prefix):
            return found[0]
        below = int(bottom or top)
        grows = last and like is not None and below == at and int(top) <= like + 1 <= below
        start = int(top) + count if int(top) > at else int(top)
        end = below + count if below > at or grows else below
        return f"{prefix}{first}{start}" + (f":{last}{end}" if last else "")

    # Texts in quotation marks stay as they are.
    parts = formula.split('"')
    parts[::2] = [_REFERENCE.sub(moved, part) for part in parts[::2]]
    return '"'.join(parts)


_LOWERED = re.compile(
    rf"({_SHEET})(?<![A-Za-z0-9_.$])(\$?[A-Z]{{1,3}})(\$?)(\d+)(?::(\$?[A-Z]{{1,3}})(\$?)(\d+))?"
    r"(?![\d(A-Za-z_!])"
)


def lowered(formula: str) -> Callable[[int], str]:
    """The formula copied some rows further down, by how many: what is not fixed by $ moves."""
    parts: list[tuple[str, int | None]] = []
    quoted = formula.split('"')
    for n, part in enumerate(quoted):
        at = 0
        for found in _LOWERED.finditer(part) if n % 2 == 0 else ():
            for group, fixed in ((4, 3), (7, 6)):
                if found[group] and not found[fixed]:
                    parts.append((part[at : found.start(group)], int(found[group])))
                    at = found.end(group)
        parts.append((part[at:] + ('"' if n < len(quoted) - 1 else ""), None))

    def copied(rows: int) -> str:
        return "".join(f"{text}{'' if row is None else row + rows}" for text, row in parts)

    return copied
