"""Rule pages as tests: the example in a rule's docstring is read, laid out and checked.

An example is a block of indented lines after ``示例：``. ``日期``, ``政策`` and ``参数`` lines set
the check date, the policy and single values; ``[表名]`` starts a sheet (``[一中/学生花名册]`` in a
unit's folder, ``[上期/学生花名册]`` last month's); the lines under it are the sheet's rows, cells
between ``|``. ``◀错误`` after a cell's value says that the rule must find that level there, and
nowhere else. ``▽行`` after it hides its row, ``▽列`` its column; ``▽公式`` alone is a formula
without a result.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

from kongcuo_xl import policy as policies
from kongcuo_xl.book import Book, Sheet, a1
from kongcuo_xl.checking import Report, check_books
from kongcuo_xl.reading import read_book

_MARK = re.compile(r"◀(错误|疑问|提示)")
BEFORE = "上期"
_STATE = re.compile("▽(行|列|公式)")


@dataclass
class Example:
    date: dt.date = dt.date(2025, 10, 20)
    policy: str = "zhushan-2021"
    values: dict[str, str] = field(default_factory=dict)
    sheets: dict[tuple[str, str], list[list[str]]] = field(default_factory=dict)
    """(unit, sheet) → rows of cell texts."""
    expected: set[tuple[str, str, str, str]] = field(default_factory=set)
    """(unit, sheet, cell, level)."""
    states: dict[tuple[str, str], set[tuple[str, int, int]]] = field(default_factory=dict)
    """(unit, sheet) → 行, 列 or 公式 with the row and column of the cell that says so."""


def example_of(page: str) -> Example:
    _, _, tail = page.partition("示例：")
    lines = [line[4:] for line in tail.splitlines() if line.startswith("    ")]
    return parse(lines)


def parse(lines: list[str]) -> Example:
    example = Example()
    rows: list[list[str]] | None = None
    at = ("", "")
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if text.startswith("[") and text.endswith("]"):
            unit, _, sheet = text[1:-1].rpartition("/")
            at = (unit, sheet)
            rows = example.sheets.setdefault(at, [])
        elif rows is None:
            word, _, value = text.partition(" ")
            if word == "日期":
                example.date = dt.date.fromisoformat(value.strip())
            elif word == "政策":
                example.policy = value.strip()
            elif word == "参数":
                for pair in value.split():
                    key, _, given = pair.partition("=")
                    example.values[key] = given
            else:
                raise ValueError(f"unknown line in an example: {text}")
        else:
            cells = []
            for column, cell in enumerate(text.split("|") if "|" in text else [text]):
                mark = _MARK.search(cell)
                if mark:
                    address = a1(len(rows), column)
                    example.expected.add((*at, address, mark.group(1)))
                for state in _STATE.findall(cell):
                    example.states.setdefault(at, set()).add((state, len(rows), column))
                cells.append(_STATE.sub("", _MARK.sub("", cell)).strip())
            rows.append(cells)
    return example


def report_on(example: Example, codes: set[str] | None = None) -> Report:
    policy = policies.load(example.policy)
    if example.values:
        policy = policy.override(example.values, "示例")
    books: dict[str, Book] = {}
    for (unit, sheet), rows in example.sheets.items():
        name = f"{unit}/示例.xlsx" if unit else "示例.xlsx"
        book = books.setdefault(unit, Book(name, Path(name), "xlsx", []))
        width = max(map(len, rows))
        grid = [[*row, *[""] * (width - len(row))] for row in rows]
        states = example.states.get((unit, sheet), set())
        book.sheets.append(
            Sheet(
                sheet,
                grid,
                hidden_rows=frozenset(r for state, r, _ in states if state == "行"),
                hidden_columns=frozenset(c for state, _, c in states if state == "列"),
                uncached=frozenset((r, c) for state, r, c in states if state == "公式"),
            )
        )
    readings, before = [], []
    for unit, book in books.items():
        last, _, of = unit.partition("/")
        where = before if last == BEFORE else readings
        where.append(read_book(book, of if last == BEFORE else unit, example.date.year))
    return check_books(readings, policy, example.date, selected=codes, previous=before or None)


def found_by(example: Example, code: str) -> set[tuple[str, str, str, str]]:
    report = report_on(example, {code})
    assert not report.defects, report.defects[0]
    skipped = [s.reason for s in report.skipped if s.code == code]
    assert report.findings or not skipped, f"{code} was skipped: {skipped}"
    return {(f.unit, f.sheet, a1(f.row, f.column), f.level) for f in report.findings}
