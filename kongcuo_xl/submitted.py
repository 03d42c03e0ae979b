"""A statistics sheet that a unit handed in: who, for when, which figure in which cell.

Whatever the layout: labels of rows and columns are read as they stand, and what each cell asks for
is learnt from them as from a blank form.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from kongcuo_xl import clean, period, surroundings
from kongcuo_xl.book import Cell, Sheet, Value, a1
from kongcuo_xl.calendar import Term
from kongcuo_xl.crosschecks.sheets import FilledSheet, figure, filled_sheets, names_nobody
from kongcuo_xl.crosschecks.structure import total_level
from kongcuo_xl.forms.asked import Terms, asked
from kongcuo_xl.period import Period, PeriodError
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.submissions.owed import submitted_period

Path = tuple[str, ...]
"""The labels over a column, or before a row, outer first."""

UNIT = "填报单位|填表单位|上报单位|报送单位|报告单位|填报学校"
PERIOD = "报告月份|填报月份|统计月份|报告期间?|统计期间?|所属期间?|所属月份"
DATE = "填报日期|填表日期|上报日期|报送日期|填报时间|填表时间|上报时间|报送时间|制表日期"
SCHOOL_HEADS = frozenset({"学校", "学校名称", "校名", "单位", "单位名称", "填报单位"})
_STAMP = r"(?:[（(](?:盖章|公章|章)[)）])?"
_NEXT = "(?:填|上报|报送|报告|统计|单位|计量|审核|负责|制表|联系|校长)[^:：，。]{0,8}[:：]"
_NO_FIGURE = re.compile("^(?:序号|编号|序|行次|栏次|代码)$|电话|备注|说明|身份证|姓名|日期")
_PART = re.compile("^(?:其中|其：|含|#)")
_NOTHING = frozenset({"", "/", "-", "—", "——", "－", "-－", "--", "…"})
_NAMES = re.compile("[一-鿿]*(?:县|自治县|市|区)(?=[一-鿿]{4})")
_DATED = re.compile(
    r"20\d\d[-—~至/]20\d\d学年度?|20\d\d年?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?"
    r"|第?[一二三四1-4]季度|第?[一二12上下]学期|[春秋]季?学期|\d+日|[()（）\[\]【】:：_-]"
)
_SEMESTER = re.compile(r"(20\d\d)\s*年?\s*([秋春])")
_HALF = re.compile(r"(20\d\d)\s*[-—~～至/]\s*(?:20)?\d\d\s*学年度?\s*第?([一二12上下])\s*学期")
_YEAR = re.compile(r"(20\d\d)\s*[-—~～至/]\s*(20\d\d)\s*学年")
_DAY = re.compile(r"(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


@dataclass(slots=True)
class Submission:
    """One sheet as handed in; cells count from 0."""

    unit: str
    """The folder in which it lay."""
    file: str
    sheet: str
    title: str
    form: str
    """What it is a sheet of: its title without school and dates."""
    code: str
    """F01 … where it is one of the known sheets, else ``statistics``."""
    school: str
    """The unit that reports, as the sheet itself names it; ``""`` where it doesn't."""
    span: Period | None
    filled: dt.date | None
    """填报日期."""
    zero: bool
    """It says of itself that it is a zero report."""
    columns: dict[Path, int] = field(default_factory=dict)
    """The columns of figures."""
    labels: dict[int, Path] = field(default_factory=dict)
    """The rows of figures."""
    figures: dict[Cell, float] = field(default_factory=dict)
    texts: dict[Cell, str] = field(default_factory=dict)
    """What stands in figure cells and is no number."""
    unsure: frozenset[Cell] = frozenset()
    """Formulas whose result the file does not keep."""
    asked: dict[Cell, Terms] = field(default_factory=dict)
    """What each understood cell asks for."""
    by_school: bool = False
    """Its rows are schools."""
    changed: float = 0.0
    """When the file was last saved, seconds; 0 if that is not known."""

    @property
    def place(self) -> str:
        """File and sheet, as people find them."""
        return f"{self.file}［{self.sheet}］"

    @property
    def recency(self) -> tuple[dt.date, float]:
        """The greater, the newer: by 填报日期, then by when the file was saved."""
        return self.filled or dt.date.min, self.changed

    @property
    def total_row(self) -> int | None:
        """The row that counts everybody; None where there is none."""
        totals = [row for row, label in self.labels.items() if total_level(label[-1]) > 1]
        if totals:
            return totals[-1]
        return next(iter(self.labels)) if len(self.labels) == 1 else None

    @property
    def parts(self) -> list[int]:
        """The rows that add up to the whole."""
        return [
            row
            for row, label in self.labels.items()
            if not total_level(label[-1]) and not any(map(_PART.match, label))
        ]

    def address(self, cell: Cell) -> str:
        """File, sheet and cell."""
        return f"{self.place}{a1(*cell)}"


def submissions(book: BookReading, terms: list[Term], changed: float = 0.0) -> list[Submission]:
    """The statistics sheets of one workbook, in order.

    A page that only says 无 under the title of a report, or that it is a zero report, is one only
    if nothing else in its workbook is. A month without a year is one of ``terms[0]``'s school year.
    """
    listed = {
        (reading.sheet.name, row)
        for reading in book.sheets
        for piece in reading.pieces
        for row in range(piece.area.top, piece.area.bottom + 1)
    }
    found = [
        _read(book, sheet, terms, changed)
        for sheet in filled_sheets([book])
        if listed.isdisjoint((sheet.sheet.name, row) for row in sheet.labels)
    ]
    if found:
        return found
    for reading in book.sheets:
        kinds = {piece.kind for piece in reading.pieces}
        if kinds <= {"cases"} and names_nobody(reading.sheet):
            return [_nobody(book, reading.sheet, terms, changed)]
    return []


def _nobody(book: BookReading, sheet: Sheet, terms: list[Term], changed: float) -> Submission:
    texts = [clean.text(v) for row in sheet.rows[:6] for v in row if isinstance(v, str) and v]
    title = next((t for t in texts if re.search("报表|月报|统计表|.零报告$", t)), sheet.name)
    return _headed(book, sheet, title, "statistics", terms, changed, True, range(0))


def _read(book: BookReading, sheet: FilledSheet, terms: list[Term], changed: float) -> Submission:
    body = range(sheet.header, max(sheet.labels) + 1)
    found = _headed(book, sheet.sheet, sheet.title, sheet.code, terms, changed, False, body)
    rows = sheet.sheet.rows
    first, last = min(sheet.labels), max(sheet.labels)
    held = {c for _, c in sheet.figures if not _NO_FIGURE.search(sheet.columns[c][-1])}
    if not held:
        return found
    stub = _stub(sheet, min(held))
    found.columns = {
        path: c
        for c, path in sheet.columns.items()
        if c > max(stub, default=-1) and (c in held or not _NO_FIGURE.search(path[-1]))
    }
    heads = [sheet.columns[c][-1] for c in stub if c in sheet.columns]
    found.by_school = bool(heads) and heads[-1] in SCHOOL_HEADS
    above: dict[int, str] = {}
    for row in range(first, last + 1):
        label = _label(sheet.sheet, row, stub, above)
        if not label or surroundings.is_note(label[0]):
            continue
        found.labels[row] = label
        for column in found.columns.values():
            value = rows[row][column] if column < len(rows[row]) else ""
            number = figure(value)
            if number is not None:
                found.figures[row, column] = number
            elif clean.text(value) == "无":
                found.figures[row, column] = 0.0
            elif (word := clean.text(value)) not in _NOTHING:
                found.texts[row, column] = word
    found.unsure = frozenset(
        (r, c) for r in found.labels for c in found.columns.values() if sheet.uncertain(r, c)
    )
    found.by_school = found.by_school and len(found.parts) > 1
    # A sheet is about its own unit, whether or not its rows say so.
    found.asked = {
        cell: frozenset(t._replace(conditions=replace(t.conditions, school="")) for t in terms)
        for cell, terms in asked(sheet).items()
    }
    return found


def _stub(sheet: FilledSheet, end: int) -> list[int]:
    """The columns before ``end`` that hold the labels of the rows."""
    covered = {(r, m.left) for m in sheet.sheet.merges for r in range(m.top, m.bottom + 1)}
    named = [c for c in range(end) if not _is_number_column(sheet, c)]
    found = []
    for column in named:
        words = [
            row for row in sheet.labels
            if (row, column) in covered
            or (isinstance(v := sheet.sheet.rows[row][column], str) and v and figure(v) is None)
        ]  # fmt: skip
        if column == named[0] or 2 * len(words) >= len(sheet.labels):
            found.append(column)
    return found


def _is_number_column(sheet: FilledSheet, column: int) -> bool:
    return column in sheet.columns and bool(_NO_FIGURE.search(sheet.columns[column][-1]))


def _label(sheet: Sheet, row: int, stub: list[int], above: dict[int, str]) -> Path:
    """The words before a row's figures; an outer one holds until the next."""
    words: list[str] = []
    fresh = False
    for column in stub:
        word = clean.header_key(sheet.rows[row][column])
        if word and figure(word) is None:
            above[column], fresh = word, True
            for inner in stub[stub.index(column) + 1 :]:
                above.pop(inner, None)
            words.append(word)
        elif column in above and column != stub[-1]:
            words.append(above[column])
    if not fresh:
        return ()
    if total_level(words[-1]) > 1 or (len(words) > 1 and total_level(words[0]) > 1):
        return (words[-1] if total_level(words[-1]) > 1 else words[0],)
    return tuple(dict.fromkeys(words))


def _headed(
    book: BookReading, sheet: Sheet, title: str, code: str, terms: list[Term], changed: float,
    zero: bool, body: range,
) -> Submission:  # fmt: skip
    """What stands around the figures: unit, period, date, zero report."""
    around = [
        (r, c, clean.text(v)) for r, row in enumerate(sheet.rows) for c, v in enumerate(row)
        if r not in body and isinstance(v, str) and v
    ]  # fmt: skip
    filled = next(_dates(sheet, body), None)
    school = next((v for v in _stated(sheet, UNIT, body) if isinstance(v, str)), "")
    above = [t for r, _, t in around if not body or r < body.start]
    school = clean.text(school) or next((s for t in above if (s := surroundings.school_in(t))), "")
    zero = zero or any(_says_zero(text) for _, _, text in around)
    span = _span(book, sheet, title, above, filled, terms, body)
    form = clean.key(title)
    for name in filter(None, (clean.key(school), clean.key(surroundings.school_in(title)))):
        form = form.replace(name, "")
    form = _DATED.sub("", _NAMES.sub("", form).replace("零报告", "")) or clean.key(sheet.name)
    return Submission(
        book.unit, book.book.name, sheet.name, title, form, code, school, span, filled, zero,
        changed=changed,
    )  # fmt: skip


def _says_zero(text: str) -> bool:
    key = clean.key(text)
    return key.endswith(("零报告", "零报告)")) and len(key) < 24 and "□" not in key


def _stated(sheet: Sheet, words: str, body: range) -> Iterator[Value]:
    """What is written behind a label of the head or foot, in the same cell or the next."""
    for number, row in enumerate(sheet.rows):
        if number in body:
            continue
        for column, value in enumerate(row):
            if not isinstance(value, str) or not value:
                continue
            # 填 报 单 位: words are often spaced out.
            text = re.sub(r"(?<=[一-鿿])[ \u3000]+(?=[一-鿿])", "", clean.text(value))
            said = re.search(rf"(?:{words}){_STAMP}\s*[:：]\s*(.*?)\s*(?={_NEXT}|$)", text)
            if said and said[1].strip("_＿ "):
                yield said[1].strip("_＿ ")
            elif said or re.fullmatch(rf"(?:{words}){_STAMP}", text):
                beside = next((v for v in row[column + 1 :] if v != ""), "")
                label = isinstance(beside, str) and re.search(r"[:：]\s*$", beside)
                if beside != "" and not label:
                    yield beside


def _dates(sheet: Sheet, body: range) -> Iterator[dt.date]:
    for value in _stated(sheet, DATE, body):
        day, _ = clean.date(value)
        if day is not None:
            yield day


def _span(
    book: BookReading, sheet: Sheet, title: str, above: list[str], filled: dt.date | None,
    terms: list[Term], body: range,
) -> Period | None:  # fmt: skip
    """The period a sheet is for: as it states, by its title, else by sheet, file or folder."""
    head = [t for t in above if not re.search(DATE, t)]
    folders = list(reversed(PurePosixPath(book.book.name).parent.parts))
    texts: list[str] = [
        f"{v.year}年{v.month}月" if isinstance(v, (dt.date, dt.datetime)) else clean.text(v)
        for v in _stated(sheet, PERIOD, body)
    ]
    for text in (*texts, title, *head, sheet.name, PurePosixPath(book.book.name).stem, *folders):
        if found := period_in(text, filled, terms):
            return found
    return None


def period_in(text: str, written: dt.date | None, terms: list[Term]) -> Period | None:
    """The period that a title or name speaks of; None for none."""
    try:
        if day := _DAY.search(text):
            return period.parse("-".join(day.groups()), terms)
        if half := _HALF.search(text):
            autumn = half[2] in "一1上"
            return period.parse(f"{int(half[1]) + (not autumn)}{'秋' if autumn else '春'}", terms)
        if semester := _SEMESTER.search(text):
            return period.parse(f"{semester[1]}{semester[2]}", terms)
        if not re.search("月|季", text) and (year := _YEAR.search(text)):
            return period.parse(f"{year[1]}-{year[2]}", terms)
    except PeriodError:
        return None
    return submitted_period(text, written, terms[0])
