"""One table on one sheet: where it stands and what its surroundings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kongcuo_xl.book import Area, Cell, Sheet, Value
from kongcuo_xl.tables.catalogue import kinds


@dataclass(frozen=True, slots=True)
class Context:
    """What a table's surroundings say about all its rows: title first, then sheet, file, folder."""

    school: str = ""
    grade: int | None = None
    klass: str | None = None
    year: int | None = None
    month: int | None = None
    title: str = ""
    stage: str = ""
    """小学 or 初中, where the school's name or the title says so: what 2023级 entered."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields of every row that need no column: ``grade``, ``klass``."""
        told = {"grade": self.grade, "klass": self.klass}
        return frozenset(field for field, said in told.items() if said is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """A row inside a table that names the class of the rows beneath it."""

    row: int
    grade: int | None
    klass: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of people that the sheet itself states, and where."""

    row: int
    column: int
    number: int
    of: str = ""
    """'' for all, 男 or 女."""
    until: int = 0
    """For the number of a section: the row that ends it; 0 for a number of the whole table."""
    since: int = 0
    """For a subtotal: the row before the first that it counts."""


@dataclass(frozen=True, slots=True)
class Day:
    """A column of a day grid. ``share`` is 1.0 for a whole day, 0.5 for a morning or afternoon.

    One that is headed by a day of the week alone has no month and no ``day`` until the calendar
    says which it is (``attendance.date_weeks``).
    """

    column: int
    year: int | None
    month: int | None
    day: int
    share: float = 1.0
    week: int = 0
    """Number of the week (第3周), 0 where none is said."""
    weekday: int = 0
    """1 for Monday to 7, where only the day of the week is said."""
    half: int = 0
    """1 or 2 for a lesson of the morning or afternoon; 0 where the order of columns tells it."""


class Single(NamedTuple):
    """A cell that speaks for all rows of a piece, and what it says."""

    cell: Cell
    value: Value


@dataclass(slots=True)
class Piece:
    """One table found on one sheet."""

    index: int
    unit: str
    file: str
    sheet: Sheet
    kind: str
    area: Area
    """From the first header row to the last data row, leftmost to rightmost column."""
    header: Area
    """The header rows; ``bottom`` is ``top - 1`` for a table without a header."""
    columns: dict[str, int]
    """Field id → column."""
    headings: dict[int, str]
    """Column → its heading as people read it, upper cells first."""
    context: Context
    rows: list[int]
    """Sheet rows that hold data."""
    joined: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Field id → all its columns, where a heading spreads over several (省, 市, 县 …)."""
    ticked: dict[str, dict[int, str]] = field(default_factory=dict)
    """Field id → columns of which a tick says a value: 家访方式 over 入户, 电话; 休学中."""
    unused: dict[int, str] = field(default_factory=dict)
    suggested: dict[int, str] = field(default_factory=dict)
    """Column → field id that its heading merely resembles."""
    twice: dict[int, str] = field(default_factory=dict)
    """Columns whose heading means a field that another column already holds."""
    misfits: dict[int, str] = field(default_factory=dict)
    """Columns whose heading means a field but whose values can't be it."""
    missing: tuple[str, ...] = ()
    """Required fields without a column (and not given by the title)."""
    between: dict[int, str] = field(default_factory=dict)
    """Rows inside the table that are no data → why.

    空行, 合计行, 重复表头; 标题行 (a page's), 班级行 (names the class beneath), 栏次行, 示例行.
    """
    sections: list[Section] = field(default_factory=list)
    """Rows inside the table that name the class of those beneath."""
    spread: dict[Cell, Cell] = field(default_factory=dict)
    """Cells covered by a merge down a column → the cell that holds their value."""
    stated: list[Stated] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    subjects: dict[int, str] = field(default_factory=dict)
    """Homework: column → subject or date heading."""
    marks: dict[str, str] = field(default_factory=dict)
    """A legend found beside the grid: mark → meaning in words."""
    people: list[tuple[int, int, str]] = field(default_factory=list)
    """A grid of names (seating): row, column, name."""
    guessed: str = ""
    """How the table was recognised, when not by its headings."""
    single: dict[str, Single] = field(default_factory=dict)
    """Fields of which one cell speaks for all rows: the day in a title, a card's labels."""

    def cell(self, row: int, field_id: str) -> Cell:
        """The cell that holds a field in a sheet row; the row's first column if it has none."""
        if field_id in self.single:
            return self.single[field_id].cell
        at = row, self.columns.get(held_by(field_id, self.columns), self.area.left)
        return self.spread.get(at, at)

    def shares(self, field_id: str) -> bool:
        """Whether the field's cells hold another one's value as well: a name and its number."""
        column = self.columns.get(field_id)
        return column is not None and [*self.columns.values()].count(column) > 1

    def has(self, field_id: str) -> bool:
        """Whether a column or cell holds the field, be it as one half of 起止."""
        return field_id in self.single or held_by(field_id, self.columns) in self.columns

    def gives(self, field_id: str) -> bool:
        """Whether a column holds the field, or the class or the title says what it would."""
        if self.has(field_id):
            return True
        said = {"grade": self.context.grade, "klass": self.context.klass}.get(field_id)
        by_class = field_id == "grade" and self.has("klass")
        if field_id == "change_date" and self.has("start"):
            return True  # a list of those on leave dates the change by its beginning
        if field_id == "change_kind" and names_a_change(f"{self.context.title} {self.sheet.name}"):
            return True
        return said is not None or by_class or (field_id in CLASS_FIELDS and bool(self.sections))

    @property
    def labels(self) -> dict[str, int]:
        """Label of each recognised heading → its column, left to right."""
        fields = kinds()[self.kind].fields
        held = self.columns | {f: single.cell[1] for f, single in self.single.items()}
        pairs = sorted((column, fields[f].label) for f, column in held.items())
        return {label: column for column, label in pairs}

    def heading_cell(self, field_id: str) -> Cell:
        """The heading of a field, or the table's first header cell."""
        if field_id in self.single:
            return self.single[field_id].cell
        if field_id not in self.columns:
            return self.area.top, self.area.left
        return self.heading_at(self.columns[field_id])

    def heading_at(self, column: int) -> Cell:
        """The heading of a column."""
        row = self.header.bottom if self.header.bottom >= self.header.top else self.area.top
        # A merged heading is addressed by its first cell.
        for merge in self.sheet.merges:
            if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
                return merge.top, merge.left
        return row, column


def names_a_change(title: str) -> bool:
    """Whether a title says what change of 学籍 all its rows are: 休学学生登记表."""
    return any(word in title for word in ("转入", "转出", "休学", "复学", "转学"))


CLASS_FIELDS = ("grade", "klass")
HALVES = {
    "start": ("span", 0),
    "end": ("span", 1),
    "leave_start": ("leave", 0),
    "leave_end": ("leave", 1),
}
"""Fields that a table may give as the first or last day of a range in one cell."""


def held_by(field_id: str, columns: Mapping[str, int]) -> str:
    """The field whose column holds this one: 起止 for a start that has no column of its own."""
    span = HALVES.get(field_id, ("", 0))[0]
    return span if field_id not in columns and span in columns else field_id
