"""Which units a count can speak for, and why not for the others."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.calendar import school_year, school_year_label
from kongcuo_xl.period import Period
from kongcuo_xl.records import Counted, Records
from kongcuo_xl.tables import kinds
from kongcuo_xl.units import within as within_folder


def without(records: Records, have: Iterable[str], why: str) -> dict[str, str]:
    """The units that have not got what is needed, each with the reason."""
    told = set(have)
    return {unit: why for unit in records.units if unit not in told}


def not_covered(records: Records, why: str, *kinds_of_list: str) -> dict[str, str]:
    """The units that have no such list, and none in a folder above that speaks for them."""
    listed = records.units_with(*kinds_of_list)
    covered = (u for u in records.units if any(within_folder(u, at) for at in listed))
    return without(records, covered, why)


def unknown(records: Records, why: str) -> Counted:
    """A count that no unit can give."""
    return Counted(nobody(records), lacking=without(records, (), why))


def another_year(records: Records) -> str:
    """Why lists of now say nothing about a period: everybody has moved up a grade since."""
    now, then = school_year(records.scope.date), school_year(records.period.end)
    if now == then:
        return ""
    return (
        f"所给名册是{school_year_label(now)}的，推算不出{school_year_label(then)}的年级人数，"
        "请用当时的名册并写明当时的核查日期"
    )


def gaps(records: Records, kind: str, others: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Grades that a unit's list leaves out although the other list has pupils in them."""
    second = "students" if kind == "registry" else "registry"
    label, other = kinds()[kind].label, kinds()[second].label
    return {
        (unit, grade): f"{unit or '所给文件'}的{label}中没有{clean.grade_label(grade)}"
        f"（{other}中有{count}人）"
        for (unit, grade), count in records.uncovered(kind, others).items()
    }


def basis(records: Records, first: str) -> str:
    """Which list was counted, by unit."""
    second = "students" if first == "registry" else "registry"
    units = set(records.units)
    own = records.tables.units_with(first) & units
    other = (records.tables.units_with(second) & units) - own
    labels = {"registry": "学籍（学籍表）", "students": "花名册"}
    if not other:
        return labels[first]
    stand_in = f"{labels[second]}（没有{kinds()[first].label}，以{kinds()[second].label}代替）"
    if not own:
        return stand_in
    return f"{labels[first]}；{'、'.join(sorted(other))}为{stand_in}"


def outside(people: pd.DataFrame, units: Iterable[str]) -> pd.DataFrame:
    """Those who are in none of these units."""
    away = set(units)
    if not away or not len(people):
        return people
    units = people["unit"]
    first = units.iat[0]
    if first in away and (units == first).all():
        return people.iloc[:0]
    return people[~units.isin(away)]


def within(dates: pd.Series, period: Period) -> pd.Series:
    """Which dates lie in a period."""
    return (dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(period.end))


def nobody(records: Records) -> pd.DataFrame:
    """No rows, with the columns of a frame of people."""
    return records.register_of().drop(columns="state")


def few(names: pd.Series, most: int = 5) -> str:
    """Some names, and how many there are if they are more."""
    listed = list(dict.fromkeys(names))
    if len(listed) <= most:
        return "、".join(listed)
    return "、".join(listed[:most]) + f"等{len(listed)}人"


def leave_out(people: pd.DataFrame, keys: Iterable[str]) -> pd.DataFrame:
    """Those who are none of these."""
    away = set(keys)
    if not away or not len(people):
        return people
    return people[~clean.is_in(people["key"], away)].reset_index(drop=True)


def only(people: pd.DataFrame, keys: Iterable[str]) -> pd.DataFrame:
    """Those who are among these."""
    if not len(people):
        return people
    return people[clean.is_in(people["key"], set(keys))].reset_index(drop=True)
