"""Rows that share something which only one row may have, and where the others stand."""

from __future__ import annotations

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.book import a1
from kongcuo_xl.tables import Table

_NAMED = 3
"""So many other places are named; of more, only the number is told."""


def shared_in_unit(table: Table, values: pd.Series) -> pd.Series:
    """``unit|value`` of the rows whose value another row of the unit has too, by row number.

    A blank value is shared with nobody. ``values`` may be of some rows only.
    """
    shared = values[clean.repeated(values) & ~clean.are_empty(values)]
    keys = table.unit[shared.index] + "|" + shared
    return keys[clean.repeated(keys)]


def other_places(table: Table, keys: pd.Series, field_id: str) -> pd.Series:
    """For each row of ``keys``, the cells of ``field_id`` where the others of its key stand.

    ``A5（李四）、学生花名册.xlsx［七2］B9（王五）``, by row number.
    """
    rows = keys.index.tolist()
    names = dict(zip(rows, table.person_name.take(rows), strict=True))
    sharing: dict[str, list[int]] = {}
    for at, key in zip(rows, keys, strict=True):
        sharing.setdefault(key, []).append(at)
    told: dict[int, str] = {}
    for group in sharing.values():
        for at in group:
            others = [other for other in group[: _NAMED + 1] if other != at][:_NAMED]
            words = [_place(table, at, other, field_id, names[other]) for other in others]
            more = f"等{len(group) - 1}处" if len(group) - 1 > _NAMED else ""
            told[at] = "、".join(words) + more
    return pd.Series([told[at] for at in rows], index=keys.index, dtype="str")


def _place(table: Table, here: int, there: int, field_id: str, name: str) -> str:
    mine, other = table.pieces[table.piece_no[here]], table.pieces[table.piece_no[there]]
    cell = a1(*other.cell(int(table.row[there]), field_id))
    words = f"{cell}（{name}）" if name else cell
    if other.file != mine.file:
        return f"{other.file}［{other.sheet.name}］{words}"
    return words if other.sheet is mine.sheet else f"［{other.sheet.name}］{words}"
