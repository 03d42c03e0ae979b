"""What a kind of duty is worked out from, and how a duty is put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kongcuo_xl.book import Cell
from kongcuo_xl.clean import class_label
from kongcuo_xl.duties.duty import Duty, Kind, address, state_of, uid_of
from kongcuo_xl.duties.responsible import Person, Responsible
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import MissingTableError, Piece, Table, kinds


@dataclass(frozen=True)
class Owing:
    """One kind of duty, over the units that have the tables it needs."""

    kind: Kind
    scope: Scope
    responsible: Responsible
    days: int
    """How many days beyond the check date are looked at."""

    @property
    def date(self) -> dt.date:
        """The check date."""
        return self.scope.date

    @property
    def until(self) -> dt.date:
        """The last day on which a duty may begin and still be told."""
        return self.date + dt.timedelta(self.days)

    def table(self, kind: str) -> Table | None:
        """The table of a kind, None where nobody has one."""
        table: Table | None = self.scope.give(kind)
        return table

    def need(self, kind: str) -> Table:
        """The table of a kind; raises MissingTableError."""
        return self.scope.tables[kind]

    def duty(
        self,
        person: Person,
        unit: str,
        why: str,
        since: dt.date | None,
        due: dt.date | None,
        *,
        whom: str = "",
        klass: str = "",
        left: str = "",
        number: int = 1,
        what: str = "",
        values: tuple[str, ...] = (),
        basis: tuple[str, ...] = (),
        place: tuple[Piece, Cell] | None = None,
    ) -> Duty:
        """A duty of this kind; ``values`` are the policy values it rests on, by key."""
        kind = self.kind
        by, post = person
        file, sheet, cell = address(place)
        title = what or kind.title
        return Duty(
            kind=kind.id,
            what=title,
            unit=unit,
            by=by,
            post=post,
            why=why,
            since=since,
            due=due,
            state=state_of(due, self.date),
            whom=whom,
            klass=klass,
            left=left,
            number=number,
            basis=basis or kind.basis or (rules()[kind.code].basis if kind.code else ()),
            clause="；".join(self.scope.policy.clause(key) for key in values),
            file=file,
            sheet=sheet,
            cell=cell,
            uid=uid_of(kind.id, title, unit, by, post, klass, whom, since, due),
        )

    def cell(self, table: Table, row: int, field_id: str) -> tuple[Piece, Cell]:
        """The place of a field in a table's row."""
        piece = table.pieces[table.piece_no[row]]
        return piece, piece.cell(int(table.row[row]), field_id)

    def record_cell(self, at: int) -> tuple[Piece, Cell]:
        """The place of an attendance record."""
        attendance = self.scope.attendance
        record = attendance.records.iloc[at]
        return attendance.pieces[record["piece"]], (int(record["row"]), int(record["column"]))


def narrowed(scope: Scope, code: str) -> Scope:
    """The scope of the units that have every table a rule needs.

    Raises MissingTableError where no unit has: then nobody can say what is owed.
    """
    if not code:
        return scope
    lacking = scope.lacking(rules()[code].needs)
    units = [u for u in scope.tables.units if not any(u in missing for missing in lacking.values())]
    if lacking and not units:
        kind = next(iter(lacking))
        raise MissingTableError(kind if kind in kinds() else "absences")
    return scope.only(units) if lacking else scope


def day_of(stamp: object) -> dt.date | None:
    """A cell of a date column as a date, None when blank."""
    return stamp.date() if isinstance(stamp, pd.Timestamp) else None


def label_of(class_key: str) -> str:
    """七(1)班 for ``unit|7|1``, ``""`` for no class."""
    if not class_key:
        return ""
    _, grade, number = class_key.rsplit("|", 2)
    return class_label(int(grade), number)


def says(date: dt.date) -> str:
    """10月9日, as sentences say it."""
    return f"{date.month}月{date.day}日"


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame with its columns as names."""
    yield from frame.itertuples()
