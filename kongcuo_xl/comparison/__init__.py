"""List against list: who stands in one and not in the other, what differs, who may be the same.

四查三比对 (户籍×学籍, 学籍×在校, 辍学×脱贫户) where the lists are of these kinds, any two lists
otherwise. ``rosters`` says what a list is, ``matching`` who is who, ``differences`` and ``slips``
what is told of those met and of those left over; ``telling`` and ``workbook`` show it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from kongcuo_xl import inputs
from kongcuo_xl.comparison.differences import differing
from kongcuo_xl.comparison.matching import same_people
from kongcuo_xl.comparison.result import Comparison, Listed, Pair
from kongcuo_xl.comparison.rosters import FOUR_CHECKS, THREE_COMPARISONS, Roster, repeated, rosters
from kongcuo_xl.comparison.slips import probable
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.policy import Policy
from kongcuo_xl.settings import Named

_NAMES = "甲乙丙丁戊己庚辛壬癸"


class CompareError(Exception):
    """Lists that can't be compared; the message is one Chinese sentence for the user."""


def compare(
    paths: Sequence[Path],
    policy: Policy,
    date: dt.date,
    *,
    progress: Callable[[str], None] | None = None,
    named: Collection[Named] = (),
) -> Comparison:
    """The lists in ``paths`` compared, in the order given; ``named`` as for ``check_books``.

    Raises CompareError when they hold fewer than two lists of people.
    """
    given: list[list[Roster]] = []
    unreadable: list[Unreadable] = []
    notes: list[str] = []
    for path in paths:
        books, failed, said = inputs.read([path], policy, date, progress=progress, named=named)
        unreadable += failed
        notes += said
        given.append(rosters(books, path.name or str(path), date))
        if not given[-1]:
            notes.append(f"{path.name}：没有认出名单，没有对照")
    found = compare_rosters(given)
    found.unreadable, found.notes = unreadable, notes
    return found


def compare_rosters(given: Sequence[Sequence[Roster]]) -> Comparison:
    """The lists of each thing given compared: as 四查三比对 if that takes them all, else in order.

    Raises CompareError.
    """
    usable = [lists for lists in given if lists]
    everything = [roster for lists in usable for roster in lists]
    by_kind = {roster.table.kind: roster for roster in reversed(everything)}
    chosen = [
        (by_kind[a], by_kind[b]) for a, b in THREE_COMPARISONS if a in by_kind and b in by_kind
    ]
    taking_part = [roster for pair in chosen for roster in pair]
    official = all(any(r in taking_part for r in lists) for lists in usable)
    if not chosen or not official:
        chosen = list(combinations([lists[0] for lists in usable], 2))
        official = False
    if not chosen:
        raise CompareError(
            "要对照的名单不足两份：请给出两个以上含姓名列的工作簿或文件夹，"
            "或一个同时有学籍表和花名册的文件夹。"
        )
    used = list({id(r): r for pair in chosen for r in pair}.values())
    listed = {}
    for number, roster in enumerate(used):
        label = FOUR_CHECKS[roster.table.kind] if official else _NAMES[number % len(_NAMES)]
        listed[id(roster)] = Listed(label, roster.title, len(roster.rows), repeated(roster))
    pairs = [_pair(a, b, listed[id(a)], listed[id(b)]) for a, b in chosen]
    return Comparison(list(listed.values()), pairs)


def _pair(a: Roster, b: Roster, listed_a: Listed, listed_b: Listed) -> Pair:
    partner, met_b = same_people(a, b)
    matched = np.flatnonzero(partner >= 0)
    alone_a, alone_b = np.flatnonzero(partner < 0), np.flatnonzero(~met_b)
    couples = zip(matched.tolist(), partner[matched].tolist(), strict=True)
    return Pair(
        listed_a,
        listed_b,
        [a.entry(at) for at in alone_a.tolist()],
        [b.entry(at) for at in alone_b.tolist()],
        differing(a, b, matched, partner[matched]),
        probable(a, b, alone_a, alone_b),
        [(a.entry(at), b.entry(to)) for at, to in couples]
        if (a.table.kind, b.table.kind) == THREE_COMPARISONS[-1]
        else [],
    )
