"""Timing contestants in turn, and saying what came of it as Markdown.

Times are of the processor, of this process and of those that it started and that have ended: on a
machine that others use too the clock on the wall says little.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Timing:
    """Least processor time of one contestant in seconds, and what that contestant returned."""

    seconds: float
    result: Any


def processor_seconds() -> float:
    """Processor time so far, of this process and of its ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def in_turn(contestants: Mapping[str, Callable[[], Any]], runs: int) -> dict[str, Timing]:
    """Every contestant once a round, ``runs`` rounds after one uncounted; the cheapest run counts.

    In turn, because a shared machine changes speed: what slows one slows its neighbours too.
    """
    best: dict[str, Timing] = {}
    for number in range(runs + 1):
        for name, contestant in contestants.items():
            gc.collect()
            begin = processor_seconds()
            result = contestant()
            seconds = processor_seconds() - begin
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
