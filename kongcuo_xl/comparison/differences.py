"""In which fields two lists differ about one person."""

from __future__ import annotations

from operator import ne

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.comparison.result import Difference
from kongcuo_xl.comparison.rosters import Roster, Rows
from kongcuo_xl.rules.reconcile.names import difference
from kongcuo_xl.tables import kinds

_NOT_COMPARED = {"seq", "remark", "seat_no", "survey_date", "serial"}


def differing(a: Roster, b: Roster, at: Rows, to: Rows) -> list[Difference]:
    """Every field that both lists have and in which a person's values differ."""
    fields_a, fields_b = kinds()[a.table.kind].fields, kinds()[b.table.kind].fields
    found: list[tuple[int, Difference]] = []
    for id_, item in fields_a.items():
        if id_ not in fields_b or id_ in _NOT_COMPARED or item.type != fields_b[id_].type:
            continue
        stated = a.table.any_has(id_) and b.table.any_has(id_)
        if id_ == "grade" or (id_ != "klass" and not stated):
            continue
        ours = _comparable(a, id_, item.type).iloc[at].to_numpy()
        others = _comparable(b, id_, item.type).iloc[to].to_numpy()
        unequal = np.flatnonzero((ours != "") & (others != "") & (ours != others))
        for n in unequal:
            if _agree(ours[n], others[n], item.type):
                continue
            note = ""
            if item.type == "name":
                note = difference(ours[n], others[n])
            elif item.type in ("id", "student_no"):
                note = number_difference(ours[n], others[n])
            entries = a.entry(int(at[n]), id_), b.entry(int(to[n]), id_)
            label = "班级" if id_ == "klass" else item.label
            found.append(
                (int(at[n]), Difference(label, entries[0], ours[n], entries[1], others[n], note))
            )
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _comparable(roster: Roster, id_: str, type_: str) -> pd.Series:
    """The values of a field as text, ``""`` where blank or unreadable."""
    table = roster.table
    if id_ == "klass":
        return roster.klass
    values = table.maybe(id_)
    if type_ == "date":
        months = (table.date_status(id_) == "month").to_numpy(dtype=bool)
        text = values.dt.strftime("%Y-%m-%d").fillna("")
        values = text.where(~months, text.str[:7])
    elif type_ == "flag":
        values = values.map({True: "是", False: "否"}).fillna("")
    elif type_ == "phone":
        values = clean.phones(table.raw(id_))[0]
    elif type_ == "number":
        values = table.text(id_)
    return values.take(roster.rows).reset_index(drop=True).fillna("").astype("str")


def _agree(one: str, two: str, type_: str) -> bool:
    """Whether two writings may well mean the same thing."""
    if type_ == "phone":
        return bool(set(one.split("、")) & set(two.split("、")))
    if type_ == "date":
        return one[:7] == two[:7] and 7 in (len(one), len(two))
    if type_ in ("text", "address"):
        return clean.key(one) in clean.key(two) or clean.key(two) in clean.key(one)
    if type_ in ("number", "names"):
        return clean.key(one) == clean.key(two)
    return False


def number_difference(one: str, two: str) -> str:
    """How two IDs or 学籍号 differ, without showing a digit; ``""`` if they have little in common.

    第9位不同, 第9、10位颠倒, 15位与18位.
    """
    if {len(one), len(two)} == {15, 18}:
        short, long = sorted((one, two), key=len)
        return "15位与18位" if long[:6] + long[8:17] == short else ""
    # Most pairs asked about have nothing in common: counted before the places are looked for.
    if len(one) != len(two) or sum(map(ne, one, two)) > 4:
        return ""
    wrong = [n for n, (x, y) in enumerate(zip(one, two, strict=True), 1) if x != y]
    if len(wrong) == 1:
        return f"第{wrong[0]}位不同"
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        first = wrong[0] - 1
        if one[first : first + 2] == two[first : first + 2][::-1]:
            return f"第{wrong[0]}、{wrong[1]}位颠倒"
    return f"有{len(wrong)}位不同"
