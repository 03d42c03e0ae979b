"""Rules that compare units, over a whole county at once, by what is kept of each unit.

Too many people for one go are dealt with in parts (``parts``), so that memory stays the same. A
part judges only its own people; what is about no person (villages, schools, reports) is judged in
the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kongcuo_xl.batch.condensed import Extract, tables_of
from kongcuo_xl.batch.parts import Extracts, Homes, Parts
from kongcuo_xl.engine import crashes, run
from kongcuo_xl.finding import Finding
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Tables

AT_ONCE = 300_000
"""People that are looked at in one go."""


def rules_across() -> set[str]:
    """Rules that compare units."""
    return {code for code, rule in rules().items() if rule.across_units}


def compare(
    extracts: Extracts, ground: Scope, room: Path, *, at_once: int = AT_ONCE
) -> tuple[list[Finding], list[str]]:
    """What rules across units find, and a sentence on each that crashed.

    ``ground`` has the policy, calendar and date that hold for most units; ``room`` is an empty
    folder for what does not fit into memory. Raises OutputError when that can't be written.
    """
    year = ground.tables.school_year or 0
    together, people = _together(extracts(), at_once)
    if people <= at_once:
        return _judged(*tables_of(together, year), ground)
    homes = Homes(extracts, -(-people // at_once), people)
    parts = Parts(room, extracts, homes)
    findings: list[Finding] = []
    crashed: list[str] = []
    for part in range(homes.parts):
        found, told = _judged(*parts.read(part, year), ground)
        findings += homes.own(found, part)
        crashed += [said for said in told if said not in crashed]
    return findings, crashed


def _together(extracts: Iterable[Extract], at_once: int) -> tuple[list[Extract], int]:
    """The extracts if they are few enough for one go, else none; and how many people they name."""
    people, held = 0, []
    for extract in extracts:
        people += sum(table.num_rows for table in extract.columns.values())
        if people <= at_once:
            held.append(extract)
    return held if people <= at_once else [], people


def _judged(
    tables: Tables, books: list[BookReading], ground: Scope
) -> tuple[list[Finding], list[str]]:
    scope = Scope(tables, books, ground.policy, ground.calendar, ground.date, term=ground.term)
    result = run(scope, rules_across())
    return result.findings, crashes(result.skipped, result.defects)
