"""Sheets and workbooks of the invented county: what stands where, and how it looks.

A layout is one function; the faults that belong to a layout are made there.
"""

from __future__ import annotations

from kongcuo_xl.demo.district import District
from kongcuo_xl.demo.school import School
from kongcuo_xl.demo.sheets import county, ledgers, reports, schools
from kongcuo_xl.demo.sheets.last_month import last_month
from kongcuo_xl.demo.sheets.schools import lacks_numbers
from kongcuo_xl.demo.sheets.workbook import Workbook

__all__ = ["lacks_numbers", "last_month", "of_county", "of_school"]


def of_county(above: District) -> list[Workbook]:
    """What lies in the county's own folder, and in that of the sheets handed in to it."""
    return [*county.of_county(above), *reports.of_schools(above)]


def of_school(school: School) -> list[Workbook]:
    """All workbooks of one school."""
    return [*schools.of_school(school), *ledgers.of_school(school)]
