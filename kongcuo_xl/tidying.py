"""Tidying: the corrections that cannot be wrong, made in a copy; all others only suggested.

Only text that somebody typed into a recognised column is touched, never a formula. Spaces at the
ends and invisible characters go everywhere; an ID, a phone number, a date and a nation are also
brought into their one right writing. 张　三 is a style and stays.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from kongcuo_xl import clean, copies, identity, inputs
from kongcuo_xl.book import Area, Book, Cell, UnreadableBookError, Value, a1
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import ooxml, passwords
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.plan import (
    AddSheet,
    Link,
    NewCell,
    Plan,
    Printing,
    SetValue,
    SheetContent,
    Step,
    Style,
)
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.settings import Named
from kongcuo_xl.tables import Piece, kinds

ADDS = inputs.TIDIED
LIST_SHEET = "整理清单"

SPACES, WIDTH, INNER, CASE, NATION, DATE, QUOTE = (
    "去掉首尾空格和不可见字符",
    "全角改半角",
    "去掉号码中间的空格或短横",
    "字母改大写",
    "民族写全称",
    "日期统一写法",
    "去掉撇号",
)
_NUMBERS = ("id", "student_no", "phone", "date", "number")
"""Types of column in which a full-width digit is nobody's choice."""
_WELL_FORMED = {
    "id": re.compile(r"\d{15}|\d{17}[\dX]"),
    "student_no": re.compile(r"[GJL]\d{17}[\dX]"),
}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CHINESE_MARKS = "，；：（）！？"
for _mark in _CHINESE_MARKS:
    del _FULL_WIDTH[ord(_mark)]
_APOSTROPHES = "'‘’`′"
_QUOTED_ENDS = re.compile(rf"^[\s{_APOSTROPHES}]+|[\s{_APOSTROPHES}]+$")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_DAY = re.compile(r"((?:19|20)\d\d)(?:([-./年])(\d{1,2})([-./月])(\d{1,2})([日号]?)|(\d\d)(\d\d))")
_HAN_DAY = re.compile(
    "[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿卅]{1,3}[日号]"
)
_PADDED_NAME = re.compile(r"[\u3400-\u9fff][ \u3000]+[\u3400-\u9fff]")


Formulas: TypeAlias = Callable[[Mapping[str, Collection[Cell]]], Collection[tuple[str, int, int]]]
"""Cells asked about, by sheet → (sheet, row, column) of those that hold formulas."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell's value before and after, and what was done; a suggestion has not been done."""

    file: str
    sheet: str
    row: int
    column: int
    person: str
    field: str
    before: str
    after: Value
    reason: str
    secret: bool = False
    """The value is an ID, to be masked."""
    like: Cell | None = None
    """The cell whose look a text that becomes a date takes."""

    @property
    def cell(self) -> str:
        """The address, ``C3``."""
        return a1(self.row, self.column)

    def shown(self, *, show_ids: bool = False) -> tuple[str, str]:
        """Before and after as text, IDs masked."""
        texts = self.before, clean.text(self.after)
        if show_ids or not self.secret:
            return texts
        return _masked(texts[0]), _masked(texts[1])


@dataclass(slots=True)
class Outcome:
    """What a tidying came to."""

    corrections: list[Correction] = field(default_factory=list)
    suggestions: list[Correction] = field(default_factory=list)
    written: list[copies.Copy] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Something could not be read or written."""
        return bool(self.unreadable) or any(copy.failure for copy in self.written)


def tidy(
    paths: Sequence[Path],
    out: Path,
    policy: Policy,
    date: dt.date,
    *,
    show_ids: bool = False,
    progress: Callable[[str], None] | None = None,
    named: Collection[Named] = (),
) -> Outcome:
    """Tidied copies (原名_整理.xlsx) in ``out`` of all workbooks that something is to be done to.

    ``named`` is what of policy and date the user has named himself, as for ``check_books``.

    Raises OutputError when the folder can't be written at all.
    """
    books, unreadable, notes = inputs.read(
        paths, policy, date, leave_out=out, progress=progress, named=named
    )
    outcome = Outcome(unreadable=unreadable, notes=notes)
    taken: set[str] = set()
    for book in books:
        try:
            safe, doubtful = found_in(book)
            outcome.suggestions += doubtful
            if not safe:
                continue
            target = out / copies.name(book, taken, ADDS)
            steps = plan(book, safe, doubtful, show_ids=show_ids)
            told = copies.carry_out(book.book, steps, target)
            outcome.corrections += safe
            outcome.written.append(copies.Copy(book.book.name, target, len(safe), told))
        except (OutputError, UnreadableBookError) as why:
            outcome.written.append(copies.Copy(book.book.name, None, 0, failure=str(why)))
    return outcome


def found_in(
    book: BookReading, formulas: Formulas | None = None
) -> tuple[list[Correction], list[Correction]]:
    """What is surely to be corrected in a workbook, and what may be, in order of the cells.

    ``formulas`` tells which of some cells hold one, without it the file does. Raises
    UnreadableBookError.
    """
    safe: dict[tuple[str, int, int], Correction] = {}
    doubtful: dict[tuple[str, int, int], Correction] = {}
    for piece in book.pieces:
        for correction, sure in _of_piece(piece):
            at = correction.sheet, correction.row, correction.column
            (safe if sure else doubtful).setdefault(at, correction)
    asked: dict[str, set[Cell]] = {}
    for sheet, row, column in [*safe, *doubtful]:
        asked.setdefault(sheet, set()).add((row, column))
    for at in (formulas or _formulas_of(book.book))(asked) if asked else ():
        safe.pop(at, None)
        doubtful.pop(at, None)
    order = {sheet.name: i for i, sheet in enumerate(book.book.sheets)}

    def place(c: Correction) -> tuple[int, int, int]:
        return order[c.sheet], c.row, c.column

    left = [c for at, c in doubtful.items() if at not in safe]
    return sorted(safe.values(), key=place), sorted(left, key=place)


def _formulas_of(book: Book) -> Formulas:
    """Which cells of a file hold formulas; of one that is no package, its values are all it has."""

    def among(asked: Mapping[str, Collection[Cell]]) -> Collection[tuple[str, int, int]]:
        if not copies.is_package(book):
            return ()
        with passwords.unlocked(book.path) as (plain, _):
            return ooxml.formulas(plain, {sheet: set(cells) for sheet, cells in asked.items()})

    return among


def plan(
    book: BookReading,
    corrections: Sequence[Correction],
    suggestions: Sequence[Correction] = (),
    *,
    show_ids: bool = False,
) -> Plan:
    """The plan that corrects one workbook and adds the sheet 整理清单."""
    steps: list[Step] = [
        SetValue(c.sheet, c.row, c.column, c.after, like=c.like) for c in corrections
    ]
    names = {sheet.name.lower() for sheet in book.book.sheets}
    free = (name for name in _numbered(LIST_SHEET) if name.lower() not in names)
    steps.append(AddSheet(next(free), _list(corrections, suggestions, show_ids)))
    return tuple(steps)


# ── what to correct ──────────────────────────────────────────────────────────────────────────────
_Tidied: TypeAlias = tuple[Value, tuple[str, ...]]
"""A value as it should be, and what was done to it."""
_Judged: TypeAlias = tuple[_Tidied | None, _Tidied | None]
"""What is surely right, and what may be."""


def _of_piece(piece: Piece) -> Iterator[tuple[Correction, bool]]:
    fields = kinds()[piece.kind].fields
    names = piece.columns.get("student" if "student" in fields else "name")
    grid = piece.sheet.rows
    for id_, first in piece.columns.items():
        if id_ not in fields or piece.shares(id_):
            continue
        type_ = fields[id_].type
        for column in piece.joined.get(id_, (first,)):
            cells = [(row, grid[row][column]) for row in piece.rows]
            style = _style_of(cells, column) if type_ == "date" else None
            known: dict[str, _Judged] = {}
            for row, value in cells:
                if not isinstance(value, str) or value == "":
                    continue
                if value not in known:
                    known[value] = _judged(value, type_, style)
                for found, sure in zip(known[value], (True, False), strict=True):
                    if found is None:
                        continue
                    after, done = found
                    like = None
                    if style is not None and isinstance(after, dt.date):
                        like = style.nearest(row)
                    person = clean.person_name(grid[row][names]) if names is not None else ""
                    yield (
                        Correction(
                            piece.file, piece.sheet.name, row, column, person, fields[id_].label,
                            value, after, "；".join(done), type_ in _WELL_FORMED, like,
                        ),
                        sure,
                    )  # fmt: skip


def _judged(value: str, type_: str, style: _DateStyle | None) -> _Judged:
    """The sure correction of a value, and a doubtful one of what that leaves."""
    after, done = _sure(value, type_, style)
    doubt = None
    if isinstance(after, str) and after:
        doubt = _doubtful(after, type_, style)
    return ((after, tuple(done)) if after != value else None), doubt


def _sure(value: str, type_: str, style: _DateStyle | None) -> tuple[Value, list[str]]:
    done: list[str] = []

    def step(before: str, after: str, words: str) -> str:
        if after != before:
            done.append(words)
        return after

    word = step(value, clean.trimmed(value), SPACES)
    if type_ == "nation":
        full = f"{word}族"
        return (step(word, full, NATION) if full in clean.NATIONS else word), done
    if type_ not in _NUMBERS:
        return word, done
    word = step(word, clean.trimmed(word.translate(_FULL_WIDTH)), WIDTH)
    bare = _QUOTED_ENDS.sub("", word)
    if bare and any(ch.isdigit() for ch in bare):
        word = step(word, bare, QUOTE)
    if type_ in _WELL_FORMED:
        dense = re.sub(r"[\s\-‐–—]", "", word)
        if _WELL_FORMED[type_].fullmatch(dense.upper()):
            word = step(word, dense, INNER)
            word = step(word, word.upper(), CASE)
    elif type_ == "phone":
        mobile = _MOBILE.fullmatch(re.sub(r"[\s\-‐–—]", "", word))
        if mobile:
            word = step(word, mobile[1], INNER)
    elif style is not None:
        day = _full_day(word)
        if day is not None:
            written = style.written(day[0])
            if written != word:
                done.append(DATE)
            return written, done
    return word, done


def _doubtful(word: str, type_: str, style: _DateStyle | None) -> _Tidied | None:
    """What a value may have been meant to be, where that could be wrong."""
    meant: str | None = None
    why = ""
    if type_ == "name" and not _PADDED_NAME.fullmatch(word):
        meant, why = clean.person_name(word), "姓名中间的空格或间隔点"
    elif type_ == "id":
        meant = str(identity.tidy_id(pd.Series([word], dtype="str")).iloc[0])
        meant = meant if _WELL_FORMED["id"].fullmatch(meant) else None
        why = "末位可能是 X，请对照户口簿"
    elif type_ == "sex":
        meant, why = clean.sex(word), "性别写“男”或“女”"
    elif type_ == "nation":
        meant, why = clean.nation(word), NATION
    elif type_ == "phone":
        numbers, good = clean.phone(word)
        meant, why = (numbers if good else None), "电话只写号码"
    elif type_ == "date" and style is not None and _full_day(word) is None:
        found, status = clean.date(word)
        if found is not None and status == "ok":
            return style.written(found), ("日期写法可能有别的读法，请核对",)
    return (meant, (why,)) if meant and meant != word else None


class _DateStyle(NamedTuple):
    """How most dates of a column are written."""

    separator: str
    """``-``, ``/``, ``.``, ``年``, or nothing for eight digits."""
    padded: bool
    real: tuple[Cell, ...]
    """Cells that hold real dates, if those are most."""

    def written(self, day: dt.date) -> Value:
        """The date in this style; a real date in a column of real dates."""
        if self.real:
            return day
        width = 2 if self.padded or not self.separator else 1
        month, date = f"{day.month:0{width}d}", f"{day.day:0{width}d}"
        if self.separator == "年":
            return f"{day.year}年{month}月{date}日"
        return self.separator.join((str(day.year), month, date))

    def nearest(self, row: int) -> Cell:
        """The real date nearest to a row."""
        return min(self.real, key=lambda cell: abs(cell[0] - row))


def _style_of(cells: Sequence[tuple[int, Value]], column: int) -> _DateStyle:
    separators: Counter[str] = Counter()
    padded: Counter[bool] = Counter()
    real = []
    for row, value in cells:
        if isinstance(value, dt.date):
            real.append((row, column))
            continue
        word = clean.text(value)
        day = _full_day(word.strip(_APOSTROPHES))
        if day is None:
            continue
        _, separator, pads = day
        if separator is not None:
            separators[separator] += 1
            if pads is not None and separator:
                padded[pads] += 1
    if len(real) > separators.total():
        return _DateStyle("-", True, tuple(real))
    # Of equally many, the one that sorts well.
    most = max(separators.values(), default=0)
    best = next((s for s in ("-", "/", ".", "年", "") if separators[s] == most), "-")
    return _DateStyle(best, padded[True] >= padded[False], ())


def _full_day(word: str) -> tuple[dt.date, str | None, bool | None] | None:
    """A date that can be read in one way only, with its separator and whether it is padded.

    The separator is None where several are mixed; padded is None where both come to the same.
    """
    plain = re.sub(r"\s", "", word)
    if _HAN_DAY.fullmatch(plain):
        day, status = clean.date(plain)
        return (day, None, None) if day is not None and status == "ok" else None
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    year, first, month, second, date, end, month8, date8 = found.groups()
    try:
        day = dt.date(int(year), int(month or month8), int(date or date8))
    except ValueError:
        return None
    if month8:
        return day, "", None
    consistent = (first, second, end) in {("年", "月", "日"), *((s, s, "") for s in "-/.")}
    both_ways = day.month > 9 and day.day > 9
    pads = None if both_ways else len(month) == 2 and len(date) == 2
    return day, (first if consistent else None), pads


# ── as people and programs read it ───────────────────────────────────────────────────────────────
def as_text(outcome: Outcome, *, show_ids: bool = False, quiet: bool = False) -> str:
    """Every correction with before and after, by file and sheet; then suggestions and counts."""
    lines: list[str] = []
    for title, listed, arrow in (
        ("", outcome.corrections, "→"),
        ("没有改动，请核对：", outcome.suggestions, "→？"),
    ):
        if listed and title:
            lines += ["", title]
        at = ("", "")
        for c in listed:
            if (c.file, c.sheet) != at:
                at = c.file, c.sheet
                lines += ["", f"{c.file} [{c.sheet}]"]
            before, after = c.shown(show_ids=show_ids)
            person = f"{c.person} " if c.person else ""
            lines.append(
                f"  {c.cell:<7}{person}{c.field}：“{before}”{arrow}“{after}”（{c.reason}）"
            )
    if outcome.notes and not quiet:
        lines += ["", "说明：", *(f"  {note}" for note in outcome.notes)]
    if outcome.unreadable:
        lines += ["", "没有读的文件："]
        lines += [f"  {u.file}：{identity.mask_in(u.reason)}" for u in outcome.unreadable]
    changed, doubtful = len(outcome.corrections), len(outcome.suggestions)
    lines += ["", f"改正 {changed} 处，另有 {doubtful} 处没有把握，没有改动。"]
    return "\n".join(lines).lstrip("\n")


def as_json(outcome: Outcome, *, show_ids: bool = False) -> str:
    """One object: ``corrections``, ``suggestions``, ``written``, ``unreadable``, ``notes``."""

    def told(c: Correction) -> dict[str, Any]:
        before, after = c.shown(show_ids=show_ids)
        return {
            "file": c.file, "sheet": c.sheet, "cell": c.cell, "person": c.person,
            "field": c.field, "before": before, "after": after, "reason": c.reason,
        }  # fmt: skip

    return json.dumps(
        {
            "corrections": [told(c) for c in outcome.corrections],
            "suggestions": [told(c) for c in outcome.suggestions],
            "written": [
                {"file": w.original, "copy": str(w.path or ""), "reason": w.failure}
                for w in outcome.written
            ],
            "unreadable": [
                {"file": u.file, "reason": identity.mask_in(u.reason)} for u in outcome.unreadable
            ],
            "notes": outcome.notes,
        },
        ensure_ascii=False,
        indent=1,
    )


def _masked(text: str) -> str:
    """A number with the middle hidden, wherever spaces stand in it."""
    hidden, count = [], 0
    for ch in text:
        count += ch.isdigit()
        hidden.append("*" if ch.isdigit() and 6 < count <= 14 else ch)
    return "".join(hidden)


_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 6), ("位置", 17), ("姓名", 10), ("栏目", 12),
    ("原值", 26), ("改为", 26), ("做了什么", 30),
)  # fmt: skip
_TITLE = Style(bold=True, size=16, color="1F3864", vertical="center")
_NOTE = Style(color="595959", vertical="center")
_HEADER = Style(
    bold=True, color="FFFFFF", fill="305496", border="thin", border_color="BFBFBF",
    horizontal="center", vertical="center", wrap=True,
)  # fmt: skip
_TEXT = Style(wrap=True, border="thin", border_color="BFBFBF", vertical="center", number_format="@")
_ADDRESS = Style(
    color="0563C1", underline=True, border="thin", border_color="BFBFBF", vertical="center"
)
_TOP = 3


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def _list(
    corrections: Sequence[Correction], suggestions: Sequence[Correction], show_ids: bool
) -> SheetContent:
    told = f"改正 {len(corrections)} 处；另有 {len(suggestions)} 处没有把握，没有改动，列在后面。"
    cells = [NewCell(0, 0, LIST_SHEET, _TITLE), NewCell(1, 0, told, _NOTE)]
    links: list[Link] = []
    row = _TOP
    for title, listed in (("", corrections), ("没有改动，请核对：", suggestions)):
        if title and listed:
            cells.append(NewCell(row, 0, title, _TITLE))
            row += 1
        if listed:
            heads = [name if not title else name.replace("改为", "可能是") for name, _ in _COLUMNS]
            cells += [NewCell(row, c, head, _HEADER) for c, head in enumerate(heads)]
        for number, c in enumerate(listed, 1):
            row += 1
            before, after = c.shown(show_ids=show_ids)
            place = f"{c.sheet}!{c.cell}"
            quotes = f"“{before}”", f"“{after}”"
            values: tuple[Value, ...] = (number, place, c.person, c.field, *quotes, c.reason)
            looks = (_TEXT, _ADDRESS, *(_TEXT,) * 5)
            cells += [
                NewCell(row, i, v, look)
                for i, (v, look) in enumerate(zip(values, looks, strict=True))
            ]
            quoted = c.sheet.replace("'", "''")
            links.append(Link((row, 1), f"'{quoted}'!{c.cell}"))
        row += 2
    last = len(_COLUMNS) - 1
    return SheetContent(
        cells=tuple(cells),
        widths=tuple((i, width) for i, (_, width) in enumerate(_COLUMNS)),
        heights=((0, 28.0), (_TOP, 22.0)),
        freeze=(_TOP + 1, 0),
        autofilter=Area(_TOP, 0, _TOP + len(corrections), last),
        links=tuple(links),
        printing=Printing(landscape=True, header=(_TOP, _TOP)),
        tab_color="70AD47",
    )
