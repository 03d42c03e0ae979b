"""The rows of the sample: an invented school in the middle of a term, with a few faults on purpose.

The school comes from ``demo``, which invents schools that break no rule.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.demo import county, district, ledgers, profiles
from kongcuo_xl.demo.canvas import Column, Record
from kongcuo_xl.demo.hands import ClassName, class_text, grade_text
from kongcuo_xl.ledger.computed import Row
from kongcuo_xl.tables import Kind, kinds

DATE = dt.date(2025, 10, 19)
"""A Sunday: no week's duties are under way."""
TERM = "2025秋"
UNIT = "云溪镇九年一贯制学校"
_PUPILS, _SEED = 162, 2025
_TAUGHT = tuple((grade, 1) for grade in range(1, 10))


@dataclass(frozen=True, slots=True)
class Sample:
    """What stands in the workbook."""

    unit: str
    term: str
    date: dt.date
    rows: dict[str, list[Row]]
    remarks: tuple[str, ...]


def rows() -> Sample:
    """The sample, always the same."""
    school, above = _school()
    found = {
        kind.id: [
            _row(kind, record)
            for unit in (school, above)
            for record in unit.tables.get(kind.id, ())
        ]
        for kind in kinds().values()
    }
    return Sample(UNIT, TERM, DATE, found, ())


def _school() -> tuple[county.School, district.District]:
    columns = {
        kind.id: tuple(Column(f.label, (f.label,)) for f in kind.fields.values())
        for kind in kinds().values()
    }
    classes = frozenset(ClassName(*pair) for pair in _TAUGHT)
    profile = replace(
        profiles.NINE, name=UNIT, classes=_TAUGHT, tables=columns, roll_call="list",
        called=classes, seated=frozenset({ClassName(7, 1)}), homework=frozenset({ClassName(7, 1)}),
    )  # fmt: skip
    schools = county.build(1, _PUPILS, _SEED, DATE, profiles=(profile,))
    ledgers.keep(schools[0])
    above = district.build(schools, county.Term(DATE), schools[0].invent, Random(_SEED))
    county.finish(schools[0])
    return schools[0], above


def _row(kind: Kind, record: Record) -> Row:
    """A record of the demo by the fields of its kind."""
    row: Row = {}
    for label, value in record.values.items():
        name = kind.field_named(clean.header_keys(label)[0]) or label
        if value is not None and not row.get(name):
            row[name] = _written(value, name)
    return row


def _written(value: Any, name: str) -> Value:
    if isinstance(value, ClassName):
        return str(class_text(value, "七(2)班"))
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "grade" and isinstance(value, int):
        return str(grade_text(value, "七年级"))
    if name in ("seq", "seat_no", "seat_label"):
        return str(value)
    return value  # type: ignore[no-any-return]
