"""Ways of planting faults, and the ways in which most spoil a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.school import Pupil, School, Unit

TIMES = 2
Fault = Callable[[Any], bool]


class Faults(dict[str, list[Fault]]):
    """Ways of planting each code, in the order in which they are registered."""

    def register(self, code: str) -> Callable[[Fault], Fault]:
        """Register a way of planting ``code``; several ways are planted each in turn."""

        def keep(function: Fault) -> Fault:
            self.setdefault(code, []).append(function)
            return function

        return keep

    def plant_all(self, units: Sequence[Unit]) -> None:
        """Plant every code ``TIMES`` times, going round the units so that they share the load.

        A code that no unit of a small county can hold is left out.
        """
        for turn, ways in enumerate(self.values()):
            start = turn % len(units)
            order = [*units[start:], *units[:start]]
            planted = 0
            for unit in order * (TIMES + len(ways)):
                if planted == TIMES:
                    break
                planted += ways[planted % len(ways)](unit)


def spoil(school: School, code: str, field: str, value: object, *, where: bool = True) -> bool:
    """Give one ordinary pupil's roster cell a bad value, where the roster has the column."""
    if not where or not school.writes("students", field):
        return False
    pupil = school.pick()
    if not pupil:
        return False
    pupil.roster_row.values[field] = value
    school.plant(code, pupil.roster_row, field)
    return True


def spoil_fresh(
    unit: Unit,
    code: str,
    kind: str,
    field: str,
    value: object = None,
    wanted: Callable[[dict[str, Any]], bool] = lambda _: True,
    **under: str,
) -> bool:
    """Give one cell of a row nobody has touched a bad value, where the table has the column."""
    row = unit.fresh(kind, wanted) if unit.writes(kind, field) else None
    if not row:
        return False
    row.values[field] = value
    unit.plant(code, row, field, **under)
    return True


def spoil_everywhere(
    school: School, code: str, pupil: Pupil, values: dict[str, Any], field: str
) -> None:
    """Give the same values in roster and registry; a finding in each that shows ``field``."""
    for kind in ("students", "registry"):
        for row in pupil.rows.get(kind, []):
            row.values.update(values)
            if school.writes(kind, field):
                school.plant(code, row, field)


def enter_again(school: School, kind: str, row: Record, **other: Any) -> Record:
    """A second row for a person, right below the first."""
    rows = school.tables[kind]
    double = Record({**row.values, **other}, row.group)
    rows.insert(rows.index(row) + 1, double)
    return double
