"""Frames of people: everybody whom the tables of a kind name, each known by one key.

A person is known by a *key*: the row of 学籍表 that he or she is, else that of 花名册, else an ID
or 学籍号 with the name, else the row itself, so that nobody is counted twice and no two people of
one name are taken for one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import identity, people
from kongcuo_xl.period import Period
from kongcuo_xl.tables import Table, kinds
from kongcuo_xl.units import above_others

if TYPE_CHECKING:
    from kongcuo_xl.scope import Scope

PERSON = ["key", "unit", "name", "sex", "grade", "klass", "id_number", "kind", "at", "said"]
"""Columns of a frame of people. ``klass`` is the class as people say it, ``kind`` and ``at`` the
table and its row, ``said`` what was read there that makes the person count."""

REGISTERS = ("registry", "students")
"""Lists of everybody, the more trusted first."""

_P = ParamSpec("_P")
_S = TypeVar("_S", bound="Frames")
_T = TypeVar("_T")


def remembered(
    work_out: Callable[Concatenate[_S, _P], _T],
) -> Callable[Concatenate[_S, _P], _T]:
    """What is worked out of records once, and kept with them."""

    @wraps(work_out)
    def known(records: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        key = (work_out, *args, *kwargs.items())
        if key not in records.remembered:
            records.remembered[key] = work_out(records, *args, **kwargs)
        return cast("_T", records.remembered[key])

    return known


def shared(
    work_out: Callable[Concatenate[_S, _P], pd.DataFrame],
) -> Callable[Concatenate[_S, _P], pd.DataFrame]:
    """A frame of people that is worked out once.

    For one unit of several it is cut from that of all: nothing crosses from unit to unit.
    """

    @remembered
    @wraps(work_out)
    def frame(records: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> pd.DataFrame:
        if records.whole is None:
            return work_out(records, *args, **kwargs)
        of_all = getattr(records.whole, work_out.__name__)
        everybody = of_all(*args, **kwargs) if callable(of_all) else of_all
        return records.whole.share(records.units[0], everybody)

    return frame


class Frames:
    """The tables of a scope seen at one period, as frames of people made when first asked for."""

    def __init__(self, scope: Scope, period: Period, whole: Self | None = None) -> None:
        """``whole`` is the records of these units among others, to which this one belongs."""
        self.whole = whole
        self.scope = scope
        self.tables = scope.tables
        self.policy = scope.policy
        self.calendar = scope.calendar
        self.period = period
        self.last = min(period.end, scope.date)
        """The day at which the end of the period is looked at: its last, or the check date."""
        named = {piece.unit for piece in scope.tables.pieces if _names_people(piece.kind)}
        nobodys = above_others(scope.tables.units) - named
        self.units = [unit for unit in scope.tables.units if unit not in nobodys]
        """Folders above the units that name nobody (a 校历) are none."""
        self.remembered: dict[tuple[object, ...], Any] = {}
        """Work and what it was asked for → what it gave; for ``remembered`` alone."""
        self._shares: dict[int, dict[str, pd.DataFrame]] = {}

    def table(self, kind: str) -> Table | None:
        """The table of a kind, None if nobody has one."""
        return self.tables[kind] if kind in self.tables else None  # noqa: SIM401 - no dict

    def units_with(self, *of_kinds: str) -> set[str]:
        """Units that have a table of one of the kinds."""
        return set().union(*(self.tables.units_with(kind) for kind in of_kinds))

    def share(self, unit: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A unit's rows of one of these records' own frames.

        ``at`` counts within the unit's rows of the table, as in a table of that unit alone.
        """
        # The frames live as long as these records, so that no other can come to bear its number.
        if id(frame) not in self._shares:
            self._shares[id(frame)] = self._shared_out(frame)
        own = self._shares[id(frame)].get(unit)
        return frame.iloc[:0] if own is None else own

    def _shared_out(self, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
        places = frame["at"].to_numpy().copy()
        for kind in frame["kind"].unique():
            own = (frame["kind"] == kind).to_numpy(dtype=bool)
            places[own] = self._within_unit(kind)[places[own]]
        codes, units = pd.factorize(frame["unit"])
        order = np.argsort(codes, kind="stable")
        ordered = frame.assign(at=places).take(order)
        ends = np.cumsum(np.bincount(codes, minlength=len(units)))
        starts = ends - np.diff(ends, prepend=0)
        return {
            unit: ordered.iloc[start:end].reset_index(drop=True)
            for unit, start, end in zip(units, starts.tolist(), ends.tolist(), strict=True)
        }

    @remembered
    def _within_unit(self, kind: str) -> npt.NDArray[np.int64]:
        """How many rows of its unit stand above each row of a table."""
        unit = self.tables[kind].unit
        return np.asarray(unit.groupby(unit).cumcount(), dtype=np.int64)

    @shared
    def frame(self, kind: str) -> pd.DataFrame:
        """Everybody named in the tables of a kind: a row a table row, columns PERSON.

        Sex, grade, class and ID that the table does not give are those of the person's row in
        学籍表 or 花名册. Rows without a name are left out. Empty if there is no such table.
        """
        table = self.table(kind)
        return no_people() if table is None else self._read(kind, table)

    def _read(self, kind: str, table: Table) -> pd.DataFrame:
        fields = kinds()[kind].fields
        blank = pd.Series("", index=table.index, dtype="str")
        id_number = table.maybe("id_number") if "id_number" in fields else blank
        student_no = table.maybe("student_no") if "student_no" in fields else blank
        sex = (table.maybe("sex") if "sex" in fields else blank).fillna("")
        frame = pd.DataFrame(
            {
                "unit": table.unit,
                "name": table.maybe(people.name_field(kind)),
                "sex": sex.where(sex != "", identity.sex(id_number).fillna("")),
                "grade": table.maybe("grade") if "grade" in fields else pd.NA,
                "klass": table.class_label if "klass" in fields else blank,
                "id_number": id_number,
                "kind": kind,
                "at": np.arange(len(table)),
                "said": "",
            }
        )
        frame["grade"] = frame["grade"].astype("Int64")
        frame["key"] = _own_keys(frame, student_no)
        # The registers are looked up in order of trust; a row takes what it lacks from its person.
        for register in REGISTERS:
            if register == kind:
                break
            other = self.table(register)
            if other is not None:
                found = people.match(table, other)
                frame = _completed(frame, found, self._by_row(register, len(other)))
        named = frame["name"] != ""
        return frame.loc[named, PERSON].reset_index(drop=True)

    @shared
    def named_again(self, kind: str) -> pd.DataFrame:
        """The rows of ``frame(kind)`` whose person stands in an earlier row too."""
        frame = self.frame(kind)
        return frame[frame.duplicated("key")].reset_index(drop=True)

    def _by_row(self, kind: str, length: int) -> pd.DataFrame:
        return self.frame(kind).set_index("at").reindex(range(length))

    def column(self, kind: str, field_id: str) -> pd.Series:
        """A cleaned column of a table, for the rows of ``frame(kind)``."""
        table = self.table(kind)
        if table is None:
            return pd.Series(dtype=object)
        values = table.maybe(field_id)
        return values.take(self.frame(kind)["at"].to_numpy()).reset_index(drop=True)

    def text(self, kind: str, field_id: str) -> pd.Series:
        """A column of a table as text, for the rows of ``frame(kind)``."""
        table = self.table(kind)
        if table is None:
            return pd.Series(dtype="str")
        return table.text(field_id).take(self.frame(kind)["at"].to_numpy()).reset_index(drop=True)

    def titled(self, kind: str, word: str) -> pd.Series:
        """Which rows of ``frame(kind)`` stand under a title or on a sheet that names a word."""
        table = self.table(kind)
        if table is None:
            return pd.Series(dtype=bool)
        said = [word in p.context.title or word in p.sheet.name for p in table.pieces]
        return (
            table.of_piece(said, "bool")
            .take(self.frame(kind)["at"].to_numpy())
            .reset_index(drop=True)
        )


@cache
def _names_people(kind: str) -> bool:
    return people.name_field(kind) in kinds()[kind].fields


@cache
def _nobody() -> pd.DataFrame:
    types = dict.fromkeys(PERSON, "str") | {"grade": "Int64", "at": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=type_) for name, type_ in types.items()})


def no_people(**more: str) -> pd.DataFrame:
    """No rows, columns PERSON and more, of the types named."""
    return _nobody().assign(**{name: pd.Series(dtype=type_) for name, type_ in more.items()})


def _own_keys(frame: pd.DataFrame, student_no: pd.Series) -> pd.Series:
    """A person's key by this row alone; an ID without the same name is not enough."""
    rows = frame["kind"] + "#" + frame["at"].astype("str")
    number = student_no.where(student_no != "", rows)
    number = frame["id_number"].where(frame["id_number"] != "", number)
    return frame["unit"] + "|" + number + "|" + frame["name"]


def _completed(
    frame: pd.DataFrame, found: npt.NDArray[np.int64], other: pd.DataFrame
) -> pd.DataFrame:
    """The frame with each matched row's key, and what it lacks, from the person's row."""
    known = found >= 0
    if not known.any() or not len(other):
        return frame
    theirs = other.take(np.where(known, found, 0)).reset_index(drop=True)
    known &= theirs["key"].notna().to_numpy()
    result = frame.copy()
    result["key"] = frame["key"].mask(known, theirs["key"])
    for column in ("sex", "klass", "id_number"):
        result[column] = frame[column].mask(known & (frame[column] == ""), theirs[column])
    result["grade"] = frame["grade"].mask(known & frame["grade"].isna(), theirs["grade"])
    return result
