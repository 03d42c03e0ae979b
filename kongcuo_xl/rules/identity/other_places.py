"""Rows that share something which only one row may have, and where the others stand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kongcuo_xl.book import a1
from kongcuo_xl.tables import Table

_NAMED = 3
"""So many other places are named; of more, only the number is told."""


def repeated(keys: pd.Series) -> pd.Series:
    """Rows whose key stands on another row as well; ``""`` is no key."""
    return keys.duplicated(keep=False) & (keys != "")


def other_places(table: Table, keys: pd.Series, rows: pd.Series, field_id: str) -> pd.Series:
    """For each of the rows, the cells of ``field_id`` where the others of its key stand.

    ``A5李四、学生花名册［七2］B9王五``, ``""`` for all other rows.
    """
    told = np.full(len(table), "", dtype=object)
    where = np.flatnonzero(rows.to_numpy(dtype=bool))
    names = table.person_name
    for places in pd.Series(where).groupby(keys.take(where).to_numpy()).indices.values():
        group = where[places]
        for at in group:
            others = [other for other in group if other != at]
            words = [_place(table, at, other, field_id, names[other]) for other in others[:_NAMED]]
            more = f"等{len(others)}处" if len(others) > _NAMED else ""
            told[at] = "、".join(words) + more
    return pd.Series(told, index=table.index)


def _place(table: Table, here: int, there: int, field_id: str, name: str) -> str:
    mine, other = table.pieces[table.piece_no[here]], table.pieces[table.piece_no[there]]
    cell = a1(*other.cell(int(table.row[there]), field_id))
    words = f"{cell}（{name}）" if name else cell
    if other.file != mine.file:
        return f"{other.file}［{other.sheet.name}］{words}"
    return words if other.sheet is mine.sheet else f"［{other.sheet.name}］{words}"
