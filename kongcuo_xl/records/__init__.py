"""What the tables say about people in a period: who was in 学籍, on leave, absent, in a case.

One view over every table of some units, a module a subject; each adds to ``frames``.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kongcuo_xl.records.absences import Absences
from kongcuo_xl.records.cases import Cases
from kongcuo_xl.records.counted import Counted
from kongcuo_xl.records.frames import PERSON, remembered, shared
from kongcuo_xl.records.groups import Groups
from kongcuo_xl.records.naming import Naming
from kongcuo_xl.records.standing import Standing

__all__ = ["PERSON", "Counted", "Records", "remembered"]


class Records(Standing, Absences, Cases, Groups, Naming):
    """Everything known of the people of some units in one period."""

    @shared
    def derived(self, work_out: Callable[[Records], pd.DataFrame]) -> pd.DataFrame:
        """A frame of people that a measure works out of these records, once for all units."""
        return work_out(self)
