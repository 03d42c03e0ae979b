"""Header rows: which rows of a sheet head a table, and what each column's heading says.

A header may be one to four rows deep, merged in both directions, repeated on every printed page,
and stand beside another table's. This module finds the rows and folds them into one *path* of texts
per column, upper cells first; what the paths mean is the business of ``recognition``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from kongcuo_xl import clean
from kongcuo_xl.book import Area, Sheet, Value
from kongcuo_xl.tables import group_words, kinds, unqualified

LONGEST_HEADING = 40
_NEAR_TOP = 60
_DEEPEST = 4
_DAY = re.compile(r"^(?:(\d{1,2})[月./-])?(\d{1,2})[日号]?$")
_WITH_WEEKDAY = re.compile(r"(?<=[\d日号])[(（]?(?:周|星期|礼拜)?[一二三四五六日天][)）]?$")
_MONTH = re.compile(r"^(?:(20\d\d)年)?(\d{1,2}|十[一二]?|[一二三四五六七八九])月份?$")
_WEEK = re.compile(r"^第?(?:\d{1,2}|[一二三四五六七八九十]{1,3})周")
_NTH_WEEK = re.compile(r"第\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*周")
_FROM = re.compile(
    r"(?:(20\d\d)\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?"
    r"\s*[-—–~～至到]+\s*(?:20\d\d\s*[年./-]\s*)?\d{1,2}\s*(?:[月./-]\s*\d{1,2})?\s*[日号]?"
)
_SAYS = re.compile(r"[:：]\s*\S|[:：]\s*[_—-]*$|\d{4}\s*年|第\s*\d+\s*页")
_TITLE = re.compile(r"(?:册|表|台账|名单|清单|一览|统计|情况|登记|记录)(?:[(（].*)?$")
_WEEKDAY = re.compile(r"^(?:周|星期|礼拜)?[一二三四五六日天]$")
_HALF = re.compile(r"^(?:上午?|下午?|早|晚|am|pm)$", re.I)
_ID = re.compile(r"\d{14,}")
_SUBJECTS_LIST = """
语文 数学 英语 外语 物理 化学 生物 历史 地理 政治 道德与法治 道法 科学 音乐
体育 美术 信息技术 信息科技 劳动 书法 思想品德 品德 综合实践 日语 俄语
"""
SUBJECTS = frozenset(_SUBJECTS_LIST.split())


@dataclass(slots=True)
class Block:
    """Header rows of one table: rows, columns, and each column's path of texts."""

    top: int
    bottom: int
    paths: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """First column."""
        return min(self.paths)

    @property
    def right(self) -> int:
        """Last column."""
        return max(self.paths)


@lru_cache(maxsize=65536)
def is_known(text: str) -> bool:
    """Whether the text heads a column in some kind of table."""
    words = _all_words()
    return any(
        key in words or any(word in words for word, _ in unqualified(key))
        for key in clean.header_keys(text)
    )


@lru_cache(maxsize=1)
def _all_words() -> frozenset[str]:
    words = {w for kind in kinds().values() for w in kind.by_word}
    return frozenset(words)


@lru_cache(maxsize=65536)
def _counts(text: str) -> bool:
    """Known, and not as often a value as a heading."""
    return is_known(text) and not any(k in group_words().values for k in clean.header_keys(text))


@lru_cache(maxsize=1)
def _raw_words() -> frozenset[str]:
    """Wordings as people usually type them, for a quick look down long sheets."""
    words = {w for w in _all_words() if w not in group_words().values}
    words |= {" ".join(w) for w in words if len(w) == 2} | {"　".join(w) for w in words}
    words |= {f"*{w}" for w in words}
    return frozenset(words)


def heading_text(value: Value) -> str:
    """A cell's text if it could be a heading, else ''."""
    if value == "" or isinstance(value, bool):
        return ""
    text = clean.text(value)
    return text if len(text) <= LONGEST_HEADING else ""


class Grid:
    """A sheet's cells with merges spread out, as header rows need to be read."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self.width = sheet.width
        self.height = sheet.height
        self.merge_at: dict[tuple[int, int], Area] = {}
        self._by_row: dict[int, list[Area]] = {}
        for merge in sheet.merges:
            # Nobody heads a table with a merge of thousands of rows; hostile files hold them.
            if merge.bottom - merge.top > 200 or merge.top >= self.height:
                continue
            for row in range(merge.top, min(merge.bottom, self.height - 1) + 1):
                self._by_row.setdefault(row, []).append(merge)

    def merges(self, row: int) -> list[Area]:
        """Merges that cover part of a row."""
        return self._by_row.get(row, [])

    def merge(self, row: int, column: int) -> Area | None:
        """The merge a cell belongs to."""
        for area in self._by_row.get(row, ()):
            if area.left <= column <= area.right:
                return area
        return None

    def text(self, row: int, column: int) -> str:
        """Heading text of a cell; a merged cell has its merge's text."""
        area = self.merge(row, column)
        if area is not None:
            row, column = area.top, area.left
        if row >= self.height or column >= self.width:
            return ""
        return heading_text(self.rows[row][column])

    def texts(self, row: int) -> dict[int, str]:
        """Column → heading text for the non-empty cells of a row, merges spread out."""
        found = {c: heading_text(v) for c, v in enumerate(self.rows[row]) if v != ""}
        for area in self.merges(row):
            text = self.text(area.top, area.left)
            for column in range(area.left, min(area.right, self.width - 1) + 1):
                found[column] = text
        return {c: t for c, t in found.items() if t}

    def own(self, row: int, left: int = 0, right: int | None = None) -> dict[int, str]:
        """Column → text of the cells that begin in this row (merges count once)."""
        found = {}
        cells = self.rows[row]
        for column in range(left, len(cells) if right is None else min(right + 1, len(cells))):
            if (value := cells[column]) != "" and (text := heading_text(value)):
                found[column] = text
        return found

    def filled(self, row: int) -> int:
        """Number of non-empty cells."""
        cells = self.rows[row]
        return len(cells) - cells.count("")


def day_of(value: Value, text: str) -> tuple[int | None, int | None, int] | None:
    """(year, month, day) of a day column's heading, or None if it heads no day."""
    if isinstance(value, dt.date):
        return value.year, value.month, value.day
    plain = _WITH_WEEKDAY.sub("", re.sub(r"[\s　]", "", text))
    match = _DAY.match(plain)
    if match:
        month, day = match.group(1), int(match.group(2))
        if 1 <= day <= 31 and (month is None or 1 <= int(month) <= 12):
            return None, int(month) if month else None, day
        return None
    date, status = clean.date(plain) if len(plain) >= 6 else (None, "blank")
    return (date.year, date.month, date.day) if date and status == "ok" else None


def month_of(text: str) -> tuple[int | None, int] | None:
    """(year, month) of a heading over day columns: 9月, 2025年9月, 九月份; None if it is none."""
    match = _MONTH.match(text.replace(" ", ""))
    if match is None:
        return None
    number = clean.number(match.group(2))
    if number is None or not 1 <= number <= 12:
        return None
    return int(match.group(1)) if match.group(1) else None, int(number)


def week_of(text: str) -> int:
    """The number of a week named in a text (第3周, 第十一周), 0 if there is none."""
    match = _NTH_WEEK.search(text)
    return int(clean.number(match.group(1)) or 0) if match else 0


def first_day_of(text: str) -> tuple[int | None, int, int] | None:
    """(year, month, day) with which a range of days in a text begins: 9月1日—9月5日."""
    match = _FROM.search(text)
    if match is None or not (1 <= int(match.group(2)) <= 12 and 1 <= int(match.group(3)) <= 31):
        return None
    year = int(match.group(1)) if match.group(1) else None
    return year, int(match.group(2)), int(match.group(3))


def weekday_of(text: str) -> int:
    """1 for 周一 to 7 for 周日, 0 for anything else."""
    plain = text.replace(" ", "")
    return "一二三四五六日".index(plain[-1].replace("天", "日")) + 1 if is_weekday(plain) else 0


def is_id(text: str) -> bool:
    """Whether the text holds what can only be an ID number or a 学籍号."""
    return bool(_ID.search(text))


def is_weekday(text: str) -> bool:
    """周一, 星期三, 五."""
    return bool(_WEEKDAY.match(text.replace(" ", "")))


def is_half_day(text: str) -> bool:
    """上午, 下, 早 …"""
    return bool(_HALF.match(text.replace(" ", "")))


@dataclass(frozen=True, slots=True)
class Seed:
    """A row that looks like the (main) header row of some table, and the columns it reaches."""

    row: int
    left: int
    right: int


def header_rows(grid: Grid) -> list[Seed]:
    """Rows that look like the header row of some table, in order."""
    seeds = []
    for row in _candidates(grid):
        here = _seeds(grid, row)
        if here and not _of_a_card(grid, row):
            seeds += here
    return seeds


def _seeds(grid: Grid, row: int) -> list[Seed]:
    """What of one row looks like the header row of a table."""
    texts = grid.own(row)
    if not texts:
        return []
    runs = _runs(grid, row, texts)
    heads = [run for run in runs if _heads(grid, row, run)]
    # Beside a table that began higher up stands data: only its own columns head this one.
    rest = [run for run in runs if run not in heads]
    data = heads and [run for run in rest if _is_data(run) or _is_aside(grid, row, run)]
    if not data and _heads(grid, row, texts):
        return [Seed(row, 0, grid.width - 1)]
    return [Seed(row, min(run), max(run)) for run in heads]


def _is_data(run: dict[int, str]) -> bool:
    """Whether texts beside a header are of a row of data: some may be words that also head one."""
    known, certain = sum(map(is_known, run.values())), sum(map(_counts, run.values()))
    return len(run) > 1 and certain <= 0.3 * len(run) and known < len(run)


def _is_aside(grid: Grid, row: int, run: dict[int, str]) -> bool:
    """Whether a text apart from a header is the title of the table beside it."""
    if any(map(_counts, run.values())) or len(run) > 2:
        return False
    if any(map(_SAYS.search, run.values())):
        return True
    ((column, text),) = [*run.items()][:1]
    area = grid.merge(row, column)
    if area is None or area.right == area.left:
        return len(run) == 1 and len(text) >= 6 and bool(_TITLE.search(text))
    # A group of columns has its headings beneath it.
    below = grid.own(row + 1, area.left, area.right) if row + 1 < grid.height else {}
    return not any(map(is_known, below.values())) or len(below) >= 5


def _of_a_card(grid: Grid, row: int) -> bool:
    """Whether headings and values alternate in a row, and in the one above or below: a card."""
    return _pairs(grid, row) >= 2 and any(
        _pairs(grid, other) for other in (row - 1, row + 1) if 0 <= other < grid.height
    )


def pairs(grid: Grid, row: int) -> list[tuple[int, str, str]]:
    """(column of the value, heading, value) of a row of headings and values by turns."""
    cells = sorted(grid.own(row).items())
    if not _pairs(grid, row):
        return []
    return [(c, head, said) for (_, head), (c, said) in zip(cells[::2], cells[1::2], strict=False)]


def _pairs(grid: Grid, row: int) -> int:
    """Number of headings in a row of headings and their values by turns; 0 if it is none such."""
    texts = [text for _, text in sorted(grid.own(row).items())]
    heads, values = texts[::2], texts[1::2]
    if len(heads) < 2 and len(texts) != 2:
        return 0
    by_turns = all(map(is_known, heads)) and not any(map(_counts, values))
    return len(heads) if by_turns else 0


def _runs(grid: Grid, row: int, texts: dict[int, str]) -> list[dict[int, str]]:
    """A row's texts parted at its blank columns."""
    runs: list[dict[int, str]] = []
    end = -2
    for column in sorted(texts):
        if column > end + 1:
            runs.append({})
        runs[-1][column] = texts[column]
        merge = grid.merge(row, column)
        end = merge.right if merge else column
    return runs


def _heads(grid: Grid, row: int, texts: dict[int, str]) -> bool:
    """Whether texts of one row can be headings."""
    if _ID.search(" ".join(texts.values())):
        return False
    hits = sum(1 for t in texts.values() if _counts(t))
    if not hits and not any("名" in t for t in texts.values()):
        return False  # most rows are data: no need to look closer
    loose = sum(1 for t in texts.values() if is_known(t))
    days = sum(1 for c, t in texts.items() if day_of(grid.rows[row][c], t))
    names = any("姓名" in clean.header_keys(t)[0] for t in texts.values())
    if hits >= 2 and loose >= 0.3 * (len(texts) - days):
        return True
    if hits >= 1 and loose == len(texts) >= 3:
        return True
    subjects = sum(1 for t in texts.values() if clean.header_key(t) in SUBJECTS)
    if hits >= 1 and days >= 2 and names:
        return True
    if subjects >= 2 and {"班级", "班主任"} <= {clean.header_key(t) for t in texts.values()}:
        return True
    return names and (loose >= 2 or subjects >= 1 or _dayish(texts) or _is_series(texts))


def _dayish(texts: dict[int, str]) -> bool:
    """Week days, months and weeks beside the name."""
    return sum(1 for t in texts.values() if is_weekday(t) or month_of(t) or _WEEK.match(t)) >= 2


def _is_series(texts: dict[int, str]) -> bool:
    """第1课, 第2课, 第3课 beside the name: headings that differ by their numbers alone."""
    bare = [re.sub(r"[\d一二三四五六七八九十]+", "#", t) for t in texts.values()]
    return any("#" in t and len(t) > 1 and bare.count(t) >= 3 for t in set(bare))


def _candidates(grid: Grid) -> list[int]:
    """Rows worth a close look: the top, those after a gap or a title, those with a plain word."""
    words = _raw_words()
    top = grid.rows[:_NEAR_TOP]
    left = min((c for cells in top for c, v in enumerate(cells) if v != ""), default=0)
    found = list(range(len(top)))
    below = range(len(top), grid.height)
    if not below:
        return found
    # Far down, a header that follows data directly is known by its first headings.
    first = [grid.sheet.column(c, below) for c in range(left, min(left + 4, grid.width))]
    close = np.zeros(len(below), dtype=bool)
    blanks = np.zeros(len(below), dtype=np.int8)
    for cells in first:
        if not words.isdisjoint(cells):
            close |= np.fromiter((v in words for v in cells), dtype=bool, count=len(cells))
        if "" in cells:
            blanks += np.fromiter((v == "" for v in cells), dtype=bool, count=len(cells))
    close[0] = True
    close[1:] |= blanks[:-1] >= len(first) - 1
    return found + (np.flatnonzero(close) + len(top)).tolist()


def blocks(grid: Grid) -> list[Block]:
    """All header blocks of a sheet, top to bottom, left to right."""
    found: list[Block] = []
    used: list[Area] = []
    for seed in header_rows(grid):
        here = Area(seed.row, seed.left, seed.row, seed.right)
        if any(area.meets(here) for area in used):
            continue
        top = seed.row
        while (
            top > 0
            and seed.row - top + 1 < _DEEPEST
            and _joins(grid, top - 1, top, seed.left, seed.right)
        ):
            top -= 1
        parts = _segments(_fold(grid, top, seed.row, seed.left, seed.right))
        for number, part in enumerate(parts):
            left = seed.left if number == 0 else part[0]
            right = parts[number + 1][0] - 1 if number + 1 < len(parts) else seed.right
            bottom = _bottom(grid, top, seed.row, left, right)
            paths = _fold(grid, top, bottom, left, right)
            used.append(Area(top, left, bottom, right))
            headed = {c: p for c, p in paths.items() if p and not _is_legend(c, paths)}
            block = _trim(grid, Block(top, bottom, headed))
            if block.paths:
                found.append(block)
    return found


def _bottom(grid: Grid, top: int, seed: int, left: int, right: int) -> int:
    """Last header row under a seed row, between two columns."""
    bottom = seed
    # A vertical merge tells the depth outright.
    for merge in grid.merges(seed):
        if left <= merge.left <= right and bottom < merge.bottom < merge.top + _DEEPEST:
            bottom = min(merge.bottom, grid.height - 1)
    while (
        bottom + 1 < grid.height
        and bottom - top + 1 < _DEEPEST
        and _joins(grid, bottom, bottom + 1, left, right)
    ):
        bottom += 1
    return bottom


def _joins(grid: Grid, upper: int, lower: int, left: int, right: int) -> bool:
    """Whether two neighbouring rows belong to one header."""
    above, below = grid.own(upper, left, right), grid.own(lower, left, right)
    if not above or not below or _ID.search(" ".join(below.values())):
        return False
    if any(_SAYS.search(t) for t in above.values()):
        return False
    merges = [m for m in grid.merges(upper) if m.left <= right and m.right >= left]
    if any(m.bottom >= lower and _short(grid, m) for m in merges):
        return True
    if len(below) >= 2 and (_all(below, is_weekday) or _all(below, is_half_day)):
        return True
    if _day_row(grid, lower, below) and not _day_row(grid, upper, above):
        if sum(1 for t in above.values() if is_weekday(t)) >= 4:
            return True
        if any("姓名" in clean.header_keys(t)[0] and c not in below for c, t in above.items()):
            return True
    if _all(above, lambda t: is_weekday(t) or bool(month_of(t)) or bool(_WEEK.match(t))):
        named = any("姓名" in clean.header_keys(t)[0] for t in below.values())
        return named or _day_row(grid, lower, below)
    columns = [c for r in (upper, lower) for c in grid.texts(r) if left <= c <= right]
    if not columns:  # all of it lies under one merge
        return False
    first, width = min(columns), max(columns) - min(columns)
    alone = len(above) == 1
    groups = [
        m
        for m in merges
        if m.top == m.bottom == upper
        and m.right > m.left
        and m.right - m.left < (width - 1 if not alone else 0.7 * width)
        and not (alone and m.left == first)
        and grid.text(upper, m.left)
    ]
    leaves = sum(
        1 for m in groups for c in range(m.left, m.right + 1) if c in below and _wordy(below[c])
    )
    if groups and leaves >= 2 and leaves >= sum(m.right - m.left + 1 for m in groups) / 2:
        return not _data_like(grid, lower, left, right)
    # Groups written without merging: leaves stand under blanks, known headings over blanks.
    if len(above) < 3:
        return False
    over = [c for c in above if c not in below]
    under = [c for c in below if c not in above]
    known_over = sum(1 for c in over if is_known(above[c]))
    return (
        len(under) >= 1
        and known_over >= 2
        and len(over) >= 0.5 * len(above)
        and all(_wordy(t) for t in below.values())
        and sum(1 for t in below.values() if is_known(t) or len(t) <= 4) >= 0.8 * len(below)
        and not _data_like(grid, lower, left, right)
    )


def _day_row(grid: Grid, row: int, texts: dict[int, str]) -> bool:
    """Whether all cells of a row head days."""
    days = [c for c, t in texts.items() if day_of(grid.rows[row][c], t)]
    return len(days) >= 5 and len(days) >= 0.8 * len(texts)


def _data_like(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether a row holds numbers or dates, as data do."""
    return any(v != "" and not isinstance(v, str) for v in grid.rows[row][left : right + 1])


def _short(grid: Grid, merge: Area) -> bool:
    return bool(grid.text(merge.top, merge.left)) and merge.bottom - merge.top < _DEEPEST


def _wordy(text: str) -> bool:
    return not re.search(r"\d{4,}", text) and len(text) <= 20


def _all(texts: dict[int, str], test: Callable[[str], bool]) -> bool:
    return all(test(t) for t in texts.values())


def _fold(grid: Grid, top: int, bottom: int, left: int, right: int) -> dict[int, tuple[str, ...]]:
    """Each column's texts down the header rows, without repeats; unmerged groups reach right."""
    rows = [
        {c: t for c, t in grid.texts(r).items() if left <= c <= right}
        for r in range(top, bottom + 1)
    ]
    columns = sorted(set().union(*rows))
    for i in range(len(rows) - 1):
        carried = ""
        for c in range(columns[0], columns[-1] + 1) if columns else ():
            if c in rows[i]:
                merged = grid.merge(top + i, c)
                splits = any(c in lower for lower in rows[i + 1 :])
                carried = rows[i][c] if splits and merged is None else ""
            elif carried and any(c in lower for lower in rows[i + 1 :]):
                rows[i][c] = carried
            else:
                carried = ""
    paths = {}
    for c in columns:
        path: list[str] = []
        for row in rows:
            text = row.get(c, "")
            if text and (not path or path[-1] != text):
                path.append(text)
        paths[c] = tuple(path)
    return paths


def _segments(paths: dict[int, tuple[str, ...]]) -> list[list[int]]:
    """Columns of each table side by side under these header rows."""
    # A title over each of the tables tells them apart, and is no part of any heading.
    paths = {
        c: tuple(t for t in p if is_known(t) or not _TITLE.search(t)) or p
        for c, p in paths.items()
        if p
    }
    runs: list[list[int]] = []
    for c in sorted(paths):
        if runs and c == runs[-1][-1] + 1:
            runs[-1].append(c)
        else:
            runs.append([c])
    runs = [part for run in runs for part in _split_repeats(run, paths)]
    joined: list[list[int]] = []
    for run in runs:
        if joined and not _stands_alone(run, joined[-1], paths):
            joined[-1] = joined[-1] + run
        else:
            joined.append(run)
    if len(joined) > 1 and not _has_required({paths[c] for c in joined[0]}):
        joined[1] = joined[0] + joined[1]
        joined.pop(0)
    return joined


def _is_legend(column: int, paths: dict[int, tuple[str, ...]]) -> bool:
    """A note beside the table, apart from it by a blank column."""
    alone = column > 0 and column - 1 not in paths and column + 1 not in paths
    return alone and _leaf(paths[column]) in ("说明", "图例", "填表说明", "注意事项", "记号说明")


def _leaf(path: tuple[str, ...]) -> str:
    return clean.header_keys(path[-1])[-1]


def _split_repeats(run: list[int], paths: dict[int, tuple[str, ...]]) -> list[list[int]]:
    """Two tables without a column between them: the headings start over from the first."""
    keys = ["".join(clean.header_keys(t)[-1] for t in paths[c]) for c in run]
    leaves = [_leaf(paths[c]) for c in run]
    for start in range(2, len(keys) - 1):
        again = keys[start] == keys[0] and len(set(keys[start:]) & set(keys[:start])) >= 2
        if again or (leaves[start] == leaves[0] and _under_heads(run, start, paths)):
            return [run[:start], *_split_repeats(run[start:], paths)]
    return [run]


def _under_heads(run: list[int], start: int, paths: dict[int, tuple[str, ...]]) -> bool:
    """Whether the columns before and from ``start`` each stand under a head of their own.

    转入 over one list of pupils, 转出 over the other, most headings being the same.
    """
    end = next(
        (n for n in range(start, len(run)) if paths[run[n]][0] != paths[run[start]][0]), len(run)
    )
    halves = run[:start], run[start:end]
    heads = [{paths[c][0] for c in half} for half in halves]
    deep = all(len(paths[c]) > 1 for half in halves for c in half)
    if not deep or any(len(head) != 1 for head in heads) or heads[0] == heads[1]:
        return False
    first, second = ({_leaf(paths[c]) for c in half} for half in halves)
    return len(first & second) >= 3


def _stands_alone(run: list[int], left: list[int], paths: dict[int, tuple[str, ...]]) -> bool:
    """Whether columns after a gap are a table of their own rather than the left one's tail."""
    mine, other = {_leaf(paths[c]) for c in run}, {_leaf(paths[c]) for c in left}
    if len(run) < 2:
        return False
    return bool(mine & other) or _has_required({paths[c] for c in run})


def _has_required(paths: set[tuple[str, ...]]) -> bool:
    keys = {clean.header_keys(p[-1])[-1] for p in paths}
    for kind in kinds().values():
        fields = {name for k in keys if (name := kind.field_named(k))}
        own = fields & kind.own
        if len(fields) >= 2 and set(kind.required) <= fields and (own or len(fields) >= 3):
            return True
        if "name" in fields and len(fields) >= 2 and kind.id == "students":
            return True
    return False


def _trim(grid: Grid, block: Block) -> Block:
    """Drop header rows that are a title over the whole of this block, or blank in it."""
    top, bottom = block.top, block.bottom
    while top < bottom:
        texts = {grid.text(top, c) for c in block.paths}
        area = grid.merge(top, block.left)
        title = len(texts) == 1 and len(block.paths) > 2 and not (area and area.bottom > top)
        if not (title or texts == {""}):
            break
        gone = next(iter(texts))
        block.paths = {
            c: (p[1:] if len(p) > 1 and p[0] == gone else p) for c, p in block.paths.items()
        }
        top += 1
    while bottom > top and not any(
        grid.text(bottom, c) and not _from_above(grid, bottom, c) for c in block.paths
    ):
        if any((m := grid.merge(bottom, c)) and m.top < bottom for c in block.paths):
            break
        bottom -= 1
    return Block(top, bottom, block.paths)


def _from_above(grid: Grid, row: int, column: int) -> bool:
    area = grid.merge(row, column)
    return area is not None and area.top < row
