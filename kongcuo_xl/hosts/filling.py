"""Filled forms as files: the blank form read, the plan computed, a copy of the form written."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kongcuo_xl import forms
from kongcuo_xl.engine import Scope
from kongcuo_xl.forms import Form
from kongcuo_xl.forms.explanation import Explained
from kongcuo_xl.forms.formulas import shifted
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
    """A copy of a form of our own with rows inserted; ``templates/build.py`` says what is in it."""
    with zipfile.ZipFile(source) as package:
        held = {info.filename: package.read(info).decode() for info in package.infolist()}
    book = held["xl/workbook.xml"]
    names = re.findall(r'<sheet\b[^>]*? name="([^"]*)"', book)
    for step in insertions:
        part = f"xl/worksheets/sheet{names.index(step.sheet) + 1}.xml"
        held[part] = _with_rows(held[part], step)
        where, area = re.findall(rf"('?{re.escape(step.sheet)}'?!)(\$A\$1:[^<]*)", book)[0]
        book = book.replace(where + area, where + shifted(area, step.at, step.count))
    held["xl/workbook.xml"] = book
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in held.items():
            package.writestr(name, text)


def _with_rows(sheet: str, step: InsertRows) -> str:
    def places(found: re.Match[str]) -> str:
        return found[1] + shifted(found[2], step.at, step.count) + '"'

    def row(found: re.Match[str]) -> str:
        number = int(found[1])
        if number <= step.at:
            return found[0]
        copies = range(step.count + 1) if number == step.like_row + 1 else [step.count]
        return "".join(
            re.sub(rf'( r="[A-Z]*){number}"', rf'\g<1>{number + more}"', found[0])
            for more in copies
        )

    sheet = re.sub(r'<row r="(\d+)".*?</row>', row, sheet, flags=re.DOTALL)
    return re.sub(r'(<(?:mergeCell|dimension) ref=")([^"]*)"', places, sheet)
