"""Conditional formats laid over the cells with findings, and notes on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kongcuo_xl.book import Area, Book, Cell
from kongcuo_xl.finding import LEVELS, Finding, Level
from kongcuo_xl.marks.results import sentence_of
from kongcuo_xl.plan import (
    Note,
    Shade,
    Step,
    Style,
)

# Told apart without colour too: solid and bold, dashed, dotted.
OVERLAYS: dict[Level, Style] = {
    "错误": Style(bold=True, color="9C0006", fill="FFC7CE", border="thin", border_color="C00000"),
    "疑问": Style(color="7F4F00", fill="FFEB9C", border="dashed", border_color="BF8F00"),
    "提示": Style(color="1F4E79", fill="DDEBF7", border="dotted", border_color="2E75B6"),
}
LABELS: dict[Level, str] = {"错误": "error", "疑问": "doubt", "提示": "hint"}


def rectangles(cells: Iterable[Cell]) -> tuple[Area, ...]:
    """The cells as few rectangles: runs in a column joined, equal neighbouring runs merged."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(set(cells)):
        columns[column].append(row)
    open_runs: dict[tuple[int, int], Area] = {}
    done: list[Area] = []
    for column in sorted(columns):
        runs: list[list[int]] = []
        for row in columns[column]:
            if runs and row == runs[-1][1] + 1:
                runs[-1][1] = row
            else:
                runs.append([row, row])
        now: dict[tuple[int, int], Area] = {}
        for top, bottom in runs:
            before = open_runs.pop((top, bottom), None)
            if before is not None and before.right == column - 1:
                now[top, bottom] = before._replace(right=column)
            else:
                if before is not None:
                    done.append(before)
                now[top, bottom] = Area(top, column, bottom, column)
        done += open_runs.values()
        open_runs = now
    return tuple(sorted([*done, *open_runs.values()]))


def shades(book: Book, findings: Sequence[Finding]) -> list[Step]:
    """A step a sheet and level: each cell bears the gravest of its findings."""
    gravest: dict[tuple[str, int, int], Level] = {}
    for finding in sorted(findings, key=lambda f: LEVELS.index(f.level)):
        gravest.setdefault((finding.sheet, finding.row, finding.column), finding.level)
    cells: dict[tuple[str, Level], list[Cell]] = defaultdict(list)
    for (sheet, row, column), level in gravest.items():
        cells[sheet, level].append((row, column))
    return [
        Shade(sheet.name, rectangles(cells[sheet.name, level]), OVERLAYS[level], LABELS[level])
        for sheet in book.sheets
        for level in LEVELS
        if (sheet.name, level) in cells
    ]


def notes_on_cells(findings: Sequence[Finding]) -> list[Step]:
    """A note a cell, with what each finding says and what to do."""
    said: dict[tuple[str, int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        said[finding.sheet, finding.row, finding.column].append(finding)
    return [
        Note(
            *cell,
            "\n".join(
                sentence_of([f]) + (f"。{f.suggestion}" if f.suggestion else "") for f in found
            ),
        )
        for cell, found in said.items()
    ]
