"""Statistics sheets that somebody filled in: figures under column and row labels, with their cells.

A sheet is one by its words (统计表, 月报表, 汇总表, 平衡表 …) and by holding rows of figures that
belong to no table of people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from kongcuo_xl import clean, period, surroundings
from kongcuo_xl.book import Area, Sheet, Value
from kongcuo_xl.headings import Grid
from kongcuo_xl.period import Period
from kongcuo_xl.reading import BookReading, SheetReading
from kongcuo_xl.tables import Context, Piece

_TITLE = re.compile("统计表|月报|季报|周报|年报|报表|汇总表|情况表|平衡")
_REPORT = re.compile("月报|季报|周报|年报|报表")
_NOBODY = frozenset({"无", "本月无", "本期无", "暂无"})
_FORMS: tuple[tuple[str, str, str], ...] = (
    (
        "F01",
        "(?:失学|辍学|控辍保学).*月报",
        "期初|期末|应到|实到|疑似|辍学|复学|未返|休学|送教|延缓",
    ),
    ("F02", "学籍变动", "期初|期末|增加|减少|转入|转出|休学|复学|退学"),
    ("F14", "学[年期][初末].*统计", "在校|在籍|人数|学生数|留守|残疾|随迁"),
    ("F15", "到校.*日报", "应到|实到|未到"),
    ("F19", "留守儿童.*统计", "留守|监护|外出"),
    ("F28", "(?:入学率|巩固率|辍学率|升学率).*表|率统计表", "率"),
)
"""Code of a sheet of the source documents, what its title says, what its heads say."""
_HEADS = 2
"""How many heads have to be a sheet's own besides its title; one rate is enough."""
_FIGURE = re.compile(r"[-+]?\d+(?:\.\d+)?%?")
_TOP_ROWS = 8
_DEEPEST = 4


@dataclass
class FilledSheet:
    """One block of figures. ``columns`` are the labels of each column, upper first."""

    unit: str
    file: str
    sheet: Sheet
    title: str
    school: str
    span: Period | None
    """The month that the title names, if it names one with its year."""
    columns: dict[int, tuple[str, ...]]
    labels: dict[int, str]
    """Row of figures → the words that stand before them."""
    figures: dict[tuple[int, int], float] = field(default_factory=dict)
    """Cell → its number; percentages as fractions."""
    header: int = 0
    """First row of the column labels."""

    @property
    def code(self) -> str:
        """The sheet's code (F01 …) by its title and heads; ``statistics`` for any other."""
        heads = ["".join(path) for path in self.columns.values()]
        title = clean.key(self.title)
        for code, title_words, head_words in _FORMS:
            own = sum(1 for head in heads if re.search(head_words, head))
            if re.search(title_words, title) and own >= (1 if code == "F28" else _HEADS):
                return code
        return "statistics"

    @property
    def area(self) -> Area:
        """From the first row of labels to the last row of figures."""
        return Area(self.header, min(self.columns), max(self.labels), max(self.columns))

    @cached_property
    def piece(self) -> Piece:
        """The block as a place to point at; it is no table of a known kind."""
        rows, columns = list(self.labels), list(self.columns)
        area = Area(rows[0], min(columns), rows[-1], max(columns))
        return Piece(
            -1, self.unit, self.file, self.sheet, "", area, area._replace(bottom=area.top - 1),
            {}, {}, Context(), rows,
        )  # fmt: skip

    def uncertain(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula without a result, or an error."""
        return (row, column) in self.sheet.uncached or (row, column) in self.sheet.errors


def figure(value: Value) -> float | None:
    """The number a cell shows; None for words and blanks."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = clean.text(value).replace(",", "").replace("，", "").replace("％", "%")
    return clean.number(text) if _FIGURE.fullmatch(text) else None


def filled_sheets(books: list[BookReading]) -> list[FilledSheet]:
    """All statistics sheets of the books, in order."""
    found = (_read(book, reading) for book in books for reading in book.sheets)
    return [sheet for sheet in found if sheet is not None]


def is_report(piece: Piece) -> bool:
    """Whether a list of cases is the name list of a report, and no ledger."""
    return piece.kind == "cases" and bool(_REPORT.search(clean.key(piece.context.title)))


def names_nobody(sheet: Sheet) -> bool:
    """Whether a sheet is the name list of a report that says there is nobody to name."""
    top = sheet.rows[: 2 * _TOP_ROWS]
    texts = [clean.key(v) for row in top for v in row if isinstance(v, str) and v]
    return any(map(_REPORT.search, texts[:_TOP_ROWS])) and any(
        text in _NOBODY or text.endswith("零报告") for text in texts
    )


def _read(book: BookReading, reading: SheetReading) -> FilledSheet | None:
    sheet = reading.sheet
    top = [clean.text(v) for row in sheet.rows[:_TOP_ROWS] for v in row if isinstance(v, str) and v]
    if not any(_TITLE.search(text) for text in (sheet.name, *top)):
        return None
    taken = {row for p in reading.pieces for row in range(p.area.top, p.area.bottom + 1)}
    rows = [r for r in range(sheet.height) if r not in taken and _holds_figures(sheet, r)]
    if not rows:
        return None
    first = rows[0]
    grid = Grid(sheet)
    heads = _header_rows(grid, first, taken)
    columns = _columns(grid, heads, first)
    if len(columns) < 2:
        return None
    above = [
        clean.text(v) for row in sheet.rows[: heads[0]] for v in row if isinstance(v, str) and v
    ]
    named = next((t for t in (*above, sheet.name) if _TITLE.search(t)), sheet.name)
    result = FilledSheet(
        book.unit, book.book.name, sheet, named, _school(above), _span(above, sheet.name, book),
        columns, {}, header=heads[0],
    )  # fmt: skip
    for row in rows:
        words = [
            clean.text(v) for v in sheet.rows[row] if isinstance(v, str) and v and figure(v) is None
        ]
        if not words or surroundings.is_note(words[0]):
            continue
        result.labels[row] = " ".join(words)
        for column in columns:
            number = figure(sheet.rows[row][column])
            if number is not None:
                result.figures[row, column] = number
    return result if result.labels else None


def _holds_figures(sheet: Sheet, row: int) -> bool:
    """A row of at least two numbers behind a word; 栏次 (1, 2, 3 …) is none."""
    numbers = [n for v in sheet.rows[row] if (n := figure(v)) is not None]
    words = [v for v in sheet.rows[row] if isinstance(v, str) and v and figure(v) is None]
    counted = numbers == [float(i) for i in range(1, len(numbers) + 1)] and len(numbers) > 3
    return len(numbers) >= 2 and bool(words) and not counted


def _header_rows(grid: Grid, first: int, taken: set[int]) -> list[int]:
    """The rows of labels just above the figures."""
    rows: list[int] = []
    for row in range(first - 1, max(-1, first - 1 - _DEEPEST), -1):
        texts = grid.own(row)
        if row in taken or len(texts) < 2 or any("：" in t or ":" in t for t in texts.values()):
            if rows or texts:
                break
            continue
        rows.insert(0, row)
    return rows or [first]


def _columns(grid: Grid, heads: list[int], first: int) -> dict[int, tuple[str, ...]]:
    """Each column's labels; a group's label that is not merged reaches to the next one."""
    if heads == [first]:
        return {}
    spread: list[dict[int, str]] = []
    for row in heads:
        texts = grid.texts(row)
        if row != heads[-1]:
            below = grid.texts(heads[-1])
            held = ""
            for column in range(grid.width):
                held = texts.get(column, held)
                if column not in texts and column in below and held:
                    texts[column] = held
        spread.append(texts)
    paths: dict[int, tuple[str, ...]] = {}
    for column in range(grid.width):
        path = tuple(dict.fromkeys(clean.header_key(t[column]) for t in spread if t.get(column)))
        if path:
            paths[column] = path
    return paths


def _school(above: list[str]) -> str:
    return next((name for text in above if (name := surroundings.school_in(text))), "")


def _span(above: list[str], sheet: str, book: BookReading) -> Period | None:
    for text in (*above, sheet, book.book.name):
        year, month = surroundings.month_in(text)
        if year is not None and month is not None:
            return period.month(year, month)
    return None
