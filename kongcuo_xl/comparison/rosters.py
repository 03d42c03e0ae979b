"""A list of people as it is compared: which rows count, and what each person is known by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import identity
from kongcuo_xl.book import a1
from kongcuo_xl.calendar import school_year
from kongcuo_xl.comparison.result import Entry, Repeated
from kongcuo_xl.people import name_field
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.reconcile.lists import latest_sheets
from kongcuo_xl.tables import Piece, Table, kinds

Rows: TypeAlias = npt.NDArray[np.int64]
FOUR_CHECKS = {
    "children": "户籍",
    "registry": "学籍",
    "students": "在校",
    "cases": "辍学",
    "households": "脱贫户",
}
THREE_COMPARISONS = (("children", "registry"), ("registry", "students"), ("cases", "households"))
_LISTS = (
    *FOUR_CHECKS, "roll_call", "graduates", "special_groups", "placements", "dropout_prone",
    "deferrals", "elsewhere", "homework", "sample", "staff",
)  # fmt: skip
"""Kinds of table that list people, each once."""


def rosters(books: Sequence[BookReading], title: str, date: dt.date) -> list[Roster]:
    """The lists of people in some workbooks, one a kind, the longest first."""
    by_kind: dict[str, list[Piece]] = {}
    for book in books:
        for piece in book.pieces:
            if piece.kind in _LISTS and piece.rows:
                by_kind.setdefault(piece.kind, []).append(piece)
    found = []
    for kind, pieces in by_kind.items():
        table = Table(kind, pieces, school_year(date))
        keep = table.maybe(name_field(kind)) != ""
        if kind == "roll_call":
            keep &= latest_sheets(table, date)
        if keep.any():
            rows = np.flatnonzero(keep.to_numpy(dtype=bool))
            found.append(Roster(table, rows, f"{title}（{kinds()[kind].label}）"))
    return sorted(found, key=lambda roster: -len(roster.rows))


class Roster:
    """A list of people: a table, the rows of it that count, and what people are known by."""

    def __init__(self, table: Table, rows: Rows, title: str) -> None:
        self.table = table
        self.rows = rows
        self.title = title
        fields = kinds()[table.kind].fields

        def column(field_id: str) -> pd.Series:
            if field_id not in fields:
                return pd.Series("", index=range(len(rows)), dtype="str")
            values = table.maybe(field_id).take(rows).reset_index(drop=True)
            return values.fillna("").astype("str")

        self.name = column(name_field(table.kind))
        self.id = column("id_number")
        self.valid = identity.check_ok(self.id).fillna(False).astype(bool)
        self.student_no = column("student_no")
        from_id = identity.birth_date(self.id.where(self.valid, ""))
        self.born = from_id.dt.strftime("%Y%m%d").fillna("").astype("str")
        if "birth_date" in fields:
            stated = table.maybe("birth_date").take(rows).reset_index(drop=True)
            # A month alone is no birthday to know somebody by.
            whole = table.date_status("birth_date").take(rows).reset_index(drop=True) == "ok"
            text = stated.dt.strftime("%Y%m%d").fillna("").astype("str")
            self.born = text.where(whole & (text != ""), self.born)
        sex = identity.sex(self.id.where(self.valid, "")).fillna("").astype("str")
        said = column("sex")
        self.sex = said.where(said != "", sex)
        self.guardian = column("guardian")
        self.phone = column("phone").str.replace(r"[^0-9]", "", regex=True)
        has_class = "klass" in fields
        blank = pd.Series("", index=self.name.index, dtype="str")
        self.klass = (
            table.class_label.take(rows).reset_index(drop=True).astype("str")
            if has_class
            else blank
        )

        # One value at a time is taken from these: a Series is slow at that.
        self.names: list[str] = self.name.tolist()
        self.ids: list[str] = self.id.tolist()
        self.births: list[str] = self.born.tolist()
        self.sexes: list[str] = self.sex.tolist()
        self.guardians: list[str] = self.guardian.tolist()
        self.phones: list[str] = self.phone.tolist()
        self.classes: list[str] = self.klass.tolist()

    def __len__(self) -> int:
        return len(self.rows)

    def keys(self) -> dict[str, pd.Series]:
        """What one person is known by, most trusted first; ``""`` where a row lacks it."""
        # An ID that can't be right is not enough by itself: lost digits make many people one.
        id_ = self.id.where(self.valid | (self.id == ""), self.id + "|" + self.name)
        whole = (self.sex != "") & (self.born != "")
        born = (self.name + "|" + self.sex + "|" + self.born).where(whole, "")
        klass = (self.name + "|" + self.klass).where(self.klass != "", "")
        bare = self.name.where((self.id == "") & (self.born == "") & (self.klass == ""), "")
        return {
            "id": id_,
            "student_no": self.student_no,
            "born": born,
            "klass": klass,
            "name": bare,
        }

    def entry(self, at: int, field_id: str = "") -> Entry:
        """The person at a position; the cell is that of ``field_id``, else of the name."""
        row = int(self.rows[at])
        piece = self.table.pieces[self.table.piece_no[row]]
        cell = piece.cell(int(self.table.row[row]), field_id or name_field(self.table.kind))
        return Entry(
            piece.file, piece.sheet.name, a1(*piece.sheet.place(*cell)),
            self.names[at], self.ids[at], piece.context.school or piece.unit, self.classes[at],
        )  # fmt: skip


def repeated(roster: Roster) -> list[Repeated]:
    """Rows of people who stand in a list more than once, and by what they are known as one."""
    keys = roster.keys()
    found: list[Repeated] = []
    told: set[tuple[int, ...]] = set()
    for key, why in (
        ("id", "身份证号相同"),
        ("student_no", "学籍号相同"),
        ("born", "姓名、性别、出生日期相同"),
    ):
        values = keys[key]
        again = values[(values != "") & values.duplicated(keep=False)]
        for _, group in again.groupby(again, sort=False):
            members = tuple(int(at) for at in group.index)
            if members in told:
                continue
            told.add(members)
            reason = why
            if key == "born" and roster.id.iloc[list(members)].nunique() > 1:
                reason += "，身份证号不同"
            elif key != "born" and roster.name.iloc[list(members)].nunique() > 1:
                reason += "，姓名不同"
            number = len(told)
            found += [Repeated(number, roster.entry(at), reason) for at in members]
    return found
