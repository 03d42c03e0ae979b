"""Tidying: the corrections that cannot be wrong, made in a copy; all others only suggested.

Only text that somebody typed into a recognised column is touched, never a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from kongcuo_xl import copies, inputs
from kongcuo_xl.book import UnreadableBookError
from kongcuo_xl.hosts.ooxml import OutputError
from kongcuo_xl.policy import Policy
from kongcuo_xl.settings import Named
from kongcuo_xl.tidying.correction import Correction
from kongcuo_xl.tidying.list_sheet import plan
from kongcuo_xl.tidying.outcome import Outcome
from kongcuo_xl.tidying.workbook import found_in

__all__ = ["ADDS", "Correction", "Outcome", "found_in", "plan", "tidy"]

ADDS = inputs.TIDIED


def tidy(
    paths: Sequence[Path],
    out: Path,
    policy: Policy,
    date: dt.date,
    *,
    show_ids: bool = False,
    progress: Callable[[str], None] | None = None,
    named: Collection[Named] = (),
) -> Outcome:
    """Tidied copies (原名_整理.xlsx) in ``out`` of all workbooks that something is to be done to.

    ``named`` is what of policy and date the user has named himself, as for ``check_books``.

    Raises OutputError when the folder can't be written at all.
    """
    books, unreadable, notes = inputs.read(
        paths, policy, date, leave_out=out, progress=progress, named=named
    )
    outcome = Outcome(unreadable=unreadable, notes=notes)
    taken: set[str] = set()
    for book in books:
        try:
            safe, doubtful = found_in(book)
            outcome.suggestions += doubtful
            if not safe:
                continue
            target = out / copies.name(book, taken, ADDS)
            steps = plan(book, safe, doubtful, show_ids=show_ids)
            told = copies.carry_out(book.book, steps, target)
            outcome.corrections += safe
            outcome.written.append(copies.Copy(book.book.name, target, len(safe), told))
        except (OutputError, UnreadableBookError) as why:
            outcome.written.append(copies.Copy(book.book.name, None, 0, failure=str(why)))
    return outcome
