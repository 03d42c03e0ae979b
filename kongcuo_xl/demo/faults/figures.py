"""Faults of statistics sheets: SR104 to SR107."""

from __future__ import annotations

from kongcuo_xl.demo.district import District
from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.figures import TOTAL
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


def _wrong(school: School, code: str, kind: str, field: str) -> bool:
    row = school.fresh(kind, lambda v: v.get("年级") != TOTAL)
    if not row:
        return False
    row.values[field] += 1
    school.plant(code, row, field)
    return True


@fault("SR104")
def group_total_wrong(school: School) -> bool:
    """小计 of 增加 is one too many."""
    return _wrong(school, "SR104", "quarter", "增计")


@fault("SR104")
def closing_wrong(school: School) -> bool:
    """Opening, more and less make another closing."""
    return _wrong(school, "SR104", "quarter", "期末")


@fault("SR105")
def opening_differs_from_last_closing(school: School) -> bool:
    """October opens with one pupil more than September closed with."""
    months = school.tables.get("month", [])
    row = next((r for r in months if r.group == 10 and id(r) not in school.spent), None)
    if not row:
        return False
    school.spent.add(id(row))
    row.values["期初"] += 1
    row.values["期末"] += 1
    school.plant("SR105", row, "期初")
    return True


@fault("SR106")
def figure_differs_from_the_ledger(school: School) -> bool:
    """One pupil more who has not come back than the ledger has."""
    return _wrong(school, "SR106", "state", "未返")


@fault("SR106")
def figure_differs_from_the_list(school: School) -> bool:
    """One child more taught at home than the list has."""
    return _wrong(school, "SR106", "state", "送教")


COUNTY_FAULTS = Faults()


@COUNTY_FAULTS.register("SR107")
def beyond_a_hundred(county: District) -> bool:
    """102 % enrolled."""
    return _rate(county, "入学率", "102%")


@COUNTY_FAULTS.register("SR107")
def below_the_target(county: District) -> bool:
    """90.1 % stayed on."""
    return _rate(county, "巩固率", "90.1%")


def _rate(county: District, field: str, value: str) -> bool:
    row = county.fresh("rates")
    if not row:
        return False
    row.values[field] = value
    county.plant("SR107", row, field)
    return True
