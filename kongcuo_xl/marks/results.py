"""The column 核查结果 beside each table with findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kongcuo_xl.book import LAST_COLUMN, Area, Book, Sheet
from kongcuo_xl.finding import LEVELS, Finding
from kongcuo_xl.plan import (
    ResultColumn,
    Step,
    Style,
)

RESULT = "核查结果"
RESULT_WIDTH = 48.0
_RESULT_HEADER = Style(bold=True, fill="D9E1F2", color="1F3864", vertical="center")
_RESULT_TEXT = Style(color="C00000", vertical="center")


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table stands: ``area`` from its first header row to its last data row."""

    sheet: str
    area: Area
    header_rows: int = 1


def result_column(sheet: str, area: Area, texts: tuple[tuple[int, str], ...]) -> ResultColumn:
    """A column 核查结果 on an area, its heading in the first row."""
    return ResultColumn(
        sheet,
        area.left,
        area.top,
        area.bottom,
        RESULT,
        texts,
        RESULT_WIDTH,
        _RESULT_HEADER,
        _RESULT_TEXT,
    )


def result_columns(
    book: Book, findings: Sequence[Finding], places: Sequence[TablePlace]
) -> list[Step]:
    """A column beside every table with findings, as far as the sheet has room."""
    steps: list[Step] = []
    for sheet in book.sheets:
        tables = sorted((p for p in places if p.sheet == sheet.name), key=lambda p: p.area[1::-1])
        here = [f for f in findings if f.sheet == sheet.name]
        said: dict[int, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
        for finding in here:
            at = _table_of(finding, tables)
            if at is not None:
                said[at][finding.row].append(finding)
        taken: list[Area] = []
        for at, rows in sorted(said.items()):
            area = tables[at].area
            # A list without headings may begin in the sheet's first row.
            header = max(0, area.top + tables[at].header_rows - 1)
            column = _free_column(sheet, area, taken)
            if column is None:
                continue
            taken.append(Area(area.top, column, area.bottom, column))
            texts = tuple((row, sentence_of(found)) for row, found in sorted(rows.items()))
            place = Area(header, column, area.bottom, column)
            steps.append(result_column(sheet.name, place, texts))
    return steps


def _table_of(finding: Finding, tables: Sequence[TablePlace]) -> int | None:
    """The table whose data rows a finding lies in: the one around it, else the nearest left."""
    rows = [
        i
        for i, table in enumerate(tables)
        if table.area.top + table.header_rows <= finding.row <= table.area.bottom
    ]
    left_of = [i for i in rows if tables[i].area.left <= finding.column]
    around = [i for i in left_of if finding.column <= tables[i].area.right]
    return next(iter([*around, *left_of[::-1], *rows]), None)


def _free_column(sheet: Sheet, area: Area, taken: Sequence[Area]) -> int | None:
    """The first column right of a table and of all beside it, shown and free on its rows."""
    rows = sheet.rows[area.top : area.bottom + 1]
    last = area.right
    for row in rows:
        column = len(row) - 1
        while column > last and row[column] == "":
            column -= 1
        last = max(last, column)
    uncached = {c for r, c in sheet.uncached if area.top <= r <= area.bottom}
    blocks = [*sheet.merges, *taken]
    beside = [b.right for b in blocks if b.top <= area.bottom and b.bottom >= area.top]
    last = max([last, *beside, *uncached])
    free = last + 1
    while free in sheet.hidden_columns:
        free += 1
    return free if free <= LAST_COLUMN else None


def sentence_of(findings: Sequence[Finding]) -> str:
    """``错误 身份证号：校验码不符；疑问 …``, gravest first."""
    parts: list[str] = []
    for finding in sorted(findings, key=lambda f: (LEVELS.index(f.level), f.column)):
        field = f"{finding.field}：" if finding.field else ""
        part = f"{finding.level} {field}{finding.message}".rstrip("。；")
        if part not in parts:
            parts.append(part)
    return "；".join(parts)
