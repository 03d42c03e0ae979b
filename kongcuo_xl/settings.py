"""The sheet 设置 of a workbook: which policy, semester and check date hold for its unit.

Two columns, 项目 and 值: 单位, 学期, 政策, 检查日期, and any parameter of the policy by its Chinese
label or its key, or a rule's code with a level. It holds for the folder of the workbook and for
those below; the nearest folder's word counts. What can't be understood is said and left out, never
a reason to stop. What somebody names himself on the command line goes before the sheet.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from kongcuo_xl import clean
from kongcuo_xl import policy as policies
from kongcuo_xl.book import Book, Sheet, Value, a1
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.policy import CODE, Policy, PolicyError
from kongcuo_xl.rule import rules
from kongcuo_xl.units import up

SHEET = "设置"
Named: TypeAlias = Literal["policy", "date"]
"""What the user may have named himself, so that no sheet changes it."""

UNIT, TERM, POLICY, DATE = "单位", "学期", "政策", "检查日期"
_WORDS = {
    UNIT: ("单位", "单位名称", "学校", "学校名称", "填报单位"),
    TERM: ("学期", "当前学期", "本学期", "学年学期"),
    POLICY: ("政策", "政策名称", "采用政策", "核查政策", "政策口径"),
    DATE: ("检查日期", "核查日期", "检查时间", "核查时间"),
}
_BY_WORD = {word: item for item, words in _WORDS.items() for word in words}
_ITEM_HEADINGS = ("项目", "设置项", "设置项目", "参数", "参数名称", "名称", "项")
_VALUE_HEADINGS = ("值", "取值", "设定值", "设置值", "内容", "填写", "填写内容")
_SEASON = re.compile(r"(20\d\d)年?([秋春])季?(?:学期)?")
_HALF = re.compile(r"(20\d\d)[-–—~至/](?:20)?\d\d(?:学年度?)?[-第]?([一二12上下])(?:学期)?")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a sheet, understood: ``item`` is 单位 …, a parameter's key or a rule's code."""

    item: str
    value: Value
    where: str
    folder: Path


class Settings:
    """The 设置 sheets of the workbooks given, by unit; ``notes`` are sentences for the user."""

    def __init__(self, books: Iterable[tuple[str, Book]], named: Collection[Named] = ()) -> None:
        self.notes: list[str] = []
        self._named = frozenset(named)
        self._units: dict[str, dict[str, _Entry]] = {}
        for unit, book in books:
            for sheet in book.sheets:
                if is_settings(sheet):
                    self._add(unit, sheet, book)
        self._policies: dict[Hashable, Policy] = {}

    def _add(self, unit: str, sheet: Sheet, book: Book) -> None:
        known = self._units.setdefault(unit, {})
        for entry in self._entries(sheet, book):
            first = known.setdefault(entry.item, entry)
            if clean.text(first.value) != clean.text(entry.value):
                self._say(
                    f"{entry.where}：与 {first.where} 的设置不同，采用“{clean.text(first.value)}”"
                )

    def _entries(self, sheet: Sheet, book: Book) -> Iterator[_Entry]:
        for row, column, written, (at, value) in _pairs(sheet):
            place = f"{book.name}［{sheet.name}］"
            item = _item(written)
            if item is None:
                self._say(
                    f"{place}{a1(row, column)}：没有名为“{written}”的设置项，"
                    f"最接近的是“{_nearest(written)}”，这一行没有采用"
                )
                continue
            where = f"{place}{a1(row, at)}"
            if item == TERM and not term_name(value):
                self._say(f"{where}：看不懂学期“{clean.text(value)}”，可写 2025秋，这一行没有采用")
            elif item == DATE and clean.date(value)[1] != "ok":
                self._say(
                    f"{where}：看不懂日期“{clean.text(value)}”，可写 2025-10-20，这一行没有采用"
                )
            else:
                yield _Entry(item, value, where, book.path.parent)

    def _say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _entry(self, unit: str, item: str) -> _Entry | None:
        return next(
            (self._units[u][item] for u in up(unit) if item in self._units.get(u, {})), None
        )

    def name(self, unit: str) -> str:
        """The unit's name as its sheet states it, ``""`` without one; no folder above lends its."""
        entry = self._units.get(unit, {}).get(UNIT)
        return clean.text(entry.value) if entry else ""

    def date(self, unit: str, default: dt.date) -> dt.date:
        """The check date of a unit."""
        entry = self._entry(unit, DATE)
        stated = clean.date(entry.value)[0] if entry else None
        if entry is None or stated is None or stated == default:
            return default
        if "date" in self._named:
            self._say(f"{entry.where}：检查日期以命令行的 {default} 为准，没有采用 {stated}")
            return default
        self._say(f"{entry.where}：检查日期采用 {stated}")
        return stated

    def term(self, unit: str, calendar: SchoolCalendar, date: dt.date) -> Term | None:
        """The semester that the sheet names; None without one, or if the calendar lacks it."""
        entry = self._entry(unit, TERM)
        if entry is None:
            return None
        name = term_name(entry.value)
        term = calendar.term(name)
        if term is None:
            self._say(
                f"{entry.where}：学期 {name} 离检查日期 {date} 太远，按检查日期所在的学期核查"
            )
            return None
        return Term(term.name, term.label, term.start, term.end, complete=date > term.end)

    def policy(self, unit: str, default: Policy) -> Policy:
        """The policy of a unit: the one its sheet names, with the values its sheets give."""
        key = self.key(unit)
        if key not in self._policies:
            found = self._chosen(unit, default)
            for entry in self._own_values(unit):
                try:
                    value = _typed(found, entry)
                    found = found.override({entry.item: value}, entry.where)
                except PolicyError as why:
                    self._say(f"{str(why).rstrip('。')}，这一行没有采用")
            self._policies[key] = found
        return self._policies[key]

    def _chosen(self, unit: str, default: Policy) -> Policy:
        entry = self._entry(unit, POLICY)
        if entry is None:
            return default
        try:
            stated = _named_policy(clean.text(entry.value), entry.folder)
        except PolicyError as why:
            self._say(f"{entry.where}：{str(why).rstrip('。')}，没有采用，仍按“{default.title}”")
            return default
        if stated.name == default.name:
            return default
        if "policy" in self._named:
            self._say(
                f"{entry.where}：政策以命令行的“{default.title}”为准，没有采用“{stated.title}”"
            )
            return default
        self._say(f"{entry.where}：政策采用“{stated.title}”")
        return stated

    def _own_values(self, unit: str) -> list[_Entry]:
        """Parameters and levels that hold for a unit, the nearest folder's word for each."""
        found: dict[str, _Entry] = {}
        for above in up(unit):
            for item, entry in self._units.get(above, {}).items():
                if item not in _WORDS:
                    found.setdefault(item, entry)
        return list(found.values())

    def key(self, unit: str) -> Hashable:
        """Equal for units on which the sheets say the same, so that they are checked together."""
        stated = [self._entry(unit, item) for item in (TERM, POLICY, DATE)]
        return (
            tuple(clean.text(e.value) if e else "" for e in stated),
            tuple((e.item, e.where) for e in self._own_values(unit)),
        )


def is_settings(sheet: Sheet) -> bool:
    """Whether a sheet is a workbook's 设置."""
    return clean.key(sheet.name) == SHEET


def term_name(value: Value) -> str:
    """2025秋 for a semester as people write it, ``""`` for what is none.

    2025秋, 2025年秋季学期, 2025-2026学年第一学期, 2025-2026学年度上学期, 2025-2026-1.
    """
    word = clean.key(value)
    if found := _SEASON.fullmatch(word):
        return f"{found[1]}{found[2]}"
    if found := _HALF.fullmatch(word):
        year = int(found[1])
        return f"{year}秋" if found[2] in "一1上" else f"{year + 1}春"
    return ""


def _pairs(sheet: Sheet) -> Iterator[tuple[int, int, str, tuple[int, Value]]]:
    """Row, column and words of each item, with the column and the value beside it.

    The columns are those headed 项目 and 值; without headings, the first word of a row and what
    stands next. A row without a value says nothing.
    """
    columns: tuple[int, int] | None = None
    for number, row in enumerate(sheet.rows):
        filled = [(c, v) for c, v in enumerate(row) if clean.text(v) != ""]
        keys = {c: clean.header_key(v) for c, v in filled if isinstance(v, str)}
        item = next((c for c, key in keys.items() if key in _ITEM_HEADINGS), None)
        value = next((c for c, key in keys.items() if key in _VALUE_HEADINGS), None)
        if columns is None and item is not None and value is not None:
            columns = item, value
            continue
        if columns is not None:
            filled = [(c, v) for c, v in filled if c in columns]
            if filled and filled[0][0] != columns[0]:
                continue
        elif filled and clean.number(filled[0][1]) is not None:
            filled = filled[1:]  # a row number
        if len(filled) >= 2:
            (at, written), beside = filled[:2]
            yield number, at, clean.text(written), beside


@cache
def _items() -> dict[str, str]:
    """Every item by its words, normalised."""
    schema = policies.load(policies.BASE).schema
    named = {key: key for key in schema} | {p.label: key for key, p in schema.items()}
    return {clean.header_keys(word)[0]: key for word, key in named.items()} | _BY_WORD


def _item(written: str) -> str | None:
    code = clean.key(written).upper()
    if CODE.fullmatch(code):
        return code if code in rules() else None
    known = _items()
    return next((known[key] for key in clean.header_keys(written) if key in known), None)


def _nearest(written: str) -> str:
    schema = policies.load(policies.BASE).schema
    words = [*_WORDS, *(p.label for p in schema.values())]
    written = written.lower()
    if written.isascii():
        words = [*schema, *(code.lower() for code in rules())]
    nearest: Sequence[str] = difflib.get_close_matches(written, words, n=1, cutoff=0.0)
    return nearest[0].upper() if CODE.fullmatch(nearest[0].upper()) else nearest[0]


def _typed(policy: Policy, entry: _Entry) -> object:
    """The value of a cell as ``Policy.override`` takes it."""
    if entry.item not in policy.schema:
        return clean.text(entry.value)
    kind = policy.schema[entry.item].kind
    read: object = None
    if kind == "bool":
        answer = clean.yes_no(entry.value)
        read = answer if isinstance(answer, bool) else None
    elif kind in ("int", "number"):
        read = clean.number(entry.value)
    elif kind == "date" or isinstance(entry.value, dt.date):
        read = clean.date(entry.value)[0]
    return clean.text(entry.value) if read is None else read


def _named_policy(written: str, folder: Path) -> Policy:
    """The policy of that name or title, or in a TOML file beside the workbook."""
    if written.endswith(".toml"):
        return policies.load(folder / Path(written).name)
    word = clean.key(written)
    shipped = [policies.load(name) for name in policies.names()]
    exact = [p for p in shipped if word in (p.name.lower(), clean.key(p.title))]
    near = exact or [p for p in shipped if len(word) > 1 and word in clean.key(p.title)]
    return near[0] if len(near) == 1 else policies.load(written)
