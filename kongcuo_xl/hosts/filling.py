"""Filled forms as files: the blank form read, the plan computed, a copy of the form written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kongcuo_xl import forms
from kongcuo_xl.forms import Form
from kongcuo_xl.forms.explanation import Explained
from kongcuo_xl.hosts import blanks, ooxml
from kongcuo_xl.period import Period, parse
from kongcuo_xl.scope import Scope


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
    notes = ooxml.apply(source, filled.plan, target)
    return Outcome(target, form, span, filled.figures, (*filled.notes, *notes), filled.zero)
