"""The formulas of one workbook while they are worked out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kongcuo_xl.book import Area, Book, Cell, Sheet, Value, a1
from kongcuo_xl.evaluation.calls import calls_of
from kongcuo_xl.evaluation.dependents import Asking, At, Rows
from kongcuo_xl.evaluation.references import References, may_refer
from kongcuo_xl.evaluation.surroundings import Around
from kongcuo_xl.formulas import (
    BLANK,
    Block,
    ErrorValue,
    Operand,
    Range,
    UnsupportedError,
    read,
    serial,
    single,
)
from kongcuo_xl.functions import Workbook
from kongcuo_xl.hosts.ooxml.formula_cells import FormulaCell, Formulas
from kongcuo_xl.plan import StoreResult

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


class Work:
    """The formulas of one workbook while they are worked out."""

    def __init__(self, book: Book, formulas: Formulas, open_book: Callable[[], Workbook]) -> None:
        self.book = book
        self.open_book = open_book
        self.sheets = {sheet.name.lower(): sheet for sheet in book.sheets}
        # A list of ours is no sheet of the book any more.
        formulas.cells = {n: c for n, c in formulas.cells.items() if n.lower() in self.sheets}
        self.formulas = formulas
        self.references = References(formulas, self.sheets)
        self.calling = [
            (sheet, cell)
            for sheet, cells in formulas.cells.items()
            for cell, formula in cells.items()
            if "(" in formula.text and calls_of(formula.text)
        ]
        self._blocks: dict[At, Operand | None] = {}
        """What a formula comes to as a whole; None where that can't be told."""
        self._under_way: set[At] = set()
        self._master: dict[At, At] = {}
        """The formula that fills a cell."""
        self._columns: dict[str, dict[int, Rows]] = {}
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
                kept = own.setdefault(number, Rows())
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
            ((sheet, cell), self.references.areas(sheet, formula.text))
            for sheet, cells in self.formulas.cells.items()
            for cell, formula in cells.items()
            if (sheet, cell) not in self._mine and may_refer(formula.text)
        ]
        asking = Asking(waiting)
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
        found = read(formula.text)(Around(self, sheet, cell, array=formula.area is not None))
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
            value = serial(value, date1904=self.formulas.date1904)
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
        return any(f.asks_workbook for f in calls_of(self.formulas.cells[name][at].text))

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
