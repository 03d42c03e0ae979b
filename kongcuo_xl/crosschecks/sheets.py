"""Statistics sheets that somebody filled in: figures under column and row labels, with their cells.

A sheet is one by its words (统计表, 月报表, 汇总表, 平衡表 …) and by holding rows of figures that
belong to no table of people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kongcuo_xl import clean, period, surroundings
from kongcuo_xl.book import Area, Sheet, Value
from kongcuo_xl.headings import Grid
from kongcuo_xl.period import Period
from kongcuo_xl.reading import BookReading, SheetReading
from kongcuo_xl.tables import Context, Piece

_TITLE = re.compile("统计|月报|季报|周报|日报|年报|报表|汇总|情况表|平衡|综表|一览表|核算表")
_REPORT = re.compile("月报|季报|周报|年报|报表|.零报告$")
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
_OF_NOBODY = frozenset({"classes", "schools", "areas"})
"""Kinds of tables that a sheet of figures by class, school or village may pass for."""
_NONE = "无"
"""What people write in a cell for no one."""
_NUMBERED = re.compile(r"[(第]?(\d{1,3})[)栏列]?(?:\s*[=≤≥<>].*)?")
_IN_HEAD = re.compile(r"\((\d{1,3})\)$")
_NUMBERING_WORDS = frozenset("甲乙丙丁") | {"栏次", "列次", "栏", "序号", "栏目", "行次", "项目"}
_LINES = frozenset({"行次", "行号", "行", "序号", "编号"})
_RELATION = re.compile("[=＝≤≥≦≧<>＜＞]|等于|大于|小于|不超过")
_CIRCLED = {ord(sign): f"({n})" for n, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)}
_QUARTER = re.compile(r"(20\d\d)\s*年?度?\s*第?\s*([一二三四1-4])\s*季度?")
_SEMESTER = re.compile(r"(20\d\d)\s*[-—~～至/]\s*20\d\d\s*学年度?\s*第?([一二12上下])\s*学?期")
_SEASON = re.compile(r"(20\d\d)\s*年?\s*([春秋])")
_SCHOOL_YEAR = re.compile(r"(20\d\d)\s*[-—~～至/]\s*(20\d\d)\s*学年")


@dataclass
class FilledSheet:
    """One block of figures. ``columns`` are the labels of each column, upper first."""

    unit: str
    file: str
    sheet: Sheet
    title: str
    school: str
    span: Period | None
    """The month, quarter, semester or school year that the title names, with its year."""
    columns: dict[int, tuple[str, ...]]
    labels: dict[int, str]
    """Row of figures → the words that stand before them."""
    figures: dict[tuple[int, int], float] = field(default_factory=dict)
    """Cell → its number; percentages as fractions."""
    header: int = 0
    """First row of the column labels."""
    numbers: dict[int, int] = field(default_factory=dict)
    """Number of a column (栏次) → column, where the sheet numbers them."""
    lines: dict[int, int] = field(default_factory=dict)
    """Number of a row (行次) → row, where the sheet numbers them."""
    notes: tuple[str, ...] = ()
    """Texts on the sheet that may state a relation between figures."""

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

    @property
    def layout(self) -> Hashable:
        """Everything that says what the figures are, without their numbers."""
        sheet = self.sheet
        return (
            self.title,
            tuple(self.columns.items()),
            tuple(self.labels.items()),
            frozenset(self.figures),
            tuple(self.numbers.items()),
            tuple(self.lines.items()),
            self.notes,
            frozenset(sheet.uncached),
            frozenset(sheet.errors),
        )

    def uncertain(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula without a result, or an error."""
        return (row, column) in self.sheet.uncached or (row, column) in self.sheet.errors


def figure(value: Value) -> float | None:
    """The number a cell shows; None for words and blanks."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return _written(value) if isinstance(value, str) else _number_in(clean.text(value))


@lru_cache(maxsize=16384)
def _written(text: str) -> float | None:
    """The number that a text is."""
    return _number_in(clean.text(text)) if text else None


def _number_in(text: str) -> float | None:
    plain = text.replace(",", "").replace("，", "").replace("％", "%")
    return clean.number(plain) if _FIGURE.fullmatch(plain) else None


def filled_sheets(books: list[BookReading]) -> list[FilledSheet]:
    """All blocks of figures on the statistics sheets of the books, in order."""
    return [block for book in books for block in _of_book(book)]


def _of_book(book: BookReading) -> list[FilledSheet]:
    """Found once: many rules, the forms and the roll-up all ask."""
    if book.statistics is None:
        book.statistics = [block for reading in book.sheets for block in _of_reading(book, reading)]
    return book.statistics


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


def _of_reading(book: BookReading, reading: SheetReading) -> list[FilledSheet]:
    sheet = reading.sheet
    top = [clean.text(v) for row in sheet.rows[:_TOP_ROWS] for v in row if isinstance(v, str) and v]
    if not any(_TITLE.search(text) for text in (sheet.name, *top)):
        return []
    taken = {
        row
        for piece in reading.pieces
        if piece.kind not in _OF_NOBODY
        for area in [piece.sheet.place_of(piece.area)]
        for row in range(area.top, area.bottom + 1)
    }
    return blocks(sheet, taken, unit=book.unit, file=book.book.name)


def blocks(
    sheet: Sheet, taken: Collection[int], *, unit: str = "", file: str = ""
) -> list[FilledSheet]:
    """The blocks of figures on a sheet; rows that are ``taken`` are those of lists of people."""
    grid = Grid(sheet)
    numbered = {row for row in range(sheet.height) if _numbers(sheet, row)}
    rows = [
        row
        for row in range(sheet.height)
        if row not in taken and row not in numbered and _holds_figures(sheet, row)
    ]
    if rows:
        # A row that is nearly blank still is one, if it stands among others.
        among = range(rows[0], rows[-1] + 1)
        full = set(rows)
        rows = [
            row
            for row in among
            if row in full
            or (row not in taken and row not in numbered and _holds_figures(sheet, row, 1))
        ]
    notes = tuple(
        clean.text(value)
        for line in sheet.rows
        for value in line
        if isinstance(value, str) and _RELATION.search(value)
    )
    found = []
    title_from = 0
    while rows:
        first = rows[0]
        heads = _header_rows(grid, first, {*taken, *range(title_from)}, numbered)
        body = _body(grid, rows, numbered)
        block = _block(grid, heads, body, (unit, file), title_from)
        if block is not None:
            block.notes = notes
            for row in range(heads[0], first):
                block.numbers |= {n: c for c, n in _numbers(sheet, row).items()}
            block.numbers = block.numbers or _in_heads(grid, heads)
            found.append(block)
        rows = rows[len(body) :]
        title_from = body[-1] + 1
    return found


def _body(grid: Grid, rows: list[int], numbered: Collection[int]) -> list[int]:
    """The first of these rows of figures, up to a row of other labels."""
    for place, row in enumerate(rows[1:], 1):
        for between in range(rows[place - 1] + 1, row):
            texts = [t for t in grid.own(between).values() if t != _NONE]
            if between not in numbered and len(texts) >= 3 and len(set(texts)) > 1:
                return rows[:place]
    return rows


def _block(
    grid: Grid, heads: list[int], rows: list[int], of: tuple[str, str], top: int
) -> FilledSheet | None:
    sheet = grid.sheet
    columns = _columns(grid, heads, rows[0])
    if len(columns) < 2:
        return None
    above = [
        clean.text(v)
        for row in [*sheet.rows[top : heads[0]], *sheet.rows[:top][:_TOP_ROWS]]
        for v in row
        if isinstance(v, str) and v
    ]
    named = next((t for t in (*above, sheet.name) if _TITLE.search(t)), sheet.name)
    unit, file = of
    result = FilledSheet(
        unit, file, sheet, named, _school(above), _span(above, sheet.name, file),
        columns, {}, header=heads[0],
    )  # fmt: skip
    for row in rows:
        label = _label(grid, row, columns)
        if not label or surroundings.is_note(label):
            continue
        result.labels[row] = label
        for column in columns:
            value = sheet.rows[row][column]
            number = 0.0 if value == _NONE else figure(value)
            if number is not None:
                result.figures[row, column] = number
    result.lines = _lines(result)
    return result if result.labels else None


_WIDEST_LABEL = 3
"""Columns that the label of several rows may reach over."""


def _label(grid: Grid, row: int, columns: dict[int, tuple[str, ...]]) -> str:
    """The words that stand before a row's figures; what is merged down stands before each row."""
    cells = list(grid.rows[row])
    for area in grid.merges(row):
        if area.top < row and area.right - area.left < _WIDEST_LABEL:
            cells[area.left] = grid.text(area.top, area.left)
    texts = {
        c: clean.text(v) for c, v in enumerate(cells) if isinstance(v, str) and v and v != _NONE
    }
    words = {c: text for c, text in texts.items() if figure(text) is None}
    first = min(
        (c for c in columns if figure(cells[c]) is not None and columns[c][-1] not in _LINES),
        default=len(cells),
    )
    before = [text for c, text in words.items() if c < first]
    return " ".join(before or words.values())


def _lines(sheet: FilledSheet) -> dict[int, int]:
    """Numbers of rows, from a column that is headed so."""
    for column, path in sheet.columns.items():
        if path[-1] in _LINES:
            numbers = {row: sheet.figures.get((row, column)) for row in sheet.labels}
            if len(set(numbers.values())) == len(numbers) and None not in numbers.values():
                return {int(n): row for row, n in numbers.items() if n is not None}
    return {}


def _numbers(sheet: Sheet, row: int) -> dict[int, int]:
    """Column → its number in a row of column numbers (甲, 1, 2, 3=1+2 …); {} for another row."""
    found: dict[int, int] = {}
    words = []
    for column, value in enumerate(sheet.rows[row]):
        if value == "":
            continue
        text = _bare(value) if isinstance(value, str) else _without_signs(clean.text(value))
        if number := _NUMBERED.fullmatch(text):
            found[column] = int(number[1])
        elif text in _NUMBERING_WORDS:
            words.append(text)
        else:
            return {}
    numbers = list(found.values())
    if numbers != list(range(numbers[0] if numbers else 0, len(numbers) + (numbers or [0])[0])):
        return {}
    enough = len(numbers) >= 2 if words else len(numbers) > 3 and numbers[0] == 1
    return found if enough else {}


@lru_cache(maxsize=16384)
def _bare(text: str) -> str:
    return _without_signs(clean.text(text))


def _without_signs(text: str) -> str:
    """A text in half-width signs and without room, its circled numbers in brackets."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.translate(_CIRCLED)))


def _in_heads(grid: Grid, heads: list[int]) -> dict[int, int]:
    """Numbers that the labels of the columns themselves end with: 转入(2), 合计①."""
    found: dict[int, int] = {}
    for row in heads:
        for column, text in grid.texts(row).items():
            if number := _IN_HEAD.search(_without_signs(text)):
                found[column] = int(number[1])
    once = {n: c for c, n in found.items()}
    return once if len(once) == len(found) >= 3 else {}


def _holds_figures(sheet: Sheet, row: int, least: int = 2) -> bool:
    """A row of so many numbers, or more, beside a word."""
    numbers = words = 0
    for value in sheet.rows[row]:
        if value == "":
            continue
        if value == _NONE or figure(value) is not None:
            numbers += 1
        elif isinstance(value, str):
            words += 1
    return numbers >= least and words > 0


def _header_rows(
    grid: Grid, first: int, taken: Collection[int], numbered: Collection[int]
) -> list[int]:
    """The rows of labels just above the figures."""
    rows: list[int] = []
    for row in range(first - 1, max(-1, first - 2 - _DEEPEST), -1):
        if row in numbered:
            continue
        texts = grid.own(row)
        if row in taken or len(texts) < 2 or any(map(_labels_a_cell, texts.values())):
            if rows or texts:
                break
            continue
        if rows and _says_who_filled(grid, row, texts):
            break
        rows.insert(0, row)
    return rows or [first]


def _labels_a_cell(text: str) -> bool:
    """Whether a text has a colon, 填报单位：; 其中：女生 heads a column."""
    return bool(re.search("[:：]", re.sub("其中[:：]", "", text)))


_FILLED_IN = re.compile(
    "(?:填报|报送|上报|填表|制表|统计)(?:学校|单位|人|日期|时间|月份)|报告(?:月份|日期|学校|单位)"
)


def _says_who_filled(grid: Grid, row: int, texts: dict[int, str]) -> bool:
    """Whether a row above the heads says by whom or when a sheet was filled in: it is no head."""
    return any(
        _FILLED_IN.fullmatch(clean.header_key(text))
        and ((area := grid.merge(row, column)) is None or area.bottom == row)
        for column, text in texts.items()
    )


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


def _span(above: list[str], sheet: str, file: str) -> Period | None:
    for text in (*above, sheet, file):
        year, month = surroundings.month_in(text)
        if year is not None and month is not None:
            return period.month(year, month)
        if name := _longer(text):
            return period.parse(name)
    return None


def _longer(text: str) -> str:
    """The quarter, semester or school year that a title names; ``""`` for none."""
    if found := _QUARTER.search(text):
        return f"{found[1]}Q{'一二三四'.find(found[2]) + 1 or int(found[2])}"
    if found := _SEMESTER.search(text):
        autumn = found[2] in "一1上"
        return f"{found[1]}秋" if autumn else f"{int(found[1]) + 1}春"
    if found := _SEASON.search(text):
        return f"{found[1]}{found[2]}"
    if (found := _SCHOOL_YEAR.search(text)) and int(found[2]) == int(found[1]) + 1:
        return f"{found[1]}-{found[2]}"
    return ""
