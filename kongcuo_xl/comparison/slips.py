"""Who of those left over may be the same after all: by a slip in a number, a sound, a changed name.

Only people who share a key (a name, a birth date and a character …) are looked at together, so
the work grows with the people, not with their pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.clean.sounds import syllables
from kongcuo_xl.comparison.differences import number_difference
from kongcuo_xl.comparison.result import Probable
from kongcuo_xl.comparison.rosters import Roster, Rows
from kongcuo_xl.rules.reconcile.names import difference

_MOST_IN_BLOCK = 25
"""A key that more people of a list share says too little about any two of them."""
_MOST_LIKELY = 3
"""Probable counterparts shown of one person."""


def probable(a: Roster, b: Roster, at: Rows, to: Rows) -> list[Probable]:
    """Pairs among those left over that a slip or a changed name explains, likeliest first."""
    if not len(at) or not len(to):
        return []
    best: list[tuple[int, int, int, str]] = []
    for i, j in sorted(set(_candidates(a, b, at, to))):
        reason = _reason(a, b, i, j)
        if reason is not None:
            best.append((reason[0], i, j, reason[1]))
    best.sort()
    shown: Counter[int] = Counter()
    found = []
    for rank, i, j, why in best:
        shown[i] += 1
        if shown[i] <= _MOST_LIKELY:
            found.append(Probable(a.entry(i), b.entry(j), why, rank))
    return found


def _candidates(a: Roster, b: Roster, at: Rows, to: Rows) -> Iterator[tuple[int, int]]:
    for ours, others in zip(_blocks(a, at), _blocks(b, to), strict=True):
        yield from _sharing(ours, others)


def _blocks(roster: Roster, rows: Rows) -> list[pd.Series]:
    """Keys that people must share to be looked at together, over the rows left."""

    def left(values: pd.Series) -> pd.Series:
        return values.iloc[rows]

    name, born, sex, id_ = (left(v) for v in (roster.name, roster.born, roster.sex, roster.id))
    birth = (born + sex).where((born != "") & (sex != ""), "")
    sounds = pd.Series(clean.each(name, lambda n: "".join(syllables(n))), index=name.index)
    guardian, phone = left(roster.guardian), left(roster.phone)
    fifteen = (id_.str[:6] + id_.str[8:17]).where(id_.str.len() == 18, id_)

    def with_birth(other: pd.Series) -> pd.Series:
        return (birth + "|" + other.astype("str")).where((birth != "") & (other != ""), "")

    klass = left(roster.klass)
    heard = (klass + "|" + sounds.astype("str")).where((klass != "") & (sounds != ""), "")
    return [
        name,
        fifteen.where(fifteen.str.len() == 15, ""),
        with_birth(name.str[:1]),
        with_birth(name.str[1:]),
        with_birth(sounds),
        with_birth(guardian),
        with_birth(phone),
        heard,
    ]


def _sharing(ours: pd.Series, others: pd.Series) -> Iterator[tuple[int, int]]:
    """Positions of those who share a key that tells something."""
    left, right = ours[ours != ""], others[others != ""]
    keys = (
        left.value_counts()
        .loc[lambda n: n <= _MOST_IN_BLOCK]
        .index.intersection(right.value_counts().loc[lambda n: n <= _MOST_IN_BLOCK].index)
    )
    left, right = left[left.isin(keys)], right[right.isin(keys)]
    joined = pd.merge(
        pd.DataFrame({"key": left.to_numpy(), "a": left.index}),
        pd.DataFrame({"key": right.to_numpy(), "b": right.index}),
        on="key",
    )
    return zip(joined["a"].tolist(), joined["b"].tolist(), strict=True)


def _reason(a: Roster, b: Roster, i: int, j: int) -> tuple[int, str] | None:
    """Why two may be one, with a rank; None if there is too little to say so."""
    names = a.names[i], b.names[j]
    ids = a.ids[i], b.ids[j]
    number = number_difference(*ids) if all(ids) and ids[0] != ids[1] else ""
    same_name = names[0] == names[1]
    same = {
        "出生日期": _both(a.births[i], b.births[j]),
        "性别": _both(a.sexes[i], b.sexes[j]),
        "监护人": _both(a.guardians[i], b.guardians[j]),
        "电话": _both(a.phones[i], b.phones[j]),
        "班级": _both(a.classes[i], b.classes[j]),
    }
    agree = [word for word, equal in same.items() if equal]
    slight = number != "" and not number.startswith("有")
    if same["性别"] is False and not slight:
        return None
    if number == "15位与18位":
        return 1, "身份证号一为15位、一为18位" + ("" if same_name else "，姓名不同")
    if same_name:
        if slight:
            return 2, f"姓名相同，身份证号{number}"
        if same["出生日期"]:
            return 3, f"姓名、{'、'.join(agree)}相同，身份证号{number or '不同或缺'}"
        if number:
            return 4, f"姓名相同，身份证号{number}"
        if set(agree) & {"监护人", "电话", "班级"}:
            return 5, f"姓名、{'、'.join(agree)}相同"
        comparable = all(ids) or same["出生日期"] is not None
        return None if comparable else (8, "姓名相同，没有别的可核对")
    how = difference(*names)
    if how != "姓名不同" and (same["出生日期"] or same["班级"]):
        return 6 if same["出生日期"] else 7, f"姓名为{how}，{'、'.join(agree)}相同"
    if same["出生日期"] and (same["监护人"] or same["电话"]):
        return 7, f"{'、'.join(agree)}相同，姓名不同，可能改过名"
    return None


def _both(one: str, two: str) -> bool | None:
    """Whether both state the same; None if one states nothing."""
    return one == two if one and two else None
