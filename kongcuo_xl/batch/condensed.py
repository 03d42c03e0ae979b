"""What rules that compare units read of one unit: little enough to hold that of a whole county.

A unit's tables are condensed to the columns in ``data/across_units.toml``, cleaned, as Arrow, with
what leads back to their cells. ``Tables`` made of many units' extracts give such rules what they
would get from the workbooks.
"""

from __future__ import annotations

import json
import struct
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from kongcuo_xl import plain
from kongcuo_xl.book import Area, Book, Cell, Sheet
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets
from kongcuo_xl.people import name_field
from kongcuo_xl.period import Period
from kongcuo_xl.reading import BookReading
from kongcuo_xl.scope import Scope
from kongcuo_xl.tables import Context, Piece, Section, Single, Table, Tables, kinds

_MAGIC = b"kongcuo extract 2\n"
_LENGTH = struct.Struct("<I")
_ACCESSORS = ("clean", "text", "unreadable", "raw")
_PIECE, _ROW = "piece", "row"
NAME, NUMBERS = "hash of name", ("hash of id_number", "hash of student_no")
"""Columns by which people are shared out among parts; 0 for who has none."""
FIRST = "first"
"""Column of the lists that name everybody: one person of each class, school and village."""
MANY = ("students", "registry", "roll_call", "children")
"""Kinds of table that name everybody; other lists are short."""
_TELLING = (NAME, *NUMBERS, FIRST)
_PLACED_BY = ("clean grade", "clean klass", "text school", "text village", "text village_group")
"""What is asked of such a table as a whole: its classes, schools and villages."""
Places = npt.NDArray[np.int64]


@cache
def _fields() -> dict[str, tuple[tuple[str, str], ...]]:
    """Kind of table → (accessor, field) of every column kept."""
    text = (resources.files("kongcuo_xl") / "data" / "across_units.toml").read_text("utf-8")
    return {
        kind: tuple((way, name) for way in _ACCESSORS for name in ways.get(way, ()))
        for kind, ways in tomllib.loads(text).items()
    }


@dataclass(frozen=True, slots=True)
class Outline:
    """A piece without its rows: where it stands, and what its surroundings say."""

    file: str
    sheet: str
    kind: str
    area: Area
    header: Area
    columns: dict[str, int]
    joined: dict[str, tuple[int, ...]]
    context: Context
    sections: list[Section]
    spread: dict[Cell, Cell]
    single: dict[str, Single]
    merges: list[Area]
    """Merged headings."""
    lost: list[Cell]
    """Cells of 身份证号 that have lost digits."""

    @classmethod
    def of(cls, piece: Piece) -> Outline:
        """The outline of a piece."""
        at = piece.columns.get("id_number")
        top, bottom = piece.header.top, max(piece.header.bottom, piece.area.top)
        return cls(
            piece.file, piece.sheet.name, piece.kind, piece.area, piece.header, piece.columns,
            piece.joined, piece.context, piece.sections, piece.spread, piece.single,
            [m for m in piece.sheet.merges if m.top <= bottom and m.bottom >= top],
            [cell for cell in piece.sheet.long_numbers if cell[1] == at],
        )  # fmt: skip

    def piece(self, unit: str, rows: list[int]) -> Piece:
        """The piece again, on a sheet whose cells are not kept."""
        sheet = Sheet(self.sheet, (), merges=self.merges, long_numbers=dict.fromkeys(self.lost, ""))
        return Piece(
            0, unit, self.file, sheet, self.kind, self.area, self.header, self.columns, {},
            self.context, rows, joined=self.joined, sections=self.sections, spread=self.spread,
            single=self.single,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filed:
    """A statistics sheet that was handed in: enough to know that it was."""

    file: str
    sheet: str
    title: str
    school: str
    span: Period | None


@dataclass(frozen=True, slots=True)
class _Head:
    """Everything of an extract but its columns."""

    unit: str
    outlines: list[Outline]
    filed: list[Filed]
    sizes: dict[str, int]
    """Kind of table → bytes of its columns, in order."""


@dataclass(slots=True)
class Extract:
    """One unit condensed. ``columns``: kind of table → an Arrow table with a row a person."""

    unit: str
    outlines: list[Outline] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)
    columns: dict[str, pa.Table] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The extract as it is kept: the same bytes for the same content."""
        parts = {kind: _written(table) for kind, table in self.columns.items()}
        sizes = {kind: len(data) for kind, data in parts.items()}
        head = plain.to_plain(_Head(self.unit, self.outlines, self.filed, sizes), _Head)
        said = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        return b"".join([_MAGIC, _LENGTH.pack(len(said)), said, *parts.values()])

    @classmethod
    def from_bytes(cls, data: bytes) -> Extract:
        """The extract that ``to_bytes`` wrote. Raises plain.MisfitError for anything else."""
        if not data.startswith(_MAGIC):
            raise plain.MisfitError("no extract")
        try:
            at = len(_MAGIC) + _LENGTH.size
            (length,) = _LENGTH.unpack_from(data, len(_MAGIC))
            head = plain.from_plain(json.loads(data[at : at + length]), _Head)
            at += length
            columns = {}
            for kind, size in head.sizes.items():
                columns[kind] = pa.ipc.open_stream(pa.py_buffer(data)[at : at + size]).read_all()
                at += size
        except (struct.error, ValueError, pa.ArrowInvalid, OSError) as error:
            raise plain.MisfitError(str(error)) from error
        return cls(head.unit, head.outlines, head.filed, columns)


def _written(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(out, table.schema, options=options) as stream:
        stream.write_table(table.combine_chunks())
    data: bytes = out.getvalue().to_pybytes()
    return data


def condense(scope: Scope, units: Sequence[str]) -> dict[str, Extract]:
    """The extract of each of some units of a scope."""
    found = {unit: Extract(unit) for unit in units}
    numbers: dict[int, int] = {}
    for piece in scope.tables.pieces:
        if piece.unit in found:
            outlines = found[piece.unit].outlines
            numbers[id(piece)] = len(outlines)
            outlines.append(Outline.of(piece))
    for kind in _fields():
        if kind not in scope.tables:
            continue
        table = scope.tables[kind]
        columns = _columns(table)
        own = np.array([numbers.get(id(p), -1) for p in table.pieces], dtype=np.int32)
        columns[_PIECE] = pa.array(own[table.piece_no])
        columns[_ROW] = pa.array(table.row.astype(np.int32))
        columns |= _shared_out_by(table, columns)
        every = pa.table(columns)
        unit_of = np.array([p.unit for p in table.pieces], dtype=object)[table.piece_no]
        for unit in found:
            here = np.flatnonzero(unit_of == unit)
            if len(here):
                found[unit].columns[kind] = every.take(pa.array(here))
    for book in scope.books:
        if book.unit in found:
            found[book.unit].filed += [
                Filed(s.file, s.sheet.name, s.title, s.school, s.span)
                for s in filled_sheets([book])
            ]
    return found


def _columns(table: Table) -> dict[str, Any]:
    """Each kept column of a table as Arrow; those that nobody has are left out."""
    found = {}
    for way, name in _fields()[table.kind]:
        series = _asked(table, way, name)
        if not _is_default(series, _default(table.kind, way, name)):
            found[f"{way} {name}"] = _arrow(series, way)
    return found


def _shared_out_by(table: Table, columns: dict[str, Any]) -> dict[str, Any]:
    """What tells where people belong when there are too many for one go (``crossing``)."""
    name = f"clean {name_field(table.kind)}" if table.kind in kinds() else ""
    asked = (name, "clean id_number", "clean student_no")
    found = {
        to: pa.array(hashed(columns[column]))
        for to, column in zip((NAME, *NUMBERS), asked, strict=True)
        if column in columns
    }
    if table.kind in MANY:
        placed = {c: columns[c].to_pandas() for c in _PLACED_BY if c in columns}
        frame = pd.DataFrame({_PIECE: table.piece_no, **placed})
        found[FIRST] = pa.array(~frame.duplicated().to_numpy(dtype=bool))
    return found


def hashed(column: pa.Array) -> npt.NDArray[np.uint64]:
    """The same number for the same text on every machine; 0 for none."""
    texts = column.fill_null("").to_numpy(zero_copy_only=False).astype(object)
    hashes = pd.util.hash_array(texts, categorize=False)
    return np.where(texts == "", np.uint64(0), hashes)


def _asked(table: Table, way: str, name: str) -> pd.Series:
    if way == "clean":
        return table.maybe(name)
    if way == "text":
        return table.text(name)
    return table.unreadable(name) if way == "unreadable" else table.raw(name)


@cache
def _default(kind: str, way: str, name: str) -> pd.Series:
    """What a column is where nobody has it, as a series of one."""
    nowhere = Area(0, 0, 0, 0)
    piece = Piece(
        0, "", "", Sheet("", [[""]]), kind, nowhere, nowhere, {}, {}, Context(), [0]
    )  # fmt: skip
    return _asked(Table(kind, [piece]), way, name)


def _is_default(series: pd.Series, default: pd.Series) -> bool:
    value = default.iloc[0]
    return bool((series.isna() if pd.isna(value) else series == value).all())


def _arrow(series: pd.Series, way: str) -> Any:
    if way == "raw":
        written = [json.dumps(plain.to_plain(v, Any), ensure_ascii=False) for v in series]
        return pa.array(written, pa.string())
    if series.dtype == "datetime64[s]":
        return pa.array(
            series.to_numpy().astype("datetime64[s]"), pa.timestamp("s"), from_pandas=True
        )
    if pd.api.types.is_string_dtype(series.dtype) or series.dtype == object:
        return pa.array(series.astype(object).where(series.notna(), None).tolist(), pa.string())
    return pa.array(series, from_pandas=True)


class _Kept(Table):
    """A table whose columns are those kept of many units."""

    def __init__(
        self,
        kind: str,
        pieces: Sequence[Piece],
        school_year: int,
        columns: dict[str, pa.ChunkedArray],
        piece_no: Places,
        row: Places,
    ) -> None:
        super().__init__(kind, pieces, school_year)
        self.piece_no, self.row = piece_no, row
        self.index = pd.RangeIndex(len(row))
        for way, name in _fields()[kind]:
            series = self._series(columns.get(f"{way} {name}"), way, _default(kind, way, name))
            if way == "raw":
                self._raw[name] = series
            elif way == "unreadable":
                self._bad[name] = series
            else:
                self._clean[name if way == "clean" else f"text:{name}"] = series

    def _series(self, column: pa.ChunkedArray | None, way: str, default: pd.Series) -> pd.Series:
        value, dtype = default.iloc[0], default.dtype
        if column is None:
            return pd.Series(value, index=self.index, dtype=dtype)
        # Null where a unit has no such column, and another has.
        if way == "raw":
            return pd.Series(_raw(column, value), index=self.index, dtype=object)
        if not pd.isna(value):
            column = column.fill_null(value)
        if dtype == "datetime64[s]":
            return pd.Series(column.to_numpy().astype("datetime64[s]"), index=self.index)
        if isinstance(dtype, pd.StringDtype):
            return pd.Series(pd.array(column, dtype=dtype), index=self.index)
        if pd.api.types.is_object_dtype(dtype):
            return pd.Series(column.to_pylist(), index=self.index, dtype=object)
        values = column.to_pandas(types_mapper=_NULLABLE.get)
        return pd.Series(values.to_numpy() if isinstance(dtype, np.dtype) else values, dtype=dtype)


def _raw(column: pa.ChunkedArray, default: object) -> list[object]:
    """The cells' values again from their JSON; ``default`` where there is none."""
    values: list[object] = pc.utf8_slice_codeunits(column, 1, -1).to_pylist()
    # Most are texts in which nothing is escaped: what stands between the quotes.
    text = pc.and_not(pc.starts_with(column, '"'), pc.match_substring(column, "\\"))
    for at in np.flatnonzero(~text.fill_null(False).to_numpy(zero_copy_only=False)):
        held = column[at].as_py()
        values[at] = default if held is None else plain.from_plain(json.loads(held), Any)
    return values


_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


class _KeptTables(Tables):
    """Tables of which the known kinds are given; the others have places, and no rows."""

    def __init__(self, tables: dict[str, Table], pieces: Iterable[Piece], school_year: int) -> None:
        super().__init__(pieces, school_year)
        self._tables.update(tables)


def tables_of(extracts: Iterable[Extract], school_year: int) -> tuple[Tables, list[BookReading]]:
    """The tables of many units, and their statistics sheets as books, for rules across units."""
    found = Gathered()
    for extract in extracts:
        found.add(extract)
    return found.tables(school_year), found.books


class Gathered:
    """Many units' extracts, laid one below the other."""

    def __init__(self) -> None:
        self.books: list[BookReading] = []
        """Their statistics sheets."""
        self.people = 0
        """Rows that have been added and not been taken."""
        self._pieces: list[Piece] = []
        self._of_kind: dict[str, list[Piece]] = {kind: [] for kind in _fields()}
        self._columns: dict[str, list[pa.Table]] = {kind: [] for kind in _fields()}

    def add(self, extract: Extract) -> None:
        """Lay a unit below those that are there."""
        own = [outline.piece(extract.unit, []) for outline in extract.outlines]
        place = np.zeros(len(own), dtype=np.int64)
        for number, piece in enumerate(own):
            piece.index = len(self._pieces) + number
            if piece.kind in self._of_kind:
                place[number] = len(self._of_kind[piece.kind])
                self._of_kind[piece.kind].append(piece)
        self._pieces += own
        for kind, columns in extract.columns.items():
            numbers = pa.array(place[columns[_PIECE].to_numpy()])
            at = columns.schema.get_field_index(_PIECE)
            self.put(kind, columns.set_column(at, _PIECE, numbers))
        self.books += _books(extract)

    def put(self, kind: str, columns: pa.Table) -> None:
        """Lay people of units that have been added below those that are there."""
        self._columns[kind].append(columns)
        self.people += columns.num_rows

    def taken(self) -> Iterator[tuple[str, pa.Table]]:
        """The people of each kind of table, which are then here no more."""
        self.people = 0
        for kind, tables in self._columns.items():
            if tables:
                yield kind, pa.concat_tables(tables, promote_options="permissive")
                tables.clear()

    def tables(self, school_year: int) -> Tables:
        """The tables that rules are given; the people are then here no more."""
        columns = dict(self.taken())
        tables = {
            kind: _joined(kind, pieces, columns.get(kind), school_year)
            for kind, pieces in self._of_kind.items()
            if pieces
        }
        return _KeptTables(tables, self._pieces, school_year)


def known(columns: pa.Table) -> pa.Table:
    """What rules read of an extract's columns, without what shares people out among parts."""
    return columns.select([name for name in columns.column_names if name not in _TELLING])


def _joined(kind: str, pieces: list[Piece], every: pa.Table | None, school_year: int) -> Table:
    piece_no, row = np.zeros(0, np.int64), np.zeros(0, np.int64)
    columns = {}
    if every is not None:
        piece_no = every[_PIECE].to_numpy()
        row = every[_ROW].to_numpy().astype(np.int64)
        columns = {name: every[name] for name in known(every).column_names}
    # Rows of a piece stand together, so that it can be told where they are.
    ends = np.searchsorted(piece_no, np.arange(len(pieces) + 1))
    for number, piece in enumerate(pieces):
        piece.rows = row[ends[number] : ends[number + 1]].tolist()
    return _Kept(kind, pieces, school_year, columns, piece_no, row)


def _books(extract: Extract) -> Iterator[BookReading]:
    by_file: dict[str, list[FilledSheet]] = {}
    for filed in extract.filed:
        by_file.setdefault(filed.file, []).append(
            FilledSheet(
                extract.unit, filed.file, Sheet(filed.sheet, ()), filed.title, filed.school,
                filed.span, {}, {},
            )
        )  # fmt: skip
    for file, sheets in by_file.items():
        reading = BookReading(Book(file, Path(file), "", []), extract.unit)
        reading.statistics = sheets
        yield reading
