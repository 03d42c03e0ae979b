"""Rules that compare units, over a whole county at once, by what is kept of each unit.

Too many people for one go are dealt with in parts, so that memory stays the same: people of one
name are in one part, with everybody elsewhere who bears a number of theirs, so that whoever could
be the same person is seen together. A part judges only its own people; what is about no person
(villages, schools, reports) is judged in the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kongcuo_xl.batch.condensed import FIRST, MANY, NAME, NUMBERS, Extract, hashed, tables_of
from kongcuo_xl.engine import crashes, run
from kongcuo_xl.finding import Finding
from kongcuo_xl.rule import rules
from kongcuo_xl.scope import Scope

AT_ONCE = 300_000
"""People that are looked at in one go."""


def rules_across() -> set[str]:
    """Rules that compare units."""
    return {code for code, rule in rules().items() if rule.across_units}


def compare(
    extracts: Callable[[], Iterable[Extract]], ground: Scope, *, at_once: int = AT_ONCE
) -> tuple[list[Finding], list[str]]:
    """What rules across units find, and a sentence on each that crashed.

    ``extracts`` gives the units, the same each time it is called; ``ground`` has the policy,
    calendar and date that hold for most of them.
    """
    together, people = _together(extracts(), at_once)
    parts = max(1, -(-people // at_once))
    findings: list[Finding] = []
    crashed: list[str] = []
    homes = _Homes(extracts, parts, people) if parts > 1 else None
    for part in range(parts):
        chosen = together if homes is None else homes.part(extracts, part)
        tables, books = tables_of(chosen, ground.tables.school_year or 0)
        scope = Scope(tables, books, ground.policy, ground.calendar, ground.date, term=ground.term)
        result = run(scope, rules_across())
        findings += result.findings if homes is None else homes.own(result.findings, part)
        told = crashes(result.skipped, result.defects)
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


_Hashes = npt.NDArray[np.uint64]
_ROOM = 8
"""Places for each person's numbers in the table of them: so few share one by chance."""


class _Homes:
    """Which part each person belongs to, and which others must see them too."""

    def __init__(self, extracts: Callable[[], Iterable[Extract]], parts: int, people: int) -> None:
        self._parts = parts
        self._guests = self._shared(extracts, self._perhaps_shared(extracts, people))

    def _perhaps_shared(
        self, extracts: Callable[[], Iterable[Extract]], people: int
    ) -> npt.NDArray[np.bool_]:
        """Places of a table of numbers whose numbers may stand in several parts.

        Few of a province's numbers do, and all of them would not fit into memory.
        """
        home_at = np.zeros(1 << (_ROOM * people).bit_length(), dtype=np.int16)
        several = np.zeros(len(home_at), dtype=np.bool_)
        for hashes, homes in self._numbers(extracts):
            at, home = _place(hashes, home_at), homes.astype(np.int16) + 1
            free = home_at[at] == 0
            home_at[at[free]] = home[free]
            several[at[home_at[at] != home]] = True
        return several

    def _shared(
        self, extracts: Callable[[], Iterable[Extract]], several: npt.NDArray[np.bool_]
    ) -> list[_Hashes]:
        """Each part's numbers that stand in others too."""
        numbers, homes = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
        for hashes, there in self._numbers(extracts):
            chosen = several[_place(hashes, several)]
            numbers.append(hashes[chosen])
            homes.append(there[chosen])
        pairs = pd.DataFrame(
            {"number": np.concatenate(numbers), "home": np.concatenate(homes)}
        ).drop_duplicates()
        pairs = pairs[pairs["number"].duplicated(keep=False)]
        return [
            np.sort(pairs.loc[pairs["home"] == part, "number"].to_numpy())
            for part in range(self._parts)
        ]

    def _numbers(
        self, extracts: Callable[[], Iterable[Extract]]
    ) -> Iterator[tuple[_Hashes, npt.NDArray[np.int64]]]:
        """Numbers, and the parts of the people who bear them."""
        for extract in extracts():
            for table in extract.columns.values():
                home = self._home(table)
                for column in NUMBERS:
                    hashes = _hashes(table, column)
                    there = hashes != 0
                    yield hashes[there], home[there]

    def part(self, extracts: Callable[[], Iterable[Extract]], part: int) -> Iterator[Extract]:
        """The extracts with the people that one part must see."""
        for extract in extracts():
            columns = {}
            for kind, table in extract.columns.items():
                if kind in MANY:
                    seen = (self._home(table) == part) | table[FIRST].to_numpy()
                    for column in NUMBERS:
                        seen |= np.isin(_hashes(table, column), self._guests[part])
                    table = table.filter(pa.array(seen))
                columns[kind] = table
            yield Extract(extract.unit, extract.outlines, extract.filed, columns)

    def own(self, findings: Iterable[Finding], part: int) -> list[Finding]:
        """The findings about people of a part; what is about nobody is of the first."""
        every = list(findings)
        names = pa.array([finding.person for finding in every], pa.string())
        homes = hashed(names) % np.uint64(self._parts)
        return [f for f, home in zip(every, homes, strict=True) if home == part]

    def _home(self, table: pa.Table) -> npt.NDArray[np.int64]:
        return (_hashes(table, NAME) % np.uint64(self._parts)).astype(np.int64)


def _place(hashes: _Hashes, table: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Where numbers stand in a table whose length is a power of two."""
    return (hashes & np.uint64(len(table) - 1)).astype(np.int64)


def _hashes(table: pa.Table, column: str) -> _Hashes:
    if column not in table.column_names:
        return np.zeros(table.num_rows, dtype=np.uint64)
    hashes: _Hashes = table[column].fill_null(0).to_numpy()
    return hashes
