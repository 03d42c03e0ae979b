"""Facts that dated records put in words: what a pupil means to do, who can't be reached."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from kongcuo_xl import signs
from kongcuo_xl.people import match
from kongcuo_xl.risk.dropout import date_of
from kongcuo_xl.risk.facts import SHOWN, Facts
from kongcuo_xl.rules.attendance.follow_up import day
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Table
from kongcuo_xl.visits import visits_made

_VISIT_TEXTS = ("result", "content", "next_step", "remark")
_ABSENCE_TEXTS = ("follow_up", "remark")
"""Not the reason of one absence: it says why a pupil was away that day, not what he means to do."""


class Said:
    """Dated records of pupils, and what a sign says in each: a row a pupil a record."""

    def __init__(self, scope: Scope) -> None:
        self.parts: list[tuple[Table, tuple[str, ...], str, pd.DataFrame]] = []
        tables, term = scope.tables, scope.term
        students, visits, absences = (
            tables["students"],
            tables.get("visits"),
            tables.get("absences"),
        )
        if visits is not None and all(map(visits.any_has, ("date", "teacher", "student"))):
            made = visits_made(visits, students, tables.get("staff"))
            made = made[made["person"] >= 0].drop_duplicates(["entry", "person"])
            rows = pd.DataFrame(
                {"person": made["person"], "at": made["entry"], "date": made["date"]}
            )
            self.parts.append((visits, _VISIT_TEXTS, "家访", rows))
        if absences is not None:
            rows = pd.DataFrame(
                {
                    "person": match(absences, students),
                    "at": absences.index,
                    "date": absences.maybe("date"),
                }
            )
            self.parts.append((absences, _ABSENCE_TEXTS, "缺课登记", rows[rows["person"] >= 0]))
        start, end = pd.Timestamp(term.start), pd.Timestamp(scope.date)
        self.parts = [
            (table, texts, name, rows[rows["date"].between(start, end)])
            for table, texts, name, rows in self.parts
        ]

    def of(self, sign: signs.Sign) -> pd.DataFrame:
        """All records: ``person``, ``date``, ``part``, ``at``, ``field``, ``clause``, ``name``."""
        found = []
        for number, (table, fields, name, rows) in enumerate(self.parts):
            clause = pd.Series("", index=table.index, dtype="str")
            where = pd.Series(fields[0], index=table.index, dtype="str")
            for field_id in filter(table.any_has, reversed(fields)):
                here = signs.said(table.text(field_id), sign)
                clause = clause.where(here == "", here)
                where = where.where(here == "", field_id)
            at = rows["at"].to_numpy(dtype=np.int64)
            found.append(
                rows.assign(
                    part=number, name=name,
                    field=where.take(at).array, clause=clause.take(at).array,
                )
            )  # fmt: skip
        filled = [f for f in found if len(f)]
        return pd.concat(filled, ignore_index=True) if filled else _no_records()

    def add(self, facts: Facts, factor: str, told: pd.DataFrame) -> None:
        """The facts that these records state."""
        if not len(told):
            return
        said = day(told["date"]) + told["name"] + "：" + told["clause"].str.slice(0, SHOWN)
        for number, (table, fields, *_) in enumerate(self.parts):
            for field_id in fields:
                rows = told[(told["part"] == number) & (told["field"] == field_id)]
                source = (table, field_id)
                facts.add(factor, source, rows["person"], rows["at"], said.loc[rows.index])


@cache
def _no_records() -> pd.DataFrame:
    types = {"person": "int64", "date": "datetime64[s]", "part": "int64", "at": "int64",
             "field": "str", "clause": "str", "name": "str"}  # fmt: skip
    return pd.DataFrame({k: pd.Series([], dtype=t) for k, t in types.items()})


def _said(scope: Scope) -> Said | None:
    """What dated records say of pupils; None where no column holds words."""
    told = (("visits", _VISIT_TEXTS), ("absences", _ABSENCE_TEXTS))
    tables = [(scope.tables.get(kind), fields) for kind, fields in told]
    worded = any(table.any_has(field) for table, fields in tables if table for field in fields)
    return Said(scope) if worded else None


def intention(facts: Facts) -> None:
    """Words that speak of leaving, unless later ones take them back."""
    said = facts.scope.derived(_said)
    if said is not None:
        told, over = said.of("辍学意向"), said.of("意向消除")
        told = told[told["clause"] != ""]
        ended = over[over["clause"] != ""].groupby("person")["date"].max()
        standing = ~(date_of(ended, told["person"]) >= told["date"])
        said.add(facts, "intention", told[standing])
    _remarked(facts, "intention", "辍学意向")
    prone = facts.table("dropout_prone")
    if prone is not None:
        clause = signs.said(prone.text("reason"), "辍学意向")
        facts.records("intention", prone, "reason", clause != "", "易辍名单：" + clause)


def unreachable(facts: Facts) -> None:
    """Guardians whom the latest record could not reach."""
    said = facts.scope.derived(_said)
    if said is not None:
        told = said.of("联系不上")
        spoken = told["name"].eq("家访") | (told["clause"] != "")
        # The latest word counts; of two on one day, the one that says somebody was met.
        told = told[spoken].assign(met=told["clause"] == "")
        last = told.sort_values(["person", "date", "met"]).drop_duplicates("person", keep="last")
        said.add(facts, "guardian_unreachable", last[last["clause"] != ""])
    _remarked(facts, "guardian_unreachable", "联系不上")


def _remarked(facts: Facts, factor: str, sign: signs.Sign) -> None:
    if not facts.students.any_has("remark"):
        return
    clause = signs.said(facts.students.text("remark"), sign)
    facts.rows(factor, "remark", clause != "", "备注：" + clause.str.slice(0, SHOWN))
