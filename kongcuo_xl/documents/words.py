"""What the tables say of a person, in the words of a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kongcuo_xl import cases, identity
from kongcuo_xl.documents.catalogue import Field, Recorded
from kongcuo_xl.documents.people import Person, class_labels
from kongcuo_xl.people import match, name_field
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Table


def said_of(
    people: Sequence[Person],
    scope: Scope,
    fields: Mapping[str, Field],
    units: Mapping[str, str],
) -> tuple[list[dict[str, str]], list[frozenset[str]]]:
    """For each person every field's words (or its blank), and the fields left blank."""
    written: list[dict[str, str]] = [{} for _ in people]
    for kind in dict.fromkeys(person.kind for person in people):
        at = [n for n, person in enumerate(people) if person.kind == kind]
        rows = np.array([people[n].row for n in at])
        for name, field in fields.items():
            values = [""] * len(at)
            for source in field.of:
                for table, where in _sources(scope, kind, source, rows):
                    texts = _texts(table, source.rpartition(".")[2], where)
                    values = [old or new for old, new in zip(values, texts, strict=True)]
            if told := _FROM_ID.get(name):
                values = _told_by_id(values, told, scope, kind, rows)
            for n, value in zip(at, values, strict=True):
                written[n][name] = value
    for person, values_of in zip(people, written, strict=True):
        values_of["学校"] = values_of["学校"] or unit_name(person.unit, units)
    blanks = [frozenset(k for k, v in each.items() if not v) for each in written]
    return [{k: v or fields[k].blank for k, v in each.items()} for each in written], blanks


_FROM_ID: Mapping[str, Callable[[pd.Series], pd.Series]] = {
    "性别": identity.sex,
    "出生日期": identity.birth_date,
}
"""What the ID tells where no table has a column for it."""


def _told_by_id(
    values: list[str],
    told: Callable[[pd.Series], pd.Series],
    scope: Scope,
    kind: str,
    rows: np.ndarray[Any, Any],
) -> list[str]:
    """The values, with what a valid ID tells in the blank ones."""
    numbers = [""] * len(values)
    for table, where in _sources(scope, kind, "id_number", rows):
        texts = _texts(table, "id_number", where)
        numbers = [old or new for old, new in zip(numbers, texts, strict=True)]
    tidy = identity.tidy_id(pd.Series(numbers, dtype="str"))
    found = told(tidy).where(identity.check_ok(tidy))
    return [
        value
        or ("" if pd.isna(new) else day_in_words(new) if isinstance(new, dt.date) else str(new))
        for value, new in zip(values, found, strict=True)
    ]


def _sources(
    scope: Scope, kind: str, source: str, rows: np.ndarray[Any, Any]
) -> Iterator[tuple[Table, np.ndarray[Any, Any]]]:
    """Tables to look a field up in, with each person's row there (negative for none)."""
    stated = source.rpartition(".")[0]
    for other in (stated,) if stated else dict.fromkeys((kind, "students")):
        if other == kind:
            yield scope.tables[kind], rows
        elif other in scope.tables and kind != "staff":
            yield scope.tables[other], match(scope.tables[kind], scope.tables[other])[rows]


def _texts(table: Table, field: str, rows: np.ndarray[Any, Any]) -> list[str]:
    """The words of a field in some rows; ``""`` for blank cells and negative rows."""
    if field == "class_label":
        values = raw = class_labels(table)
    else:
        field = name_field(table.kind) if field == "name" else field
        values, raw = table.maybe(field), table.text(field)
    texts = []
    for row in rows.tolist():
        value = "" if row < 0 else values.iloc[row]
        if isinstance(value, pd.Timestamp):
            texts.append(day_in_words(value.date()))
        elif isinstance(value, str):
            texts.append(plain(value))
        else:  # neither text nor a date that can be read: as it is written
            texts.append("" if row < 0 else plain(raw.iloc[row]))
    return texts


def plain(text: str) -> str:
    """Text on one line, without characters that a document can't hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def day_in_words(day: dt.date) -> str:
    """2025年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def limit(person: Person, scope: Scope) -> str:
    """By when the pupil must be back: as the ledger says unless past, else counted from today."""
    days = int(scope.policy["notice_term_days"])
    if person.kind == "cases":
        end = cases.notice_end(scope.tables["cases"], days).iloc[person.row]
        if pd.notna(end) and end.date() >= scope.date:
            return day_in_words(end.date())
    return day_in_words(scope.date + dt.timedelta(days))


def recorded(each: Recorded, people: Sequence[Person], scope: Scope) -> list[list[dict[str, str]]]:
    """For each person the rows of a table about him or her, by date, then blank ones."""
    found: list[list[dict[str, str]]] = [[] for _ in people]
    if each.table in scope.tables:
        table = scope.tables[each.table]
        order = table.maybe("date").argsort(kind="stable").to_numpy()
        texts = {name: _texts(table, field, order) for name, field in each.parts.items()}
        for kind in dict.fromkeys(person.kind for person in people):
            place = {person.row: n for n, person in enumerate(people) if person.kind == kind}
            rows = match(table, scope.tables[kind])[order].tolist()
            for at, row in enumerate(rows):
                if row in place:
                    found[place[row]].append({name: told[at] for name, told in texts.items()})
    blank = dict.fromkeys(each.parts, "")
    return [
        [
            {**told, "序号": str(number)}
            for number, told in enumerate([*mine, *[blank] * (each.least - len(mine))], 1)
        ]
        for mine in found
    ]


def unit_name(unit: str, units: Mapping[str, str]) -> str:
    """What a unit calls itself, else the last folder of its path."""
    return plain(units.get(unit) or unit.replace("\\", "/").rpartition("/")[2])
