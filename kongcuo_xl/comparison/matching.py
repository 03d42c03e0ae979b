"""Who of one list is who of another.

People are the same by 身份证号, 学籍号, 姓名+性别+出生日期 or, where nothing contradicts it and
nobody else bears it, 姓名+班级.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.comparison.rosters import Roster, Rows

Mask: TypeAlias = npt.NDArray[np.bool_]


def same_people(a: Roster, b: Roster) -> tuple[Rows, Mask]:
    """The position in ``b`` of each person of ``a`` (-1 for none), and who of ``b`` was met."""
    mine, theirs = a.keys(), b.keys()
    # A list that states neither ID nor birth nor class is joined by the bare name alone.
    if (mine["name"] != "").any() or (theirs["name"] != "").any():
        mine["name"], theirs["name"] = a.name, b.name
    partner = np.full(len(a), -1, dtype=np.int64)
    met = np.zeros(len(b), dtype=bool)
    for key in mine:
        asked, known = mine[key], theirs[key]
        once = key not in ("id", "student_no")
        open_a = (partner < 0) & (asked != "").to_numpy(dtype=bool)
        open_b = (known != "").to_numpy(dtype=bool)
        if once:
            open_b = open_b & ~met
        if once:
            # Of several of one name nobody can tell who is who.
            open_a = open_a & ~asked.where(open_a, "").duplicated(keep=False).to_numpy(dtype=bool)
            open_b = open_b & ~known.where(open_b, "").duplicated(keep=False).to_numpy(dtype=bool)
        places_b = np.flatnonzero(open_b)
        index = pd.Index(known.iloc[places_b])
        first = np.flatnonzero(~index.duplicated())
        at = index[first].get_indexer(pd.Index(asked))
        # One place more, so that "nowhere" (-1) takes the last.
        to = np.where(open_a, np.append(places_b[first], -1)[at], -1)
        if once:
            to = np.where(_contradict(a, b, to), -1, to)
        partner = np.where(to >= 0, to, partner)
        met[to[to >= 0]] = True
        if not once:
            met |= known.isin(set(asked[asked != ""])).to_numpy(dtype=bool)
    return partner, met


def _contradict(a: Roster, b: Roster, to: Rows) -> Mask:
    """Whether ID, 学籍号, sex or birth say that two of a name are not one."""
    clash = np.zeros(len(a), dtype=bool)
    at = np.flatnonzero(to >= 0)
    for ours, others in (
        (a.id, b.id), (a.student_no, b.student_no), (a.sex, b.sex), (a.born, b.born),
    ):  # fmt: skip
        one, two = ours.iloc[at].to_numpy(), others.iloc[to[at]].to_numpy()
        clash[at] |= (one != "") & (two != "") & (one != two)
    return clash
