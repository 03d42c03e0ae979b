"""The faults: one small function a way to plant a rule's code, in the module of its subject.

A function gets a unit, spoils one record of it, says where that shows, and answers whether it
could. Each stage below is planted as a whole, after the records that it spoils are written.
Faults of a sheet's layout (FM101, FM102, FM104–FM107, ST112) are made where sheets are drawn.
"""

from __future__ import annotations

from kongcuo_xl.demo.faults import (
    absences,
    care,
    cases,
    changes,
    district,
    duties,
    earlier,
    figures,
    home_teaching,
    lists,
    monitoring,
    numbers,
    rosters,
    visits,
)
from kongcuo_xl.demo.faults.planting import TIMES, Faults

# The order decides which pupils are left for whom, and so what a seed comes to.
OF_ROSTERS = Faults(
    {
        **numbers.FAULTS,
        **rosters.FAULTS,
        **lists.FAULTS,
        **absences.FAULTS,
        **visits.FAULTS,
    }
)
OF_LEDGERS = Faults(
    {
        **home_teaching.FAULTS,
        **care.FAULTS,
        **changes.FAULTS,
        **cases.FAULTS,
        **duties.FAULTS,
        **monitoring.FAULTS,
    }
)
OF_FIGURES = figures.FAULTS
OF_COUNTY_FIGURES = figures.COUNTY_FAULTS
OF_COUNTY_LISTS = district.FAULTS
OF_LAST_MONTH = earlier.FAULTS

__all__ = [
    "OF_COUNTY_FIGURES",
    "OF_COUNTY_LISTS",
    "OF_FIGURES",
    "OF_LAST_MONTH",
    "OF_LEDGERS",
    "OF_ROSTERS",
    "TIMES",
]
