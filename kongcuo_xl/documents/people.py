"""Whom a document is printed for."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from kongcuo_xl import cases, changes
from kongcuo_xl.documents.catalogue import Document, DocumentError
from kongcuo_xl.people import match, name_field
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Table, kinds


class Person(NamedTuple):
    """Somebody to print a copy for: a row of a table."""

    kind: str
    row: int
    name: str
    unit: str
    class_key: str
    class_label: str


_CHOICES: Mapping[str, Mapping[str, Callable[[Table], pd.Series]]] = {
    "未返校": {"cases": cases.open_},
    "随班就读": {
        "placements": lambda table: table.text("placement").str.contains("随班"),
        "students": lambda table: table.maybe("inclusive").fillna(False).astype(bool),
    },
    "送教上门": {
        "placements": lambda table: table.text("placement").str.contains("送教"),
        "students": lambda table: table.text("status").str.contains("送教"),
    },
    "休学": {"changes": lambda table: changes.kinds_of(table) == "休学"},
    "样本学生": {"sample": lambda table: ~table.given("post")},
}


def whom(
    document: Document, scope: Scope, students: Sequence[str]
) -> tuple[list[Person], list[str]]:
    """The people to print for, and sentences for the user. Raises DocumentError for nobody."""
    kinds_asked = [k for k in (*document.tables, *document.also) if k in scope.tables]
    chosen: list[Person] = []
    for kind in kinds_asked:
        if kind in document.tables:
            table = scope.tables[kind]
            rule = _CHOICES.get(document.only, {}).get(kind)
            wanted = pd.Series(True, index=table.index) if rule is None else rule(table)
            chosen += _new(scope, kind, wanted, chosen)
    if not students:
        if document.each == "班":
            chosen = [person for person in chosen if person.class_key]
        if not chosen:
            raise DocumentError(_nobody(document))
        return chosen, []
    return _named(document, scope, students, kinds_asked, chosen)


def _named(
    document: Document,
    scope: Scope,
    students: Sequence[str],
    kinds_asked: Sequence[str],
    chosen: Sequence[Person],
) -> tuple[list[Person], list[str]]:
    """The people of these names: those the document is for, else whoever bears the name."""
    found, notes, unknown = [], [], []
    for name in dict.fromkeys("".join(each.split()) for each in students):
        mine = [person for person in chosen if person.name == name]
        if not mine:
            for kind in kinds_asked:
                names = scope.tables[kind].maybe(name_field(kind))
                mine += _new(scope, kind, names == name, mine)
            if mine and document.only:
                notes.append(f"“{name}”不在表中“{document.only}”之列，仍按写明的姓名打印。")
        if not mine:
            unknown.append(name)
        elif len(mine) > 1:
            places = "、".join(f"{p.unit}{p.class_label}" for p in mine)
            notes.append(f"叫“{name}”的有{len(mine)}人（{places}），都打印了，请取所要的一份。")
        found += mine
    if unknown:
        everybody = {n for kind in kinds_asked
                     for n in scope.tables[kind].maybe(name_field(kind)).unique()}  # fmt: skip
        said = "".join(_not_found(name, everybody - {""}) for name in unknown)
        if not found:
            raise DocumentError(said)
        notes.append(said)
    return found, notes


def _not_found(name: str, everybody: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(everybody), n=3, cutoff=0.3)
    nearest = f"，最接近的是{'、'.join(near)}" if near else ""
    return f"没有找到“{name}”{nearest}。"


def _nobody(document: Document) -> str:
    tables = "、".join(kinds()[kind].label for kind in document.tables)
    which = f"{document.only}的" if document.only else ""
    by_name = "；要给某人打印，请写明姓名（--student），或先选中此人的行" if document.also else ""
    return f"在{tables}中没有{which}人，没有可打印的{document.name}{by_name}。"


def _new(scope: Scope, kind: str, wanted: pd.Series, already: Sequence[Person]) -> Iterator[Person]:
    """The rows of a table that are wanted, without people taken from another table."""
    table = scope.tables[kind]
    names = table.maybe(name_field(kind))
    keep = (wanted & (names != "")).to_numpy(dtype=bool, copy=True)
    for other in {person.kind for person in already}:
        rows = np.array([person.row for person in already if person.kind == other])
        keep &= ~np.isin(match(table, scope.tables[other]), rows)
        keep[(back := match(scope.tables[other], table)[rows])[back >= 0]] = False
    units, keys, labels = table.unit, _class_keys(table), class_labels(table)
    for row in np.flatnonzero(keep).tolist():
        yield Person(kind, row, names[row], units[row], keys[row], labels[row])


def _class_keys(table: Table) -> pd.Series:
    has_class = "klass" in kinds()[table.kind].fields
    return table.class_key if has_class else pd.Series("", index=table.index, dtype="str")


def class_labels(table: Table) -> pd.Series:
    """Each row's class as people say it; ``""`` in a table without classes."""
    has_class = "klass" in kinds()[table.kind].fields
    return table.class_label if has_class else pd.Series("", index=table.index, dtype="str")
