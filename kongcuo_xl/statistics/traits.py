"""What tables say of a person besides name and class: disability, placement, village, age …

A trait is read from the person's own row, else from another row of the same person. To add one,
write a reader and a line of ``TRAITS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, county, vocabulary
from kongcuo_xl.calendar import school_year
from kongcuo_xl.records import Records
from kongcuo_xl.survey import cutoff_day
from kongcuo_xl.tables import Table, kinds

Values = npt.NDArray[np.object_]

DISABILITIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重", "其他", "未注明")
PLACEMENTS = (
    "随班就读", "特教班", "特教学校", "送教上门", "康复机构", "福利机构", "异地就读",
    "延缓入学", "未安置", "其他",
)  # fmt: skip


class Trait(NamedTuple):
    """Something that a table may say of a person."""

    label: str
    fields: tuple[tuple[str, str], ...]
    """Kinds of table and their fields that tell it, most trusted first."""
    read: Callable[[Records, Table, str], pd.Series]
    """The value of each row of a table, from one of those fields; ``""`` where it says nothing."""
    lent: bool = True
    """A row that does not say it takes it from the person's other rows."""


def _disability(_: Records, table: Table, field: str) -> pd.Series:
    text = table.text(field)
    told = clean.each(text, _kind_of_disability)
    return pd.Series(told, index=table.index, dtype="str")


def _kind_of_disability(text: str) -> str:
    if not text:
        return ""
    named = {
        m
        for part in re.split(r"[、,，;；/+和]", text)
        if (m := vocabulary.meaning("disability", part))
    }
    named -= {"无"}
    return "多重" if len(named) > 1 else next(iter(named), "")


def _placement(_: Records, table: Table, field: str) -> pd.Series:
    if table.kind == "placements":
        titles = table.of_piece(
            (
                vocabulary.meaning("placement", f"{p.context.title} {p.sheet.name}")
                for p in table.pieces
            ),
            "str",
        )
        told = vocabulary.meanings("placement", table.text(field))
        return told.where((told != "") | table.given(field), titles.where(titles != "未安置", ""))
    if kinds()[table.kind].fields[field].type == "flag":
        said = table.maybe(field).fillna(False).astype(bool)
        return pd.Series(np.where(said, "随班就读", ""), index=table.index, dtype="str")
    return vocabulary.meanings("placement", table.text(field))


def _said(_: Records, table: Table, field: str) -> pd.Series:
    return table.text(field)


def _worded(subject: vocabulary.Subject) -> Callable[[Records, Table, str], pd.Series]:
    def read(_: Records, table: Table, field: str) -> pd.Series:
        told = vocabulary.meanings(subject, table.text(field))
        return told.mask((told == "") & table.given(field), "其他")

    return read


def _boarding(_: Records, table: Table, field: str) -> pd.Series:
    text = table.text(field)
    told = vocabulary.meanings("boarding", text)
    yes, _odd = clean.flags(table.raw(field))
    # A column headed 住校 answers yes or no; one headed 走读 the other way round.
    headings = (p.headings.get(p.columns.get(field, -1), "") for p in table.pieces)
    by_day = table.of_piece(
        ("走读" in said and not re.search("住|寄宿", said) for said in headings), "bool"
    )
    boards = yes.astype("boolean") ^ by_day.astype("boolean")
    plain = boards.map({True: "寄宿", False: "走读"}).astype("str").fillna("")
    return told.where(told != "", plain)


def _nation(_: Records, table: Table, field: str) -> pd.Series:
    return table.maybe(field).fillna("").astype("str")


def _age(records: Records, table: Table, _: str) -> pd.Series:
    year = school_year(records.period.end)
    day = cutoff_day(year, records.policy["entry_cutoff"])
    age = county.ages(table, records.scope.date, day)
    return age.astype("str").fillna("").astype("str")


TRAITS: dict[str, Trait] = {
    "disability": Trait(
        "残疾类型",
        (
            ("placements", "disability_type"), ("students", "disability_type"),
            ("registry", "disability_type"), ("special_groups", "disability_type"),
            ("students", "disabled"), ("registry", "disabled"), ("students", "inclusive"),
        ),
        _disability,
    ),
    "placement": Trait(
        "安置方式",
        (
            ("placements", "placement"), ("children", "placement"), ("students", "inclusive"),
            ("registry", "inclusive"), ("students", "boarding"), ("registry", "boarding"),
        ),
        _placement,
    ),
    "village": Trait(
        "村（居）",
        tuple((kind, "village") for kind, each in kinds().items() if "village" in each.fields),
        _said,
    ),
    "boarding": Trait("就读方式", (("students", "boarding"), ("registry", "boarding")), _boarding),
    "nation": Trait(
        "民族",
        tuple((kind, "nation") for kind in ("registry", "students", "children", "special_groups")
              if "nation" in kinds()[kind].fields),
        _nation,
    ),
    "age": Trait(
        "周岁",
        tuple((kind, "") for kind in ("students", "registry", "children", "placements", "elsewhere",
              "graduates", "deferrals", "changes", "cases", "special_groups")),
        _age,
    ),
    "reason": Trait(
        "原因",
        (("cases", "cause"), ("changes", "reason"), ("deferrals", "reason"),
         ("children", "no_school_reason"), ("dropout_prone", "reason"), ("absences", "reason")),
        _worded("reason"),
        lent=False,
    ),
    "destination": Trait(
        "去向",
        (("cases", "destination"), ("graduates", "destination"), ("placements", "destination")),
        _worded("destination"),
        lent=False,
    ),
}  # fmt: skip
"""Everything that conditions can ask for, by name."""


class Traits:
    """The traits of the people of some records, read once a table."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._rows: dict[tuple[str, str], Values] = {}
        self._known: dict[str, pd.Series] = {}

    def of(self, people: pd.DataFrame, name: str) -> Values:
        """A trait of each of some people, ``""`` where nobody says it."""
        result = np.full(len(people), "", dtype=object)
        if not len(people):
            return result
        at, kind_of = people["at"].to_numpy(), people["kind"].to_numpy()
        for kind in set(kind_of):
            chosen = kind_of == kind
            result[chosen] = self._of_rows(kind, name)[at[chosen]]
        if TRAITS[name].lent and (open_ := result == "").any():
            known = self._by_key(name)
            at = known.index.get_indexer(pd.Index(people["key"].to_numpy()[open_]))
            values = np.append(known.to_numpy(dtype=object), "")
            result[open_] = values[at]
        return result

    def told_by(self, name: str) -> set[str]:
        """The units of which some table says the trait."""
        units = set()
        for kind, field in TRAITS[name].fields:
            table = self._records.table(kind)
            if table is None:
                continue
            if field and kinds()[kind].fields[field].type == "flag":
                # A plain 是 says nothing of the type; a column of types does.
                said = self._of_rows(kind, name) != ""
                units |= set(table.unit[said].unique())
            else:
                units |= {p.unit for p in table.pieces if not field or p.has(field)}
        return units

    def _of_rows(self, kind: str, name: str) -> Values:
        """The trait of each row of a table, from the first of its fields that says it."""
        if (kind, name) not in self._rows:
            table, trait = self._records.table(kind), TRAITS[name]
            assert table is not None
            told: Values = np.full(len(table), "", dtype=object)
            for of, field in trait.fields:
                if of == kind and (not field or table.any_has(field)):
                    said: Any = trait.read(self._records, table, field).to_numpy(dtype=object)
                    told = np.where(told == "", said, told)
            self._rows[kind, name] = told
        return self._rows[kind, name]

    def _by_key(self, name: str) -> pd.Series:
        """The trait by the key of a person, from the first table that says it."""
        if name not in self._known:
            parts = []
            for kind in dict.fromkeys(kind for kind, _ in TRAITS[name].fields):
                frame = self._records.frame(kind)
                if len(frame):
                    said = self._of_rows(kind, name)[frame["at"].to_numpy()]
                    parts.append(pd.Series(said, index=frame["key"].to_numpy()))
            together = pd.concat(parts) if parts else pd.Series(dtype=object)
            told = together[together != ""]
            self._known[name] = told[~told.index.duplicated()]
        return self._known[name]
