"""What next month's run must see of this month's: rosters and filled statistics sheets.

They are what ``--previous`` would have given, so that the rules that compare months find the same
faults at the same cells. Of a roster only the columns by which a person is known and placed are
kept, of a statistics sheet only the rows of its figures and what stands above them.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kongcuo_xl import clean, plain
from kongcuo_xl.book import Area, Book, Cell, Sheet, Value
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.period import parse
from kongcuo_xl.reading import BookReading, SheetReading
from kongcuo_xl.tables import Context, Piece, Table, Tables, kinds

_STATUS = {"students": "status", "registry": "registry_status"}
_KNOWN_BY = ("name", "sex", "id_number", "student_no", "birth_date", "grade", "klass")


@dataclass(frozen=True, slots=True)
class _Roster:
    fields: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Figures:
    """A statistics sheet, in the words of ``book.Sheet``."""

    file: str
    name: str
    rows: list[list[Value]]
    merges: list[Area]
    errors: dict[Cell, str]
    uncached: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class Kept:
    """What next month sees of a unit."""

    rosters: dict[str, _Roster]
    figures: list[_Figures]


def kept(tables: Tables, books: Sequence[BookReading], units: Iterable[str]) -> dict[str, Kept]:
    """What is kept of each unit's tables and books."""
    held = {unit: Kept({}, list(_figures(b for b in books if b.unit == unit))) for unit in units}
    for kind, status in _STATUS.items():
        if kind in tables:
            for unit, roster in _rosters(tables[kind], status).items():
                if unit in held:
                    held[unit].rosters[kind] = roster
    return held


def packed(content: Kept) -> bytes:
    """The same bytes for the same content."""
    text = json.dumps(plain.to_plain(content, Kept), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def restored(content: bytes, unit: str, month: str) -> list[BookReading]:
    """What was kept, as books read before, of the unit as it is called now.

    Raises plain.MisfitError for content of another making.
    """
    held = plain.from_plain(json.loads(zlib.decompress(content)), Kept)
    readings = [_of_roster(unit, month, kind, roster) for kind, roster in held.rosters.items()]
    for each in held.figures:
        sheet = Sheet(
            each.name, each.rows, each.merges, errors=each.errors, uncached=each.uncached
        )  # fmt: skip
        readings.append(_reading(unit, each.file, SheetReading(sheet)))
    return readings


def _reading(unit: str, file: str, sheet: SheetReading) -> BookReading:
    return BookReading(Book(file, Path(file), "xlsx", [sheet.sheet]), unit, [sheet])


def _rosters(table: Table, status: str) -> dict[str, _Roster]:
    fields = [f for f in (*_KNOWN_BY, status) if f in kinds()[table.kind].fields]
    columns = []
    for field_id in fields:
        values = table.text(field_id) if field_id == status else table.maybe(field_id)
        columns.append(_shown(field_id, values))
    rows = [list(row) for row in zip(*columns, strict=True)]
    found: dict[str, _Roster] = {}
    first = 0
    for piece in table.pieces:
        last = first + len(piece.rows)
        own = found.setdefault(piece.unit, _Roster(fields, []))
        own.rows.extend(row for row in rows[first:last] if row[0])
        first = last
    return found


def _shown(field_id: str, values: pd.Series) -> list[str]:
    """A column as it is written; what is not known is blank."""
    if isinstance(values.dtype, pd.StringDtype):
        texts: list[str] = values.fillna("").tolist()
        return texts
    words = {value: _word(field_id, value) for value in values.dropna().unique().tolist()}
    return [words.get(value, "") for value in values.tolist()]


def _word(field_id: str, value: Any) -> str:
    if field_id == "grade":
        return clean.grade_label(int(value))
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else str(value)


def _of_roster(unit: str, month: str, kind: str, roster: _Roster) -> BookReading:
    known, file = kinds()[kind], f"历史{month}"
    closed = parse(month).start
    heads = [known.fields[field_id].label for field_id in roster.fields]
    sheet = Sheet(known.label, [heads, *roster.rows])
    area = Area(0, 0, len(roster.rows), len(heads) - 1)
    piece = Piece(
        0, unit, file, sheet, kind, area, area._replace(bottom=0),
        {field_id: column for column, field_id in enumerate(roster.fields)},
        dict(enumerate(heads)), Context(year=closed.year, month=closed.month),
        list(range(1, len(roster.rows) + 1)),
    )  # fmt: skip
    return _reading(unit, file, SheetReading(sheet, [piece]))


def _figures(books: Iterable[BookReading]) -> Iterator[_Figures]:
    for book in books:
        areas: dict[int, list[Area]] = {}
        for block in filled_sheets([book]):
            areas.setdefault(id(block.sheet), []).append(block.area)
        for reading in book.sheets:
            if id(reading.sheet) in areas:
                yield _cut(book.book.name, reading, areas[id(reading.sheet)])


def _cut(file: str, reading: SheetReading, areas: list[Area]) -> _Figures:
    """A sheet down to its last figure, without its lists of people."""
    sheet = reading.sheet
    last = max(area.bottom for area in areas)
    figures = {row for area in areas for row in range(area.top, area.bottom + 1)}
    listed = {row for piece in reading.pieces for row in piece.rows} - figures
    blank: list[Value] = [""] * sheet.width
    return _Figures(
        file,
        sheet.name,
        [blank if r in listed else list(row) for r, row in enumerate(sheet.rows[: last + 1])],
        [area for area in sheet.merges if area.bottom <= last],
        {cell: text for cell, text in sheet.errors.items() if cell[0] <= last},
        frozenset(cell for cell in sheet.uncached if cell[0] <= last),
    )
