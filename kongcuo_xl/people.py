"""Who is who: records of one table joined to the people of another.

Keys in order of trust: 身份证号, 学籍号, 姓名+性别+出生日期, 姓名+班级 where that is unique in the
unit, and the bare 姓名 where the record states no class and only one person of the unit bears it.
Two people who share a key are never silently merged: such a record is *ambiguous*.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kongcuo_xl import clean
from kongcuo_xl.tables import Table, kinds

UNKNOWN = -1
AMBIGUOUS = -2

Positions = npt.NDArray[np.int64]
_TEXT = pa.large_string()


def lookup(keys: pd.Series, among: pd.Series) -> Positions:
    """Position in ``among`` of each key; UNKNOWN if absent or blank, AMBIGUOUS if there twice."""
    return _look(keys, _places(among))


class _Places(NamedTuple):
    """Every key once, and where it stands: a position, or AMBIGUOUS; UNKNOWN for the blank one."""

    keys: pa.Array
    positions: Positions


def _places(among: pd.Series) -> _Places:
    encoded = clean.arrow(among).fill_null("").dictionary_encode()
    codes = encoded.indices.to_numpy()
    positions = np.full(len(encoded.dictionary), UNKNOWN, dtype=np.int64)
    # Of several rows with one key the first is written last, and stays.
    positions[codes[::-1]] = np.arange(len(codes))[::-1]
    positions[np.bincount(codes, minlength=len(positions)) > 1] = AMBIGUOUS
    blank = pc.index(encoded.dictionary, "").as_py()
    if blank >= 0:
        positions[blank] = UNKNOWN
    return _Places(encoded.dictionary, positions)


def _look(keys: pd.Series, places: _Places) -> Positions:
    at = pc.index_in(clean.arrow(keys), value_set=places.keys).fill_null(-1).to_numpy()
    # The last place stands for a key that is nowhere.
    found: Positions = np.append(places.positions, UNKNOWN)[at]
    return found


def name_field(kind: str) -> str:
    """The field that names the person a row is about."""
    return "student" if "student" in kinds()[kind].fields else "name"


_keys: WeakKeyDictionary[Table, dict[str, pd.Series]] = WeakKeyDictionary()
_indexes: WeakKeyDictionary[Table, dict[str, _Places]] = WeakKeyDictionary()
_matches: WeakKeyDictionary[Table, WeakKeyDictionary[Table, Positions]] = WeakKeyDictionary()


def key_of(table: Table, name: str) -> pd.Series:
    """One of the matching keys of each row; ``""`` where a row lacks it.

    ``name`` is id_number, student_no, name_sex_birth, name_class or name; name_alone is the name
    where no class is stated beside it. Worked out when it is first asked for.
    """
    known = _keys.setdefault(table, {})
    if name not in known:
        known[name] = _key_of(table, name)
    return known[name]


def _key_of(table: Table, name: str) -> pd.Series:
    fields = kinds()[table.kind].fields
    if name in ("id_number", "student_no"):
        if name not in fields or not table.any_has(name):
            return _blank(table)
        value = table.maybe(name)
        return _joined(~clean.are_empty(value), table.unit, value)
    if name == "name_alone":
        # A bare name may stand for a person only where no class is stated beside it.
        if "klass" not in fields:
            return key_of(table, "name")
        return key_of(table, "name").where(table.class_no == 0, "")
    if name == "name_class" and "klass" not in fields:
        return _blank(table)
    if name == "name_sex_birth" and not all(
        field in fields and table.any_has(field) for field in ("birth_date", "sex")
    ):
        return _blank(table)
    person = table.maybe(name_field(table.kind))
    if name == "name":
        return _joined(~clean.are_empty(person), table.unit, person)
    if name == "name_class":
        known = ~clean.are_empty(person) & (table.class_no > 0)
        return _joined(known, table.class_key, person)
    born, sex = table.maybe("birth_date"), table.maybe("sex")
    full = ~clean.are_empty(person) & sex.notna() & born.notna()
    return _joined(full, table.unit, person, sex.fillna(""), _day_text(born))


def _joined(known: pd.Series, *parts: pd.Series) -> pd.Series:
    """The parts with ``|`` between them in the rows that are known, ``""`` in the others."""
    joined = pc.binary_join_element_wise(*map(clean.arrow, parts), pa.scalar("|", _TEXT))
    told = pc.if_else(pa.array(known.to_numpy()), joined, pa.scalar("", _TEXT))
    return clean.as_series(told, known.index)


def _blank(table: Table) -> pd.Series:
    return pd.Series("", index=table.index, dtype="str")


def _day_text(dates: pd.Series) -> pd.Series:
    codes, days = pd.factorize(dates)
    written = np.array([*(day.strftime("%Y%m%d") for day in days), ""], dtype=object)
    return pd.Series(written[codes], index=dates.index, dtype="str")


def match(records: Table, roster: Table) -> Positions:
    """For each record, the row number in ``roster`` of the person it is about.

    UNKNOWN (-1) where nobody fits, AMBIGUOUS (-2) where several people do. Worked out once for a
    pair of tables; the answer can't be written into.
    """
    known = _matches.setdefault(records, WeakKeyDictionary())
    if roster not in known:
        known[roster] = _match(records, roster)
        known[roster].flags.writeable = False
    return known[roster]


def _match(records: Table, roster: Table) -> Positions:
    indexes = _indexes.setdefault(roster, {})
    result = np.full(len(records), UNKNOWN, dtype=np.int64)
    for key in ("id_number", "student_no", "name_sex_birth", "name_class", "name"):
        if (result >= 0).all():
            break
        asked = key_of(records, "name_alone" if key == "name" else key)
        open_ = np.flatnonzero((result < 0) & ~clean.are_empty(asked).to_numpy())
        if not len(open_):
            continue
        if key not in indexes:
            indexes[key] = _places(key_of(roster, key))
        found = _look(asked.iloc[open_], indexes[key])
        result[open_] = np.where(found != UNKNOWN, found, result[open_])
    return result


def take(values: pd.Series, positions: npt.NDArray[Any], default: Any = None) -> pd.Series:
    """``values`` at positions, ``default`` (or missing) where a position is negative."""
    safe = np.where(positions >= 0, positions, 0)
    if len(values) == 0:
        return pd.Series([default] * len(positions))
    taken = pd.Series(values.array.take(safe), copy=False)
    known = positions >= 0
    if known.all():
        return taken
    return taken.where(known) if default is None else taken.where(known, default)
