"""表间勾稽不平。

查什么：同一单位同名的月报，本月的期初数与上月的期末数不同（按行名对应，标在本月的期初）；同一单位
同一期的两张统计表，残疾学生的合计不同（标在后一张）；一张报表下面附有名单的，未返校的合计与名单中
没有返校的人数不同（标在合计）。

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

from kongcuo_xl import clean
from kongcuo_xl.book import Cell
from kongcuo_xl.cases import open_
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets
from kongcuo_xl.crosschecks.structure import CLOSING, OPENING, one_column, total_level
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, NotApplicable, Table, place

LEVEL = "错误"
BASIS = ("1.5-32",)

_DATED = re.compile(r"[\d〇一二三四五六七八九十]+|年|月份?|[()（）-]|学年度?|[春秋]季?")
_DISABLED = re.compile("残疾(?!.*率)")
_NOT_BACK = re.compile("^未返")
_HINT = "请核对两处的数"


def check(books: list[BookReading], cases: Table | None = None) -> Iterator[Flags]:
    sheets = filled_sheets(books)
    if not sheets:
        raise NotApplicable("没有填好的统计表")
    yield from _months(sheets)
    yield from _disabled(sheets)
    if cases is not None:
        yield from _lists(sheets, cases)


def _months(sheets: list[FilledSheet]) -> Iterator[Flags]:
    """This month's opening against last month's closing."""
    known = {(s.unit, s.school, _name(s), s.span.start): s for s in sheets if s.span}
    for (unit, school, name, start), sheet in known.items():
        last = (start - dt.timedelta(days=1)).replace(day=1)
        before = known.get((unit, school, name, last))
        if before is None:
            continue
        opening, closing = one_column(sheet, OPENING), one_column(before, CLOSING)
        if opening is None or closing is None:
            continue
        closed = {before.labels[r]: before.figures.get((r, closing)) for r in before.labels}
        for row, label in sheet.labels.items():
            now, then = sheet.figures.get((row, opening)), closed.get(label)
            if now is not None and then is not None and now != then:
                yield place(
                    sheet.piece,
                    (row, opening),
                    f"{label}的期初数{now:g}，上月［{before.sheet.name}］的期末数是{then:g}",
                    suggestion=_HINT,
                )


def _name(sheet: FilledSheet) -> str:
    """A title without its dates: what makes two months' sheets the same form."""
    return _DATED.sub("", clean.key(sheet.title))


def _disabled(sheets: list[FilledSheet]) -> Iterator[Flags]:
    """The number of disabled pupils on two sheets of one unit and period."""
    first: dict[tuple[str, str, dt.date | None], tuple[FilledSheet, float]] = {}
    for sheet in sheets:
        cell = _total_of(sheet, _DISABLED)
        if cell is None or (number := sheet.figures.get(cell)) is None:
            continue
        key = (sheet.unit, sheet.school, sheet.span.start if sheet.span else None)
        other = first.setdefault(key, (sheet, number))
        if other[1] != number:
            yield place(
                sheet.piece,
                cell,
                f"残疾学生合计{number:g}人，［{other[0].sheet.name}］是{other[1]:g}人",
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
