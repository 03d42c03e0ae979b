"""Measures: what is counted, defined once for every form, each keeping the people that it counted.

A measure counts people; conditions (grade, sex, class, group …) are applied to the people; a
figure is a measure under conditions over a period; a rate is a measure made of two counts. A figure
that lacks a table is None, never 0.
"""

from __future__ import annotations

from kongcuo_xl.statistics.conditions import CONDITIONS, JUNIOR, PRIMARY, STAGES, Conditions
from kongcuo_xl.statistics.figures import Figure, Source, Statistics
from kongcuo_xl.statistics.groups import GROUPS
from kongcuo_xl.statistics.ledgers import NO_LEDGER
from kongcuo_xl.statistics.measure import Measure, Ratio
from kongcuo_xl.statistics.measures import MEASURES, SUBJECTS

__all__ = [
    "CONDITIONS",
    "GROUPS",
    "JUNIOR",
    "MEASURES",
    "NO_LEDGER",
    "PRIMARY",
    "STAGES",
    "SUBJECTS",
    "Conditions",
    "Figure",
    "Measure",
    "Ratio",
    "Source",
    "Statistics",
]
