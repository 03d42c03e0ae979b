"""What is known of each row of a list, a field at a time: from its own table, else from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.forms.lists.derived import DERIVED
from kongcuo_xl.records import Records
from kongcuo_xl.tables import Table, kinds

Positions = npt.NDArray[np.int64]

_OWN = frozenset({"seq", "name", "remark", "status", "id_type", "aid", "plan", "pledge_date"})
OF_PERSON = frozenset(kinds()["students"].fields) - _OWN
"""Fields that say something of the person, whatever table they stand in."""
_OF_PLACED = frozenset(
    "placement agreement assessment iep institution attending absence_reason".split()  # noqa: SIM905
)
"""Fields of 安置表 that other lists of the same children may show."""
_OWN_SCHOOL = frozenset({"children", "elsewhere", "deferrals", "graduates", "households"})
"""Tables of children who may be at no school, or not at the one that keeps the table."""
_REGISTERS = ("students", "registry", "placements", "children")
"""Where else to look a person up, in this order."""
_ELSE = {
    "registered_address": ("village", "address"),
    "guardian": ("father", "mother"),
    "phone": ("father_phone", "mother_phone"),
    "address": ("registered_address",),
}
"""What stands in for a field that no table gives."""


class Columns:
    """The fields of some rows, each worked out when it is first asked for."""

    def __init__(
        self,
        records: Records,
        frame: pd.DataFrame,
        told: Mapping[str, Sequence[Value]] | None = None,
    ) -> None:
        """``frame`` has the columns ``records.PERSON``; ``told`` are fields known beforehand."""
        self.records = records
        self.frame = frame
        self._known: dict[str, list[Value]] = {f: list(v) for f, v in (told or {}).items()}
        self._own_rows = [
            (kind, np.flatnonzero((frame["kind"] == kind).to_numpy(dtype=bool)))
            for kind in dict.fromkeys(frame["kind"])
            if kind in kinds()
        ]
        self._found: dict[str, tuple[Positions, Positions]] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, field: str) -> list[Value]:
        """What stands in a field, a value a row; ``""`` where nothing is known."""
        if field not in self._known:
            self._known[field] = self._find(field) if len(self) else []
        return self._known[field]

    def texts(self, field: str) -> list[str]:
        """A field as text."""
        return [str(value) for value in self[field]]

    def _find(self, field: str) -> list[Value]:
        if field == "seq":
            return list(range(1, len(self) + 1))
        if field == "grade":
            return [_grade(grade) for grade in self.frame["grade"]]
        values: list[Value] = [""] * len(self)
        if field in ("name", "sex", "id_number", "klass"):
            values = self.frame[field].fillna("").astype(object).tolist()
        for each in (field, *_ELSE.get(field, ())):
            self._complete(values, self.own, each)
            for kind in _REGISTERS:
                self._complete(values, lambda f, kind=kind: self.of(kind, f), each)
        if field in DERIVED:
            self._complete(values, lambda f: DERIVED[f](self), field)
        if field == "klass":
            self._complete(values, self.__getitem__, "grade")
        if field == "school":
            self._complete(values, lambda _: self._schools(), field)
        return values

    def _complete(self, values: list[Value], source: Any, field: str) -> None:
        """Fill what is still blank."""
        if "" not in values:
            return
        more = source(field)
        for n, value in enumerate(more):
            if values[n] == "":
                values[n] = value

    # ── tables ───────────────────────────────────────────────────────────────────────────────────
    def own(self, field: str) -> list[Value]:
        """A field as the rows' own table has it."""
        values: list[Value] = [""] * len(self)
        for kind, rows in self._own_rows:
            if field in kinds()[kind].fields:
                at = self.frame["at"].to_numpy()[rows]
                for row, value in zip(
                    rows, shown(self.records.tables[kind], field, at), strict=True
                ):
                    values[row] = value
        return values

    def of(self, kind: str, field: str) -> list[Value]:
        """A field as another table has it of the same person."""
        values: list[Value] = [""] * len(self)
        if field not in kinds()[kind].fields or field not in OF_PERSON | _OF_PLACED:
            return values
        table = self.records.table(kind)
        if table is None:
            return values
        rows, at = self._places(kind)
        for row, value in zip(rows, shown(table, field, at), strict=True):
            values[row] = value
        return values

    def _places(self, kind: str) -> tuple[Positions, Positions]:
        """Which rows have a row of the same person in another table, and where."""
        if kind not in self._found:
            frame = self.records.frame(kind)
            first = frame.drop_duplicates("key").set_index("key")["at"]
            at = first.reindex(self.frame["key"]).to_numpy(dtype=float)
            rows = np.flatnonzero(~np.isnan(at))
            self._found[kind] = rows, at[rows].astype(np.int64)
        return self._found[kind]

    def _schools(self) -> list[Value]:
        """The school that a row's sheet names, else its unit."""
        values: list[Value] = [PurePosixPath(str(unit)).name for unit in self.frame["unit"]]
        for kind, rows in self._own_rows:
            if kind in _OWN_SCHOOL:
                for row in rows:
                    values[row] = ""
                continue
            table = self.records.tables[kind]
            numbers = table.piece_no[self.frame["at"].to_numpy()[rows]]
            for row, number in zip(rows, numbers, strict=True):
                if said := table.pieces[number].context.school:
                    values[row] = said
        return values

    def flags(self, field: str) -> list[bool | None]:
        """A yes or no of each person, by the own row or by another table; None: nothing is said."""
        told = {"是": True, "否": False}
        found: list[bool | None] = [None] * len(self)
        sources = [self.own(field), *(self.of(kind, field) for kind in _REGISTERS)]
        for values in reversed(sources):
            for n, value in enumerate(values):
                if isinstance(value, str) and value in told:
                    found[n] = told[value] or (found[n] or False)
        return found


def shown(table: Table, field: str, at: Positions) -> list[Value]:
    """A field of some rows of a table as a form shows it.

    A date as one, yes and no as 是 and 否, a number as one; what can't be read as such stays as it
    is typed.
    """
    type_ = kinds()[table.kind].fields[field].type
    if field == "klass":
        return table.class_label.take(at).fillna("").astype(object).tolist()
    if type_ in ("id", "student_no", "name", "sex"):
        plain = table.maybe(field).take(at)
        return [value if isinstance(value, str) else "" for value in plain]
    typed = table.text(field).take(at).tolist()
    if type_ not in ("date", "flag", "number", "grade"):
        return typed
    values = table.maybe(field).take(at)
    read: list[Value] = []
    for text, value in zip(typed, values, strict=True):
        if pd.isna(value):
            read.append(text)
        elif type_ == "date":
            read.append(value.date())
        elif type_ == "flag":
            read.append("是" if value else "否")
        elif type_ == "grade":
            read.append(_grade(value))
        else:
            number = float(value)
            read.append(int(number) if number.is_integer() else number)
    return read


def _grade(grade: object) -> str:
    return "" if pd.isna(grade) else clean.grade_label(int(grade))  # type: ignore[call-overload]
