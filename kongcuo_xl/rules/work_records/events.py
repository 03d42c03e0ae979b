"""会议、督查、自查、活动记录: what each row is, and what a unit still owes."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.calendar import Term
from kongcuo_xl.tables import Flags, Piece, Table, place

_KINDS = {
    "自查": "自查|自检",
    "教导处例会": "教导处|教务处|教导",
    "领导小组例会": "领导小组|领导组|例会",
    "督查": "督查|督导|督察|检查|巡查|视导",
}
_CAMPAIGN = "专题|活动|宣传|主题"
"""What shows that an event belonged to the campaign month, in its kind or its topic."""

_HINT = "请补办并记录；已经办过的补记日期和类型"

Month = tuple[int, int]


def are(meetings: Table, kind: str) -> pd.Series:
    """Rows that record an event of a kind, by 类型; where that names none, by 主题, else by the
    title of a list that is of one kind alone.
    """

    def kind_of(text: str) -> str:
        words = text.split("\0")
        named = (next((k for k, w in _KINDS.items() if _any(w, word)), "") for word in words)
        return next(filter(None, named), "")

    alone = meetings.of_piece(map(_only_kind, meetings.pieces), "str")
    said = meetings.text("event_kind") + "\0" + meetings.text("topic") + "\0" + alone
    return pd.Series(clean.each(said, kind_of) == kind, index=meetings.index)


def _only_kind(piece: Piece) -> str:
    """The one kind that a list without 类型 names in its title or sheet; "" for none or several."""
    title = piece.context.title or piece.sheet.name
    if piece.has("event_kind") or re.search("活动|[、和及与]", title):
        return ""
    named = [k for k, words in _KINDS.items() if _any(words.removesuffix("|例会"), title)]
    return named[0] if len(named) == 1 else ""


def of_campaign(meetings: Table) -> pd.Series:
    """Rows that record something special of a campaign month."""
    both = meetings.text("event_kind") + " " + meetings.text("topic")
    return both.str.contains(_CAMPAIGN)


def _any(words: str, text: str) -> bool:
    return any(word in text for word in words.split("|"))


def months(term: Term, date: dt.date) -> list[Month]:
    """(year, month) of the semester up to the check date."""
    last = min(term.end, date)
    if last < term.start:
        return []
    days = pd.period_range(term.start, last, freq="M")
    return [(day.year, day.month) for day in days]


def end_of(month: Month) -> dt.date:
    """The last day of a month."""
    return dt.date(*month, calendar.monthrange(*month)[1])


def held_in_term(meetings: Table, held: pd.Series, term: Term, date: dt.date) -> pd.Series:
    """How many of the ``held`` events each unit records in the semester so far."""
    day = meetings["date"]
    inside = (day >= pd.Timestamp(term.start)) & (day <= pd.Timestamp(min(term.end, date)))
    count: pd.Series = (held & inside).groupby(meetings.unit).sum()
    return count


def lacking_months(
    meetings: Table, held: pd.Series, needed: int, owed: Sequence[Month]
) -> dict[str, list[Month]]:
    """For each unit, the months with fewer than ``needed`` of the ``held`` events."""
    day = meetings["date"]
    told = held & day.notna()
    keys = zip(meetings.unit[told], day[told].dt.year, day[told].dt.month, strict=True)
    count = pd.Series(list(keys), dtype=object).value_counts()
    return {
        unit: [month for month in owed if count.get((unit, *month), 0) < needed]
        for unit in dict.fromkeys(piece.unit for piece in meetings.pieces)
    }


def short_in_term(
    meetings: Table, held: pd.Series, needed: int, what: str, term: Term, date: dt.date
) -> Iterator[Flags]:
    """Units that held fewer than ``needed`` this semester; 提示 while it runs."""
    if date < term.start:
        return
    count = held_in_term(meetings, held, term, date)
    due = date <= term.end
    for piece in _homes(meetings, held):
        done = int(count.get(piece.unit, 0))
        if done < needed:
            tail = f"，还差{needed - done}次，请于{term.end}前完成" if due else ""
            yield _at_head(
                piece, f"本学期应有{what}{needed}次，记录了{done}次{tail}", "提示" if due else ""
            )


def short_in_months(
    meetings: Table,
    held: pd.Series,
    needed: int,
    what: str,
    owed: Sequence[Month],
    due: Callable[[Month], dt.date],
    date: dt.date,
) -> Iterator[Flags]:
    """Units without enough in some of the months; 提示 for a month that is not yet due."""
    short = lacking_months(meetings, held, needed, owed)
    for piece in _homes(meetings, held):
        lacking = short[piece.unit]
        late = [m for m in lacking if due(m) < date]
        if late:
            named = "、".join(f"{month}月" for _, month in late)
            yield _at_head(piece, f"{named}没有{what}记录", "")
        for month in lacking:
            if month not in late:
                yield _at_head(
                    piece, f"{month[1]}月还没有{what}记录，请于{due(month)}前完成", "提示"
                )


def first_pieces(meetings: Table) -> Iterator[Piece]:
    """Each unit's first sheet of records: where it is told what is missing."""
    yield from {piece.unit: piece for piece in reversed(meetings.pieces)}.values()


def _homes(meetings: Table, held: pd.Series) -> Iterator[Piece]:
    """Each unit's first sheet that records such events, else its first of any."""
    first = {piece.unit: piece for piece in first_pieces(meetings)}
    keeping = [meetings.pieces[n] for n in np.unique(meetings.piece_no[held.to_numpy(dtype=bool)])]
    yield from (first | {piece.unit: piece for piece in reversed(keeping)}).values()


def _at_head(piece: Piece, message: str, level: str) -> Flags:
    cell = piece.header.top, piece.header.left
    return place(piece, cell, message, suggestion=_HINT, level=level)
