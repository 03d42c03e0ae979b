"""A history made again from kept copies: what was handed in each month, checked as it was then."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kongcuo_xl import batch, surroundings
from kongcuo_xl.history.secret import HistoryError
from kongcuo_xl.history.store import History
from kongcuo_xl.period import month
from kongcuo_xl.policy import Policy
from kongcuo_xl.settings import Named

_DAY = re.compile(r"(20\d\d)[-._年]?(\d{1,2})[-._月]?(\d{1,2})日?")
"""A day in the name of a folder: 2025-10-08, 2025年10月8日, 20251008."""


class Kept(NamedTuple):
    """What was handed in for one run, kept."""

    date: dt.date
    inbox: Path
    period: str | None
    """The month it was about, where only that is known."""


def dated(inboxes: Sequence[Path], date: dt.date | None) -> list[Kept]:
    """The inboxes with the check date of each, oldest first.

    The date is the one given, where there is but one inbox, else the day that the folder's name
    says, or the last day of the month that it says. Raises HistoryError for one that says none.
    """
    if date is not None and len(inboxes) == 1:
        return [Kept(date, inboxes[0], None)]
    return sorted(map(_dated, inboxes))


def _dated(inbox: Path) -> Kept:
    if found := _DAY.search(inbox.name):
        with suppress(ValueError):
            return Kept(dt.date(*map(int, found.groups())), inbox, None)
    year, number = surroundings.month_in(inbox.name)
    if year and number:
        named = month(year, number)
        return Kept(named.end, inbox, named.name)
    raise HistoryError(
        f"看不出“{inbox}”是哪一天的来件：请把文件夹改名为 2025-10-08 这样（当时的核查日期），"
        "或者一次只给一个文件夹并用 --date 写明。"
    )


def rebuild(
    history: History,
    inboxes: Sequence[Kept],
    policy_name: str | Path,
    policy: Policy,
    *,
    workers: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
    named: Collection[Named] = (),
) -> list[str]:
    """Check each inbox as a batch on its date and keep what it leaves; a sentence on each.

    Raises HistoryError, OutputError.
    """
    told = []
    for date, inbox, period in inboxes:
        with tempfile.TemporaryDirectory(prefix="kongcuo-") as folder:
            outcome = batch.run(
                inbox, Path(folder), policy_name, policy, date, period=period,
                workers=workers, progress=progress, named=named, history=history,
            )  # fmt: skip
        told.append(f"{inbox}：核查日期 {date}，{len(outcome.units)} 个单位已记入。")
        told += [f"读不了 {failed.file}：{failed.reason}" for failed in outcome.unreadable]
    return told
