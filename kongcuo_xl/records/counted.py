"""The people that a measure counts, before conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True)
class Counted:
    """The people that a measure counts, before conditions.

    A column ``weight`` says how much each stands for; without it each stands for one.
    """

    people: pd.DataFrame
    basis: str = ""
    """户籍, 学籍 or whatever list was counted."""
    notes: tuple[str, ...] = ()
    lacking: dict[str, str] = field(default_factory=dict)
    """Unit → why it could not be counted there; those units are not in ``people``."""
    gaps: dict[tuple[str, int], str] = field(default_factory=dict)
    """Unit and grade → why that grade could not be counted, where the unit's others could."""
    for_all: bool = False
    """One list (of a village, a county) speaks for every unit and grade."""
    listing: frozenset[str] = frozenset()
    """Units that keep such a list themselves: with nobody on it there is nobody."""
    stated: int | None = None
    """A number that somebody typed, with nobody to name."""
