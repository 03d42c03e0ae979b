"""Timing contestants in turn, and saying what came of it as Markdown."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Timing:
    """Fastest run of one contestant in seconds, and what that contestant returned."""

    seconds: float
    result: Any


def in_turn(contestants: Mapping[str, Callable[[], Any]], runs: int) -> dict[str, Timing]:
    """Every contestant once a round, ``runs`` rounds after one uncounted; the fastest run counts.

    In turn, because a shared machine changes speed: what slows one slows its neighbours too.
    """
    best: dict[str, Timing] = {}
    for number in range(runs + 1):
        for name, contestant in contestants.items():
            gc.collect()
            begin = time.perf_counter()
            result = contestant()
            seconds = time.perf_counter() - begin
            if number and (name not in best or seconds < best[name].seconds):
                best[name] = Timing(seconds, result)
    return best


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; numbers stand to the right."""
    marks = ["---" if isinstance(value, str) else "---:" for value in rows[0]]
    lines = [headings, marks, *([_shown(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def at_least(what: str, ratio: float, bound: float) -> str:
    """A line on a target that a figure must reach."""
    return _target(what, ratio, "at least", bound, ratio >= bound)


def at_most(what: str, ratio: float, bound: float) -> str:
    """A line on a target that a figure must not pass."""
    return _target(what, ratio, "at most", bound, ratio <= bound)


def _target(what: str, ratio: float, side: str, bound: float, reached: bool) -> str:
    verdict = "reached" if reached else "**not reached**"
    return f"- {what}: {_shown(float(ratio))} (target: {side} {bound:g}), {verdict}"
