"""表间勾稽不平。

查什么：同一单位的两张统计表上，同一个数不同：本期的期初与上期（也看 --previous 给出的文件）的期末，
同一天为期末的月报与季报的期末在籍、休学、送教等，期间相同的表的转入、转出等；行名、列名合起来说的是同一
些学生才比，县里的表样也认。认不出的，按行名比期初与上期的期末。残疾学生的合计在两张表上不同（标在后一
张）；一张报表下面附有名单的，未返校的合计与名单中没有返校的人数不同；休学、送教、延缓学生名单的人数与同
期报表上的数不同（标在报表的合计）。

为什么：数字在几张表上对不上，至少有一张是错的。

常见误报：两张表的口径不同，例如一张含送教上门、一张不含，请说明。

示例：

    [9月]
    学籍变动情况统计表（2025年9月）
    年级   | 期初学生数 | 增加 | 减少 | 期末学生数
    七年级 | 100        | 2    | 1    | 101
    八年级 | 90         | 0    | 0    | 90
    [10月]
    学籍变动情况统计表（2025年10月）
    年级   | 期初学生数 | 增加 | 减少 | 期末学生数
    七年级 | 100◀错误 | 0    | 0    | 100
    八年级 | 90         | 1    | 0    | 91
"""

import datetime as dt
import re
from collections.abc import Iterator

from kongcuo_xl import clean, surroundings
from kongcuo_xl.book import Cell, a1
from kongcuo_xl.cases import open_
from kongcuo_xl.crosschecks.general import general
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets
from kongcuo_xl.crosschecks.structure import CLOSING, OPENING, one_column, total_level
from kongcuo_xl.forms.asked import Terms, asked
from kongcuo_xl.forms.mapping import Term
from kongcuo_xl.reading import BookReading
from kongcuo_xl.statistics import MEASURES, Conditions
from kongcuo_xl.tables import Flags, NotApplicable, Piece, Table, place
from kongcuo_xl.units import same_school

LEVEL = "错误"
BASIS = ("1.5-32",)

_DATED = re.compile(r"[\d〇一二三四五六七八九十]+|年|月份?|第?季度?|[()（）-]|学年度?|[春秋]季?")
_DISABLED = re.compile("残疾(?!.*率)")
_NOT_BACK = re.compile("^未返")
_LISTED = re.compile("统计表|名单|一览表")
_HINT = "请核对两处的数，改正错的一处"

Told = set[tuple[int, Cell]]
When = tuple[str, dt.date | None, dt.date | None]


def check(
    books: list[BookReading],
    cases: Table | None = None,
    previous_books: list[BookReading] | None = None,
) -> Iterator[Flags]:
    sheets = filled_sheets(books)
    if not sheets:
        raise NotApplicable("没有填好的统计表")
    earlier = filled_sheets(previous_books or [])
    told: Told = set()
    yield from _figures(sheets, earlier, told)
    yield from _openings(sheets, earlier, told)
    yield from _disabled(sheets, told)
    if cases is not None:
        yield from _lists(sheets, cases)
    yield from _named(sheets, [piece for book in books for piece in book.pieces])


def _figures(sheets: list[FilledSheet], earlier: list[FilledSheet], told: Told) -> Iterator[Flags]:
    """The same figure of the same people on two sheets, as far as their labels are understood."""
    first: dict[tuple[str, str, frozenset[Term], When], tuple[FilledSheet, Cell]] = {}
    current = {id(sheet) for sheet in sheets}
    for sheet in sorted((*earlier, *sheets), key=lambda s: s.span.end if s.span else dt.date.min):
        if sheet.span is None and _month_alone(sheet):
            continue
        differing: dict[Cell, tuple[str, FilledSheet, Cell]] = {}
        for cell, terms in asked(sheet).items():
            # 残疾 has its own comparison, by the total: sheets differ in which rows they have.
            if sheet.uncertain(*cell) or any(t.conditions.group == "disabled" for t in terms):
                continue
            for key in _keys(sheet, terms):
                other, there = first.setdefault(key, (sheet, cell))
                same = other is sheet or sheet.figures[cell] == other.figures[there]
                if not same and id(sheet) in current:
                    words = "＋".join(sorted({MEASURES[t.measure].label for t in terms}))
                    differing.setdefault(cell, (words, other, there))
        told |= {(id(sheet), cell) for cell in differing}
        lines = {c for r, c in differing if not total_level(sheet.labels[r])}
        for cell, (words, other, there) in differing.items():
            # A total that differs with one of its lines is the same fault.
            if total_level(sheet.labels[cell[0]]) and cell[1] in lines:
                continue
            number, then = sheet.figures[cell], other.figures[there]
            yield place(
                sheet.piece,
                cell,
                f"{sheet.labels[cell[0]]}的{words}填{number:g}，"
                f"{_where(other, sheet)}{a1(*there)}是{then:g}，相差{abs(number - then):g}",
                suggestion=_HINT,
            )


def _keys(sheet: FilledSheet, terms: Terms) -> list[tuple[str, str, frozenset[Term], When]]:
    """What makes a figure the same as another: the unit, the people, and the day or days."""
    measures = {term.measure for term in terms}
    said, span = general(), sheet.span
    whose = (sheet.unit, sheet.school)
    if span is None:
        return [(*whose, terms, ("undated " + sheet.file, None, None))]
    if measures <= set(said.opening):
        before = span.start - dt.timedelta(1)
        closed = frozenset(Term(said.opening[t.measure], t.conditions) for t in terms)
        return [(*whose, closed, ("at", before, None))]
    if measures <= said.closing:
        return [(*whose, terms, ("at", span.end, None))]
    return [(*whose, terms, ("in", span.start, span.end))]


def _month_alone(sheet: FilledSheet) -> bool:
    """Whether a sheet names a month without its year: which one it is for can't be told."""
    texts = (sheet.title, sheet.sheet.name, sheet.file.rpartition("/")[2])
    return any(surroundings.month_in(text)[1] is not None for text in texts)


def _where(other: FilledSheet, sheet: FilledSheet) -> str:
    """Another sheet, as seen from this one."""
    file = "" if other.file == sheet.file else f"“{other.file.rpartition('/')[2]}”"
    return f"{file}［{other.sheet.name}］"


def _openings(sheets: list[FilledSheet], earlier: list[FilledSheet], told: Told) -> Iterator[Flags]:
    """This period's opening against last period's closing, by the words of the rows."""
    known = {
        (s.unit, s.school, _name(s), s.span.kind, s.span.end): s
        for s in (*earlier, *sheets)
        if s.span
    }
    for sheet in sheets:
        if sheet.span is None:
            continue
        last = sheet.span.start - dt.timedelta(1)
        before = known.get((sheet.unit, sheet.school, _name(sheet), sheet.span.kind, last))
        if before is None:
            continue
        opening, closing = one_column(sheet, OPENING), one_column(before, CLOSING)
        if opening is None or closing is None:
            continue
        closed = {before.labels[r]: (r, closing) for r in before.labels}
        for row, label in sheet.labels.items():
            cell = row, opening
            there = closed.get(label)
            now = sheet.figures.get(cell)
            then = None if there is None else before.figures.get(there)
            if now is None or there is None or then is None or now == then:
                continue
            if (id(sheet), cell) not in told:
                told.add((id(sheet), cell))
                yield place(
                    sheet.piece,
                    cell,
                    f"{label}的期初数填{now:g}，上期{_where(before, sheet)}{a1(*there)}"
                    f"的期末数是{then:g}，相差{abs(now - then):g}",
                    suggestion=_HINT,
                )


def _name(sheet: FilledSheet) -> str:
    """A title without its dates: what makes two months' sheets the same form."""
    return _DATED.sub("", clean.key(sheet.title))


def _disabled(sheets: list[FilledSheet], told: Told) -> Iterator[Flags]:
    """The number of disabled pupils on two sheets of one unit and period."""
    first: dict[tuple[str, str, dt.date | None], tuple[FilledSheet, Cell, float]] = {}
    for sheet in sheets:
        cell = _total_of(sheet, _DISABLED)
        if cell is None or (number := sheet.figures.get(cell)) is None:
            continue
        key = (sheet.unit, sheet.school, sheet.span.end if sheet.span else None)
        other, there, then = first.setdefault(key, (sheet, cell, number))
        if then != number and (id(sheet), cell) not in told:
            yield place(
                sheet.piece,
                cell,
                f"残疾学生合计{number:g}人，{_where(other, sheet)}{a1(*there)}是{then:g}人，"
                f"相差{abs(number - then):g}",
                suggestion=_HINT,
            )


def _lists(sheets: list[FilledSheet], cases: Table) -> Iterator[Flags]:
    """未返 on a sheet against the names listed beneath it."""
    still = open_(cases) & cases.given("name")
    for sheet in sheets:
        cell = _total_of(sheet, _NOT_BACK)
        beneath = [
            number for number, piece in enumerate(cases.pieces) if piece.sheet is sheet.sheet
        ]
        if cell is None or not beneath or (number := sheet.figures.get(cell)) is None:
            continue
        listed = int(still[cases.of_piece(range(len(cases.pieces))).isin(beneath)].sum())
        if listed != number:
            yield place(
                sheet.piece,
                cell,
                f"未返校合计{number:g}人，名单中没有返校的有{listed}人",
                suggestion=_HINT,
            )


def _named(sheets: list[FilledSheet], pieces: list[Piece]) -> Iterator[Flags]:
    """休学, 送教 … on a sheet against the list of those pupils for the same period."""
    for piece in pieces:
        title = f"{piece.context.title} {piece.sheet.name}"
        measure = next((m for w, m in general().lists.items() if re.search(w, title)), "")
        if not measure or not _LISTED.search(title) or not piece.rows:
            continue
        there = [
            (sheet, cell)
            for sheet in sheets
            if sheet.unit == piece.unit and _same_time(sheet, piece) and _same_school(sheet, piece)
            for cell, terms in asked(sheet).items()
            if _counts_all(sheet, cell, terms, measure)
        ]
        for sheet, cell in there[-1:]:
            number, listed = sheet.figures[cell], len(piece.rows)
            if number != listed:
                yield place(
                    sheet.piece,
                    cell,
                    f"{MEASURES[measure].label}填{number:g}，［{piece.sheet.name}］的名单有{listed}人，"
                    f"相差{abs(number - listed):g}",
                    suggestion="请核对名单和报表",
                )


def _counts_all(sheet: FilledSheet, cell: Cell, terms: Terms, measure: str) -> bool:
    """Whether a cell holds all of a measure: a total of grades is one, whichever they are."""
    if sheet.uncertain(*cell) or {term.measure for term in terms} != {measure}:
        return False
    if terms == {Term(measure, Conditions())}:
        return True
    narrowed = any(t.conditions.sex or t.conditions.group or t.conditions.school for t in terms)
    return total_level(sheet.labels[cell[0]]) > 1 and not narrowed


def _same_time(sheet: FilledSheet, piece: Piece) -> bool:
    """Whether a list can be one for the period of a sheet."""
    year, month = piece.context.year, piece.context.month
    if sheet.span is None or month is None:
        return sheet.file == piece.file or month is None
    return (year or sheet.span.end.year, month) == (sheet.span.end.year, sheet.span.end.month)


def _same_school(sheet: FilledSheet, piece: Piece) -> bool:
    return (
        not sheet.school
        or not piece.context.school
        or same_school(sheet.school, piece.context.school)
    )


def _total_of(sheet: FilledSheet, words: re.Pattern[str]) -> Cell | None:
    """The cell that holds the total of the one column that the words head."""
    columns = [
        column
        for column, path in sheet.columns.items()
        if words.search(path[0]) and (len(path) == 1 or total_level(path[-1]) or path[-1] == "计")
    ]
    rows = [row for row, label in sheet.labels.items() if total_level(label) > 1]
    if not rows and len(sheet.labels) == 1:
        rows = list(sheet.labels)
    return (rows[-1], columns[0]) if len(columns) == 1 and rows else None
