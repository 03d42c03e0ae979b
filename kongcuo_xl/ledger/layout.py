"""Which tables the workbook has, where each stands, and what its columns are like.

A table's heading row is HEAD, its rows follow from FIRST to ``last``; both count from 1. Tables and
columns are those of ``fields.toml``; what is said of them here is ``data/ledger.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from kongcuo_xl import tables
from kongcuo_xl.ledger import computed
from kongcuo_xl.tables import Kind

HEAD, FIRST = 3, 4
LAST = 2003
"""Last row with drop-down lists and checks, where a table is not prepared for more."""
_PREPARED = 200
_SCHOOL_WIDE = ("students", "roll_call")
"""Tables of which ``students`` rows are prepared."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: a field, or something the workbook adds (``field`` is then ``""``)."""

    name: str
    """The field's id, or what a column without a field is called by in formulas."""
    label: str
    type: str
    required: bool = False
    is_field: bool = True
    computed: bool = False

    @property
    def heading(self) -> str:
        """What stands over it."""
        return f"*{self.label}" if self.required else self.label


@dataclass(frozen=True)
class Table:
    """A table on its sheet."""

    kind: Kind
    sheet: str
    area: str
    color: str
    columns: tuple[Column, ...]
    last: int
    prepared: int
    """Rows that have the formulas of the computed columns."""
    worked_out: Mapping[str, computed.Computed] = field(repr=False)
    """The computed columns by name."""
    places: Mapping[str, int] = field(repr=False)
    """Column number by name."""

    @property
    def id(self) -> str:
        """The kind's id."""
        return self.kind.id

    def letter(self, name: str) -> str:
        """The letter of a column."""
        return get_column_letter(self.places[name])

    def cell(self, name: str, row: int) -> str:
        """A cell as a formula of its own row names it: ``$C4``."""
        return f"${self.letter(name)}{row}"

    def range(self, name: str) -> str:
        """All rows of a column, from anywhere in the workbook."""
        letter = self.letter(name)
        return f"'{self.sheet}'!${letter}${FIRST}:${letter}${self.last}"

    @property
    def key(self) -> str:
        """The column by which a row counts as filled."""
        wanted = (*self.kind.required, *self.places)
        return next(n for n in wanted if n in self.places and n != "seq")


class Area(NamedTuple):
    """Tables that stand together."""

    name: str
    color: str
    tables: tuple[str, ...]


@cache
def data() -> dict[str, Any]:
    """``data/ledger.toml``."""
    text = resources.files("kongcuo_xl").joinpath("data", "ledger.toml").read_text("utf-8")
    return tomllib.loads(text)


def areas() -> tuple[Area, ...]:
    """The areas in the order of the tabs; a kind that none names stands in the last one."""
    listed = [Area(a["name"], a["color"], tuple(a["tables"])) for a in data()["areas"]]
    named = {kind for area in listed for kind in area.tables}
    rest = tuple(kind for kind in tables.kinds() if kind not in named)
    *first, last = listed
    return (*first, last._replace(tables=last.tables + rest))


def laid_out(kinds: Collection[str] = (), students: int = 1000) -> dict[str, Table]:
    """The tables of a workbook by kind, in the order of the tabs.

    ``kinds`` are those wanted (none: all); ``students`` how many pupils are to be prepared for.
    """
    wanted = [(id_, area) for area in areas() for id_ in area.tables if not kinds or id_ in kinds]
    chosen = {id_ for id_, _ in wanted}
    return {id_: _table(tables.kinds()[id_], area, students, chosen) for id_, area in wanted}


def _table(kind: Kind, area: Area, students: int, chosen: set[str]) -> Table:
    columns = _columns(kind)
    here = {c.name for c in columns}
    worked_out = {
        name: item
        for name, item in computed.of(kind, here).items()
        if chosen.issuperset(item.tables)
    }
    columns = [
        Column(c.name, c.label, c.type, c.required, c.is_field, c.name in worked_out)
        for c in columns
    ]
    columns += [
        Column(name, item.label, item.type, is_field=False, computed=True)
        for name, item in worked_out.items()
        if name not in here
    ]
    prepared = data()["prepared"].get(kind.id, _PREPARED)
    if kind.id in _SCHOOL_WIDE:
        prepared = max(students, 1)
    places = {column.name: number for number, column in enumerate(columns, 1)}
    sheet = data()["sheets"].get(kind.id, kind.label)
    last = max(LAST, FIRST + prepared - 1)
    return Table(
        kind, sheet, area.name, area.color, tuple(columns), last, prepared, worked_out, places
    )


def _columns(kind: Kind) -> list[Column]:
    """A number, what is required, and the rest in the order of ``fields.toml``."""
    left_out = data()["left_out"].get(kind.id, ())
    names = [n for n in kind.fields if n not in left_out]
    if "seq" in names:
        names.remove("seq")
        names.insert(0, "seq")
    columns = [
        Column(n, kind.fields[n].label, kind.fields[n].type, n in kind.required) for n in names
    ]
    beside = [c for c in columns if c.name not in ("subtotal", "remark")]
    behind = [c for c in columns if c.name in ("subtotal", "remark")]
    if kind.id == "roll_call":
        days = [Column(f"day{n}", str(n), "mark", is_field=False) for n in range(1, 32)]
        return [*beside, *days, *behind]
    if kind.id == "homework":
        marks = [Column(s, s, "grade_mark", is_field=False) for s in data()["homework"]["subjects"]]
        return [*beside, *marks, *behind]
    return columns
