"""Filled forms as files: the blank form read, the plan computed, a copy of the form written."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

from kongcuo_xl import forms
from kongcuo_xl.engine import Scope
from kongcuo_xl.forms import Form
from kongcuo_xl.forms.explanation import Explained
from kongcuo_xl.hosts import blanks, ooxml
from kongcuo_xl.period import Period, parse
from kongcuo_xl.plan import InsertRows


@dataclass(frozen=True, slots=True)
class Outcome:
    """A filled form that was written."""

    path: Path
    form: Form
    period: Period
    figures: tuple[Explained, ...]
    notes: tuple[str, ...]
    """Sentences for the user."""
    zero: bool | None
    """Whether it is a zero report; None where that can't be told."""


def fill_form(
    name: str,
    scope: Scope,
    period: str,
    target: Path,
    *,
    unit: str = "",
    explain: bool = False,
    workbook: Path | None = None,
) -> Outcome:
    """Fill one of our forms for the units of a scope, together, and write it to ``target``.

    ``unit`` is the name to print (the only unit's own without it). ``workbook`` is a copy of the
    form that somebody has begun to fill; without it the blank one is taken.

    Raises FormError, PeriodError, OutputError or UnreadableBookError, each one Chinese sentence.
    """
    form = forms.find(name)
    span = parse(period, scope.calendar.terms)
    source = workbook or form.workbook
    filled = forms.fill(form, blanks.read(source), scope, span, unit=unit, explain=explain)
    insertions = [step for step in filled.plan if isinstance(step, InsertRows)]
    if workbook is None and insertions:
        plan = tuple(step for step in filled.plan if step not in insertions)
        with tempfile.TemporaryDirectory(prefix="kongcuo_") as folder:
            roomy = Path(folder) / source.name
            _make_room(source, insertions, roomy)
            notes = ooxml.apply(roomy, plan, target)
    else:
        notes = ooxml.apply(source, filled.plan, target)
    return Outcome(target, form, span, filled.figures, (*filled.notes, *notes), filled.zero)


def _make_room(source: Path, insertions: Sequence[InsertRows], target: Path) -> None:
    """A copy of a form of our own with rows inserted; openpyxl loses nothing that it made."""
    book = openpyxl.load_workbook(source)
    for step in insertions:
        page = book[step.sheet]
        first, count = step.at + 1, step.count
        below = [area for area in page.merged_cells.ranges if area.min_row >= first]
        for area in below:
            page.merged_cells.remove(area)
        last, width = page.max_row, page.max_column
        heights = {row: page.row_dimensions[row].height for row in range(first, last + 1)}
        page.move_range(f"A{first}:{get_column_letter(width)}{last}", rows=count)
        for row in range(last, first - 1, -1):
            page.row_dimensions[row + count].height = heights[row]
        for row in range(first, first + count):
            page.row_dimensions[row].height = heights[step.like_row + 1]
            for column in range(1, width + 1):
                like = page.cell(step.like_row + 1 + count, column)
                page.cell(row, column)._style = copy(like._style)
        for area in below:
            area.shift(row_shift=count)
            page.merge_cells(area.coord)
        bottom = page.max_row
        page.print_area = f"A1:{get_column_letter(width)}{bottom}"
    book.save(target)
