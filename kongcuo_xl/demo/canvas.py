"""A sheet being drawn: cells, merges and looks, and where each record's field has come to stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kongcuo_xl.book import Area, Cell
from kongcuo_xl.demo.hands import Hand


@dataclass(eq=False)
class Record:
    """One row of a school's tables, before anybody has chosen how to write it."""

    values: dict[str, Any]
    group: object = None
    """The class, or the class and month, on whose sheet the row belongs."""


@dataclass(frozen=True)
class Raw:
    """A value to be written as it is, whatever the writer's hand."""

    value: Any


@dataclass(frozen=True)
class Formula:
    """A formula with the result the file stores for it, or none."""

    text: str
    cached: int | str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table: the field it holds and its heading from the top row down."""

    field: str
    heading: tuple[Any, ...]
    width: float = 10


@dataclass(frozen=True)
class Interruption:
    """A row in a table that is no record: blank, a subtotal, or the headings once more."""

    kind: str
    texts: tuple[Any, ...] = ()


@dataclass
class Canvas:
    """A worksheet under construction; rows and columns from 0."""

    name: str
    cells: dict[Cell, Any] = field(default_factory=dict)
    looks: dict[Cell, str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    places: dict[tuple[int, str], Cell] = field(default_factory=dict)
    planted: list[tuple[str, Cell]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filter: Area | None = None
    freeze: Cell | None = None
    comments: dict[Cell, str] = field(default_factory=dict)
    choices: list[tuple[Area, tuple[str, ...]]] = field(default_factory=list)
    shaded: dict[Cell, str] = field(default_factory=dict)
    bars: list[Area] = field(default_factory=list)
    title_rows: tuple[int, int] | None = None
    landscape: bool = False

    def put(self, cell: Cell, value: Any, look: str = "plain") -> None:
        """Write a value with a look (title, head, body, note, plain)."""
        self.cells[cell] = value
        self.looks[cell] = look

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge an area of more than one cell."""
        if (top, left) != (bottom, right):
            self.merges.append(Area(top, left, bottom, right))

    def title(self, row: int, text: str, width: int, left: int = 0, look: str = "title") -> None:
        """A line of text over ``width`` columns, merged."""
        self.put((row, left), text, look)
        self.merge(row, left, row, left + width - 1)

    def plant(self, code: str, cell: Cell) -> None:
        """Record a fault of the layout itself."""
        self.planted.append((code, cell))

    def head(self, top: int, left: int, columns: Sequence[Column], depth: int) -> None:
        """Draw ``depth`` heading rows, merging groups across and single headings down."""
        for offset, column in enumerate(columns):
            for level in range(depth):
                cell = (top + level, left + offset)
                text = column.heading[level] if level < len(column.heading) else None
                self.put(cell, text, "head")
            if len(column.heading) < depth:
                self.merge(
                    top + len(column.heading) - 1, left + offset, top + depth - 1, left + offset
                )
        for level in range(depth - 1):
            start = 0
            for end in range(1, len(columns) + 1):
                ahead = columns[end].heading if end < len(columns) else ()
                here = columns[start].heading
                if ahead[: level + 1] == here[: level + 1] and len(here) > level + 1:
                    self.cells[top + level, left + end] = None
                    continue
                if len(here) > level + 1:
                    self.merge(top + level, left + start, top + level, left + end - 1)
                start = end

    def table(
        self,
        top: int,
        columns: Sequence[Column],
        rows: Iterable[Record | Interruption],
        hand: Hand,
        *,
        left: int = 0,
        depth: int = 1,
        named: Record | None = None,
    ) -> int:
        """Draw headings and rows; the row below the last one is returned.

        ``named`` stands for the headings: its field "" is the first heading cell.
        Interruptions followed by another record are planted as FM106 at the row's first cell.
        """
        self.head(top, left, columns, depth)
        if named:
            self.places[id(named), ""] = (top, left)
        for offset, column in enumerate(columns):
            self.widths.setdefault(left + offset, column.width)
            if named and column.field:
                self.places[id(named), column.field] = (
                    top + len(column.heading) - 1,
                    left + offset,
                )
        row, number = top + depth, 0
        waiting: list[Cell] = []
        for item in rows:
            if isinstance(item, Interruption):
                waiting.append((row, left))
                if item.kind == "heading":
                    self.head(row, left, columns, depth)
                    row += depth
                    continue
                for offset in range(len(columns)):
                    text = item.texts[offset] if offset < len(item.texts) else None
                    self.put((row, left + offset), text, "total" if item.texts else "body")
                row += 1
                continue
            for cell in waiting:
                self.plant("FM106", cell)
            waiting = []
            number += 1
            for offset, column in enumerate(columns):
                cell = (row, left + offset)
                if column.field == "序号":
                    self.put(cell, number, "body")
                    continue
                value = item.values.get(column.field)
                written = value.value if isinstance(value, Raw) else hand.write(column.field, value)
                self.put(cell, written, "body")
                if column.field:
                    self.places[id(item), column.field] = cell
            row += 1
        return row

    def ruled(self, row: int, left: int, width: int, count: int) -> int:
        """Draw ``count`` empty rows with borders; the row below is returned."""
        for empty in range(row, row + count):
            for offset in range(width):
                self.put((empty, left + offset), None, "body")
        return row + count
