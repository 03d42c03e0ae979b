"""Cross-checks that hold on every form, by what its figures count: data, in ``general.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kongcuo_xl.crosschecks.expression import Check


@dataclass(frozen=True, slots=True)
class General:
    """What holds between measures (``statistics.MEASURES``), wherever they stand."""

    checks: tuple[Check, ...]
    """Between figures of the same people on one sheet."""
    closing: frozenset[str]
    """Measures of the last day of a period: the same on every sheet that ends on that day."""
    opening: dict[str, str]
    """Measure of the first day → the one that it was at the end of the period before."""
    lists: dict[str, str]
    """Words of a list's title → the measure whose people it names."""


@cache
def general() -> General:
    """What ``general.toml`` says."""
    text = (resources.files("kongcuo_xl.crosschecks") / "general.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    between = data["between"]
    return General(
        tuple(Check(**check) for check in data["checks"]),
        frozenset(between["closing"]),
        between["opening"],
        data["lists"],
    )
