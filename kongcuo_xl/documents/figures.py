"""The figures of a month that a document states."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from kongcuo_xl import period
from kongcuo_xl.clean import grade_label
from kongcuo_xl.documents.catalogue import BY_GRADE, BY_UNIT, END, LINE, Values, all_figures
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import Conditions, Statistics

_EVERYBODY = Conditions()


class MonthFigures:
    """The figures of a month that a template asks for, over all units or one."""

    def __init__(self, scope: Scope, month: period.Period, used: Collection[str]) -> None:
        self._scope, self._month, self._used = scope, month, used
        self._names = {k: v for k, v in all_figures().items() if k in used}
        kept = scope.tables.units_with("students") | scope.tables.units_with("registry")
        self._units = [unit for unit in scope.tables.units if unit in kept]
        self.notes: list[str] = []
        if self._names:
            whole = Statistics(scope, month)
            self.notes = [note for each in self._names.values() for note in whole.notes(each)]

    def of(self, units: Sequence[str]) -> Values:
        """What the template may say of these units together."""
        if not self._names:
            return {}
        counted = Statistics(self._scope.only(units), self._month)
        values: dict[str, Any] = self._row(counted)
        if BY_GRADE in self._used:
            grades = [Conditions(grade=grade) for grade in range(1, 10)]
            values[BY_GRADE] = [
                {"年级": grade_label(each.grade or 0), **self._row(counted, each)}
                for each in grades
                if counted.figure("enrolled_end", each).number
            ]
        if BY_UNIT in self._used:
            values[BY_UNIT] = [
                {
                    "单位": unit.rpartition("/")[2],
                    **self._row(Statistics(self._scope.only([unit]), self._month)),
                }
                for unit in self._units
                if unit in units
            ]
        return values

    def _row(self, counted: Statistics, of: Conditions = _EVERYBODY) -> dict[str, str]:
        numbers = {k: counted.figure(m, of).number for k, m in self._names.items()}
        return {k: LINE * 2 + END if n is None else str(n) for k, n in numbers.items()}
