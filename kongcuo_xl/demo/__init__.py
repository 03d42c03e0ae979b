"""``kongcuo demo``: an invented county of untidy workbooks, with every planted fault written down.

``people`` invents. Clean records come from ``county`` (rosters, attendance, visits), ``ledgers``
(what a school keeps beside), ``district`` (the county's own lists), ``figures`` (statistics),
``reports`` (sheets handed in) and ``earlier`` (last month's rosters).
``faults``, ``ledger_faults``, ``district_faults`` spoil them, ``workbooks`` and ``ledger_sheets``
lay them out, ``package`` writes the files. A table is a line of ``data/demo_columns.toml``
and a function in each of two of these, a fault one function.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from random import Random

from kongcuo_xl.book import a1
from kongcuo_xl.demo import (
    county,
    district,
    district_faults,
    earlier,
    faults,
    figures,
    ledger_faults,
    ledger_sheets,
    ledgers,
    package,
    reports,
    workbooks,
)

DATE = dt.date(2025, 10, 20)
POLICY = "zhushan-2021"


@dataclass(frozen=True)
class Summary:
    """What was written."""

    folder: Path
    files: tuple[str, ...]
    schools: int
    students: int
    faults: int


def write(
    folder: Path,
    *,
    schools: int = 6,
    students: int = 1200,
    seed: int = 2025,
    date: dt.date = DATE,
) -> Summary:
    """Write a county of ``schools`` folders with about ``students`` pupils in all.

    The same arguments give the same bytes. ``truth.json`` lists every fault a check of the folder
    on ``date`` under the policy zhushan-2021 should find, and nothing else should be found. A fault
    with ``policy``, ``date`` or ``previous`` of its own needs a check with these instead. It lists
    too which sheet holds which kind of table.

    Raises OSError when the folder cannot be written, ValueError when there is no school.
    """
    if schools < 1 or students < 1:
        raise ValueError("学校数和学生数都至少为 1。")
    built = county.build(schools, students, seed, date)
    for school in built:
        lacking = workbooks.lacks_numbers(school)
        for pupil in lacking.pupils if lacking else ():
            school.spend(pupil)
    faults.FAULTS.plant_all(built)
    for school in built:
        ledgers.keep(school)
    above = district.build(built, county.Term(date), built[0].invent, Random(seed))
    ledger_faults.FAULTS.plant_all(built)
    figures.keep(above)
    figures.FAULTS.plant_all(built)
    figures.COUNTY_FAULTS.plant_all([above])
    district_faults.FAULTS.plant_all([above])
    for school in built:
        ledger_faults.owed_at_term_end(school)
        earlier.keep(school)
    earlier.FAULTS.plant_all(built)
    for school in built:
        county.finish(school)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[str] = []
    truth: list[dict[str, str]] = []
    tables: list[dict[str, str]] = []
    for school in built:
        book = ledger_sheets.last_month(school)
        package.save(folder / book.file, book.sheets)
        files.append(book.file)
    units: list[tuple[county.Unit, list[workbooks.Workbook]]] = [
        (
            above,
            [
                *workbooks.of_county(above),
                *ledger_sheets.of_district(above),
                *reports.of_schools(above),
            ],
        ),
        *((s, [*workbooks.of_school(s), *ledger_sheets.of_school(s)]) for s in built),
    ]
    for unit, books in units:
        for book in books:
            package.save(folder / book.file, book.sheets)
            files.append(book.file)
        truth += _truth(unit, books)
        tables += _tables(unit, books)
    _describe(folder, date, truth, tables)
    pupils = sum(len(school.pupils) for school in built)
    return Summary(folder, tuple(files), len(built), pupils, len(truth))


def _truth(unit: county.Unit, books: list[workbooks.Workbook]) -> list[dict[str, str]]:
    """Where each planted fault has come to stand, in reading order.

    Raises LookupError for a fault whose cell no workbook shows.
    """
    order: list[tuple[int, int, tuple[int, int], dict[str, str]]] = []
    where: dict[tuple[int, str], tuple[int, int, tuple[int, int]]] = {}
    for number, book in enumerate(books):
        for position, sheet in enumerate(book.sheets):
            for key, cell in sheet.places.items():
                where[key] = number, position, cell
            for code, cell in sheet.planted:
                order.append((number, position, cell, {"code": code}))
    for fault in unit.expected:
        key = id(fault.record), fault.field
        if key not in where:
            raise LookupError(f"{fault.code}: no sheet of {unit.name} shows {fault.field}")
        level = {"level": fault.level} if fault.level else {}
        order.append((*where[key], {"code": fault.code, **level, **fault.under}))
    return [
        {"file": books[n].file, "sheet": books[n].sheets[p].name, "cell": a1(*cell), **more}
        for n, p, cell, more in sorted(order, key=lambda o: (*o[:3], o[3]["code"]))
    ]


def _tables(unit: county.Unit, books: list[workbooks.Workbook]) -> list[dict[str, str]]:
    """Which sheets hold which kinds of table, as the program calls them."""
    kinds = {id(row): kind for kind, rows in unit.tables.items() for row in rows}
    called = {"sample_teachers": "sample"}
    return [
        {"file": book.file, "sheet": sheet.name, "table": called.get(kind, kind)}
        for book in books
        for sheet in book.sheets
        for kind in dict.fromkeys(kinds[key] for key, _ in sheet.places if key in kinds)
        if kind not in figures.KINDS
    ]


def _describe(
    folder: Path, date: dt.date, truth: list[dict[str, str]], tables: list[dict[str, str]]
) -> None:
    answer = {"date": date.isoformat(), "policy": POLICY, "faults": truth, "tables": tables}
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", "utf-8", newline="\n")
    source = resources.files("kongcuo_xl").joinpath("data", "demo_notes.txt").read_text("utf-8")
    notes = source.replace("{date}", date.isoformat()).replace("{policy}", POLICY)
    (folder / "演示说明.txt").write_text(notes, "utf-8", newline="\n")
