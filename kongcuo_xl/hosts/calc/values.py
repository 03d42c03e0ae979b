"""What cells hold, as Python values; read and written in bulk."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from . import formulas
from .addresses import area_of
from .areas import Area
from .bridge import Uno
from .number_formats import DATE, DATETIME, GENERAL, LOGICAL, TIME

if TYPE_CHECKING:
    from .ranges import Range

Value: TypeAlias = "str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | CellError"
DAY = 86_400.0
ERRORS = {
    532: "#DIV/0!",
    32767: "#N/A",
    525: "#NAME?",
    502: "#NUM!",
    521: "#NULL!",
    523: "#NUM!",
    503: "#NUM!",
    524: "#REF!",
    519: "#VALUE!",
}
FEW_FORMULAS = 200
FEW_CELLS = 200


class CellError(str):
    """What a cell with an error shows, such as #N/A."""

    __slots__ = ()


def prepared(value: Any) -> Any:
    """One value in a form that can be written; "" empties a cell.

    numpy's numbers and dates and pandas' timestamps and missing values are understood without
    importing either. Raises TypeError for what no cell can hold.
    """
    kind = type(value)
    if kind is str or kind is bool or kind is int:
        return value
    if kind is float:
        return "" if value != value else value
    if value is None or kind.__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, dt.datetime):
        return dt.datetime(
            value.year, value.month, value.day, value.hour, value.minute, value.second,
            value.microsecond,
        )  # fmt: skip
    if isinstance(value, (dt.date, dt.time, dt.timedelta, CellError)):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if kind.__name__ == "datetime64":
        return _numpy_date(value)
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return prepared(value.item())
    if isinstance(value, (str, bool, int, float)):
        return prepared(kind.__mro__[1](value))
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        return prepared(value.item())
    if hasattr(value, "__float__"):
        return prepared(float(value))
    raise TypeError(f"A cell cannot hold {value!r}.")


def _numpy_date(value: Any) -> Any:
    item = value.astype("datetime64[us]").item()
    return "" if item is None else item


def cleaned(
    rows: list[list[Any]],
    datetime_builder: Callable[..., Any],
    empty_as: Any,
    number_builder: Callable[[float], Any] | None,
    err_to_str: bool,
) -> list[list[Any]]:
    """Read values as xlwings' options want them."""

    def clean(value: Any) -> Any:
        kind = type(value)
        if kind is float:
            return value if number_builder is None else number_builder(value)
        if value is None:
            return empty_as
        if kind is dt.datetime:
            return datetime_builder(
                year=value.year, month=value.month, day=value.day, hour=value.hour,
                minute=value.minute, second=value.second, microsecond=value.microsecond,
                tzinfo=None,
            )  # fmt: skip
        if kind is CellError:
            return str(value) if err_to_str else None
        return value

    if number_builder is None and datetime_builder is dt.datetime:
        # Only errors and empty cells are ever changed.
        kinds = set(map(type, chain.from_iterable(rows)))
        if CellError not in kinds:
            if empty_as is None or type(None) not in kinds:
                return rows
            return [[empty_as if value is None else value for value in row] for row in rows]
    return [[clean(value) for value in row] for row in rows]


# Reading


class Told(NamedTuple):
    """What an area holds, as LibreOffice tells it: where two are equal, so are the values."""

    data: tuple[tuple[str | float | None, ...], ...]
    """Texts and numbers row by row; ``""`` for an empty cell, None for one with an error."""
    shown: list[tuple[int, Area]]
    """Kinds of number formats and the cells shown so, counted from the corner of the area."""
    errors: dict[tuple[int, int], CellError]
    null: dt.datetime
    """The day that dates are counted from."""

    def values(self) -> list[list[Any]]:
        """The values: str, float, bool, datetime, CellError; None for an empty cell."""
        # By columns, whose cells are mostly of one kind.
        columns = [list(column) for column in zip(*self.data, strict=True)]
        for column in columns:
            if str in set(map(type, column)):
                column[:] = [v if v or type(v) is float else None for v in column]
        for (r, c), error in self.errors.items():
            columns[c][r] = error
        shown = _Shown(self.null)
        for kind, part in self.shown:
            known = shown.as_(kind)
            if known is not None:
                _convert(columns, part, known)
        return list(map(list, zip(*columns, strict=True)))


def told(cells: Range, area: Area) -> Told:
    """What an area holds, few questions asked."""
    rng = cells.piece(area)
    data = rng.getDataArray()
    formats = cells.book.number_formats
    shown = [
        (formats.kind(key), _from(area, part))
        for key, part in _formats(rng, area)
        if key != GENERAL
    ]
    shown += _shown_by_formulas(cells, rng, area, data)
    return Told(data, shown, _errors(rng, data), _null_date(cells.book.doc))


def read(cells: Range, area: Area) -> list[list[Any]]:
    """The values of an area, see ``Told.values``."""
    return told(cells, area).values()


def _from(area: Area, part: Area) -> Area:
    """A part of an area, counted from its corner."""
    return Area(part.top - area.top, part.left - area.left, part.rows, part.columns)


def _formats(rng: Uno, area: Area) -> list[tuple[int, Area]]:
    """The number formats that cells were given, each with a piece of the area."""
    if area.rows == area.columns == 1:
        return [(int(rng.NumberFormat), area)]
    if rng.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
        return [(int(rng.NumberFormat), area)]
    groups = rng.getUniqueCellFormatRanges()
    found = []
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        key = int(group.NumberFormat)
        found += [(key, area_of(address)) for address in group.RangeAddresses]
    return found


class _Known(dict[float, Any]):
    """What numbers stand for, each worked out once: a sheet has few days and thousands of dates."""

    def __init__(self, change: Callable[[float], Any]) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, number: float) -> Any:
        found = self[number] = self._change(number)
        return found


class _Shown:
    """What a document's numbers stand for in cells with a number format."""

    def __init__(self, null: dt.datetime) -> None:
        self._dates = _Known(_from_serial(null))
        self._truths = _Known(bool)

    def as_(self, kind: int) -> _Known | None:
        """By the kind of the format; None where a number is a number."""
        if kind == LOGICAL:
            return self._truths
        return self._dates if kind & DATE else None


def _convert(columns: list[list[Any]], part: Area, known: _Known) -> None:
    rows = slice(part.top, part.top + part.rows)
    for column in columns[part.left : part.left + part.columns]:
        column[rows] = [known[v] if type(v) is float else v for v in column[rows]]


def _null_date(document: Uno) -> dt.datetime:
    null = document.NullDate
    return dt.datetime(null.Year, null.Month, null.Day)


def _from_serial(null: dt.datetime) -> Callable[[float], Any]:
    def date(serial: float) -> Any:
        days = math.floor(serial)
        milliseconds = round((serial - days) * DAY * 1000)
        try:
            return null + dt.timedelta(days=days, milliseconds=milliseconds)
        except OverflowError:
            return serial

    return date


def _errors(rng: Uno, data: Sequence[Sequence[Any]]) -> dict[tuple[int, int], CellError]:
    found = {}
    for r, row in enumerate(data):
        if None in row:
            for c in [c for c, value in enumerate(row) if value is None]:
                cell = rng.getCellByPosition(c, r)
                found[r, c] = CellError(_error(cell.getError(), cell))
    return found


def _error(code: int, cell: Uno) -> str:
    text = ERRORS.get(code, "#VALUE!")
    if text == "#REF!":
        # Calc has no error of its own for ranges that do not meet.
        formula = cell.getFormula()
        if "#REF!" not in formula and formulas.intersects(formula):
            return "#NULL!"
    return text


def _shown_by_formulas(
    cells: Range, rng: Uno, area: Area, data: Sequence[Sequence[Any]]
) -> Iterator[tuple[int, Area]]:
    """Formulas without a format of their own show their result's: a date, a truth value."""
    if area.rows == area.columns == 1:
        return  # a single cell's format is already its result's
    addresses = rng.queryFormulaCells(1).RangeAddresses
    if not addresses:
        return
    parts = [area_of(address) for address in addresses]
    by_copy = sum(part.rows * part.columns for part in parts) > FEW_FORMULAS
    formats = cells.book.number_formats
    seen: dict[tuple[int, str], int] = {}
    for part in parts:
        texts = cells.piece(part).getFormulaArray() if by_copy else None
        for r in range(part.top, part.bottom + 1):
            for c in range(part.left, part.right + 1):
                if type(data[r - area.top][c - area.left]) is not float:
                    continue
                if texts is None:
                    kind = formats.kind(_format_at(rng, area, r, c))
                else:
                    like = (c, formulas.relative(texts[r - part.top][c - part.left], r, c))
                    if like not in seen:
                        seen[like] = formats.kind(_format_at(rng, area, r, c))
                    kind = seen[like]
                yield kind, Area(r - area.top, c - area.left, 1, 1)


def _format_at(rng: Uno, area: Area, row: int, column: int) -> int:
    return int(rng.getCellByPosition(column - area.left, row - area.top).NumberFormat)


# Writing


def write(cells: Range, area: Area, rows: Sequence[Sequence[Any]], *, entered: bool = True) -> None:
    """Write prepared values to an area of the same shape.

    As entered by hand, a text that begins with = is a formula, and an apostrophe before a text
    says that it is none; not so with `entered` False.
    Dates, times and truth values get a number format where the cell has none.
    Raises ValueError when the rows are not all as long as the area is wide.
    """
    if any(len(row) != area.columns for row in rows) or len(rows) != area.rows:
        raise ValueError("All elements of a 2d list or tuple must be of the same length")
    rng = cells.piece(area)
    null = None
    shown: dict[int, list[tuple[int, int]]] = {}
    formula_cells: list[tuple[int, int, str]] = []
    out = []
    for r, row in enumerate(rows):
        line: list[Any] = []
        for c, value in enumerate(row):
            kind = type(value)
            if kind is str:
                mark = value[:1] if entered else ""
                if mark == "=" and len(value) > 1:
                    formula_cells.append((r, c, value))
                    value = ""
                elif mark == "'":
                    value = value[1:]
            elif kind is float:
                pass
            elif kind is bool:
                shown.setdefault(LOGICAL, []).append((r, c))
                value = float(value)
            elif kind is int:
                value = float(value)
            elif value is None:
                value = ""
            elif isinstance(value, CellError):
                formula_cells.append((r, c, f"={value}"))
                value = ""
            else:
                if null is None:
                    null = _null_date(cells.book.doc)
                value, wanted = _serial(value, null)
                shown.setdefault(wanted, []).append((r, c))
            line.append(value)
        out.append(tuple(line))
    with _Heights(cells, area, out):
        rng.setDataArray(tuple(out))
        if formula_cells:
            _write_formulas(cells, rng, area, out, formula_cells)
        _show(cells, rng, area, out, shown)


class _Heights:
    """Row heights left alone while many cells are written.

    LibreOffice would lay out every text to see whether its row is high enough, which takes ten
    times as long as writing. Where texts are wrapped or have several lines it still may.
    """

    def __init__(self, cells: Range, area: Area, rows: list[tuple[Any, ...]]) -> None:
        self._document = cells.book.doc
        self._quiet = (
            area.rows * area.columns > FEW_CELLS
            and cells.common("IsTextWrapped") is False
            and not any(type(v) is str and "\n" in v for row in rows for v in row)
            and bool(self._document.IsAdjustHeightEnabled)
        )

    def __enter__(self) -> None:
        if self._quiet:
            self._document.IsAdjustHeightEnabled = False

    def __exit__(self, *problem: object) -> None:
        if self._quiet:
            self._document.IsAdjustHeightEnabled = True


def _serial(value: Any, null: dt.datetime) -> tuple[float, int]:
    if isinstance(value, dt.datetime):
        delta = value - null
        kind = DATETIME if (value.hour or value.minute or value.second) else DATE
        return delta.days + (delta.seconds + delta.microseconds / 1e6) / DAY, kind
    if isinstance(value, dt.date):
        return float((value - null.date()).days), DATE
    if isinstance(value, dt.time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        return seconds / DAY, TIME
    return value.total_seconds() / DAY, TIME


def _write_formulas(
    cells: Range,
    rng: Uno,
    area: Area,
    rows: list[tuple[Any, ...]],
    found: list[tuple[int, int, str]],
) -> None:
    spell = cells.spell
    if len(found) <= 20:
        for r, c, text in found:
            rng.getCellByPosition(c, r).setFormula(spell(text, area.top + r, area.left + c))
        return
    at = {(r, c): spell(text, area.top + r, area.left + c) for r, c, text in found}
    rng.setFormulaArray(
        tuple(
            tuple(at.get((r, c)) or _as_input(value) for c, value in enumerate(row))
            for r, row in enumerate(rows)
        )
    )


def _as_input(value: Any) -> str:
    if type(value) is float:
        return repr(value)
    return f"'{value}" if value else ""


def _show(
    cells: Range,
    rng: Uno,
    area: Area,
    rows: list[tuple[Any, ...]],
    shown: dict[int, list[tuple[int, int]]],
) -> None:
    formats = cells.book.number_formats
    before = _formats(rng, area)
    if not shown and all(key == GENERAL for key, _ in before):
        return
    kinds: dict[tuple[int, int], int] = {}
    uniform = formats.kind(before[0][0]) if len(before) == 1 else None
    plain = uniform is not None and before[0][0] == GENERAL
    if uniform is None:
        for key, part in before:
            if key != GENERAL:
                for r in range(part.top, part.bottom + 1):
                    for c in range(part.left, part.right + 1):
                        kinds[r - area.top, c - area.left] = formats.kind(key)

    def current(place: tuple[int, int]) -> int | None:
        if plain:
            return None
        return uniform if uniform is not None else kinds.get(place)

    for kind, places in shown.items():
        if kind == LOGICAL:
            lacking = [place for place in places if current(place) != LOGICAL]
        else:
            lacking = [place for place in places if current(place) in (None, LOGICAL)]
        if lacking:
            cells.several(area, lacking).NumberFormat = formats.standard(kind)
    shown_so = {place for places in shown.values() for place in places}
    stale = [
        (r, c)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if type(value) is float and (r, c) not in shown_so and current((r, c)) == LOGICAL
    ]
    if stale:
        cells.several(area, stale).NumberFormat = GENERAL
