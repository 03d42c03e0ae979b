"""Rows that a form has for everything of a sort: schools, classes, grades of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from kongcuo_xl.statistics import Statistics
from kongcuo_xl.tables import kinds

Members = list[tuple[str, dict[str, Any]]]
"""What stands in front of each row, and the conditions of its figures."""


def _schools(statistics: Statistics) -> Members:
    records = statistics.records
    # A folder of tables for the units below it is no school.
    own = records.units_with("students", "registry")
    called = _called(records.units)
    names = [called[unit] for unit in records.units if unit in own or not own]
    return [(name, {"school": name} if name else {}) for name in names]


def _townships(statistics: Statistics) -> Members:
    """Every folder of schools."""
    return [(name, {"school": name}) for name in statistics.records.townships]


def _called(units: list[str]) -> dict[str, str]:
    """What each unit is called: its folder, with those above it where others are called the same.

    中心小学, but 东镇/中心小学 and 西镇/中心小学.
    """
    names = {unit: PurePosixPath(unit).name for unit in units}
    while again := {name for name, n in Counter(names.values()).items() if n > 1}:
        longer = {
            unit: "/".join(PurePosixPath(unit).parts[-len(PurePosixPath(name).parts) - 1 :])
            for unit, name in names.items()
            if name in again
        }
        names |= longer
    return names


def _classes(statistics: Statistics) -> Members:
    """Every class that somebody is in, by school and grade."""
    records = statistics.records
    there = [records.there_now(kind) for kind in ("registry", "students")]
    frame = pd.concat([f[["unit", "grade", "klass"]] for f in there]).drop_duplicates()
    frame = frame[frame["klass"] != ""]
    order = {unit: n for n, unit in enumerate(records.units)}
    frame = frame.assign(order=frame["unit"].map(order)).sort_values(["order", "grade", "klass"])
    several = frame["unit"].nunique() > 1
    called = _called(records.units)
    found: Members = []
    for unit, klass in dict.fromkeys(zip(frame["unit"], frame["klass"], strict=True)):
        name = called[unit] if several else ""
        found.append((name + klass, {"klass": klass} | ({"school": name} if name else {})))
    return found


def _villages(statistics: Statistics) -> Members:
    """Every village that a table of households, areas or pupils names, in that order."""
    records = statistics.records
    named: dict[str, None] = {}
    for kind in ("areas", "children", "students", "registry"):
        table = records.table(kind)
        if table is not None and "village" in kinds()[kind].fields:
            named |= dict.fromkeys(village for village in table.text("village") if village)
    return [(village, {"village": village}) for village in named]


def condition_of(each: str) -> str:
    """The condition by which what stands in a row of each is known: a township is its schools."""
    return "school" if each == "township" else each


_TABLES = {"klass": "classes", "school": "schools"}
_TOLD = {
    "klass": frozenset({"class_teacher", "keeper_leader", "phone"}),
    "school": frozenset({"principal", "phone", "school_code", "school_kind", "township"}),
}


def told_of(each: str, label: str) -> str:
    """The field that a label asks for of a class or school itself, and not of its pupils."""
    if each not in _TABLES:
        return ""
    field = kinds()[_TABLES[each]].by_word.get(label, "")
    return field if field in _TOLD[each] else ""


def what_is_told(
    statistics: Statistics, each: str, conditions: Mapping[str, Any], field: str
) -> str:
    """A field of a class or school by 班级表 or 学校表; ``""`` where they say nothing."""
    records = statistics.records
    table = statistics.records.table(_TABLES[each])
    if table is None:
        return ""
    school = conditions.get("school", "")
    if each == "klass":
        rows = table.class_label == conditions["klass"]
        if school:
            rows &= table.unit.isin(records.units_of(school))
    else:
        units = records.units_of(school) if school else set(records.units)
        named = table.text("school").map(records.units_of)
        rows = named.map(lambda found: bool(found & units))
    found = table.text(field)[rows.to_numpy(dtype=bool)]
    return next((value for value in found if value), "")


MEMBERS: dict[str, Callable[[Statistics], Members]] = {
    "school": _schools,
    "township": _townships,
    "klass": _classes,
    "village": _villages,
}
"""What a form may have a row for ``each`` of, by id."""
