"""A list as it comes to a form: its rows, and what could not be listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.book import Value
from kongcuo_xl.forms.lists.columns import Columns
from kongcuo_xl.records import Records
from kongcuo_xl.statistics import CONDITIONS, Source
from kongcuo_xl.statistics.traits import Traits


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a list: a frame (``records.PERSON``), and what else is known of each."""

    records: Records
    people: pd.DataFrame
    lacking: dict[str, str] = field(default_factory=dict)
    """Unit → why nobody of it can be listed."""
    counts: dict[str, int] = field(default_factory=dict)
    """Numbers of the list that cross-checks may ask for."""
    notes: tuple[str, ...] = ()
    definition: str = ""
    basis: str = ""
    told: dict[str, list[Value]] = field(default_factory=dict)
    """Fields that no table has: a value a row."""
    sources: Callable[[], Sequence[Source]] | None = None
    """Where the rows come from, if not from rows of tables."""

    def __len__(self) -> int:
        return len(self.people)

    @property
    def columns(self) -> Columns:
        """The fields of the rows."""
        return Columns(self.records, self.people, self.told)

    def within(self, name: str) -> Listed:
        """Only the rows that a date places in the period; those without one are said."""
        dates = self.columns[name]
        last = self.records.last
        start = self.records.period.start
        keep = [isinstance(day, dt.date) and start <= day <= last for day in dates]
        undated = sum(not isinstance(day, dt.date) for day in dates)
        order = sorted((n for n, kept in enumerate(keep) if kept), key=lambda n: str(dates[n]))
        notes = [f"有{undated}行没有写明日期，没有列入。"] if undated else []
        return replace(self._at(order), notes=(*self.notes, *notes))

    def having(self, only: Mapping[str, str]) -> Listed:
        """Only the rows whose fields show these words, or hold those behind a ``~``.

        ``group``, ``nation`` and ``boarding`` are asked of the people, whatever tables say it.
        """
        columns = self.columns
        keep = np.ones(len(self), dtype=bool)
        for name, word in only.items():
            if name in OF_PEOPLE:
                keep &= _are(self.records, self.people, name, word)
                continue
            part = word.removeprefix("~")
            whole = part == word
            keep &= np.array(
                [value == word if whole else part in str(value) for value in columns[name]],
                dtype=bool,
            )
        said = [CONDITIONS[n].words(w) if n in OF_PEOPLE else w.strip("~") for n, w in only.items()]
        told = replace(self, definition=f"{self.definition}；其中{'、'.join(said)}的")
        return told._at(np.flatnonzero(keep).tolist())

    def sorted(self, by: Sequence[str]) -> Listed:
        """By these fields; classes by grade, blanks last."""
        columns = self.columns
        grades = self.people["grade"].fillna(99).astype(int).tolist()

        def place(n: int) -> tuple[tuple[bool, int, str], ...]:
            return tuple(
                (
                    columns[name][n] == "",
                    grades[n] if name in ("klass", "grade") else 0,
                    str(columns[name][n]),
                )
                for name in by
            )

        return self._at(sorted(range(len(self)), key=place))

    def _at(self, rows: list[int]) -> Listed:
        told = {name: [values[n] for n in rows] for name, values in self.told.items()}
        sources = self.sources
        return replace(
            self,
            people=self.people.iloc[rows].reset_index(drop=True),
            told=told,
            counts=self.counts,
            sources=None if sources is None else lambda: [sources()[n] for n in rows],
        )


OF_PEOPLE = ("group", "nation", "boarding")
"""What lists may ask of people as figures do (``statistics.CONDITIONS``)."""


def _are(records: Records, people: pd.DataFrame, name: str, value: str) -> npt.NDArray[np.bool_]:
    """Which people meet a condition."""
    condition = CONDITIONS[name]
    if name == "group":
        return people["key"].isin(records.in_group(value)).to_numpy(dtype=bool)
    accepted = frozenset(condition.accepts(records, value))
    told = Traits(records).of(people, name)
    return np.fromiter((one in accepted for one in told), dtype=bool, count=len(told))
