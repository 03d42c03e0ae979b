"""What next month's run must see of this month's: rosters and filled statistics sheets.

They are what ``--previous`` would have given, so that the rules that compare months find the same
faults at the same cells. Of a roster only the columns by which a person is known and placed are
kept, of a statistics sheet only the rows of its figures and what stands above them.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kongcuo_xl import clean
from kongcuo_xl.book import Area, Book, Sheet, Value
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.reading import BookReading, SheetReading
from kongcuo_xl.tables import Context, Piece, Table, Tables, kinds

_ROSTERS = {"students": "status", "registry": "registry_status"}
_KNOWN_BY = ("name", "sex", "id_number", "student_no", "birth_date", "grade", "klass")
_TITLE_ROWS = 8


def kept(tables: Tables, books: Sequence[BookReading]) -> bytes:
    """What is kept of one unit's tables and books; the same bytes for the same content."""
    content = {
        "rosters": {k: _roster(tables[k], status) for k, status in _ROSTERS.items() if k in tables},
        "sheets": list(_sheets(books)),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode(), 6)


def restored(content: bytes, unit: str, month: str) -> list[BookReading]:
    """What was kept, as books read before, of the unit as it is called now."""
    held = json.loads(zlib.decompress(content))
    readings = [
        _reading(unit, f"历史{month}", _sheet_of_roster(unit, kind, fields, rows))
        for kind, (fields, rows) in held["rosters"].items()
    ]
    for each in held["sheets"]:
        rows = [[_value(v) for v in row] for row in each["rows"]]
        sheet = Sheet(
            each["name"], rows, errors={(r, c): text for r, c, text in each["errors"]},
            uncached=frozenset((r, c) for r, c in each["uncached"]),
            merges=[Area(*area) for area in each["merges"]],
        )  # fmt: skip
        readings.append(_reading(unit, each["file"], SheetReading(sheet)))
    return readings


def _reading(unit: str, file: str, sheet: SheetReading) -> BookReading:
    for piece in sheet.pieces:
        piece.file = file
    return BookReading(Book(file, Path(file), "xlsx", [sheet.sheet]), unit, [sheet])


# ── rosters ──────────────────────────────────────────────────────────────────────────────────────
def _roster(table: Table, status: str) -> tuple[list[str], list[list[str]]]:
    fields = [f for f in (*_KNOWN_BY, status) if f in kinds()[table.kind].fields]
    columns = []
    for field_id in fields:
        values = table.text(field_id) if field_id == status else table.maybe(field_id)
        columns.append([_shown(field_id, value) for value in values.tolist()])
    return fields, [list(row) for row in zip(*columns, strict=True) if row[0]]


def _shown(field_id: str, value: Any) -> str:
    if value is None or value != value or str(value) in ("<NA>", "NaT"):
        return ""
    if field_id == "grade":
        return clean.grade_label(int(value))
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else str(value)


def _sheet_of_roster(
    unit: str, kind: str, fields: list[str], rows: list[list[str]]
) -> SheetReading:
    label = kinds()[kind].label
    heads = [kinds()[kind].fields[field_id].label for field_id in fields]
    sheet = Sheet(label, [heads, *rows])
    area = Area(0, 0, len(rows), len(fields) - 1)
    piece = Piece(
        0, unit, "", sheet, kind, area, area._replace(bottom=0),
        {field_id: column for column, field_id in enumerate(fields)},
        dict(enumerate(heads)), Context(), list(range(1, len(rows) + 1)),
    )  # fmt: skip
    return SheetReading(sheet, [piece])


# ── statistics sheets ────────────────────────────────────────────────────────────────────────────
def _sheets(books: Sequence[BookReading]) -> Iterable[dict[str, Any]]:
    for book in books:
        of_sheet: dict[int, list[Area]] = {}
        for block in filled_sheets([book]):
            of_sheet.setdefault(id(block.sheet), []).append(block.area)
        for reading in book.sheets:
            areas = of_sheet.get(id(reading.sheet))
            if areas:
                yield _cut(book.book.name, reading, areas)


def _cut(file: str, reading: SheetReading, areas: list[Area]) -> dict[str, Any]:
    """A sheet down to its last figure, without its lists of people."""
    sheet = reading.sheet
    last = max(area.bottom for area in areas)
    listed = {
        row
        for piece in reading.pieces
        for row in piece.rows
        if not any(area.top <= row <= area.bottom for area in areas)
    }
    rows = [
        ["" if r in listed else _coded(v) for v in row]
        for r, row in enumerate(sheet.rows[: last + 1])
    ]
    return {
        "file": file,
        "name": sheet.name,
        "rows": rows,
        "merges": [list(area) for area in sheet.merges if area.bottom <= last],
        "errors": [[*cell, text] for cell, text in sorted(sheet.errors.items()) if cell[0] <= last],
        "uncached": sorted(list(cell) for cell in sheet.uncached if cell[0] <= last),
    }


def _coded(value: Value) -> Any:
    """A value as JSON holds it; dates and times say what they are."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"timedelta": value.total_seconds()}
    return value


def _value(coded: Any) -> Value:
    if not isinstance(coded, dict):
        result: Value = coded
        return result
    ((kind, text),) = coded.items()
    if kind == "timedelta":
        return dt.timedelta(seconds=text)
    read: Value = getattr(dt, kind).fromisoformat(text)
    return read
