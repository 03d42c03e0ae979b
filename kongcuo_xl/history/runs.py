"""From a run to the history and back: what a check leaves of a unit, what an earlier one left."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from kongcuo_xl import clean, identity, marks
from kongcuo_xl.calendar import school_year
from kongcuo_xl.checking import Report
from kongcuo_xl.finding import Finding
from kongcuo_xl.groups import of_flag
from kongcuo_xl.history import rosters
from kongcuo_xl.history.secret import HistoryError, Secret
from kongcuo_xl.history.store import PLAIN, History, Part, about
from kongcuo_xl.period import around, before, parse
from kongcuo_xl.plain import MisfitError
from kongcuo_xl.reading import BookReading
from kongcuo_xl.records import Records
from kongcuo_xl.risk import assess
from kongcuo_xl.scope import Scope
from kongcuo_xl.settings import Named, Settings
from kongcuo_xl.statistics import MEASURES, Conditions, Figure, Statistics
from kongcuo_xl.tables import NotApplicable, kinds
from kongcuo_xl.units import shown
from kongcuo_xl.vocabulary import effect

_REGISTERS = ("students", "registry")
_OPENINGS = {"enrolled_start": "enrolled_end", "in_school_start": "in_school_end"}
"""Measure of the opening → that of the closing before it."""
_BY_GRADE = ("enrolled_start", "enrolled_end", "in_school_end", "additions", "reductions")
"""Measures kept for every grade too."""


def month_of(date: dt.date, period: str | None = None) -> str:
    """The month that a run is about: the one asked for, else the one before its check date."""
    return parse(period).name if period else before(around(date, "month")).name


def earlier(
    history: History,
    books: Collection[BookReading],
    date: dt.date,
    *,
    period: str | None = None,
    named: Collection[Named] = (),
    units: Collection[str] | None = None,
) -> list[BookReading]:
    """What the last run before this month left on each unit of the books, as ``--previous`` would.

    ``units``: only of these; the other books may hold 设置 for them. Raises HistoryError.
    """
    secret = history.secret()
    if secret is None:
        return []
    settings = Settings(((book.unit, book.book) for book in books), named)
    found: list[BookReading] = []
    for unit in dict.fromkeys(book.unit for book in books) if units is None else units:
        part = history.last_before(shown(unit), month_of(settings.date(unit, date), period))
        content = history.sealed(part, secret) if part else None
        if part and content is not None:
            try:
                found += rosters.restored(content, unit, part.month)
            except (MisfitError, ValueError, zlib.error) as error:
                raise HistoryError(
                    f"历史库里{part.unit} {part.month} 的名册不是本程序写的，请移走“{part.path}”。"
                ) from error
    return found


def append(
    history: History,
    report: Report,
    *,
    period: str | None = None,
    units: Collection[str] | None = None,
) -> dict[str, Part]:
    """Keep what a check found out: a part for each of its units, of all or only of ``units``.

    Raises HistoryError, OutputError.
    """
    secret = history.secret(make=True)
    assert secret is not None
    return {
        unit: history.append(month, shown(unit), date, rows, secret)
        for unit, month, date, rows in found_out(report, secret, period=period, units=units)
    }


def restate(history: History, report: Report, parts: Mapping[str, str]) -> None:
    """Put the findings of a report in the place of those that parts hold (unit → its part's name).

    Comparing units adds findings to what a unit left; its people and measures stay as they are.
    Raises HistoryError, OutputError.
    """
    secret = history.secret(make=True)
    assert secret is not None
    findings = _by_unit(report)
    for unit, name in parts.items():
        history.restate(name, "findings", _findings(findings.get(unit, []), secret))


def opening(history: History, part: Part) -> list[str]:
    """Sentences where a month does not open as the one before it closed, or can't tell its opening.

    Raises HistoryError.
    """
    before_ = history.last_before(part.unit, part.month)
    if before_ is None or before_.month != before(parse(part.month)).name:
        return []
    now, then = (
        dict(zip(rows["measure"], rows["number"], strict=True))
        for rows in (_of_all(history, part), _of_all(history, before_))
    )
    moved_up = school_year(parse(part.month).start) != school_year(parse(before_.month).end)
    told = []
    for start, end in _OPENINGS.items():
        opened, closed = now.get(start), then.get(end)
        closing = (
            f"历史库里 {before_.month} {MEASURES[end].label} {closed:g} 人"
            if closed is not None
            else ""
        )
        if closed is None or opened == closed:
            continue
        if opened is not None:
            told.append(
                f"{part.unit}：{part.month} {MEASURES[start].label} {opened:g} 人，{closing}，"
                f"相差 {abs(opened - closed):g} 人，请核对学籍变动登记册。"
            )
        elif end in now and not moved_up:
            told.append(
                f"{part.unit}：{part.month} {MEASURES[start].label}算不出（缺学籍变动登记册），"
                f"{closing}，可以填作期初。"
            )
    return told


def _of_all(history: History, part: Part) -> pd.DataFrame:
    rows = history.read("measures", [part], ["measure", "of", "number"])
    return rows[rows["of"] == Conditions().words]


def found_out(
    report: Report,
    secret: Secret,
    *,
    period: str | None = None,
    units: Collection[str] | None = None,
) -> Iterator[tuple[str, str, dt.date, pa.Table]]:
    """Unit, month, check date and rows (``store.PLAIN``) of each part that a check leaves."""
    findings = _by_unit(report)
    for scope in report.scopes:
        month = month_of(scope.date, period)
        statistics = Statistics(scope, parse(month))
        listed = set(statistics.units)
        told = [
            unit
            for unit in dict.fromkeys([*statistics.units, *(book.unit for book in scope.books)])
            if units is None or unit in units
        ]
        people = _people(scope, secret)
        kept = rosters.kept(scope.tables, scope.books, told)
        for unit in told:
            if unit not in listed and not kept[unit].figures:
                continue
            sealed = secret.seal(rosters.packed(kept[unit]), about(month, shown(unit)))
            rows = [
                people.get(unit, _NOTHING),
                _measures(statistics, unit) if unit in listed else _NOTHING,
                _findings(findings.get(unit, []), secret),
                _rows(kind=["sealed"], sealed=[sealed]),
            ]
            yield unit, month, scope.date, pa.concat_tables(rows)


def _rows(**columns: Any) -> pa.Table:
    """Rows of a part of which only some columns hold something."""
    length = max(map(len, columns.values()))
    return pa.Table.from_arrays(
        [
            pa.array(columns[each.name], each.type, from_pandas=True)
            if each.name in columns
            else pa.nulls(length, each.type)
            for each in PLAIN
        ],
        schema=PLAIN,
    )


_NOTHING = PLAIN.empty_table()


def _by_unit(report: Report) -> dict[str, list[tuple[Finding, bool]]]:
    """Unit → its findings, and whether somebody has answered them."""
    findings: dict[str, list[tuple[Finding, bool]]] = {}
    for finding in report.findings:
        findings.setdefault(finding.unit, []).append((finding, False))
    for explained in report.explained:
        findings.setdefault(explained.finding.unit, []).append((explained.finding, True))
    return findings


# ── people ───────────────────────────────────────────────────────────────────────────────────────
def _people(scope: Scope, secret: Secret) -> dict[str, pa.Table]:
    """Everybody on a roster at the check date, and whom the register of changes says has gone."""
    records = scope.records(around(scope.date, "month"))
    frame = _everybody(records)
    if not len(frame):
        return {}
    number = _student_numbers(records, frame)
    name, ids, unit = frame["name"], frame["id_number"], frame["unit"]
    by_name = secret.hashes(_labelled("name", name))
    by_id = secret.hashes(_labelled("number", ids))
    by_number = secret.hashes(_labelled("number", number))
    place = {each: shown(each) for each in unit.unique()}
    found = pd.DataFrame(
        {
            "kind": "people",
            "person": [
                by_id or by_number or secret.hash(f"pupil\x1f{place[unit]}|{name}")
                for by_id, by_number, unit, name in zip(by_id, by_number, unit, name, strict=True)
            ],
            "by_id": by_id,
            "by_number": by_number,
            "by_name": by_name,
            "grade": frame["grade"].astype("Int64"),
            "klass": frame["klass"],
            "state": _states(records, frame),
            "risk": frame["key"].map(_risks(scope, records)).fillna(""),
            "groups": _groups(records, frame["key"]),
            "unit": unit,
        }
    )
    found = found.sort_values(["unit", "grade", "klass", "person"], kind="stable")
    rows = _rows(**found.drop(columns="unit"))
    first = 0
    parts: dict[str, pa.Table] = {}
    for each, count in found.groupby("unit", sort=False).size().items():
        parts[str(each)] = rows.slice(first, count)
        first += count
    return parts


def hash_of(secret: Secret, who: str) -> list[str]:
    """What a name, an ID or a 学籍号 that somebody typed may be kept as."""
    name = clean.person_names(pd.Series([who], dtype="str"))
    number = identity.tidy_id(pd.Series([who], dtype="str")).str.upper()
    return secret.hashes(_labelled("name", name) + _labelled("number", number))


def _labelled(kind: str, texts: Iterable[str]) -> list[str]:
    return [f"{kind}\x1f{text}" if text else "" for text in texts]


def _everybody(records: Records) -> pd.DataFrame:
    frames = [records.register_of(kind) for kind in _REGISTERS]
    gone = records.changes
    gone = gone[gone["change"].map(effect) < 0].drop_duplicates("key", keep="last")
    frames.append(gone.assign(state="离开"))
    together = pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)
    return together.drop_duplicates("key").reset_index(drop=True)


def _student_numbers(records: Records, frame: pd.DataFrame) -> pd.Series:
    number = pd.Series("", index=frame.index, dtype="str")
    for kind in dict.fromkeys(frame["kind"]):
        table = records.table(kind)
        if table is not None and "student_no" in kinds()[kind].fields:
            mine = frame["kind"] == kind
            at = frame.loc[mine, "at"].to_numpy()
            number[mine] = table.maybe("student_no").take(at).to_numpy()
    return number


def _states(records: Records, frame: pd.DataFrame) -> np.ndarray[Any, Any]:
    """在校, 休学, 送教, 疑似辍学, 辍学; of those who left how, else 离开."""
    day = records.scope.date + dt.timedelta(1)
    cases = records.latest_cases
    open_ = cases[cases["outcome"] == "未返"]
    suspected = open_.loc[open_["kind_of"] == "疑似", "key"]
    dropped = open_.loc[open_["kind_of"] == "辍学", "key"]
    changes = records.changes
    last = changes[changes["change"].map(effect) < 0].drop_duplicates("key", keep="last")
    how = frame["key"].map(dict(zip(last["key"], last["change"], strict=True))).astype(object)
    key = frame["key"]

    def among(people: Iterable[str]) -> np.ndarray[Any, Any]:
        return key.isin(set(people)).to_numpy(dtype=bool)

    left = (frame["state"] == "离开").to_numpy(dtype=bool)
    return np.select(
        [
            left & how.notna().to_numpy(dtype=bool),
            left,
            among(records.suspended_before(day)["key"]),
            among(dropped) | among(records.stopped_before(day)["key"]),
            among(suspected),
            among(records.home_taught_before(day)["key"]),
        ],
        [how.fillna("").astype(str), "离开", "休学", "辍学", "疑似辍学", "送教"],
        "在校",
    )


def _risks(scope: Scope, records: Records) -> dict[str, str]:
    try:
        judged = assess(scope)
    except NotApplicable:
        return {}
    frame = records.frame("students")
    levels = judged.levels.take(frame["at"].to_numpy())
    return dict(zip(frame["key"], levels, strict=True))


def _groups(records: Records, key: pd.Series) -> pd.Series:
    """The special groups of each person, joined by 、."""
    told = pd.Series("", index=key.index, dtype="str")
    for group, about_it in kinds()["students"].fields.items():
        if of_flag(group):
            mine = key.isin(records.in_group(group))
            told[mine] += "、" + about_it.label
    return told.str.removeprefix("、")


# ── measures, findings ───────────────────────────────────────────────────────────────────────────
def _measures(statistics: Statistics, unit: str) -> pa.Table:
    """Every measure that can be told of a unit; some by grade too."""
    grades = sorted({grade for u, grade in statistics.records.taught if u == unit})
    meant = statistics.records.units_of(unit)
    told = {name for name in MEASURES if statistics.tells_of(name, meant)}
    asked = [(name, Conditions()) for name in MEASURES]
    asked += [(name, Conditions(grade=grade)) for name in _BY_GRADE for grade in grades]
    rows = []
    for name, conditions in asked:
        if name not in told:
            continue
        figure = statistics.figure(name, replace(conditions, school=unit))
        if figure.number is not None:
            parts = _number(figure.numerator), _number(figure.denominator)
            rows.append(("measures", name, conditions.words, float(figure.number), *parts))
    return _of_tuples(rows, "kind", "measure", "of", "number", "numerator", "denominator")


def _of_tuples(rows: Sequence[tuple[Any, ...]], *names: str) -> pa.Table:
    columns = zip(*rows, strict=True)
    return _rows(**dict(zip(names, columns, strict=True))) if rows else _NOTHING


def _number(figure: Figure | None) -> float | None:
    return None if figure is None or figure.number is None else float(figure.number)


def _findings(findings: Sequence[tuple[Finding, bool]], secret: Secret) -> pa.Table:
    """How often each finding was made; who it is about, by the hash of the name."""
    # A fingerprint is made of the person's ID in part: without the key it could be guessed at.
    made = Counter(
        (f.code, f.level, explained, f.person, marks.fingerprint(f)) for f, explained in findings
    )
    told = sorted(made)
    names = secret.hashes(_labelled("name", [each[3] for each in told]))
    prints = secret.hashes(_labelled("finding", [each[4] for each in told]))
    rows = [
        ("findings", *each[:3], by_name, fingerprint, made[each])
        for each, by_name, fingerprint in zip(told, names, prints, strict=True)
    ]
    rows.sort(key=lambda row: (row[1], row[2], row[5], row[4]))
    return _of_tuples(rows, "kind", "code", "level", "explained", "by_name", "fingerprint", "count")
