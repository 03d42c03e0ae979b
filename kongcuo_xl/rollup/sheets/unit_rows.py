"""A row a unit, a subtotal a township, the total of the county."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from kongcuo_xl.hosts.pages import Formula, Link, Page, Shown
from kongcuo_xl.rollup import RollUp, is_rate
from kongcuo_xl.submitted import Path as Labels

NO_TOWN = "县直及未写明中心校的单位"


@dataclass(slots=True)
class Row:
    """What stands in a unit's row behind its name."""

    values: list[float | str | None] = field(default_factory=list)
    after: list[str | Link] = field(default_factory=list)
    looks: dict[int, str] = field(default_factory=dict)
    """Place among the values → how that cell looks, where it is not as the row does."""
    look: str = "body"
    heard: int = 0
    """1 for a unit that has figures here."""


def grouped(
    page: Page,
    roll: RollUp,
    columns: Sequence[Labels],
    row_of: Callable[[int], Row],
    *,
    before: int,
    after: int = 0,
) -> None:
    """A row a unit, a subtotal a township, the total of the county.

    ``columns`` head the figures; ``before`` columns of words precede them, ``after`` follow.
    """
    apart = has_townships(roll)
    count = itertools.count(1)
    every: list[list[float | None]] = []
    summed: list[tuple[int, int]] = []
    for town, numbers in roll.townships:
        first = page.row
        rows = [row_of(number) for number in numbers]
        for number, row in zip(numbers, rows, strict=True):
            where: list[Shown] = [town or NO_TOWN] if apart else []
            looks = {before + n: look for n, look in row.looks.items()}
            words = [next(count), *where, roll.members[number].name]
            page.line([*words, *row.values, *row.after], row.look, looks=looks)
        figures = [[v if isinstance(v, int | float) else None for v in r.values] for r in rows]
        every += figures
        span = first, page.row - 1
        if apart:
            heard = sum(row.heard for row in rows)
            told = f"{town or NO_TOWN} 小计（{heard}/{len(numbers)}）"
            totals = _totals(columns, before, [span], figures)
            span = page.row, page.row
            page.line(["", "", told, *totals, *[""] * after], "subtotal")
        summed.append(span)
    ending = ["", "", "合计"] if apart else ["", "合计"]
    page.line([*ending, *_totals(columns, before, summed, every), *[""] * after], "total")


def _totals(
    columns: Sequence[Labels],
    before: int,
    spans: Sequence[tuple[int, int]],
    rows: Sequence[Sequence[float | None]],
) -> list[Formula | str]:
    """Sums over rows of the page: blank where nobody has a number, ``—`` over shares."""
    found: list[Formula | str] = []
    for n, path in enumerate(columns):
        if is_rate(path):
            found.append("—")
            continue
        letter = get_column_letter(before + n + 1)
        cells = ",".join(f"{letter}{a}" if a == b else f"{letter}{a}:{letter}{b}" for a, b in spans)
        held = [value for row in rows if (value := row[n]) is not None]
        result = plain_number(sum(held)) if held else ""
        found.append(Formula(f'IF(COUNT({cells})=0,"",SUM({cells}))', result))
    return found


def plain_number(value: float) -> float | int:
    """A number as people type it: 3 for 3.0."""
    return int(value) if value == int(value) else value


def has_townships(roll: RollUp) -> bool:
    """Whether any unit is known to belong to a township."""
    return any(town for town, _ in roll.townships)


def unit_heads(roll: RollUp) -> tuple[list[Labels], list[float]]:
    """Heads and widths of the words before the figures."""
    if has_townships(roll):
        return [("序号",), ("中心校（乡镇）",), ("单位",)], [5, 15, 24]
    return [("序号",), ("单位",)], [5, 26]
