"""What rules, forms and duties can ask for: tables, policy, calendar and date, over some units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar, Term, school_year
from kongcuo_xl.period import Period
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.records import Records
from kongcuo_xl.tables import Table, Tables, kinds

_Found = TypeVar("_Found")
_ATTENDANCE = ("absences", "roll_call")

_OWN = ("attendance", "books", "policy", "calendar", "date", "term", "previous",
        "previous_books")  # fmt: skip
"""What a scope has itself. ``calendar`` is the school days, not the table 校历 they come from."""


class Scope:
    """What rules can ask for, over some units; derived things are worked out once."""

    def __init__(
        self,
        tables: Tables,
        books: list[BookReading],
        policy: Policy,
        calendar: SchoolCalendar,
        date: dt.date,
        previous: Tables | None = None,
        term: Term | None = None,
        whole: Scope | None = None,
        previous_books: Sequence[BookReading] = (),
    ) -> None:
        """``whole`` is a scope of these units among others, which knows some things already."""
        self.tables = tables
        self.books = books
        self.policy = policy
        self.calendar = calendar
        self.date = date
        self.previous = previous
        self.previous_books = list(previous_books)
        self.term: Term = term or calendar.current_term(date)
        self._attendance: Attendance | None = None
        self._whole = whole
        self._narrowed: dict[frozenset[str], Scope] = {}
        self._records: dict[Period, Records] = {}
        self._derived: dict[Callable[[Scope], Any], Any] = {}

    def derived(self, work_out: Callable[[Scope], _Found]) -> _Found:
        """What several ask to be worked out of this scope, once."""
        if work_out not in self._derived:
            self._derived[work_out] = work_out(self)
        found: _Found = self._derived[work_out]
        return found

    @property
    def attendance(self) -> Attendance:
        """Absences of lists and grids as one."""
        if self._attendance is None:
            self._attendance = Attendance(
                self._maybe("absences"),
                self._maybe("roll_call"),
                self._maybe("students"),
                self.policy,
                self.calendar,
                self.date,
            )
        return self._attendance

    def records(self, period: Period) -> Records:
        """What the tables say about people in a period, worked out for all units at once."""
        if period not in self._records:
            of_all = self._whole if len(self.tables.units) == 1 else None
            whole = None if of_all is None else of_all.records(period)
            self._records[period] = Records(self, period, whole)
        return self._records[period]

    def _maybe(self, kind: str) -> Table | None:
        if kind not in self.tables:
            return None
        return self.tables[kind]

    def only(self, units: Collection[str]) -> Scope:
        """The same for some units."""
        chosen = frozenset(units)
        if chosen == frozenset(self.tables.units):
            return self
        if chosen not in self._narrowed:
            self._narrowed[chosen] = Scope(
                self.tables.only(chosen),
                [b for b in self.books if b.unit in chosen],
                self.policy,
                self.calendar,
                self.date,
                self.previous,
                self.term,
                self,
                [b for b in self.previous_books if b.unit in chosen],
            )
        return self._narrowed[chosen]

    def lacking(self, needs: Mapping[str, bool]) -> dict[str, set[str]]:
        """For each table that ``needs`` (name → may be absent) asks for, the units without it."""
        units = set(self.tables.units)
        lacking: dict[str, set[str]] = {}
        for name, optional in needs.items():
            if optional:
                continue
            if name in kinds() and name not in _OWN:
                lacking[name] = units - self.tables.units_with(name)
            elif name == "attendance":
                have = set().union(*(self.tables.units_with(k) for k in _ATTENDANCE))
                lacking[name] = units - have
            elif name == "previous" and self.previous is None:
                lacking[name] = units
        return {name: missing for name, missing in lacking.items() if missing}

    def give(self, name: str) -> Any:
        """The value of one parameter of a rule."""
        if name in _OWN:
            return getattr(self, name)
        if name in kinds():
            return self._maybe(name)
        if name == "tables":
            return self.tables
        if name == "school_year":
            return school_year(self.date)
        if name in self.policy:
            return self.policy[name]
        raise TypeError(f"no such thing to give to a rule: {name}")
