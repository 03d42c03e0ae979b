"""Fill an official sheet from workbooks named on the command line, or for one unit of a check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kongcuo_xl import forms, inputs
from kongcuo_xl.checking import Progress, Report, scopes, whole
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.hosts import filling
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.period import Period, around
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.settings import Named, Settings

__all__ = ["Outcome", "fill_books", "fill_from", "fill_unit"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A form that was written, what to tell about it, and inputs that could not be read."""

    path: Path
    notes: tuple[str, ...]
    period: Period
    date: dt.date
    """The check date by which it was filled."""
    figures: int
    """Figures in it, blank ones aside."""
    unreadable: tuple[Unreadable, ...] = ()


def fill_from(
    form: str,
    paths: Sequence[Path],
    target: Path,
    policy: Policy,
    date: dt.date,
    *,
    period: str | None = None,
    explain: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
    named: Collection[Named] = (),
    previous: Path | None = None,
) -> Outcome:
    """Fill a form for all units found in ``paths`` together.

    ``period`` defaults to the month, semester … of the check date, which is then said; ``named`` is
    as for ``check_books``; ``previous`` holds the registers of earlier years, by which the rates of
    retention know who entered. Raises FormError, PeriodError, OutputError or UnreadableBookError,
    each one Chinese sentence.
    """
    _need_target(form, target)
    books, unreadable, notes = inputs.read(
        paths, policy, date, leave_out=target, progress=progress, named=named,
        without_our_sheets=True,
    )  # fmt: skip
    if not any(book.pieces for book in books):
        raise forms.FormError(
            "".join(f"“{each.file}”：{each.reason.rstrip('。')}。" for each in unreadable)
            or "所给的文件里没有认出任何台账，没有可填的数；请检查 --from 的路径。"
        )
    before: list[BookReading] = []
    if previous is not None:
        before, failed, _ = inputs.read([previous], policy, date, named=named)
        unreadable = [*unreadable, *failed]
    done = fill_books(
        form, books, target, policy, date,
        period=period, explain=explain, overwrite=overwrite, named=named, previous=before,
    )  # fmt: skip
    if period is None:
        notes.append(f"没有用 --period 写明期间，按检查日期{done.date}填的是{done.period.name}。")
    return replace(done, notes=(*notes, *done.notes), unreadable=tuple(unreadable))


def fill_books(
    form: str,
    books: list[BookReading],
    target: Path,
    policy: Policy,
    date: dt.date,
    *,
    period: str | None = None,
    explain: bool = False,
    overwrite: bool = False,
    named: Collection[Named] = (),
    previous: list[BookReading] | None = None,
) -> Outcome:
    """Fill a form for all units of books already read; the rest as for ``fill_from``."""
    asked = _need_target(form, target)
    parts, notes = scopes(books, policy, date, previous, named)
    if len(parts) > 1:
        notes.append("各单位的校历或政策不同，按单位最多的一种计算。")
    scope = whole(parts)
    kind = "month" if asked.period == "any" else asked.period
    wanted = period or around(scope.date, kind, scope.calendar.terms).name
    unit = _stated_name(books, scope.tables.units)
    done = filling.fill_form(
        form, scope, wanted, target, unit=unit, explain=explain, overwrite=overwrite
    )
    return _told(done, scope.date, notes)


def _need_target(form: str, target: Path) -> forms.Form:
    asked, _ = filling.form_of(form)
    if target.suffix.lower() != ".xlsx":
        raise OutputError(
            f"填好的报表是 .xlsx 工作簿，不能写成“{target.name}”；"
            "请把 --out 的文件名改为以 .xlsx 结尾。"
        )
    return asked


def fill_unit(report: Report, form: str, unit: str, target: Path, period: str) -> Outcome | None:
    """Fill a form for one unit of a check; None when none of its tables was recognised.

    Raises as ``fill_from``.
    """
    for scope in report.scopes:
        if unit in scope.tables.units:
            name = _stated_name(report.books, [unit])
            done = filling.fill_form(form, scope.only([unit]), period, target, unit=name)
            return _told(done, scope.date)
    return None


def _told(done: filling.Outcome, date: dt.date, notes: Sequence[str] = ()) -> Outcome:
    figures = sum(1 for figure in done.figures if figure.number != "")
    return Outcome(done.path, (*notes, *done.notes), done.period, date, figures)


def _stated_name(books: Sequence[BookReading], units: Sequence[str]) -> str:
    """The name that a 设置 sheet gives the only unit, ``""`` without one."""
    settings = Settings((book.unit, book.book) for book in books if book.unit in units[:1])
    return settings.name(units[0]) if len(units) == 1 else ""
