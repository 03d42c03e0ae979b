"""Tables: every kind the program knows, where one stands, and frames that remember cells.

A *kind* (``students``, ``visits`` …) and its fields are data, in ``fields.toml``. A *piece* is one
table found on one sheet. A *Table* is all pieces of one kind, over every unit being checked, as one
pandas frame whose rows know their piece and sheet row, so that any value leads back to its cell.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kongcuo_xl import clean, codes, identity
from kongcuo_xl.book import Area, Cell, Sheet, Value

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a kind of table may have."""

    id: str
    label: str
    type: str
    words: frozenset[str]
    """Header wordings, normalised by ``clean.header_keys``."""


@dataclass(frozen=True)
class Kind:
    """A kind of table: its Chinese name, the words in titles that point to it, and its fields."""

    id: str
    label: str
    titles: tuple[str, ...]
    required: tuple[str, ...]
    own: frozenset[str]
    """Fields that tell it from its neighbours."""
    sure: frozenset[str]
    """Fields that nearly settle it."""
    fields: Mapping[str, Field]
    by_word: Mapping[str, str]
    """Normalised header wording → field id."""
    ticked: Mapping[str, tuple[str, str]]
    """Normalised heading of a column that is ticked → the field and the value that a tick says."""

    def field_named(self, key: str) -> str | None:
        """The field that a normalised heading names, by its own wording or once what only
        qualifies it is gone (现就读学校全称, 是否提供在读证明); None if it names none.
        """
        if key in self.by_word:
            return self.by_word[key]
        for word, allowed in unqualified(key):
            name = self.by_word.get(word)
            if name and (allowed is None or self.fields[name].type in allowed):
                return name
        return None


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Upper header cells: which ones say nothing, and which ones name another person."""

    neutral: frozenset[str]
    person: frozenset[str]
    values: frozenset[str]
    """Words that are as often a value as a heading."""
    traps: tuple[str, ...]
    """What shows that a heading holding a known word means something else."""
    suffixes: tuple[str, ...]


_ASKED = ("是否", "是否有", "是否为", "是否属于", "有无", "是否已")


def _field(id_: str, shared: dict[str, Any]) -> Field:
    words = frozenset(clean.header_keys(w)[0] for w in [shared["label"], *shared["words"]])
    if shared["type"] == "flag":
        # Whatever is answered by yes or no may be asked: 有无协议书, 是否有协议书.
        asked = [w for w in words if not w.startswith(("是", "有")) and len(w) > 1]
        words |= {ask + w for ask in _ASKED for w in asked}
    return Field(id_, shared["label"], shared["type"], words)


_OF_A_PUPIL = frozenset(
    {
        "name",
        "sex",
        "id",
        "student_no",
        "nation",
        "grade",
        "class",
        "address",
        "phone",
        "disability",
    }
)
_ANSWERS = frozenset({"flag", "text"})
_BEFORE: tuple[tuple[str, frozenset[str] | None], ...] = (
    ("现就|现在|现|目前|当前|最近一次|最新|具体|详细|主要|本校|所在", None),
    (
        "[^父母监护家长人]{0,4}(?:学生|儿童|少年|子女)|孩子|该生|本人|幼儿"
        "|(?:学困|贫困|毕业|新|住宿|辍学|流失|厌学|随读|复学)生",
        _OF_A_PUPIL,
    ),
    ("是否已经?|是否提供|是否具有|是否签订|是否|有无|有否|是否有", _ANSWERS),
)
_BEHIND: tuple[tuple[str, frozenset[str] | None], ...] = (
    ("全称|名称|栏", None),
    ("与否|情况|有无", _ANSWERS),
)
"""What may stand before or behind a wording without changing what it means, and the types of the
fields that this holds for (None: all)."""
_POINTS = re.compile("[、,，/·.]")
"""Between the parts of one wording: 就读省、市、县."""
_QUALIFIED = tuple((re.compile(f"^(?:{words})(?=..)"), types) for words, types in _BEFORE) + tuple(
    (re.compile(f"(?<=..)(?:{words})$"), types) for words, types in _BEHIND
)


@lru_cache(maxsize=65536)
def unqualified(key: str) -> tuple[tuple[str, frozenset[str] | None], ...]:
    """A heading without what qualifies it: shorter words, with the types of fields they may be."""
    found: list[tuple[str, frozenset[str] | None]] = []
    joined = _POINTS.sub("", key)
    if joined != key:
        found.append((joined, None))
    for pattern, types in _QUALIFIED:
        for word, allowed in ((key, None), *found[:4]):
            shorter = pattern.sub("", word, count=1)
            if shorter != word:
                both = types if allowed is None else allowed if types is None else allowed & types
                found.append((shorter, both))
    return tuple(found)


_ENDINGS = {
    "date": ("日期", "时间"),
    "phone": ("电话", "联系电话", "电话号码", "联系方式", "手机", "手机号", "手机号码"),
}
"""Endings that mean the same behind the same word, by the type of the field."""
_REASONS = ("原因", "事由", "理由", "缘由", "主要原因")
_BEARS_A_NAME = ("人", "教师", "老师", "领导", "家长", "学生", "对象", "儿童")


def _same_as(word: str, type_: str) -> Iterator[str]:
    """Wordings that mean the same as a field's: 走访日期 and 走访时间, 家长 and 家长姓名."""
    endings = _ENDINGS.get(type_, _REASONS if word.endswith("原因") else ())
    for ending in endings:
        if word.endswith(ending) and len(stem := word.removesuffix(ending)) > 1:
            yield from (stem + other for other in endings)
    if type_ in ("name", "names") and len(word) > 2 and word.endswith(_BEARS_A_NAME):
        yield word + "姓名"


@cache
def _catalogue() -> tuple[dict[str, Kind], GroupWords]:
    text = (resources.files("kongcuo_xl") / "fields.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    kinds = {}
    for id_, table in data["table"].items():
        fields: dict[str, Field] = {}
        for name in dict.fromkeys([*table["required"], *table["columns"]]):
            source = dict(table.get("field", {}).get(name) or data["field"][name])
            if name in table.get("labels", {}):
                label = table["labels"][name]
                source = {**source, "label": label, "words": [label, *source["words"]]}
            more = table.get("words", {}).get(name, ())
            source = {**source, "words": [*source["words"], *more]}
            fields[name] = _field(name, source)
        by_word: dict[str, str] = {}
        # Required fields come first, so a wording claimed twice goes to the one that matters more.
        for name, item in fields.items():
            for word in item.words:
                by_word.setdefault(word, name)
        # What is only the same word in other clothes comes after everything that is written out.
        for name, item in fields.items():
            for word in sorted(item.words):
                for same in _same_as(word, item.type):
                    by_word.setdefault(same, name)
        kinds[id_] = Kind(
            id_,
            table["label"],
            tuple(table["titles"]),
            tuple(table["required"]),
            frozenset(table["own"]),
            frozenset(table.get("sure", ())),
            fields,
            by_word,
            {
                word: (name, value)
                for name, values in table.get("ticked", {}).items()
                for value, words in values.items()
                for word in (clean.header_keys(w)[0] for w in words)
            },
        )
    groups = data["groups"]
    return kinds, GroupWords(
        frozenset(clean.header_keys(w)[0] for w in groups["neutral"]),
        frozenset(clean.header_keys(w)[0] for w in groups["person"]),
        frozenset(clean.header_keys(w)[0] for w in groups["values"]),
        tuple(groups["traps"]),
        tuple(groups["suffixes"]),
    )


def kinds() -> dict[str, Kind]:
    """Every kind of table, by id, in the order of ``fields.toml``."""
    return _catalogue()[0]


def group_words() -> GroupWords:
    """Words of upper header cells."""
    return _catalogue()[1]


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
        at = row, self.columns.get(_spanned(field_id, self.columns), self.area.left)
        return self.spread.get(at, at)

    def has(self, field_id: str) -> bool:
        """Whether a column or cell holds the field, be it as one half of 起止."""
        return field_id in self.single or _spanned(field_id, self.columns) in self.columns

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
        return said is not None or by_class or (field_id in _CLASS and bool(self.sections))

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


@dataclass(frozen=True, slots=True)
class Flags:
    """Faults found by one ``flag`` call: parallel arrays, one entry a fault."""

    pieces: list[Piece]
    rows: Sequence[int]
    columns: Sequence[int]
    persons: Sequence[str]
    messages: Sequence[str]
    suggestions: Sequence[str]
    field: str = ""
    values: Sequence[str] = ()
    levels: Sequence[str] = ()
    """Level of each fault where the rule lowers or raises its own (a duty not yet due)."""


def names_a_change(title: str) -> bool:
    """Whether a title says what change of 学籍 all its rows are: 休学学生登记表."""
    return any(word in title for word in ("转入", "转出", "休学", "复学", "转学"))


def place(piece: Piece, cell: Cell, message: str, *, person: str = "", suggestion: str = "",
          field_id: str = "", value: str = "", level: str = "") -> Flags:  # fmt: skip
    """One fault at one cell of a piece's sheet."""
    return Flags(
        [piece], [cell[0]], [cell[1]], [person], [message], [suggestion], field_id, [value],
        [level] if level else (),
    )  # fmt: skip


class NotApplicable(Exception):  # noqa: N818 - it is no error
    """Raised by a rule that can't judge (no exam date known); says why, in Chinese."""


class MissingTableError(LookupError):
    """A rule asked for a kind of table that nobody has; args: kind id."""


class MissingColumnError(LookupError):
    """A rule asked for a column that no piece of the table has; args: kind id, field id."""


def what_lacks(missing: MissingTableError | MissingColumnError) -> str:
    """The table or column that is missing, as people are told: 缺少家访登记表."""
    kind, *field_id = missing.args
    label = kinds()[kind].label
    return (
        f"{label}缺少列“{kinds()[kind].fields[field_id[0]].label}”" if field_id else f"缺少{label}"
    )


_CLASS = ("grade", "klass")
_TITLE_YEAR = re.compile(r"20\d\d(?=\s*[年\-—~～至])")
_MAY_SPAN = ("date", "start", "leave_start")
"""Dates that people also write as a range (9月1日至9月3日); its first day is the date."""
_HALVES = {
    "start": ("span", 0),
    "end": ("span", 1),
    "leave_start": ("leave", 0),
    "leave_end": ("leave", 1),
}
"""Fields that a table may give as the first or last day of a range in one cell."""


def _spanned(field_id: str, columns: Mapping[str, int]) -> str:
    """The field whose column holds this one: 起止 for a start that has no column of its own."""
    span = _HALVES.get(field_id, ("", 0))[0]
    return span if field_id not in columns and span in columns else field_id


class Table:
    """All pieces of one kind as one frame, cleaned column by column as rules ask for them.

    Rows are numbered from 0; ``piece_no`` and ``row`` (sheet row) give each row's origin. Columns
    are Series aligned to those numbers: text (``""`` when blank), dates as datetime64 (NaT when
    blank or unreadable), numbers as float, yes/no as nullable booleans, grades as nullable ints.
    """

    def __init__(
        self,
        kind: str,
        pieces: Sequence[Piece],
        school_year: int | None = None,
        whole: Table | None = None,
    ) -> None:
        """``whole`` is a table that has these pieces among others: it is asked for their values."""
        self.kind = kind
        self.pieces = list(pieces)
        self._school_year = school_year
        sizes = [len(p.rows) for p in self.pieces]
        self.piece_no: np.ndarray[Any, np.dtype[np.int64]] = np.repeat(
            np.arange(len(self.pieces)), sizes
        )
        self.row: np.ndarray[Any, np.dtype[np.int64]] = np.fromiter(
            (r for p in self.pieces for r in p.rows), dtype=np.int64, count=sum(sizes)
        )
        self.index = pd.RangeIndex(len(self.row))
        self._whole = whole
        self._raw: dict[str, pd.Series] = {}
        self._clean: dict[str, pd.Series] = {}
        self._bad: dict[str, pd.Series] = {}
        self.asked: set[str] = set()
        """Fields that rules have needed; the engine reports pieces that lack them."""

    def __len__(self) -> int:
        return len(self.row)

    # ── what is there ────────────────────────────────────────────────────────────────────────────
    def of_piece(self, values: Iterable[Any], dtype: Any = object) -> pd.Series:
        """One value a piece, spread over the piece's rows."""
        array = pd.array(list(values), dtype=dtype)
        return pd.Series(array.take(self.piece_no), index=self.index)

    @property
    def unit(self) -> pd.Series:
        """The unit (school folder) of each row."""
        if "unit" not in self._clean:
            self._clean["unit"] = self.of_piece((p.unit for p in self.pieces), "str")
        return self._clean["unit"]

    def has(self, field_id: str) -> pd.Series:
        """Which rows stand in a piece that has the column."""
        return self.of_piece((p.has(field_id) for p in self.pieces), "bool")

    def any_has(self, field_id: str) -> bool:
        """Whether any piece has the column."""
        return any(p.has(field_id) for p in self.pieces)

    def need(self, *fields: str) -> None:
        """Say that a rule can't do without these columns.

        Raises MissingColumnError when no piece gives one of them.
        """
        for field_id in fields:
            self.asked.add(field_id)
            if not any(p.gives(field_id) for p in self.pieces):
                raise MissingColumnError(self.kind, field_id)

    # ── values ───────────────────────────────────────────────────────────────────────────────────
    def raw(self, field_id: str) -> pd.Series:
        """Cell values as read, object dtype; ``""`` where the piece has no such column."""
        field_id = field_id if self._is_written(field_id) else ""
        if field_id not in self._raw and self._whole is not None:
            self._raw[field_id] = self._own(self._whole.raw(field_id))
        if field_id not in self._raw:
            values: list[Value] = []
            for piece in self.pieces:
                values += self._piece_values(piece, field_id)
            self._raw[field_id] = pd.Series(values, index=self.index, dtype=object)
        return self._raw[field_id]

    def _is_written(self, field_id: str) -> bool:
        return any(field_id in p.columns or field_id in p.single for p in self.pieces)

    def _piece_values(self, piece: Piece, field_id: str) -> list[Value]:
        if field_id in piece.single:
            return [piece.single[field_id].value] * len(piece.rows)
        column = piece.columns.get(field_id)
        if column is None:
            return [""] * len(piece.rows)
        grid = piece.sheet.rows
        ticked = piece.ticked.get(field_id, {})
        if column in ticked:
            return self._ticked(piece, ticked)
        if field_id in piece.joined:
            columns = piece.joined[field_id]
            parts = ([clean.text(grid[r][c]) for c in columns] for r in piece.rows)
            type_ = kinds()[piece.kind].fields[field_id].type
            if type_ == "date":
                units = [piece.headings[c].rpartition("›")[2] for c in columns]
                return [self._whole_date(piece.context, units, row) for row in parts]
            between = "、" if type_ == "names" else ""
            return [between.join(filter(None, row)) for row in parts]
        values = [grid[r][column] for r in piece.rows]
        if piece.spread:
            cells = [piece.spread.get((r, column)) for r in piece.rows]
            values = [grid[at[0]][at[1]] if at else v for v, at in zip(values, cells, strict=True)]
        exact = piece.sheet.long_numbers
        if exact:
            values = [exact.get((r, column), v) for r, v in zip(piece.rows, values, strict=True)]
        if ticked:
            # What is written out says more than a tick beside it.
            values = [v or t for v, t in zip(values, self._ticked(piece, ticked), strict=True)]
        return values

    def _ticked(self, piece: Piece, ticked: Mapping[int, str]) -> list[Value]:
        """The values whose columns are ticked in each row."""
        grid = piece.sheet.rows
        return [
            "、".join(said for c, said in ticked.items() if clean.yes_no(grid[r][c]) is True)
            for r in piece.rows
        ]

    def _whole_date(self, context: Context, units: Sequence[str], parts: Sequence[str]) -> str:
        """The date written over columns headed 年, 月, 日; a year not written is the table's."""
        said = dict(zip(map(clean.header_key, units), parts, strict=True))
        if not any(parts) or not said.keys() <= {"年", "月", "日"}:
            return "".join(parts)
        numbers = {unit: text.removesuffix(unit) for unit, text in said.items()}
        month, day = numbers.get("月", ""), numbers.get("日", "")
        if not numbers.get("年") and month.isdigit() and day.isdigit():
            year = self._year_of(context, int(month), int(day))
            numbers = {"年": str(year or ""), **{u: t for u, t in numbers.items() if u != "年"}}
        return "".join(f"{numbers[u]}{u}" for u in ("年", "月", "日") if numbers.get(u))

    def _year_of(self, context: Context, month: int, day: int) -> int | None:
        """The year that a title gives a month and day, else that of the school year."""
        titled = _TITLE_YEAR.search(context.title)
        if context.year is not None and context.month is not None:
            around = dt.date(context.year, context.month, 1)
        elif titled and not re.search("[春秋]|学年", context.title):
            return int(titled[0])
        elif titled:
            around = dt.date(int(titled[0]), 3 if "春" in context.title else 9, 1)
        elif self._school_year is not None:
            around = dt.date(self._school_year, 9, 1)
        else:
            return None
        found = clean.complete(month, day, around)
        return found.year if found else None

    def text(self, field_id: str) -> pd.Series:
        """The column as text a person reads."""
        # A column that nobody has is one and the same blank, whatever its name.
        field_id = field_id if self._is_written(field_id) else ""
        key = f"text:{field_id}"
        if key not in self._clean:
            self._clean[key] = (
                clean.texts(self.raw(field_id))
                if self._whole is None
                else self._own(self._whole.text(field_id))
            )
        return self._clean[key]

    def blank(self, field_id: str) -> pd.Series:
        """Rows whose piece has the column and whose cell is empty."""
        return self.has(field_id) & (self.text(field_id) == "")

    def given(self, field_id: str) -> pd.Series:
        """Rows whose cell holds something."""
        return self.text(field_id) != ""

    def __getitem__(self, field_id: str) -> pd.Series:
        """The cleaned column; raises MissingColumnError when no piece has it."""
        self.need(field_id)
        return self.maybe(field_id)

    def maybe(self, field_id: str) -> pd.Series:
        """The cleaned column, blank where it is absent: for columns a rule can do without."""
        if field_id not in self._clean:
            self._read(field_id)
        return self._clean[field_id]

    def unreadable(self, field_id: str) -> pd.Series:
        """Rows whose cell holds something that no known way of writing explains."""
        if field_id not in self._bad:
            self._read(field_id)
        return self._bad[field_id]

    def date_status(self, field_id: str) -> pd.Series:
        """How sure each date of a column is (``clean.DATE_STATUSES``), as a category."""
        key = f"{field_id}:status"
        if key not in self._clean:
            self._read(field_id)
        return self._clean[key]

    @cached_property
    def _own_rows(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Where the rows of this table stand in the whole one."""
        assert self._whole is not None
        own = {id(piece) for piece in self.pieces}
        mine = np.array([id(piece) in own for piece in self._whole.pieces], dtype=bool)
        return np.flatnonzero(mine[self._whole.piece_no])

    def _own(self, values: pd.Series) -> pd.Series:
        """The values of this table's rows out of those of the whole."""
        return values.take(self._own_rows).set_axis(self.index)

    def _read(self, field_id: str) -> None:
        if self._whole is not None:
            self._clean[field_id] = self._own(self._whole.maybe(field_id))
            self._bad[field_id] = self._own(self._whole.unreadable(field_id))
            sureness = f"{field_id}:status"
            if sureness in self._whole._clean:
                self._clean[sureness] = self._own(self._whole._clean[sureness])
            return
        kind = kinds().get(self.kind)
        type_ = kind.fields[field_id].type if kind and field_id in kind.fields else "text"
        none_bad = pd.Series(False, index=self.index)
        if field_id in ("grade", "klass"):
            self._read_classes()
            return
        if type_ == "date":
            raw = self._halves(field_id)
            values, status = clean.dates(raw)
            if field_id in _MAY_SPAN:
                values, status = _first_days(raw, values, status)
            self._clean[f"{field_id}:status"] = status
            self._clean[field_id], self._bad[field_id] = values, (status == "bad")
            return
        if kind and type_ == "flag":
            found = codes.flags(kind.fields[field_id], self.raw(field_id))
            self._clean[field_id], self._bad[field_id] = found
            return
        if type_ == "id":
            cleaned, bad = identity.tidy_id(self.text(field_id)), none_bad
        elif type_ == "student_no":
            cleaned, bad = identity.tidy_id(self.text(field_id)).str.upper(), none_bad
        elif type_ == "name":
            cleaned, bad = clean.person_names(self.text(field_id)), none_bad
        elif type_ == "number":
            cleaned = clean.numbers(self.raw(field_id))
            bad = self.given(field_id) & cleaned.isna()
        elif type_ in _SCALARS:
            raw = self.text(field_id)
            answers = clean.each(raw, _SCALARS[type_])
            cleaned = pd.Series(pd.array(answers, dtype="str"), index=self.index)
            bad = (raw != "") & cleaned.isna()
        else:
            cleaned, bad = self.text(field_id), none_bad
        self._clean[field_id], self._bad[field_id] = cleaned, bad

    def _halves(self, field_id: str) -> pd.Series:
        """Raw values of a date column; of one half of a range where the piece has only that."""
        raw = self.raw(field_id)
        span, half = _HALVES.get(field_id, ("", 0))
        spanned = [_spanned(field_id, p.columns) == span for p in self.pieces]
        if not span or not any(spanned):
            return raw
        ranges = clean.each(self.raw(span), clean.date_range)
        halves = pd.Series(
            ["" if found[half] is None else found[half] for found in ranges],
            index=self.index,
            dtype=object,
        )
        return raw.where(~self.of_piece(spanned, "bool"), halves)

    def _read_classes(self) -> None:
        """Grade and class together: either may hold both, and titles fill what rows leave open."""
        raw_grade, raw_class = self.raw("grade"), self.raw("klass")
        stages = self.of_piece((p.context.stage for p in self.pieces), "str")
        parts = [
            clean.classes(
                raw_grade[stages == stage],
                raw_class[stages == stage],
                self._school_year,
                stage or None,
            )
            for stage in dict.fromkeys(p.context.stage for p in self.pieces)
        ]
        both = pd.concat(parts).sort_index()
        grade = both["grade"].astype("Int64")
        number = both["number"].astype("str").where(both["number"].notna(), "")
        title_grade = self.of_piece((p.context.grade for p in self.pieces), "Int64")
        title_class = self.of_piece((p.context.klass or "" for p in self.pieces), "str")
        start = 0
        for piece in self.pieces:
            rows = self.row[start : start + len(piece.rows)]
            for at, section in zip(
                np.searchsorted(rows, [s.row for s in piece.sections]), piece.sections, strict=True
            ):
                beneath = slice(start + int(at), start + len(rows))
                if section.grade is not None:
                    title_grade.iloc[beneath] = section.grade
                title_class.iloc[beneath] = section.klass or ""
            start += len(rows)
        said_grade, said_class = self.text("grade") != "", self.text("klass") != ""
        self._bad["grade"] = said_grade & grade.isna()
        self._bad["klass"] = said_class & (number == "")
        self._clean["grade"] = grade.fillna(title_grade)
        self._clean["klass"] = number.where(said_class | (number != ""), title_class)

    @property
    def class_key(self) -> pd.Series:
        """``unit|grade|class`` where both are known, else ``""``: one class, whoever wrote it."""
        if "class_key" not in self._clean:
            grade, number = self.maybe("grade"), self.maybe("klass")
            key = self.unit + "|" + grade.astype("str") + "|" + number
            self._clean["class_key"] = key.where(grade.notna() & (number != ""), "")
        return self._clean["class_key"]

    @property
    def class_label(self) -> pd.Series:
        """七(1)班, as people say it; ``""`` when unknown."""
        if "class_label" not in self._clean:
            pairs = self.class_key
            labels = {k: _class_label(k) for k in pairs.unique()}
            self._clean["class_label"] = pairs.map(labels)
        return self._clean["class_label"]

    # ── faults ───────────────────────────────────────────────────────────────────────────────────
    def flag(
        self,
        faulty: pd.Series,
        field_id: str,
        message: str,
        *values: pd.Series | str | float,
        suggestion: str = "",
        level: pd.Series | str = "",
    ) -> Flags:
        """Faults at the cells of one field, for the rows where ``faulty`` is true.

        ``message`` and ``suggestion`` may hold ``{}`` places, filled in order from ``values``
        (Series of this table's rows or of the faulty ones alone, by row number, or one value for
        all). A row whose piece has no such
        column is flagged at its name, else at its first cell.
        """
        where = np.flatnonzero(faulty.fillna(False).to_numpy(dtype=bool))
        return self.flag_at(where, field_id, message, *values, suggestion=suggestion, level=level)

    def flag_at(
        self,
        where: Sequence[int] | np.ndarray[Any, Any],
        field_id: str,
        message: str,
        *values: pd.Series | str | float,
        suggestion: str = "",
        level: pd.Series | str = "",
    ) -> Flags:
        """As ``flag``, for row numbers (which may repeat)."""
        where = np.asarray(where, dtype=np.int64)
        cells = [self._cell(at, field_id) for at in where.tolist()]
        if any(p.spread for p in self.pieces):
            # What is wrong in a merged cell is one fault, not one a row that it covers.
            own = self.row[where] == [row for _, row, _ in cells]
            told: set[tuple[int, int, int]] = set()
            kept = []
            for at, cell in enumerate(cells):
                if own[at] or cell not in told:
                    kept.append(at)
                told.add(cell)
            where, cells = where[kept], [cells[at] for at in kept]
        pieces = [self.pieces[i] for i, _, _ in cells]
        rows, columns = [row for _, row, _ in cells], [column for _, _, column in cells]
        persons = self.person_name.take(where).tolist() if len(where) else []
        filled = [
            self._taken(v, where).tolist() if isinstance(v, pd.Series) else [v] * len(where)
            for v in values
        ]
        parts = list(zip(*filled, strict=True)) if filled else [()] * len(where)
        messages = [message.format(*p) for p in parts] if filled else [message] * len(where)
        holes = suggestion.count("{}") if suggestion else 0
        suggestions = (
            [suggestion.format(*p) for p in parts]
            if holes and filled
            else [suggestion] * len(where)
        )
        held = self.text(field_id).take(where).tolist() if len(where) else []
        levels = (
            level.take(where).tolist()
            if isinstance(level, pd.Series)
            else ([level] * len(where) if level else [])
        )
        return Flags(pieces, rows, columns, persons, messages, suggestions, field_id, held, levels)

    def _cell(self, at: int, field_id: str) -> tuple[int, int, int]:
        """Piece number, row and column of a field's cell: of its merge's first cell."""
        number, row = int(self.piece_no[at]), int(self.row[at])
        piece = self.pieces[number]
        if field_id in piece.single or (not piece.columns and self._name_field in piece.single):
            return number, *piece.cell(row, field_id if piece.has(field_id) else self._name_field)
        column = piece.columns.get(
            _spanned(field_id, piece.columns),
            piece.columns.get(self._name_field, piece.area.left),
        )
        return number, *piece.spread.get((row, column), (row, column))

    def _taken(self, values: pd.Series, where: np.ndarray[Any, Any]) -> pd.Series:
        return values.take(where) if len(values) == len(self) else values.loc[where]

    @property
    def _name_field(self) -> str:
        return "student" if self.kind in ("visits", "home_teaching") else "name"

    @property
    def person_name(self) -> pd.Series:
        """The name of the person each row is about (``""`` for tables without people)."""
        kind = kinds().get(self.kind)
        if kind is None or self._name_field not in kind.fields:
            return pd.Series("", index=self.index)
        return self.maybe(self._name_field)


def _first_days(
    raw: pd.Series, values: pd.Series, status: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Dates and their statuses, with ranges standing for their first day."""
    bad = status == "bad"
    if not bad.any():
        return values, status
    ranges = clean.each(raw[bad], clean.date_range)
    firsts = [np.datetime64(first or "NaT", "s") for first, _, _ in ranges]
    values, status = values.copy(), status.copy()
    values[bad] = np.array(firsts, "datetime64[s]")
    status[bad] = [how for _, _, how in ranges]
    return values, status


def _class_label(key: str) -> str:
    if not key:
        return ""
    _, grade, number = key.rsplit("|", 2)
    return clean.class_label(int(grade), number)


_SCALARS: dict[str, Callable[[object], str | None]] = {
    "sex": clean.sex,
    "nation": clean.nation,
    "document_type": clean.document_type,
}


class Tables:
    """All tables found, by kind; kinds that nobody has are absent."""

    def __init__(
        self,
        pieces: Iterable[Piece],
        school_year: int | None = None,
        whole: Tables | None = None,
    ) -> None:
        self.pieces = list(pieces)
        self.school_year = school_year
        self._whole = whole
        self._tables: dict[str, Table] = {}

    def __contains__(self, kind: object) -> bool:
        return any(p.kind == kind for p in self.pieces)

    def __getitem__(self, kind: str) -> Table:
        """The table of a kind; raises MissingTableError when nobody has one."""
        if kind not in self._tables:
            pieces = [p for p in self.pieces if p.kind == kind]
            if not pieces:
                raise MissingTableError(kind)
            whole = None if self._whole is None else self._whole[kind]
            self._tables[kind] = Table(kind, pieces, self.school_year, whole)
        return self._tables[kind]

    def get(self, kind: str) -> Table | None:
        """The table of a kind; None when nobody has one."""
        try:
            return self[kind]
        except MissingTableError:
            return None

    @property
    def opened(self) -> list[Table]:
        """The tables that somebody has asked for."""
        return list(self._tables.values())

    def units_with(self, kind: str) -> set[str]:
        """Units that have a table of the kind."""
        return {p.unit for p in self.pieces if p.kind == kind}

    @property
    def units(self) -> list[str]:
        """All units, in the order found."""
        return list(dict.fromkeys(p.unit for p in self.pieces))

    def only(self, units: Iterable[str]) -> Tables:
        """The same, for some units."""
        chosen = set(units)
        return Tables((p for p in self.pieces if p.unit in chosen), self.school_year, self)
