"""``kongcuo demo``: an invented county of untidy workbooks, with every planted fault written down.

``people`` invents. Clean records come from ``county`` (rosters), ``books`` (attendance, visits),
``ledgers`` (what a school keeps beside), ``district`` (the county's own lists), ``figures``
(statistics) and ``earlier`` (last month's rosters). ``faults`` spoils them, ``sheets`` lays them
out, ``package`` writes the files. A table is a line of ``data/demo_columns.toml`` and a function
that writes its records and one that draws it; a fault is one function.
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
    books,
    county,
    district,
    earlier,
    faults,
    figures,
    ledgers,
    package,
    sheets,
)
from kongcuo_xl.demo.faults.cases import owed_at_term_end
from kongcuo_xl.demo.school import School, Unit
from kongcuo_xl.demo.sheets.workbook import Workbook
from kongcuo_xl.demo.term import Term

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
    built, above = _planted(schools, students, seed, date)
    units: list[tuple[Unit, list[Workbook]]] = [
        (above, sheets.of_county(above)),
        *((school, sheets.of_school(school)) for school in built),
    ]
    before = [sheets.last_month(school) for school in built]
    folder.mkdir(parents=True, exist_ok=True)
    files: list[str] = []
    for book in [*before, *(book for _, drawn in units for book in drawn)]:
        package.save(folder / book.file, book.sheets)
        files.append(book.file)
    truth = [fault for unit, drawn in units for fault in _truth(unit, drawn)]
    tables = [table for unit, drawn in units for table in _tables(unit, drawn)]
    _describe(folder, date, truth, tables)
    pupils = sum(len(school.pupils) for school in built)
    return Summary(folder, tuple(files), len(built), pupils, len(truth))


def _planted(
    schools: int, students: int, seed: int, date: dt.date
) -> tuple[list[School], district.District]:
    """The records of every unit, spoilt: each stage's faults before what follows from them."""
    built = county.build(schools, students, seed, date)
    for school in built:
        lacking = sheets.lacks_numbers(school)
        for pupil in lacking.pupils if lacking else ():
            school.spend(pupil)
    faults.OF_ROSTERS.plant_all(built)
    for school in built:
        ledgers.keep(school)
    above = district.build(built, Term(date), built[0].invent, Random(seed))
    faults.OF_LEDGERS.plant_all(built)
    figures.keep(above)
    faults.OF_FIGURES.plant_all(built)
    faults.OF_COUNTY_FIGURES.plant_all([above])
    faults.OF_COUNTY_LISTS.plant_all([above])
    for school in built:
        owed_at_term_end(school)
        earlier.keep(school)
    faults.OF_LAST_MONTH.plant_all(built)
    for school in built:
        books.finish(school)
    return built, above


def _truth(unit: Unit, books: list[Workbook]) -> list[dict[str, str]]:
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


def _tables(unit: Unit, books: list[Workbook]) -> list[dict[str, str]]:
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
