"""Findings as a page holds them: counted by rule, unit and class, and listed one by one."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kongcuo_xl.book import a1
from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.rule import rules
from kongcuo_xl.screen import mask_in
from kongcuo_xl.units import shown

PLAIN = 2_000
"""Rows of the table that is shown where scripts do not run."""


@dataclass(frozen=True, slots=True)
class Count:
    """A line of a table of counts."""

    name: str
    by_level: tuple[int, ...]
    chooses: dict[str, str]
    """What choosing the line filters by: ``rule``, ``unit``, ``klass``."""
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Names and addresses of what belongs to it."""

    @property
    def total(self) -> int:
        """Findings of all levels."""
        return sum(self.by_level)


def counted(findings: Iterable[Finding], keys: Iterable[Hashable]) -> dict[Any, tuple[int, ...]]:
    """Numbers by level for each key but the empty one, most errors first."""
    found: dict[Any, list[int]] = {}
    for finding, key in zip(findings, keys, strict=True):
        if key:
            found.setdefault(key, [0] * len(LEVELS))[LEVELS.index(finding.level)] += 1
    order = sorted(found, key=lambda key: ([-n for n in found[key]], key))
    return {key: tuple(found[key]) for key in order}


def breakdown(of: str, counted_in: str, lines: list[Count]) -> tuple[str, str, str, list[Count]]:
    """A table of counts as the template takes it: caption, head, how many lines, the lines."""
    return f"按{of}", of, f"{len(lines)} {counted_in}{of}", lines


def by_rule(findings: Sequence[Finding]) -> list[Count]:
    """A line a rule."""
    return [
        Count(rules()[code].name, numbers, {"rule": code}, note=code)
        for code, numbers in counted(findings, (f.code for f in findings)).items()
    ]


def gravest(findings: Sequence[Finding], most: int) -> list[int]:
    """Where those of the gravest levels stand, in their order, if there are more than ``most``."""
    order = sorted(range(len(findings)), key=lambda at: LEVELS.index(findings[at].level))
    return sorted(order[:most])


def listed(
    findings: Sequence[Finding], classes: Sequence[str], copies: dict[str, str]
) -> dict[str, Any]:
    """The findings for the page's script: what repeats stands once, in ``words``.

    A row holds numbers of words for level, code, unit, class, file, sheet, suggestion and basis,
    and the texts of cell, person and message. ``copies`` leads from a file to its marked copy.
    """
    words: dict[str, int] = {}

    def word(text: str) -> int:
        return words.setdefault(text, len(words))

    rows = [
        [
            word(f.level), word(f.code), word(shown(f.unit)), word(klass), word(f.file),
            word(f.sheet), word(f.suggestion), word(basis(f)),
            a1(f.row, f.column), f.person, f.message,
        ]
        for f, klass in zip(findings, classes, strict=True)
    ]  # fmt: skip
    named = {code: rules()[code].name for code in dict.fromkeys(f.code for f in findings)}
    files = {f.file for f in findings}
    return {
        "words": list(words),
        "rows": rows,
        "rules": named,
        "copies": {file: link for file, link in copies.items() if file in files},
    }


def lines(findings: Sequence[Finding], classes: Sequence[str] = ()) -> list[dict[str, str]]:
    """Findings as lines of a plain table."""
    return [
        {
            "level": f.level, "code": f.code, "name": rules()[f.code].name, "file": f.file,
            "sheet": f.sheet, "cell": a1(f.row, f.column), "klass": klass, "person": f.person,
            "message": f.message, "suggestion": f.suggestion, "basis": basis(f),
        }
        for f, klass in zip(findings, classes or [""] * len(findings), strict=True)
    ]  # fmt: skip


def plain(findings: Sequence[Finding], classes: Sequence[str]) -> list[dict[str, str]]:
    """The gravest of the findings, for the table without scripts."""
    kept = gravest(findings, PLAIN)
    return lines([findings[at] for at in kept], [classes[at] for at in kept])


def basis(finding: Finding) -> str:
    """What a finding rests on, in words."""
    return "；".join([*finding.basis, *([finding.clause] if finding.clause else [])])


def address(file: str | Path, page: Path) -> str:
    """Where a page finds a file; ``""`` where none leads there, or the address tells an ID."""
    try:
        found = quote(Path(os.path.relpath(file, page.parent)).as_posix())
    except ValueError:  # on another drive
        return ""
    return found if mask_in(found) == found else ""
