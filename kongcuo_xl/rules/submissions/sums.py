"""表内勾稽 on a filled-in statistics sheet: totals that are not their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kongcuo_xl.book import Cell
from kongcuo_xl.rules.submissions.sheets import FilledSheet

_LEVELS = (
    (3, re.compile("总计|总\\s*合计")),
    (2, re.compile("合\\s*计|共\\s*计")),
    (1, re.compile("小\\s*计")),
)
_PART_OF = re.compile("^(?:其中|其|含|#)")
_NO_SUM = re.compile("率|比例|百分|平均|年龄|序号|编号|代码|电话|日期|年份|标准|％|%")
_TOTALS = frozenset(
    {"合计", "小计", "计", "总计", "共计", "总数", "人数", "总人数", "合计人数"}
    | {"学生数", "学生总数", "在校生数", "在校人数", "在籍人数"}
)
_BOYS = frozenset({"男", "男生", "男生数", "男生人数"})
_GIRLS = frozenset({"女", "女生", "女生数", "女生人数"})
OPENING, CLOSING = re.compile("期初|月初|年初|学期初"), re.compile("期末|月末|年末|学期末")

Fault = tuple[Cell, str]


def faults(sheet: FilledSheet) -> Iterator[Fault]:
    """Cells whose number is not the sum that their label promises, each once, with what is wrong.

    A total over a cell already found faulty is not judged: it is the same fault.
    """
    told: set[Cell] = set()
    for found in (_total_columns(sheet), _balances(sheet, told), _total_rows(sheet, told)):
        for cell, message in found:
            if cell not in told:
                told.add(cell)
                yield cell, message


def total_level(label: str) -> int:
    """3 for 总计, 2 for 合计, 1 for 小计, 0 for a row that is no total."""
    return next((level for level, words in _LEVELS if words.search(label)), 0)


def _total_rows(sheet: FilledSheet, told: set[Cell]) -> Iterator[Fault]:
    rows = [r for r in sheet.labels if not _PART_OF.match(sheet.labels[r])]
    levels = {row: total_level(sheet.labels[row]) for row in rows}
    for column, path in sheet.columns.items():
        if any(map(_NO_SUM.search, path)):
            continue
        if any(sheet.uncertain(row, column) for row in rows):
            continue
        items: list[tuple[int, int]] = []
        for place, row in enumerate(rows):
            level = levels[row]
            if level:
                parts: list[int] = []
                while items and items[-1][0] < level:
                    parts.insert(0, items.pop()[1])
                if not parts and not any(levels[r] >= level for r in rows[:place]):
                    parts = _parts_below(rows[place + 1 :], levels, level)
                if not any((part, column) in told for part in parts):
                    yield from _compared(sheet, row, column, parts)
            items.append((level, row))


def _parts_below(rows: list[int], levels: dict[int, int], level: int) -> list[int]:
    """The parts of a total that stands above them."""
    below: list[int] = []
    for row in rows:
        if levels[row] >= level:
            break
        below.append(row)
    highest = max((levels[row] for row in below), default=0)
    return [row for row in below if levels[row] == highest]


def _compared(sheet: FilledSheet, row: int, column: int, parts: list[int]) -> Iterator[Fault]:
    stated = sheet.figures.get((row, column))
    held = [sheet.figures[part, column] for part in parts if (part, column) in sheet.figures]
    if stated is None or not held:
        return
    if _differ(stated, sum(held)):
        label, heading = sheet.labels[row], "·".join(sheet.columns[column])
        yield (
            (row, column),
            f"{heading}的{label}是{stated:g}，各行相加是{sum(held):g}",
        )


def _total_columns(sheet: FilledSheet) -> Iterator[Fault]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for column, path in sheet.columns.items():
        groups.setdefault(path[:-1], []).append(column)
    for group, columns in groups.items():
        leaf = {column: sheet.columns[column][-1] for column in columns}
        totals = [column for column in columns if leaf[column] in _TOTALS]
        boys = [c for c in columns if leaf[c] in _BOYS]
        girls = [c for c in columns if leaf[c] in _GIRLS]
        if len(totals) != 1:
            continue
        if len(boys) == len(girls) == 1:
            parts = [boys[0], girls[0]]
        elif group:
            parts = [
                c
                for c in columns
                if c != totals[0]
                and not _PART_OF.match(leaf[c])
                and not _NO_SUM.search(leaf[c])
                and leaf[c] not in _GIRLS
            ]
        else:
            continue  # a flat heading does not say which of its columns make up the total
        if len(parts) < 2:
            continue
        for row in sheet.labels:
            yield from _across(sheet, row, totals[0], parts, group)


def _across(
    sheet: FilledSheet, row: int, total: int, parts: list[int], group: tuple[str, ...]
) -> Iterator[Fault]:
    stated = sheet.figures.get((row, total))
    held = [sheet.figures[row, c] for c in parts if (row, c) in sheet.figures]
    if stated is None or not held or any(sheet.uncertain(row, c) for c in (total, *parts)):
        return
    if _differ(stated, sum(held)):
        named = "＋".join(sheet.columns[c][-1] for c in parts)
        heading = "·".join((*group, sheet.columns[total][-1]))
        yield (
            (row, total),
            f"{sheet.labels[row]}的{heading}是{stated:g}，{named}是{sum(held):g}",
        )


def _balances(sheet: FilledSheet, told: set[Cell]) -> Iterator[Fault]:
    opening, closing = one_column(sheet, OPENING), one_column(sheet, CLOSING)
    if opening is None or closing is None:
        return
    more, less = _side(sheet, "增加"), _side(sheet, "减少")
    if not more or not less:
        return
    for row in sheet.labels:
        first, last = sheet.figures.get((row, opening)), sheet.figures.get((row, closing))
        cells = [(row, c) for c in (opening, closing, *more, *less)]
        if first is None or last is None or any(sheet.uncertain(*cell) for cell in cells):
            continue
        if not told.isdisjoint(cells):
            continue  # a wrong subtotal upsets the balance too: one fault, one finding
        came = sum(sheet.figures.get((row, c), 0.0) for c in more)
        left = sum(sheet.figures.get((row, c), 0.0) for c in less)
        if _differ(first + came - left, last):
            yield (
                (row, closing),
                f"{sheet.labels[row]}期初{first:g}＋增加{came:g}－减少{left:g}"
                f"＝{first + came - left:g}，期末填的是{last:g}",
            )


def one_column(sheet: FilledSheet, words: re.Pattern[str]) -> int | None:
    """The one column of figures for everybody that the words head; None if there is no such one."""
    found = [
        column
        for column, path in sheet.columns.items()
        if words.search(path[0]) and (len(path) == 1 or path[-1] in _TOTALS)
    ]
    return found[0] if len(found) == 1 else None


def _side(sheet: FilledSheet, word: str) -> list[int]:
    """The columns that make up 增加 or 减少: its total where there is one, else its parts."""
    found = {c: path for c, path in sheet.columns.items() if word in path[0]}
    totals = [c for c, path in found.items() if len(path) == 1 or path[-1] in _TOTALS]
    return totals[:1] or [c for c, path in found.items() if not _PART_OF.match(path[-1])]


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > 1e-6 * max(1.0, abs(one), abs(other))
