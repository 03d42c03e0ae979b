"""People of more units than fit into memory, shared out on disk among parts that do.

People of one name are in one part, with everybody elsewhere who bears a number of theirs, so that
whoever could be the same person is seen together. Lists that do not name everybody are short, and
are seen whole in every part; of those that do, one person of each class, school and village is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import feather

from kongcuo_xl.batch.condensed import FIRST, MANY, NAME, NUMBERS, Extract, Gathered, hashed, known
from kongcuo_xl.finding import Finding
from kongcuo_xl.hosts.ooxml.archive import OutputError
from kongcuo_xl.reading import BookReading
from kongcuo_xl.system_errors import in_words
from kongcuo_xl.tables import Tables

_Hashes = npt.NDArray[np.uint64]
Extracts = Callable[[], Iterable[Extract]]
"""Gives the extracts of all units, the same each time."""
_PLACES_EACH = 8
"""Places for each person's numbers in the table of them: so few share one by chance."""
_AT_ONCE = 100_000
"""People that are written at once."""
_WHOLE = "whole"
"""The file of a list that every part sees whole."""


class Homes:
    """Which part each person belongs to, and which others must see them too."""

    def __init__(self, extracts: Extracts, parts: int, people: int) -> None:
        self.parts = parts
        self._guests = self._shared(extracts, self._perhaps_shared(extracts, people))

    def _perhaps_shared(self, extracts: Extracts, people: int) -> npt.NDArray[np.bool_]:
        """Places of a table of numbers whose numbers may stand in several parts.

        Few of a province's numbers do, and all of them would not fit into memory.
        """
        home_at = np.zeros(1 << (_PLACES_EACH * people).bit_length(), dtype=np.int16)
        several = np.zeros(len(home_at), dtype=np.bool_)
        for hashes, homes in self._numbers(extracts):
            at, home = _place(hashes, home_at), homes.astype(np.int16) + 1
            free = home_at[at] == 0
            home_at[at[free]] = home[free]
            several[at[home_at[at] != home]] = True
        return several

    def _shared(self, extracts: Extracts, several: npt.NDArray[np.bool_]) -> list[_Hashes]:
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
            for part in range(self.parts)
        ]

    def _numbers(self, extracts: Extracts) -> Iterator[tuple[_Hashes, npt.NDArray[np.int64]]]:
        """Numbers, and the parts of the people who bear them."""
        for extract in extracts():
            for table in extract.columns.values():
                home = self._home(table)
                for column in NUMBERS:
                    hashes = _hashes(table, column)
                    there = hashes != 0
                    yield hashes[there], home[there]

    def seen(self, table: pa.Table) -> Iterator[npt.NDArray[np.bool_]]:
        """Who of a list that names everybody is seen in each part."""
        home, first = self._home(table), table[FIRST].to_numpy()
        numbers = [_hashes(table, column) for column in NUMBERS]
        for part, guests in enumerate(self._guests):
            seen = (home == part) | first
            for hashes in numbers:
                seen |= np.isin(hashes, guests)
            yield seen

    def own(self, findings: Iterable[Finding], part: int) -> list[Finding]:
        """The findings about people of a part; what is about nobody is of the first."""
        every = list(findings)
        names = pa.array([finding.person for finding in every], pa.string())
        homes = hashed(names) % np.uint64(self.parts)
        return [f for f, home in zip(every, homes, strict=True) if home == part]

    def _home(self, table: pa.Table) -> npt.NDArray[np.int64]:
        return (_hashes(table, NAME) % np.uint64(self.parts)).astype(np.int64)


class Parts:
    """The parts, written to a folder that belongs to nobody else."""

    def __init__(self, folder: Path, extracts: Extracts, homes: Homes) -> None:
        """Share everybody out. Raises OutputError when the folder can't be written."""
        self._folder, self._homes = folder, homes
        self._units = Gathered()
        times = 0
        try:
            for extract in extracts():
                self._units.add(extract)
                if self._units.people >= _AT_ONCE:
                    self._write(times)
                    times += 1
            self._write(times)
        except OSError as error:
            raise OutputError(
                f"不能写入文件夹“{folder}”（{in_words(error)}），各单位没有对照；"
                "请腾出磁盘空间后再运行一次。"
            ) from error

    def _write(self, times: int) -> None:
        for kind, table in self._units.taken():
            if kind not in MANY:
                self._put(table, _WHOLE, kind, times)
                continue
            for part, seen in enumerate(self._homes.seen(table)):
                self._put(table.filter(pa.array(seen)), str(part), kind, times)

    def _put(self, table: pa.Table, part: str, kind: str, times: int) -> None:
        if table.num_rows:
            path = self._folder / f"{part}.{kind}.{times:06d}"
            feather.write_feather(known(table), str(path), compression="lz4")

    def read(self, part: int, school_year: int) -> tuple[Tables, list[BookReading]]:
        """What rules across units see of a part. Raises OutputError."""
        try:
            for which in (_WHOLE, str(part)):
                for path in sorted(self._folder.glob(f"{which}.*")):
                    kind = path.name.split(".")[1]
                    self._units.put(kind, feather.read_table(str(path), memory_map=False))
        except (OSError, pa.ArrowException) as error:
            raise OutputError(
                f"刚写到“{self._folder}”的读不回来，各单位没有对照；请再运行一次。"
            ) from error
        return self._units.tables(school_year), self._units.books


def _place(hashes: _Hashes, table: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Where numbers stand in a table whose length is a power of two."""
    return (hashes & np.uint64(len(table) - 1)).astype(np.int64)


def _hashes(table: pa.Table, column: str) -> _Hashes:
    if column not in table.column_names:
        return np.zeros(table.num_rows, dtype=np.uint64)
    hashes: _Hashes = table[column].fill_null(0).to_numpy()
    return hashes
