"""Formulas that call our functions, worked out for machines without the add-in.

A workbook's cells that hold ``=AT_RISK(B5)`` get their results, and so do formulas that refer to
them; every other formula keeps the result it was saved with. What can't be worked out exactly
keeps its old result, too, and is named.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from kongcuo_xl.book import Area, Book, Cell, Sheet, Value, a1
from kongcuo_xl.formulas import (
    BLANK,
    Block,
    ErrorValue,
    Operand,
    Range,
    Surroundings,
    UnsupportedError,
    placed,
    read,
    serial,
    single,
    tokens,
)
from kongcuo_xl.functions import FUNCTIONS, CellFunction, Given, Here, Workbook
from kongcuo_xl.hosts.ooxml import formula_cells
from kongcuo_xl.hosts.ooxml.formula_cells import FormulaCell, Formulas, StructuredTable
from kongcuo_xl.plan import StoreResult

At: TypeAlias = tuple[str, Cell]
"""A sheet and a cell of it."""
_Waiting: TypeAlias = tuple[At, list[tuple[str, Area]]]
"""A formula and the areas that it refers to."""
Texts: TypeAlias = Sequence[Sequence[str]]
"""What the cells of an area hold, as formulas, row by row."""
_NAMED_CELLS = 8


@dataclass(frozen=True, slots=True)
class Results:
    """What the formulas of one workbook come to."""

    steps: tuple[StoreResult, ...] = ()
    """Results that are not stored yet."""
    cells: int = 0
    """Cells that call our functions."""
    notes: tuple[str, ...] = ()
    """Sentences for the user: what was not worked out."""


class NotYetError(Exception):
    """The tables of the workbook were asked for before there are any."""


def results(book: Book, path: Path, open_book: Callable[[], Workbook]) -> Results:
    """What the cells of a workbook come to that call our functions, and what hangs on them.

    ``path`` is where the package lies, without a password; ``open_book`` gives the workbooks of
    its unit. Raises UnreadableBookError for a file that is no Office Open XML workbook.
    """
    if not any(sheet.calls for sheet in book.sheets):
        return Results()
    work = _Work(book, formula_cells.read(path), open_book)
    work.work_out()
    return work.results()


def set_apart(book: Book, path: Path) -> None:
    """Make what our functions answer no data of the workbook they ask.

    A cell that is answered from its arguments alone (``=ID_SEX(D5)``) holds the answer, like any
    other formula. One that asks the tables is empty, whatever is stored in it: what follows from
    the tables is not to be read back as one of their facts. Neither is without a result (FM103).

    Raises UnreadableBookError for a file that is no Office Open XML workbook.
    """
    calling = [sheet for sheet in book.sheets if sheet.calls]
    if not calling:
        return
    work = _Work(book, formula_cells.read(path), _not_yet)
    for sheet in calling:
        rows = [list(row) for row in sheet.rows]
        # An array formula may fill more than the sheet holds.
        cells = frozenset(
            (row, column)
            for row, column in work.filled_by(sheet.name)
            if row < sheet.height and column < sheet.width
        )
        asking = {cell for cell in cells if work.asks_tables(sheet.name, cell)}
        for row, column in cells - asking:
            rows[row][column] = work.known(sheet.name, (row, column))
        _leave_out(sheet, rows, asking)
        sheet.uncached -= cells
        sheet.counted -= cells
        sheet.errors = {cell: text for cell, text in sheet.errors.items() if cell not in cells}


def set_apart_open(book: Book, formulas: Mapping[str, Iterable[tuple[Area, Texts]]]) -> None:
    """The same for a workbook that is open in a program which has worked out its formulas.

    ``formulas`` are what its cells hold, by sheet, area by area; texts that are no formula do not
    matter.
    """
    for sheet in book.sheets:
        asking = {
            (area.top + row, area.left + column)
            for area, texts in formulas.get(sheet.name, ())
            for row, line in enumerate(texts)
            for column, text in enumerate(line)
            if text[:1] in ("=", "{") and asks_tables(text)
        }
        inside = {(row, c) for row, c in asking if row < sheet.height and c < sheet.width}
        if inside:
            _leave_out(sheet, [list(row) for row in sheet.rows], inside)
            sheet.errors = {cell: text for cell, text in sheet.errors.items() if cell not in inside}


def _leave_out(sheet: Sheet, rows: list[list[Value]], asking: Set[Cell]) -> None:
    """Give a sheet rows without the answers in some cells, and without what heads nothing else."""
    for row, column in asking:
        rows[row][column] = ""
    sheet.apart = {(row, c): rows[row][c] for row, c in _headings(sheet, rows, asking)}
    for row, column in sheet.apart:
        rows[row][column] = ""
    sheet.rows = rows


def asks_tables(text: str) -> bool:
    """Whether a formula, as Excel or as LibreOffice spells it, asks the tables of its workbook."""
    return _ASKS_TABLES.search(text) is not None and any(
        _ASKS_TABLES.search(part) for part in text.split('"')[::2]
    )


_ASKS_TABLES = re.compile(
    rf"(?<!\w)(?:{'|'.join(n for n, f in FUNCTIONS.items() if f.asks_workbook)})\(",
    re.IGNORECASE,
)


def _headings(sheet: Sheet, rows: list[list[Value]], asking: Set[Cell]) -> Iterator[Cell]:
    """The headings of columns that hold nothing but such answers: they head no data."""
    tops: dict[int, int] = {}
    for row, column in asking:
        tops[column] = min(row, tops.get(column, row))
    for column, top in tops.items():
        if any(row[column] != "" for row in rows[top:]):
            continue
        above = top - 1
        for merge in sheet.merges:
            if merge.left == column == merge.right and merge.top <= above <= merge.bottom:
                above = merge.top
        if above >= 0 and rows[above][column] != "":
            yield above, column


def _not_yet() -> Workbook:
    raise NotYetError


def function_of(token: str) -> CellFunction | None:
    """The function of ours that a formula calls, however its name is written.

    Excel writes ``AT_RISK``, ``[1]!AT_RISK``, ``'C:\\…\\控辍保学.xlam'!AT_RISK`` or
    ``_xludf.AT_RISK``; LibreOffice ``at_risk``, or with the name of a service before it.
    """
    prefix, _, name = token.rpartition("!")[2].rpartition(".")
    plain = name.upper()
    if plain in FUNCTIONS:
        return FUNCTIONS[plain]
    return _JOINED.get(plain) if prefix else None


_JOINED = {name.replace("_", ""): function for name, function in FUNCTIONS.items()}


def _calls_of(text: str) -> list[CellFunction]:
    found = (function_of(token.text) for token in tokens(text) if token.kind == "function")
    return [function for function in found if function is not None]


@dataclass(slots=True)
class _Column:
    """Rows of a column in which something may have a new value."""

    rows: list[int] = field(default_factory=list)

    def between(self, top: int, bottom: int) -> list[int]:
        """Those from one row to another."""
        return self.rows[bisect_left(self.rows, top) : bisect_right(self.rows, bottom)]


class _Asking:
    """Formulas by the cells that they refer to, each given out once."""

    def __init__(self, waiting: Sequence[_Waiting]) -> None:
        self.areas = dict(waiting)
        self._left = set(self.areas)
        self._by_column: dict[tuple[str, int], list[tuple[int, int, At]]] = {}
        self._wide: dict[str, list[tuple[Area, At]]] = {}
        for at, areas in waiting:
            for sheet, area in areas:
                if area.right - area.left >= _WIDE:
                    self._wide.setdefault(sheet, []).append((area, at))
                    continue
                for column in range(area.left, area.right + 1):
                    kept = self._by_column.setdefault((sheet, column), [])
                    kept.append((area.top, area.bottom, at))

    def for_(self, sheet: str, cell: Cell) -> list[At]:
        """The formulas that refer to a cell and were not given out yet."""
        row, column = cell
        narrow = self._by_column.get((sheet, column), ())
        found = [at for top, bottom, at in narrow if top <= row <= bottom]
        found += [at for area, at in self._wide.get(sheet, ()) if area.top <= row <= area.bottom]
        fresh = [at for at in dict.fromkeys(found) if at in self._left]
        self._left.difference_update(fresh)
        return fresh


_WIDE = 50
"""Columns from which on an area is entered by its rows alone."""


class _Work:
    """The formulas of one workbook while they are worked out."""

    def __init__(self, book: Book, formulas: Formulas, open_book: Callable[[], Workbook]) -> None:
        self.book = book
        self.open_book = open_book
        self.sheets = {sheet.name.lower(): sheet for sheet in book.sheets}
        # A list of ours is no sheet of the book any more.
        formulas.cells = {n: c for n, c in formulas.cells.items() if n.lower() in self.sheets}
        self.formulas = formulas
        self.calling = [
            (sheet, cell)
            for sheet, cells in formulas.cells.items()
            for cell, formula in cells.items()
            if "(" in formula.text and _calls_of(formula.text)
        ]
        self._blocks: dict[At, Operand | None] = {}
        """What a formula comes to as a whole; None where that can't be told."""
        self._under_way: set[At] = set()
        self._master: dict[At, At] = {}
        """The formula that fills a cell."""
        self._columns: dict[str, dict[int, _Column]] = {}
        self._dependents: dict[At, list[At]] = {}
        self._inputs: dict[At, list[At]] = {}
        self._grown: dict[At, Area] = {}
        self._mine = set(self.calling)
        self._fill(self.calling)
        # A formula that was saved without a result is worked out where another asks for it.
        self._fill(
            (sheet, cell)
            for sheet, cells in formulas.cells.items()
            for cell, formula in cells.items()
            if formula.stored is None
        )

    # ── what is filled by which formula ──────────────────────────────────────────────────────────
    def _fill(self, masters: Iterable[At]) -> None:
        touched: dict[str, dict[int, set[int]]] = {}
        for sheet, cell in masters:
            for row, column in self._filled(sheet, cell):
                self._master.setdefault((sheet, (row, column)), (sheet, cell))
                touched.setdefault(sheet, {}).setdefault(column, set()).add(row)
        for sheet, columns in touched.items():
            own = self._columns.setdefault(sheet, {})
            for number, rows in columns.items():
                kept = own.setdefault(number, _Column())
                kept.rows = sorted(rows.union(kept.rows))

    def _filled(self, sheet: str, cell: Cell) -> Iterator[Cell]:
        """The cells that a formula fills, as it was saved or as it has grown."""
        area = self._grown.get((sheet, cell), self.formulas.cells[sheet][cell].area)
        if area is None:
            yield cell
            return
        height = self.sheets[sheet.lower()].height
        for row in range(area.top, min(area.bottom, max(height - 1, area.top)) + 1):
            for column in range(area.left, area.right + 1):
                yield row, column

    def filled_by(self, sheet: str) -> frozenset[Cell]:
        """The cells of a sheet that formulas fill which call our functions."""
        return frozenset(
            cell
            for (name, cell), master in self._master.items()
            if name == sheet and master in self._mine
        )

    # ── what refers to what ──────────────────────────────────────────────────────────────────────
    def work_out(self) -> None:
        """Work out every formula that calls our functions, then what hangs on them."""
        for at in self.calling:
            self._block(at)
        self._fill(self.calling)
        waiting = [
            ((sheet, cell), self._areas(sheet, formula.text))
            for sheet, cells in self.formulas.cells.items()
            for cell, formula in cells.items()
            if (sheet, cell) not in self._mine and _REFERS.search(formula.text)
        ]
        asking = _Asking(waiting)
        hanging = list(self.calling)
        for at in hanging:
            sheet, cell = at
            found = [
                one for place in self._filled(sheet, cell) for one in asking.for_(sheet, place)
            ]
            self._fill(found)
            self._inputs |= {one: [] for one in found}
            hanging += found
        filled = set(hanging)
        for at in self._inputs:
            masters = {m for sheet, area in asking.areas[at] for m in self._masters(sheet, area)}
            self._inputs[at] = sorted(masters & filled - {at})
        for at in self._inputs:
            self._block(at)

    def _masters(self, sheet: str, area: Area) -> Iterator[At]:
        for number, column in self._columns.get(sheet, {}).items():
            if area.left <= number <= area.right:
                for row in column.between(area.top, area.bottom):
                    yield self._master[sheet, (row, number)]

    def _areas(self, sheet: str, text: str, depth: int = 0) -> list[tuple[str, Area]]:
        """The areas that a formula refers to, names and tables looked up."""
        found: list[tuple[str, Area]] = []
        for kind, said in tokens(text):
            if kind in ("cell", "area", "lines"):
                name, area = placed(said)
                known = self.sheets.get(name.lower()) if name else None
                found.append((known.name if known else name or sheet, area))
            elif kind == "table":
                table = self.formulas.tables.get(said.partition("[")[0].lower())
                found += [(table.sheet, table.area)] if table else []
            elif kind == "name" and depth < _DEEPEST:
                meant = self._name(sheet, said)
                found += self._areas(sheet, meant, depth + 1) if meant else []
        return found

    def _name(self, sheet: str, said: str) -> str:
        """What a defined name says; ``""`` for one that there is not."""
        owner, _, plain = said.rpartition("!")
        names = self.formulas.names
        return names.get((owner.strip("'") or sheet, plain.lower())) or names.get(
            ("", plain.lower()), ""
        )

    # ── what formulas come to ────────────────────────────────────────────────────────────────────
    def _block(self, at: At) -> Operand | None:
        """What a formula comes to; None where that can't be told."""
        if at in self._blocks:
            return self._blocks[at]
        if at in self._under_way:
            return None
        self._under_way.add(at)
        try:
            self._blocks[at] = self._worked_out(at)
        except (UnsupportedError, NotYetError, RecursionError):
            self._blocks[at] = None
        finally:
            self._under_way.discard(at)
        return self._blocks[at]

    def _worked_out(self, at: At) -> Operand:
        sheet, cell = at
        formula = self.formulas.cells[sheet][cell]
        inputs = self._inputs.get(at)
        settled = inputs is not None and not any(map(self._changed, inputs))
        if settled and formula.stored is not None and formula.area is None:
            return formula.stored
        found = read(formula.text)(_Around(self, sheet, cell, formula.area is not None))
        if formula.area is None:
            found = single(found, cell)
            return 0 if found is BLANK else found
        if formula.spills:
            self._grow(at, formula, found)
        return found

    def _grow(self, at: At, formula: FormulaCell, found: Operand) -> None:
        """Let a dynamic array fill more cells, where they are free. Raises UnsupportedError."""
        sheet, (row, column) = at
        height, width = (len(found), len(found[0])) if isinstance(found, list) else (1, 1)
        area = Area(row, column, row + height - 1, column + width - 1)
        if area == formula.area or (isinstance(found, Range) and found.beyond):
            return
        had = formula.area or Area(row, column, row, column)
        rows = self.sheets[sheet.lower()].rows
        for r in range(area.top, area.bottom + 1):
            for c in range(area.left, area.right + 1):
                inside = r < len(rows) and c < len(rows[r])
                if (r > had.bottom or c > had.right) and (
                    (r, c) in self.formulas.cells[sheet] or (inside and rows[r][c] != "")
                ):
                    raise UnsupportedError("the cells to fill are not free")
        self._grown[at] = area

    def _changed(self, at: At) -> bool:
        """Whether a formula comes to something else than is stored."""
        if self._block(at) is None:
            # It keeps what is stored; what hangs on it does so, unless something else is new.
            return at not in self._mine and any(map(self._changed, self._inputs.get(at, ())))
        return any(True for _ in self._new(at))

    def _new(self, at: At) -> Iterator[StoreResult]:
        """The results of a formula that are not stored yet."""
        sheet, cell = at
        block = self._block(at)
        if block is None:
            return
        grown = self._grown.get(at)
        for place in self._filled(sheet, cell):
            value = _part(block, place[0] - cell[0], place[1] - cell[1])
            area = grown if place == cell else None
            if value is not None and (
                area is not None or not self._same(value, self._stored(sheet, place))
            ):
                yield StoreResult(sheet, *place, value, area)
        had = self.formulas.cells[sheet][cell].area
        if grown is not None and had is not None:
            for place in _cells(had):
                if not _within(grown, place) and self._stored(sheet, place) not in (None, ""):
                    yield StoreResult(sheet, *place, "")

    def _stored(self, sheet: str, cell: Cell) -> Value | None:
        formula = self.formulas.cells[sheet].get(cell)
        return formula.stored if formula else self.formulas.arrays[sheet].get(cell)

    def _same(self, value: Value, stored: Value | None) -> bool:
        if not isinstance(value, (str, int, float)):
            value = serial(value, self.formulas.date1904)
        if isinstance(value, str) or isinstance(stored, str) or stored is None:
            return value == stored and isinstance(value, ErrorValue) == isinstance(
                stored, ErrorValue
            )
        if isinstance(value, bool) or isinstance(stored, bool):
            return value is stored
        return isinstance(stored, (int, float)) and math.isclose(value, stored, rel_tol=1e-14)

    def asks_tables(self, sheet: str, cell: Cell) -> bool:
        """Whether the formula that fills a cell asks the tables of the workbook."""
        name, at = self._master[sheet, cell]
        return any(f.asks_workbook for f in _calls_of(self.formulas.cells[name][at].text))

    def known(self, sheet: str, cell: Cell) -> Value:
        """What a cell holds that is answered without the tables; ``""`` where that is not known."""
        at = self._master[sheet, cell]
        block = self._block(at)
        if block is None:
            stored = self._stored(sheet, cell)
            return "" if stored is None or isinstance(stored, ErrorValue) else stored
        value = _part(block, cell[0] - at[1][0], cell[1] - at[1][1])
        return "" if value is None or isinstance(value, ErrorValue) else value

    # ── what formulas see ────────────────────────────────────────────────────────────────────────
    def sheet(self, name: str) -> Sheet:
        """A sheet by its name. Raises UnsupportedError when there is none."""
        if name.lower() not in self.sheets:
            raise UnsupportedError(name)
        return self.sheets[name.lower()]

    def range(self, sheet: Sheet, area: Area) -> Range:
        """The values of an area as they are now, cells below and beside the data left out."""
        top, left, bottom, right = area
        last = max(min(bottom, sheet.height - 1), top)
        edge = max(min(right, sheet.width - 1), left)
        rows: Block = []
        formulas = self.formulas.cells.get(sheet.name, {})
        for row in range(top, last + 1):
            read_ = list(sheet.rows[row][left : edge + 1]) if row < sheet.height else []
            read_ += [""] * (edge - left + 1 - len(read_))
            for at, value in enumerate(read_):
                if value == "" and isinstance(value, str):
                    cell = row, left + at
                    formula = formulas.get(cell)
                    if cell in sheet.apart:
                        read_[at] = sheet.apart[cell]
                    elif cell in sheet.errors:
                        read_[at] = ErrorValue(sheet.errors[cell])
                    elif formula is None or formula.stored is None:
                        read_[at] = BLANK
            rows.append(read_)
        for number, column in self._columns.get(sheet.name, {}).items():
            if left <= number <= edge:
                for row in column.between(top, last):
                    rows[row - top][number - left] = self._now(sheet, (row, number))
        return Range(rows, area)

    def _now(self, sheet: Sheet, cell: Cell) -> Value:
        at = self._master[sheet.name, cell]
        block = self._block(at)
        if block is None:
            stored = self._stored(sheet.name, cell)
            if at in self._under_way or stored is None or at not in self._mine:
                raise UnsupportedError(a1(*cell))
            return stored
        grown = self._grown.get(at)
        if grown is not None and not _within(grown, cell):
            return BLANK
        value = _part(block, cell[0] - at[1][0], cell[1] - at[1][1])
        return BLANK if value is None else value

    # ── what came of it ──────────────────────────────────────────────────────────────────────────
    def results(self) -> Results:
        """The results to store, and what was not worked out."""
        steps: list[StoreResult] = []
        failed: dict[str, list[Cell]] = {}
        for at in [*self.calling, *self._inputs]:
            if self._blocks[at] is not None:
                steps += self._new(at)
            elif at in self._mine or any(map(self._changed, self._inputs[at])):
                failed.setdefault(at[0], []).append(at[1])
        notes = [_not_worked_out(sheet, sorted(cells)) for sheet, cells in failed.items()]
        if self.formulas.recalculated:
            notes.append(
                "工作簿设有“打开时全部重算”，没有装加载项的 Excel 打开后，这些函数会显示 #NAME?"
            )
        return Results(tuple(steps), len(self.calling), tuple(notes))


def _cells(area: Area) -> Iterator[Cell]:
    for row in range(area.top, area.bottom + 1):
        yield from ((row, column) for column in range(area.left, area.right + 1))


def _within(area: Area, cell: Cell) -> bool:
    return area.top <= cell[0] <= area.bottom and area.left <= cell[1] <= area.right


def _part(block: Operand, row: int, column: int) -> Value | None:
    """The value of an array for a cell that it fills; None where it says nothing of the cell."""
    if not isinstance(block, list):
        return block
    if len(block) == 1:
        row = 0
    if len(block[0]) == 1:
        column = 0
    if row < len(block) and column < len(block[0]):
        value = block[row][column]
        return 0 if value is BLANK else value
    return None if isinstance(block, Range) else ErrorValue("#N/A")


def _not_worked_out(sheet: str, cells: Sequence[Cell]) -> str:
    named = "、".join(a1(*cell) for cell in cells[:_NAMED_CELLS])
    more = f"等{len(cells)}格" if len(cells) > _NAMED_CELLS else ""
    return (
        f"［{sheet}］{named}{more}的公式没有算出，保留原来的值；请在装有加载项的 Excel 中打开重算"
    )


_REFERS = re.compile(r"[A-Za-z\[:]")
_DEEPEST = 8
"""Names that stand for names: more than this is a circle."""


class _Around(Surroundings):
    """What a formula sees of its workbook."""

    def __init__(self, work: _Work, sheet: str, cell: Cell, array: bool) -> None:
        self._work = work
        self._sheet = sheet
        self._depth = 0
        self.here = cell
        self.array = array

    def area(self, sheet: str, area: Area) -> Range:
        """The values of an area."""
        return self._work.range(self._work.sheet(sheet or self._sheet), area)

    def named(self, name: str) -> Operand:
        """What a defined name stands for; one that moves with the cell is not understood."""
        text = self._work._name(self._sheet, name)
        moves = any(
            kind in ("cell", "area", "lines") and not _fixed(said) for kind, said in tokens(text)
        )
        if not text or moves or self._depth >= _DEEPEST:
            raise UnsupportedError(name)
        self._depth += 1
        try:
            return read(text)(self)
        finally:
            self._depth -= 1

    def of_table(self, reference: str) -> Operand:
        """The cells that a reference to a table means."""
        name, _, inside = reference.partition("[")
        table = self._work.formulas.tables.get(name.lower())
        if table is None:
            raise UnsupportedError(reference)
        area = _of_table(table, inside[:-1], self.here, table.sheet == self._sheet)
        return self.area(table.sheet, area)

    def called(self, name: str, given: Sequence[Operand | None]) -> Operand:
        """What a function of ours answers."""
        function = function_of(name)
        if function is None:
            raise UnsupportedError(name)
        here = Here(self._work.book.name, self._sheet, *self.here)
        return function([_given(one) for one in given], self._work.open_book, here)


def _given(operand: Operand | None) -> Given:
    """An argument as our functions take it; a single cell is one value."""
    if operand is None or not isinstance(operand, list):
        return None if operand is None else _plain(operand)
    if len(operand) == 1 and len(operand[0]) == 1:
        return _plain(operand[0][0])
    return [[_plain(value) for value in row] for row in operand]


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return str(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _fixed(reference: str) -> bool:
    cells = reference.rpartition("!")[2]
    return all(re.fullmatch(r"(\$[A-Za-z]+)?(\$\d+)?", part) for part in cells.split(":"))


_SPECIAL = {"#all", "#data", "#headers", "#totals", "#this row"}


def _of_table(table: StructuredTable, inside: str, here: Cell, own: bool) -> Area:
    """The area that the brackets behind a table's name mean (18.17.6.3).

    Raises UnsupportedError.
    """
    parts = re.findall(r"\[((?:[^\[\]']|'.)*)\]", inside) if "[" in inside else [inside]
    plain = [re.sub(r"'(.)", r"\1", part) for part in parts if part]
    rows = [part.lower() for part in plain if part.lower() in _SPECIAL]
    names = [part for part in plain if part.lower() not in _SPECIAL]
    lowered = [column.lower() for column in table.columns]
    if any(name.lower() not in lowered for name in names) or len(names) > 2:
        raise UnsupportedError(inside)
    columns = sorted(table.area.left + lowered.index(name.lower()) for name in names)
    left, right = (columns[0], columns[-1]) if columns else (table.area.left, table.area.right)
    if len(columns) == 2 and "]:[" not in inside:
        raise UnsupportedError(inside)
    top, bottom = table.area.top + table.headers, table.area.bottom - table.totals
    match rows:
        case [] | ["#data"]:
            return Area(top, left, bottom, right)
        case ["#this row"] if own and top <= here[0] <= bottom:
            return Area(here[0], left, here[0], right)
        case ["#all"]:
            return Area(table.area.top, left, table.area.bottom, right)
        case ["#headers"] if table.headers:
            return Area(table.area.top, left, table.area.top, right)
        case ["#totals"] if table.totals:
            return Area(table.area.bottom, left, table.area.bottom, right)
    raise UnsupportedError(inside)
