"""Lists of people on forms: who is on them, and what is known of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.book import Value
from kongcuo_xl.records import Records
from kongcuo_xl.statistics import MEASURES, NO_LEDGER
from kongcuo_xl.tables import Table, kinds

_GROUPS = (
    "left_behind", "migrant", "single_parent", "orphan", "unsupported", "disabled",
    "prisoner_child", "weak", "weary", "relapsing", "prone",
)  # fmt: skip
_HOUSEHOLDS = {"registered_poor": "脱贫户", "monitored": "监测户", "sudden_hardship": "突发困难户"}
_STEPS = ("step_education", "step_order", "step_penalty", "step_court")


@dataclass(frozen=True, slots=True)
class Listed:
    """The people of a list: a frame (``records.PERSON``) and each one's fields, in its order."""

    people: pd.DataFrame
    fields: list[dict[str, Value]]
    lacking: dict[str, str]
    """Unit → why nobody of it can be listed."""
    counts: dict[str, int]
    """Numbers of the list that cross-checks may ask for."""
    notes: tuple[str, ...] = ()
    definition: str = "本期任何一天未返校的个案"
    basis: str = "疑似辍学、辍学台账"


def open_cases(records: Records) -> Listed:
    """Every case open on any day of the period; those that ended in it say so."""
    have = records.tables.units_with("cases")
    lacking = {unit: NO_LEDGER for unit in records.units if unit not in have}
    cases = records.open_cases
    table = records.table("cases")
    rows = [] if table is None else _rows(records, cases, table)
    undated = records.cases[records.cases["undated"]]
    unseen = undated[~undated["at"].isin(cases["at"])]
    notes = tuple(
        f"{name}已返校或销号，台账没有写日期，不能判断本期是否还在，没有列入名单。"
        for name in unseen["name"]
    )
    not_back = cases.loc[cases["outcome"] == "未返", "key"].nunique()
    return Listed(cases, rows, lacking, {"rows": len(cases), "not_back": not_back}, notes)


def _by_measure(measure_id: str, group: str = "") -> Callable[[Records], Listed]:
    """A list of those whom a measure counts, with all that their tables say of them."""

    def listed(records: Records) -> Listed:
        measure = MEASURES[measure_id]
        counted = measure.count(records)
        people, lacking = counted.people, dict(counted.lacking)
        if group:
            flagging = records.units_flagging(group)
            why = f"的名册没有“{kinds()['students'].fields[group].label}”这一列"
            lacking |= {unit: why for unit in records.units if unit not in flagging | set(lacking)}
            people = people[people["key"].isin(records.in_group(group))]
        people = people[~people["unit"].isin(set(lacking))].reset_index(drop=True)
        return Listed(
            people, _known_of(records, people), lacking, {}, counted.notes,
            measure.definition, counted.basis,
        )  # fmt: skip

    return listed


def _known_of(records: Records, people: pd.DataFrame) -> list[dict[str, Value]]:
    """Every field that the own row of each person gives, else 花名册, else 学籍表."""
    others = [_Register(records, kind, set(people["key"])) for kind in ("students", "registry")]
    found: list[dict[str, Value]] = []
    for seq, person in enumerate(people.to_dict("records"), 1):
        own = records.tables[str(person["kind"])]
        rows = [_Row(own, int(person["at"]))]
        rows += [row for each in others if (row := each.row(str(person["key"]))) is not None]
        told: dict[str, Value] = {}
        for row in reversed(rows):
            told |= {name: value for name in row.fields if (value := row.value(name)) != ""}
        piece = own.pieces[own.piece_no[int(person["at"])]]
        told |= {name: str(person[name]) for name in ("name", "sex", "id_number") if person[name]}
        told["seq"] = seq
        told.setdefault("school", piece.context.school or PurePosixPath(str(person["unit"])).name)
        if klass := str(person["klass"]) or _grade(person["grade"]):
            told["klass"] = klass
        found.append(told)
    return found


LISTS: dict[str, Callable[[Records], Listed]] = {
    "open_cases": open_cases,
    "deferred": _by_measure("deferred"),
    "suspended": _by_measure("suspended"),
    "home_taught": _by_measure("home_taught"),
    "inclusive": _by_measure("enrolled_end", "inclusive"),
}
"""Every list of people that forms ask for, by id."""


def _rows(records: Records, cases: pd.DataFrame, table: Table) -> list[dict[str, Value]]:
    registers = [_Register(records, kind, set(cases["key"])) for kind in ("students", "registry")]
    found = []
    for seq, case in enumerate(cases.to_dict("records"), 1):
        key, at = str(case["key"]), int(case["at"])
        own = _Row(table, at)
        rows = [own, *(row for each in registers if (row := each.row(key)) is not None)]

        def text(*fields: str, rows: list[_Row] = rows) -> str:
            """The first of these fields that any of the person's rows gives."""
            return next((v for name in fields for row in rows if (v := row.text(name))), "")

        unit = PurePosixPath(str(case["unit"])).name
        piece = table.pieces[table.piece_no[at]]
        found.append(
            {
                "seq": seq,
                "name": str(case["name"]),
                "sex": str(case["sex"]),
                "id_number": str(case["id_number"]),
                "student_no": text("student_no"),
                "school": text("school") or piece.context.school or unit,
                "klass": str(case["klass"]) or _grade(case["grade"]),
                "registered_address": text("registered_address", "village", "address"),
                "guardian": text("guardian", "father", "mother"),
                "phone": text("phone", "father_phone", "mother_phone"),
                "household_kind": own.text("household_kind") or _household(records, case, rows),
                "special_group": own.text("special_group") or _flagged(rows, _GROUPS),
                "leave_date": own.date("leave_date"),
                "state": _state(case),
                "cause": own.text("cause"),
                "destination": own.text("destination"),
                "steps": own.text("step") or _steps(own, records.last),
                "keeper": _keeper(own, text("keeper")),
                "lead_unit": own.text("lead_unit"),
                "expected_return": own.date("expected_return"),
                "remark": own.text("remark"),
            }
        )
    return found


class _Row:
    """One row of a table, by field; fields that the table has not are blank."""

    def __init__(self, table: Table, at: int) -> None:
        self._table = table
        self._at = at
        self._fields = kinds()[table.kind].fields

    def text(self, field_id: str) -> str:
        """A cell as text."""
        if field_id not in self._fields:
            return ""
        if self._fields[field_id].type in ("id", "student_no", "name", "sex"):
            value = self._table.maybe(field_id).iloc[self._at]
            return value if isinstance(value, str) else ""
        return str(self._table.text(field_id).iloc[self._at])

    @property
    def fields(self) -> list[str]:
        """The fields that the table can have."""
        return list(self._fields)

    def value(self, field_id: str) -> Value:
        """A cell as a form shows it: a date as one, yes and no as 是 and 否, the rest as text."""
        match self._fields[field_id].type:
            case "date":
                return self.date(field_id)
            case "flag":
                said = self.flag(field_id)
                return self.text(field_id) if said is None else "是" if said else "否"
        return self.text(field_id)

    def date(self, field_id: str) -> Value:
        """A cell as a date; what can't be read as one stays as it is typed."""
        value = self._table.maybe(field_id).iloc[self._at]
        return self.text(field_id) if pd.isna(value) else value.date()

    def flag(self, field_id: str) -> bool | None:
        """A yes or no; None where nothing is said."""
        if field_id not in self._fields or self._fields[field_id].type != "flag":
            return None
        value = self._table.maybe(field_id).iloc[self._at]
        return None if pd.isna(value) else bool(value)


class _Register:
    """The rows of 花名册 or 学籍表 that some people have."""

    def __init__(self, records: Records, kind: str, keys: set[str]) -> None:
        self._table = records.table(kind)
        frame = records.frame(kind)
        chosen = frame[frame["key"].isin(keys)].drop_duplicates("key")
        self._at = dict(zip(chosen["key"], chosen["at"], strict=True))

    def row(self, key: str) -> _Row | None:
        """The row of a person."""
        if self._table is None or key not in self._at:
            return None
        return _Row(self._table, int(self._at[key]))


def _grade(grade: object) -> str:
    return clean.grade_label(int(grade)) if isinstance(grade, int) else ""


def _flagged(rows: list[_Row], flags: tuple[str, ...]) -> str:
    fields = kinds()["students"].fields
    said = [fields[f].label.split("/")[0] for f in flags if any(row.flag(f) for row in rows)]
    return "、".join(said)


def _household(records: Records, case: dict[object, object], rows: list[_Row]) -> str:
    """脱贫户 …, 否 where a roster says it of none, "" where nobody says."""
    told = {f: [row.flag(f) for row in rows] for f in _HOUSEHOLDS}
    yes = [_HOUSEHOLDS[f] for f, said in told.items() if any(said)]
    if yes:
        return "、".join(yes)
    households = records.table("households")
    if households is not None and case["id_number"]:
        same = households.maybe("id_number") == case["id_number"]
        if same.any():
            return str(households.text("household_kind")[same].iloc[0]) or "是"
    return "否" if any(value is False for said in told.values() for value in said) else ""


def _state(case: dict[object, object]) -> str:
    if case["outcome"] == "未返":
        return f"{case['kind_of']}辍学" if case["kind_of"] == "疑似" else "辍学"
    word = {"返校": "已返校", "销号": "已销号"}[str(case["outcome"])]
    ended = case["ended"]
    return f"{ended.month}月{ended.day}日{word}" if isinstance(ended, pd.Timestamp) else word


def _steps(row: _Row, until: dt.date) -> str:
    fields = kinds()["cases"].fields
    said = []
    for name in _STEPS:
        value = row.date(name)
        if isinstance(value, dt.date):
            if value <= until:
                said.append(f"{fields[name].label}{value.month}月{value.day}日")
        elif value:
            said.append(f"{fields[name].label}{value}")
    return "、".join(said)


def _keeper(row: _Row, name: str) -> str:
    post, phone = row.text("keeper_post"), row.text("keeper_phone")
    return "/".join(part for part in (name, post, phone) if part)
