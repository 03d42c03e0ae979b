"""The county as one: people and schools found in whatever unit's table they stand in.

``people.match`` joins records inside a unit. Here the unit does not count: the same 身份证号,
学籍号 or 姓名+性别+出生日期 is the same person wherever it is written.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, id_validity
from kongcuo_xl.people import UNKNOWN, name_field
from kongcuo_xl.tables import Table, Tables, kinds
from kongcuo_xl.units import above_others

Positions = npt.NDArray[np.int64]

KEYS = ("id_number", "student_no", "name_sex_birth")


def birth_dates(table: Table, date: dt.date) -> pd.Series:
    """Birth date of each row, datetime64[s]: by a reliable 身份证号, else 出生日期."""
    fields = kinds()[table.kind].fields
    nothing = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    stated = table.maybe("birth_date") if "birth_date" in fields else nothing
    return id_validity.born(table, date).fillna(stated) if "id_number" in fields else stated


def sexes(table: Table, date: dt.date) -> pd.Series:
    """男 or 女 of each row: by a reliable 身份证号, else 性别; ``""`` where neither tells."""
    fields = kinds()[table.kind].fields
    blank = pd.Series("", index=table.index, dtype="str")
    stated = table.maybe("sex").fillna("") if "sex" in fields else blank
    if "id_number" not in fields:
        return stated
    return id_validity.sex(table, date).fillna(stated)


def ages(table: Table, date: dt.date, day: dt.date) -> pd.Series:
    """Full years of age of each row on ``day``, as nullable integers; missing where not known."""
    born = birth_dates(table, date)
    later = (born.dt.month > day.month) | ((born.dt.month == day.month) & (born.dt.day > day.day))
    years: pd.Series = day.year - born.dt.year - later.astype("float64")
    return years.astype("Int64")


def keys_of(table: Table, date: dt.date) -> dict[str, pd.Series]:
    """The keys of each row that hold anywhere, most trusted first; ``""`` where a row lacks one."""
    return table.derived(_keys_of, date)


def _keys_of(table: Table, date: dt.date) -> dict[str, pd.Series]:
    fields = kinds()[table.kind].fields
    blank = pd.Series("", index=table.index, dtype="str")
    name = table.maybe(name_field(table.kind))
    ids, sex = blank, sexes(table, date)
    if "id_number" in fields:
        verdict = id_validity.verdicts(table, date)
        ids = table.maybe("id_number").where(~verdict.isin(["blank", "destroyed"]), "")
    number = table.maybe("student_no") if "student_no" in fields else blank
    codes, days = pd.factorize(birth_dates(table, date))
    shown = np.array([*(day.strftime("%Y%m%d") for day in days), ""], dtype=object)
    born = pd.Series(shown[codes], index=table.index, dtype="str")
    full = (name != "") & (sex != "") & (born != "")
    return {
        "id_number": ids,
        "student_no": number.where(number.str.len() > 8, ""),
        "name_sex_birth": (name + "|" + sex + "|" + born).where(full, ""),
    }


def find(
    records: Table,
    among: Table | None,
    date: dt.date,
    *,
    rows: pd.Series | None = None,
    by_name: bool = False,
) -> Positions:
    """For each record the first row of ``among``, of any unit, that is the same person; else -1.

    ``rows`` narrows ``among``. With ``by_name`` a row of ``among`` that has nothing but a name
    stands for the only record of that name: for lists that often hold no more.
    """
    result = np.full(len(records), UNKNOWN, dtype=np.int64)
    if among is None or not len(among) or not len(records):
        return result
    chosen = pd.Series(True, index=among.index) if rows is None else rows.astype(bool)
    mine, theirs = keys_of(records, date), keys_of(among, date)
    for key in KEYS:
        open_ = result < 0
        result[open_] = first_row(mine[key][open_], theirs[key].where(chosen, ""))
    if by_name:
        bare = pd.concat([theirs[key] == "" for key in KEYS], axis=1).all(axis=1)
        name = records.maybe(name_field(records.kind))
        alone = name.where(~name.duplicated(keep=False), "")
        others = among.maybe(name_field(among.kind)).where(bare & chosen, "")
        open_ = result < 0
        result[open_] = first_row(alone[open_], others)
    return result


def first_row(keys: pd.Series, among: pd.Series) -> Positions:
    """Position in ``among`` of the first row with each key; -1 if absent or blank."""
    bearers = np.flatnonzero((~among.duplicated() & (among != "")).to_numpy(dtype=bool))
    if not len(bearers):
        return np.full(len(keys), UNKNOWN, dtype=np.int64)
    at = pd.Index(among.iloc[bearers]).get_indexer(pd.Index(keys))
    found: Positions = np.where(at >= 0, bearers[at], UNKNOWN).astype(np.int64)
    return found


def is_in(
    records: Table,
    among: Table | None,
    date: dt.date,
    *,
    rows: pd.Series | None = None,
    by_name: bool = False,
) -> pd.Series:
    """Which records are somebody in ``among`` (in the chosen ``rows``), of any unit."""
    found = find(records, among, date, rows=rows, by_name=by_name)
    return pd.Series(found >= 0, index=records.index)


class Schools:
    """The schools being checked, by the names they go by: folders, titles and 学校名称 columns."""

    def __init__(self, tables: Tables) -> None:
        units = tables.units
        above = above_others(units)
        self._units: dict[str, str] = {}
        for unit in units:
            if unit and unit not in above:
                self._learn(unit.rsplit("/", 1)[-1], unit)
        for piece in tables.pieces:
            if piece.kind in ("students", "registry", "roll_call"):
                self._learn(piece.context.school, piece.unit)
        for kind in ("registry", "students"):
            if kind in tables and tables[kind].any_has("school"):
                pairs = pd.DataFrame(
                    {"unit": tables[kind].unit, "name": tables[kind].text("school")}
                )
                for unit, name in pairs.drop_duplicates().itertuples(index=False):
                    # A list above the schools names them; their folders may say which they are.
                    own = self._find(clean.key(name)) if unit in above else unit
                    self._learn(name, unit if own is None else own)
        self._asked: dict[str, str | None] = {}

    def _learn(self, name: str, unit: str) -> None:
        if len(clean.key(name)) > 1:
            self._units.setdefault(clean.key(name), unit)

    def __len__(self) -> int:
        return len(self._units)

    def unit_of(self, name: str) -> str | None:
        """The unit of the school that a cell names, None where it is none of those checked."""
        if name not in self._asked:
            self._asked[name] = self._find(clean.key(name))
        return self._asked[name]

    def _find(self, word: str) -> str | None:
        if word in self._units:
            return self._units[word]
        if len(word) < 2:
            return None
        near = [own for own in self._units if own in word or word in own]
        return self._units[max(near, key=len)] if near else None

    def are_checked(self, names: pd.Series) -> pd.Series:
        """Which cells name a school that is being checked."""
        told = clean.each(names, lambda name: self.unit_of(clean.text(name)) is not None)
        return pd.Series(told, index=names.index).astype(bool)
