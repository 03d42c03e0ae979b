"""What is kept of a unit tells rules that compare units the same as its workbooks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from rule_page import example_of, report_on

from kongcuo_xl import demo, inputs, plain
from kongcuo_xl.batch.condensed import Extract, condense, tables_of
from kongcuo_xl.batch.crossing import compare
from kongcuo_xl.checking import Report, check_books, whole
from kongcuo_xl.engine import run
from kongcuo_xl.finding import Finding
from kongcuo_xl.policy import load
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope

ACROSS = {code for code, rule in rules().items() if rule.across_units}


def by_extracts(report: Report, codes: set[str]) -> list[Finding]:
    """What the rules find when each unit's tables were written down and read again."""
    every = whole(report.scopes)
    kept = [
        extract.to_bytes()
        for scope in report.scopes
        for extract in condense(scope, [b.unit for b in scope.books]).values()
    ]
    tables, books = tables_of(map(Extract.from_bytes, kept), every.tables.school_year or 0)
    scope = Scope(tables, books, every.policy, every.calendar, every.date, term=every.term)
    result = run(scope, codes)
    assert not result.defects, result.defects[0]
    return result.findings


def sorted_(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=repr)


@pytest.mark.parametrize("code", sorted(ACROSS))
def test_the_example_of_every_rule_is_found_by_what_is_kept(code: str) -> None:
    report = report_on(example_of(rules()[code].page), {code})
    assert report.findings
    assert sorted_(by_extracts(report, {code})) == sorted_(report.findings)


def test_a_county_is_found_the_same_by_what_is_kept(tmp_path: Path) -> None:
    demo.write(tmp_path / "县", schools=4, students=300, seed=3, date=demo.DATE)
    policy = load("zhushan-2021")
    books, _, _ = inputs.read([tmp_path / "县"], policy, demo.DATE)
    report = check_books(books, policy, demo.DATE, selected=ACROSS)
    assert sorted_(by_extracts(report, ACROSS)) == sorted_(report.findings)
    scope = whole(report.scopes)
    kept = list(condense(scope, [b.unit for b in scope.books]).values())
    (tmp_path / "room").mkdir()
    in_parts, crashed = compare(lambda: kept, scope, tmp_path / "room", at_once=500)
    assert sorted_(in_parts) == sorted_(report.findings)
    assert not crashed


def test_what_is_kept_of_a_unit_names_nobody_elsewhere(tmp_path: Path) -> None:
    demo.write(tmp_path / "县", schools=2, students=60, seed=3, date=demo.DATE)
    policy = load("zhushan-2021")
    books, _, _ = inputs.read([tmp_path / "县"], policy, demo.DATE)
    scope = whole(check_books(books, policy, demo.DATE, selected={"ST101"}).scopes)
    kept = condense(scope, [b.unit for b in scope.books])
    numbers = {
        unit: set(extract.columns["students"]["clean id_number"].drop_null().to_pylist()) - {""}
        for unit, extract in kept.items()
        if "students" in extract.columns
    }
    assert len(numbers) == 2
    for unit, extract in kept.items():
        plainly = pa.BufferOutputStream()
        for table in extract.columns.values():
            with pa.ipc.new_stream(plainly, table.schema) as stream:
                stream.write_table(table)
        data = plainly.getvalue().to_pybytes()
        own = numbers.get(unit, set())
        assert all(number.encode() in data for number in own)
        others = set().union(*(them for name, them in numbers.items() if name != unit)) - own
        assert not [number for number in others if number.encode() in data]


def test_what_is_no_extract_is_refused() -> None:
    whole_one = Extract("一中").to_bytes()
    assert Extract.from_bytes(whole_one).unit == "一中"
    for damaged in (b"", b"PK\x03\x04", whole_one[:-3], whole_one.replace(b"unit", b"tinu")):
        with pytest.raises(plain.MisfitError):
            Extract.from_bytes(damaged)


def test_dates_and_findings_come_back_as_they_were() -> None:
    finding = Finding("ID103", "错误", "一中", "a.xlsx", "七(1)", 3, 4, "李", "错", basis=("x",))
    assert plain.from_plain(plain.to_plain(finding, Finding), Finding) == finding
    day = dt.date(2025, 9, 1)
    assert plain.from_plain(plain.to_plain([day, "x", 1.5], list[str | dt.date | float]),
                            list[str | dt.date | float]) == [day, "x", 1.5]  # fmt: skip
    with pytest.raises(plain.MisfitError):
        plain.from_plain({**plain.to_plain(finding, Finding), "row": "3"}, Finding)
    assert replace(finding) == finding
