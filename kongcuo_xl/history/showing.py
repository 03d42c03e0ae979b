"""Answers of a history as text, JSON and a workbook with a chart."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from kongcuo_xl.history.asking import Answer
from kongcuo_xl.hosts import authorship
from kongcuo_xl.hosts.lists import write_file
from kongcuo_xl.hosts.pages import Page, Pages

_COLORS = ("C00000", "305496", "70AD47", "FFC000", "7030A0", "00B0F0", "ED7D31", "7F7F7F", "A9D18E")
_WIDEST = 40


def as_text(answer: Answer) -> str:
    """Columns one beneath the other, however wide their characters are."""
    lines = [answer.title, ""]
    cells = [[column.head for column in answer.columns]]
    cells += [[_written(value) for value in row] for row in answer.rows]
    widths = [max(cell_len(row[n]) for row in cells) for n in range(len(answer.columns))]
    numeric = [
        any(isinstance(row[n], int | float) for row in answer.rows)
        for n in range(len(answer.columns))
    ]
    for row in cells:
        padded = [
            _pad(text, width, right=right)
            for text, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join([*lines, *([""] if answer.notes else []), *answer.notes])


def _pad(text: str, width: int, *, right: bool) -> str:
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank


def _written(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def as_json(answer: Answer) -> str:
    """One object: ``title``, ``columns`` (key → head), ``rows`` (by key), ``notes``, ``unit``."""
    return json.dumps(
        {
            "title": answer.title,
            "unit": answer.unit,
            "columns": {column.key: column.head for column in answer.columns},
            "rows": [
                {c.key: v for c, v in zip(answer.columns, row, strict=True)} for row in answer.rows
            ],
            "notes": answer.notes,
        },
        ensure_ascii=False,
        indent=1,
    )


FORMATS: dict[str, Callable[[Answer], str]] = {"text": as_text, "json": as_json}
"""What can be printed."""


def save(answer: Answer, format_: str, target: Path) -> None:
    """Write an answer to a file, whole or not at all. Raises OutputError."""
    if format_ == "xlsx":
        _workbook(answer).save(target, authorship.LIST)
        return
    write_file(target, f"{FORMATS[format_](answer)}\n".encode())


def _workbook(answer: Answer) -> Pages:
    pages = Pages()
    page = pages.page("历史", answer.title, "　".join(answer.notes), _widths(answer))
    _table(page, answer)
    if answer.trend is None:
        _chart(page, answer)
        page.finish()
    else:
        page.finish()
        trend = pages.page("走势", answer.trend.title, "按月份", _widths(answer.trend))
        _table(trend, answer.trend)
        _chart(trend, answer.trend)
        trend.finish()
    return pages


def _table(page: Page, answer: Answer) -> None:
    page.heads([(column.head,) for column in answer.columns], frozen=1)
    for row in answer.rows:
        page.line(row, "total" if row[0] == "合计" else "body")


def _chart(page: Page, answer: Answer) -> None:
    """The lines by month, beneath the table: only where each row is a month of its own."""
    lines = [n for n, column in enumerate(answer.columns, 1) if column.line]
    months = [row[0] for row in answer.rows]
    if not lines or len(set(months)) != len(months) or len(months) < 2:
        return
    last = page.row - 1
    first = last - len(months) + 1
    page.skip()
    title = f"{answer.title}（{answer.unit}）" if answer.unit else answer.title
    page.chart("line", title, first - 1, first, last, 1, lines, colors=_COLORS)


def _widths(answer: Answer) -> Sequence[float]:
    return [
        min(
            _WIDEST,
            max(cell_len(c.head), *(cell_len(_written(row[n])) for row in answer.rows), 6) + 3,
        )
        for n, c in enumerate(answer.columns)
    ]
