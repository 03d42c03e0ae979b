"""Who or what is on a list: the rows of a kind of table, or those that it takes more to choose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from kongcuo_xl import engine, groups
from kongcuo_xl.book import Value, a1
from kongcuo_xl.finding import Finding
from kongcuo_xl.forms.lists.archives import archive_items
from kongcuo_xl.forms.lists.columns import Columns
from kongcuo_xl.forms.lists.derived import OF_HOME_TEACHING
from kongcuo_xl.forms.lists.listed import Listed
from kongcuo_xl.identity import mask_in
from kongcuo_xl.people import name_field
from kongcuo_xl.records import PERSON, Records
from kongcuo_xl.rule import rules
from kongcuo_xl.rules.responsibility.targets import targets
from kongcuo_xl.rules.special_groups import placed
from kongcuo_xl.statistics import MEASURES, NO_LEDGER, Source, visits
from kongcuo_xl.tables import Piece, Table, kinds
from kongcuo_xl.visits import visits_made

_NOBODY = frozenset({"无", "本月无", "本期无", "暂无"})
_LEVELS = ("错误", "疑问")
_TESTED = (4, 8)
"""The grades of the national monitoring of quality."""
_OF_TESTED = re.compile("四年级|八年级|初二|[四八][(（]|(?<![0-9])[48]年级|(?<![0-9])[48][(（.]")
_REGISTRATION = (
    "ID", "CH", "ST105", "RC101", "RC102", "RC106", "RC107", "RC108", "RC112", "RC113", "HT105",
)  # fmt: skip
"""Rules and families of rules whose findings are problems of 学籍."""


# ── rows of a table ──────────────────────────────────────────────────────────────────────────────
def of_table(kind: str, records: Records) -> Listed:
    """Everybody, or everything, that the tables of a kind name."""
    label = kinds()[kind].label
    have = records.tables.units_with(kind)
    lacking = {unit: f"缺少{label}" for unit in records.units if unit not in have}
    if have and kind in ("children", "areas", "households", "schools"):
        lacking = {}
    frame = _rows(records, kind)
    return Listed(records, frame, lacking, {"rows": len(frame)}, (), f"{label}的每一行", label)


def _rows(records: Records, kind: str) -> pd.DataFrame:
    """The rows of a table as a frame of people; a thing goes by its first field's text."""
    table = records.table(kind)
    if table is None:
        return records.frame(kind)
    if name_field(kind) in kinds()[kind].fields:
        frame = records.frame(kind)
        return frame[~frame["name"].isin(_NOBODY)].reset_index(drop=True)
    name = table.text(kinds()[kind].required[0])
    frame = pd.DataFrame({column: pd.Series("", index=table.index) for column in PERSON})
    frame = frame.assign(unit=table.unit, name=name, kind=kind, at=np.arange(len(table)))
    frame["grade"] = pd.array([pd.NA] * len(frame), dtype="Int64")
    frame["key"] = [f"{kind}#{at}" for at in frame["at"]]
    return frame[name != ""].reset_index(drop=True)


# ── cases ────────────────────────────────────────────────────────────────────────────────────────
def _of_cases(
    frame: Callable[[Records], pd.DataFrame], definition: str
) -> Callable[[Records], Listed]:
    """A list of cases, with how each stands at the end of the period."""

    def listed(records: Records) -> Listed:
        have = records.tables.units_with("cases")
        lacking = {unit: NO_LEDGER for unit in records.units if unit not in have}
        cases = frame(records)
        rows = Columns(records, cases)
        open_ = cases.loc[cases["outcome"] == "未返", "key"] if len(cases) else ()
        not_back = len(set(open_))
        counts = {"rows": len(cases), "not_back": not_back}
        # 包保责任人 of a case goes with post and telephone.
        told = {"keeper": rows["keeper_told"]}
        basis = "疑似辍学、辍学台账"
        return Listed(records, cases, lacking, counts, (), definition, basis, told)

    return listed


def _open_cases(records: Records) -> Listed:
    """Every case open on any day of the period; those that ended in it say so."""
    found = _of_cases(lambda r: r.open_cases, "本期任何一天未返校的个案")(records)
    cases, listed = records.cases, set(found.people["at"])
    undated = cases[cases["undated"]] if len(cases) else cases
    notes = [
        f"{name}已返校或销号，台账没有写日期，不能判断本期是否还在，没有列入名单。"
        for name, at in zip(undated["name"], undated["at"], strict=True)
        if at not in listed
    ]
    return Listed(
        records, found.people, found.lacking, found.counts, tuple(notes), found.definition,
        found.basis, found.told,
    )  # fmt: skip


def _latest(records: Records, column: str, word: str) -> pd.DataFrame:
    cases = records.latest_cases
    return cases[cases[column] == word].reset_index(drop=True)


# ── attendance ───────────────────────────────────────────────────────────────────────────────────
def _missed_days(records: Records) -> pd.DataFrame:
    """Every absence that a list or a roll call states, with its person (``records.PERSON``).

    Also ``date``, ``days``, ``counted``, ``absence`` (旷课 …), ``truant``, ``grid``, ``first``.
    """
    attendance = records.scope.attendance
    found = attendance.records
    parts = []
    for kind, chosen in (("absences", ~found["grid"]), ("roll_call", found["grid"])):
        table = records.table(kind)
        if table is None or not chosen.any():
            continue
        rows = found[chosen]
        at = rows["entry"] if kind == "absences" else _at_rows(table, attendance.pieces, rows)
        people = records.frame(kind).set_index("at", drop=False).reindex(at.to_numpy())
        people = people.reset_index(drop=True)
        rows = rows.reset_index(drop=True)
        people = people.assign(
            date=rows["date"], days=rows["days"], counted=rows["counted"], absence=rows["kind"],
            truant=rows["unexcused"], grid=rows["grid"], first=rows["first"],
        )  # fmt: skip
        parts.append(people[people["key"].notna()])
    if not parts:
        nobody = records.frame("absences").iloc[:0]
        return nobody.assign(
            date=pd.Series(dtype="datetime64[s]"), days=0.0, counted=0.0, absence="", truant=False,
            grid=False, first=False,
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True).astype({"at": "int64"})


def _at_rows(table: Table, pieces: list[Piece], rows: pd.DataFrame) -> pd.Series:
    """Which rows of a table absences of a roll call stand in."""
    width = 1 << 24
    places = pd.Series(range(len(table)), index=table.piece_no * width + np.asarray(table.row))
    base = len(pieces) - len(table.pieces)
    wanted = (rows["piece"].to_numpy() - base) * width + rows["row"].to_numpy()
    return places.reindex(wanted).reset_index(drop=True)


def _without_attendance(records: Records) -> dict[str, str]:
    have = records.units_with("absences", "roll_call")
    return {unit: "缺少缺课登记表和点名册" for unit in records.units if unit not in have}


def _missed(records: Records) -> Listed:
    """Every absence: the rows of lists, and the marks of roll calls that no list tells of."""
    marks = _missed_days(records)
    marks = marks[marks["grid"] & (marks["counted"] > 0)]
    listed = _rows(records, "absences")
    frame = pd.concat([listed, marks[PERSON]], ignore_index=True) if len(marks) else listed
    rows = Columns(records, listed)
    told: dict[str, list[Value]] = {
        "date": [*rows["date"], *(day.date() for day in marks["date"])],
        "days": [*rows["days"], *marks["counted"].tolist()],
        "absence_kind": [*rows["absence_kind"], *marks["absence"].tolist()],
    }
    return Listed(
        records, frame, _without_attendance(records), {"rows": len(frame)}, (),
        "缺课登记表的每一行，加点名册上没有登记的缺课", "缺课登记表、点名册", told,
    )  # fmt: skip


def _absentees(records: Records) -> Listed:
    """Everybody absent in the period, with how many days."""
    days = _missed_days(records)
    start, last = pd.Timestamp(records.period.start), pd.Timestamp(records.last)
    days = days[(days["date"] >= start) & (days["date"] <= last)]
    frame = _together([days], records)
    sums = days.groupby("key")["counted"].sum()
    truant = days[days["truant"]].groupby("key")["counted"].sum()
    latest = days.groupby("key")["date"].max()
    cases = set(records.cases["key"])
    kept = "cases" in records.tables

    def number(value: float) -> Value:
        return int(value) if float(value).is_integer() else float(value)

    keys = frame["key"].tolist()
    told: dict[str, list[Value]] = {
        "missed_days": [number(sums[key]) for key in keys],
        "truant_days": [number(truant.get(key, 0)) for key in keys],
        "last_missed": [latest[key].date() for key in keys],
        "on_case_list": [("是" if key in cases else "否") if kept else "" for key in keys],
    }
    return Listed(
        records, frame, _without_attendance(records), {"rows": len(frame)}, (),
        "本期有缺课的学生", "缺课登记表、点名册", told,
    )  # fmt: skip


# ── people of measures and groups ────────────────────────────────────────────────────────────────
def _by_measure(measure_id: str) -> Callable[[Records], Listed]:
    """A list of those whom a measure counts."""

    def listed(records: Records) -> Listed:
        measure = MEASURES[measure_id]
        counted = measure.count(records)
        people = counted.people[~counted.people["unit"].isin(set(counted.lacking))]
        people = people.reset_index(drop=True)
        return Listed(
            records, people, dict(counted.lacking), {"rows": len(people)}, counted.notes,
            measure.definition, counted.basis,
        )  # fmt: skip

    return listed


def _transferred(records: Records) -> Listed:
    """Those who came from another school or went to one."""
    parts = [_by_measure(each)(records) for each in ("transferred_in", "transferred_out")]
    people = pd.concat([part.people for part in parts], ignore_index=True)
    lacking = {unit: why for part in parts for unit, why in part.lacking.items()}
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    definition = "；".join(part.definition for part in parts)
    return Listed(
        records, people, lacking, {"rows": len(people)}, notes, definition, parts[0].basis
    )


def _home_taught(records: Records) -> Listed:
    """Those taught at home, with what their records say of teachers, place and lessons."""
    found = _by_measure("home_taught")(records)
    rows = Columns(records, found.people)
    told: dict[str, list[Value]] = {}
    for field, by_records in OF_HOME_TEACHING.items():
        pairs = zip(rows[field], by_records(rows), strict=True)
        told[field] = [own or recorded for own, recorded in pairs]
    return Listed(
        records, found.people, found.lacking, found.counts, found.notes, found.definition,
        found.basis, told,
    )  # fmt: skip


def _chosen(records: Records, kind: str, rows: Iterable[bool]) -> pd.DataFrame:
    """The people of a table whose rows are chosen."""
    frame = records.frame(kind)
    where = np.fromiter(rows, dtype=bool)
    return frame[where[frame["at"].to_numpy()]] if len(frame) else frame


def _together(frames: list[pd.DataFrame], records: Records) -> pd.DataFrame:
    """People of several tables, each once, where they are first named; by unit and class."""
    some = [frame[PERSON] for frame in frames if len(frame)]
    if not some:
        return records.frame("students").iloc[:0]
    found = pd.concat(some).drop_duplicates("key")
    order = {unit: n for n, unit in enumerate(records.units)}
    found = found[~found["name"].isin(_NOBODY)].assign(order=lambda f: f["unit"].map(order))
    found = found.sort_values(["order", "grade", "klass"], kind="stable")
    return found[PERSON].reset_index(drop=True)


def _group(*words: str, kind: str = "") -> Callable[[Records], Listed]:
    """Pupils of special groups, by their roster's flags or by a list that names them.

    ``kind`` is a kind of table that lists such pupils as well.
    """

    def listed(records: Records) -> Listed:
        students, lists = records.table("students"), records.table("special_groups")
        frames = [_rows(records, kind)] if kind else []
        have = records.tables.units_with(kind) if kind else set()
        if lists is not None:
            on = np.logical_or.reduce([groups.on_list(lists, w).to_numpy(bool) for w in words])
            frames.append(_chosen(records, "special_groups", on))
            have |= records.tables.units_with("special_groups")
        if students is not None:
            flags = [groups.flagged(students, w).to_numpy(bool) for w in words]
            frames.append(_chosen(records, "students", np.logical_or.reduce(flags)))
            wanted = set(groups.flag_columns(*words))
            have |= {p.unit for p in students.pieces if wanted & set(p.columns)}
        why = f"名册没有“{words[0]}”这一列，也没有这样的名单"
        lacking = {unit: why for unit in records.units if unit not in have}
        people = _together(frames, records)
        label = "、".join(words)
        return Listed(
            records, people, lacking, {"rows": len(people)}, (),
            f"花名册标为{label}的、特殊群体名册和有关名单中的学生", "花名册、特殊群体名册",
        )  # fmt: skip

    return listed


def _inclusive(records: Records) -> Listed:
    """Pupils taught 随班就读, by the list of placements or the roster."""
    frames = []
    have = set()
    placements, students = records.table("placements"), records.table("students")
    if placements is not None:
        frames.append(_chosen(records, "placements", placed.inclusive_placements(placements)))
        have |= records.tables.units_with("placements")
    if students is not None:
        frames.append(_chosen(records, "students", placed.inclusive_on_roster(students)))
        have |= records.units_flagging("inclusive")
    why = "名册没有“随班就读”这一列，也没有残疾儿童安置表"
    lacking = {unit: why for unit in records.units if unit not in have}
    people = _together(frames, records)
    return Listed(
        records, people, lacking, {"rows": len(people)}, (),
        "安置方式为随班就读的、花名册标为随班就读的学生", "残疾儿童安置表、花名册",
    )  # fmt: skip


def _persuasions(records: Records) -> Listed:
    """The visits that persuade somebody to come back to school."""
    found = of_table("visits", records)
    table = records.table("visits")
    if table is None or not len(found):
        return found
    pairs = visits_made(table, records.table("students"), records.table("staff"))
    chosen = set(pairs.loc[visits.persuading(records, pairs), "entry"])
    why = "家访登记表没有类型一列，也没有台账，分不出哪些是劝返"
    told = visits.persuasions_told(records) | found.lacking.keys()
    lacking = found.lacking | {unit: why for unit in records.units if unit not in told}
    people = found.people
    people = people[people["at"].isin(chosen) & ~people["unit"].isin(set(lacking))]
    people = people.reset_index(drop=True)
    return replace(
        found, people=people, lacking=lacking, counts={"rows": len(people)},
        definition="家访登记表中登记为劝返的；没有写类型的，台账中学生离校以后、返校以前的家访",
    )  # fmt: skip


# ── 包保 ─────────────────────────────────────────────────────────────────────────────────────────
def _keepers(records: Records) -> Listed:
    """Who keeps whom: 包保责任表; classes and pupils that it leaves out, by 班级表 and 花名册."""
    frames: list[pd.DataFrame] = []
    own = ("tier", "target", "keeper", "post", "phone", "span", "pledge_date", "remark")
    told: dict[str, list[Value]] = {name: [] for name in own}
    table = records.table("responsibility")
    if table is not None:
        frame = _rows(records, "responsibility")
        rows = Columns(records, frame)
        frames.append(frame)
        for name in own:
            told[name] += rows.own(name)
    named = set(zip(told["target"], told["keeper"], strict=True))
    staff = _staff(records)
    for kind, tier, target, keeper in (
        ("classes", "年级-班", "klass", "keeper_leader"),
        ("students", "班-生", "name", "keeper"),
    ):
        if records.table(kind) is None:
            continue
        frame = _class_rows(records) if kind == "classes" else records.frame(kind)
        rows = Columns(records, frame)
        pairs = list(zip(rows[target], rows.own(keeper), strict=True))
        keep = [n for n, pair in enumerate(pairs) if pair[1] and pair not in named]
        frames.append(frame.iloc[keep])
        for n in keep:
            post, phone = staff.get((frame["unit"].iloc[n], str(pairs[n][1])), ("", ""))
            row = (tier, *pairs[n], post, phone, "", "", "")
            for name, value in zip(own, row, strict=True):
                told[name].append(value)
    have = records.units_with("responsibility")
    why = "缺少包保责任表"
    lacking = {unit: why for unit in records.units if unit not in have}
    if any(len(frame) for frame in frames):
        lacking = {}
    people = pd.concat(frames, ignore_index=True) if frames else records.frame("students").iloc[:0]
    return Listed(
        records, people, lacking, {"rows": len(people)}, (),
        "包保责任表；其中没有的班级和学生，按班级表的包保领导、花名册的包保教师",
        "包保责任表、班级表、花名册", told,
    )  # fmt: skip


def _kept(records: Records) -> Listed:
    """The pupils of whom the roster names who looks after them."""
    found = _by_measure("enrolled_end")(records)
    columns = found.columns
    keepers = zip(columns.texts("keeper"), columns.texts("helper"), strict=True)
    chosen = [n for n, either in enumerate(keepers) if any(either)]
    students = records.table("students")
    pieces = () if students is None else students.pieces
    have = {p.unit for p in pieces if p.has("keeper") or p.has("helper")}
    why = "花名册没有“包保教师”这一列"
    lacking = found.lacking | {unit: why for unit in records.units if unit not in have}
    people = found.people.iloc[chosen].reset_index(drop=True)
    return replace(
        found, people=people, lacking=lacking, counts={"rows": len(people)},
        definition="期末在籍学生中花名册写明包保教师、帮扶人的",
    )  # fmt: skip


def _staff(records: Records) -> dict[tuple[str, str], tuple[str, str]]:
    """Unit and name → post and telephone."""
    table = records.table("staff")
    if table is None:
        return {}
    columns = (table.unit, table.maybe("name"), table.text("post"), table.text("phone"))
    return {(unit, name): (post, phone) for unit, name, post, phone in zip(*columns, strict=True)}


def _school_keepers(records: Records) -> Listed:
    """The rows of 包保责任表 that name a school or a 教学点."""
    found = of_table("responsibility", records)
    names = [
        n for n, cell in enumerate(found.columns.texts("target"))
        if targets(cell, None).schools or targets(cell, None).whole_school
    ]  # fmt: skip
    return replace(found, people=found.people.iloc[names].reset_index(drop=True))


def _class_rows(records: Records) -> pd.DataFrame:
    """The rows of 班级表 as a frame."""
    table = records.tables["classes"]
    frame = pd.DataFrame({column: pd.Series("", index=table.index) for column in PERSON})
    return frame.assign(
        unit=table.unit, name=table.class_label, klass=table.class_label,
        grade=table.maybe("grade").astype("Int64"), kind="classes", at=np.arange(len(table)),
        key=[f"classes#{at}" for at in range(len(table))],
    ).reset_index(drop=True)  # fmt: skip


# ── 质量监测 ─────────────────────────────────────────────────────────────────────────────────────
def _tested(records: Records) -> Listed:
    """The pupils of the grades that are tested."""
    measure = MEASURES["in_school_end"]
    counted = measure.count(records)
    chosen = counted.people[counted.people["grade"].isin(_TESTED)].reset_index(drop=True)
    return Listed(
        records, chosen, dict(counted.lacking), {"rows": len(chosen)}, counted.notes,
        "期末在校的四年级、八年级学生", counted.basis,
    )  # fmt: skip


def _testing_staff(records: Records) -> Listed:
    """Heads, and those who teach a class of the grades that are tested or are its class teacher."""
    found = of_table("staff", records)
    if not len(found):
        return found
    texts = [found.columns.texts(name) for name in ("post", "head_of", "teaches")]
    chosen = [
        n for n, (post, *classes) in enumerate(zip(*texts, strict=True))
        if "校长" in post or any(map(_OF_TESTED.search, classes))
    ]  # fmt: skip
    people = found.people.iloc[chosen].reset_index(drop=True)
    return replace(
        found, people=people, counts={"rows": len(people)},
        definition="校长，四年级、八年级的班主任和任课教师",
    )  # fmt: skip


# ── problems of 学籍 ──────────────────────────────────────────────────────────────────────────────
def _problems(records: Records) -> Listed:
    """What the rules find wrong with 学籍: one row a problem."""
    scope = records.scope
    chosen = [
        code for code, rule in rules().items()
        if code.startswith(_REGISTRATION) and rule.level in _LEVELS
    ]  # fmt: skip
    result = engine.run(scope, chosen)
    found = [each for each in result.findings if each.level in _LEVELS]
    people = _of_findings(records, found)
    # An ID is wrong in every list that has it; it is put right where pupils are registered.
    registered = [
        n for n, (f, kind) in enumerate(zip(found, people["kind"], strict=True))
        if f.code[:2] not in ("ID", "ST") or kind in ("registry", "students", "")
    ]  # fmt: skip
    found = [found[n] for n in registered]
    people = people.iloc[registered].reset_index(drop=True)
    told: dict[str, list[Value]] = {
        "problem": [rules()[f.code].name for f in found],
        "message": [mask_in(f.message) for f in found],
        "suggestion": [mask_in(f.suggestion) for f in found],
        "level": [f.level for f in found],
        "code": [f.code for f in found],
        "where": [f"{f.file}［{f.sheet}］{a1(f.row, f.column)}" for f in found],
        "found_date": [scope.date] * len(found),
    }

    def sources() -> list[Source]:
        ids = people["id_number"]
        return [
            Source(f.person, klass, number, f.file, f.sheet, (f.row, f.column), f.code, f.unit)
            for f, klass, number in zip(found, people["klass"], ids, strict=True)
        ]

    return Listed(
        records, people, {}, {"rows": len(found)}, (), "核查规则查出的人籍、证件和学籍变动问题",
        "本次核查", told, sources,
    )  # fmt: skip


def _problem_kinds(records: Records) -> Listed:
    """How many problems of 学籍 there are of each kind."""
    found = _problems(records)
    codes, problems = found.told["code"], found.told["problem"]
    kinds_found = dict(zip(codes, problems, strict=True))
    units: dict[Value, dict[str, None]] = {code: {} for code in kinds_found}
    for code, unit in zip(codes, found.people["unit"], strict=True):
        units[code][PurePosixPath(unit).name] = None
    wrong = Counter(
        c for c, level in zip(codes, found.told["level"], strict=True) if level == "错误"
    )
    number = Counter(codes)
    told: dict[str, list[Value]] = {
        "code": list(kinds_found),
        "problem": list(kinds_found.values()),
        "number": [number[code] for code in kinds_found],
        "number_wrong": [wrong[code] for code in kinds_found],
        "units": ["、".join(units[code]) for code in kinds_found],
    }
    people = pd.DataFrame(
        [dict.fromkeys(PERSON, "") | {"name": p, "grade": pd.NA} for p in kinds_found.values()],
        columns=PERSON,
    ).astype({"grade": "Int64"})
    return Listed(
        records, people, {}, {"rows": len(people)}, (), found.definition, found.basis, told,
        lambda: [Source(name, "", "", "", "", (0, 0), "", "") for name in people["name"]],
    )  # fmt: skip


def _of_findings(records: Records, findings: list[Finding]) -> pd.DataFrame:
    """The people whom findings are about, by the rows where they point; a row a finding."""
    sheets = {(each.file, each.sheet) for each in findings}
    rows: dict[tuple[str, str, int], dict[Any, Any]] = {}
    for kind in dict.fromkeys(piece.kind for piece in records.tables.pieces):
        if name_field(kind) not in kinds()[kind].fields:
            continue
        table = records.tables[kind]
        frame = records.frame(kind).to_dict("records")
        of_row = {int(each["at"]): each for each in frame}
        for number, piece in enumerate(table.pieces):
            if (piece.file, piece.sheet.name) not in sheets:
                continue
            for at in np.flatnonzero(table.piece_no == number).tolist():
                if at in of_row:
                    place = piece.file, piece.sheet.name, int(table.row[at])
                    rows.setdefault(place, of_row[at])
    nobody = dict.fromkeys(PERSON, "") | {"grade": pd.NA, "at": -1}
    found = [(rows.get((f.file, f.sheet, f.row)) or nobody) | {"unit": f.unit} for f in findings]
    for person, finding in zip(found, findings, strict=True):
        person["name"] = finding.person or person["name"]
    return pd.DataFrame(found, columns=PERSON).astype({"grade": "Int64"})


NAMED: dict[str, Callable[[Records], Listed]] = {
    "open_cases": _open_cases,
    "suspected": _of_cases(
        lambda r: r.open_cases[r.open_cases["kind_of"] == "疑似"].reset_index(drop=True),
        "本期任何一天未返校的疑似辍学个案",
    ),
    "dropouts": _of_cases(
        lambda r: _latest(r, "kind_of", "辍学"),
        "本学年到期末在台账中的辍学学生，含上学年结转未返校的和已经返校的",
    ),
    "lost": _of_cases(lambda r: r.latest_cases, "本学年到期末在台账中的疑似辍学、辍学学生"),
    "not_back": _of_cases(
        lambda r: _latest(r, "outcome", "未返"), "到期末仍未返校、也没有销号的学生"
    ),
    "returned": _of_cases(
        lambda r: _latest(r, "outcome", "返校"), "本学年到期末已经复学、期末仍在校的学生"
    ),
    "persuasions": _persuasions,
    "deferred": _by_measure("deferred"),
    "resumed": _by_measure("resumed"),
    "suspended": _by_measure("suspended"),
    "home_taught": _home_taught,
    "inclusive": _inclusive,
    "prone": _group("易辍", "学困", "厌学", "反复", kind="dropout_prone"),
    "left_behind": _group("留守"),
    "disabled": _group("残疾", kind="placements"),
    "missed": _missed,
    "absentees": _absentees,
    "migrant": _group("随迁"),
    "orphan": _group("孤儿"),
    "single_parent": _group("单亲"),
    "unsupported": _group("事实无人抚养"),
    "registered_poor": _group("建档立卡"),
    "monitored": _group("监测户"),
    "enrolled": _by_measure("enrolled_end"),
    "transferred": _transferred,
    "transferred_in": _by_measure("transferred_in"),
    "transferred_out": _by_measure("transferred_out"),
    "keepers": _keepers,
    "kept": _kept,
    "school_keepers": _school_keepers,
    "problems": _problems,
    "problem_kinds": _problem_kinds,
    "archive_items": archive_items,
    "tested": _tested,
    "testing_staff": _testing_staff,
}
"""Every list that takes more than a kind of table to say who is on it, by id."""
