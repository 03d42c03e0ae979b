"""同一身份证号姓名不同。

查什么：同一单位各张表里身份证号相同的人，姓名与学籍表（没有学籍表的，与花名册）不同。消息说明差别：
同音字、形近字、少数民族姓名的间隔点、多字或少字。每张表里一个人只标一次。

为什么：差一个字，系统里就是两个人，转学、资助、升学都会卡住。

常见误报：学籍表没有更新的改名。身份证号本身不对的（ID102、ID103 等）不查这一条；
花名册内部两人用同一个号的由 ID106 说。

示例：

    [学籍表]
    姓名   | 身份证件号         | 学籍号              | 年级   | 班级
    张炜   | 110105201309010017 | G110105201309010017 | 七年级 | 1班
    李四   | 110105201309010033 | G110105201309010033 | 七年级 | 1班

    [学生花名册]
    姓名        | 身份证号           | 年级   | 班级
    张伟◀疑问 | 110105201309010017 | 七年级 | 1班
    李四        | 110105201309010033 | 七年级 | 1班
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import identity
from kongcuo_xl.people import name_field
from kongcuo_xl.rules.reconcile.names import difference
from kongcuo_xl.tables import Flags, Table, Tables, kinds

LEVEL = "疑问"
BASIS = ("一般填表要求",)

_NOT_PUPILS = frozenset({"staff", "leading_group", "sample"})
_OFFICIAL = ("registry", "students")


@dataclass(slots=True)
class _Known:
    """What each ID's bearer is called by the first table that holds it."""

    keys: pd.Index[Any]
    """Unit and ID, each once."""
    names: npt.NDArray[np.object_]
    """The name, of several the first in order, by place in ``keys``."""
    labels: npt.NDArray[np.object_]
    """The table, by place in ``keys``."""
    several: dict[str, frozenset[str]]
    """All names of a key that has more than one."""

    def names_of(self, key: str, place: int) -> frozenset[str]:
        """Every name that is no fault."""
        return self.several.get(key, frozenset([self.names[place]]))


def check(tables: Tables) -> Iterator[Flags]:
    order = sorted(kinds(), key=lambda k: _OFFICIAL.index(k) if k in _OFFICIAL else 9)
    held = [
        tables[kind]
        for kind in order
        if kind in tables and kind not in _NOT_PUPILS and "id_number" in kinds()[kind].fields
    ]
    held = [table for table in held if table.any_has("id_number")]
    if len(held) < 2:
        return  # one list alone can't call somebody by two names: that is ID106's
    nothing = np.array([], dtype=object)
    known = _Known(pd.Index([], dtype="str"), nothing, nothing, {})
    for table in held:
        frame = _named(table)
        yield _differing(table, frame, known)
        known = _learn(table, frame, known)


def _named(table: Table) -> pd.DataFrame:
    """Rows with a valid ID and a name: ``key`` (unit and ID), ``name``; indexed by row."""
    ids = table.maybe("id_number")
    good = identity.kind(ids).isin(["id18", "residence"]) & identity.check_ok(ids)
    name = table.maybe(name_field(table.kind))
    frame = pd.DataFrame({"key": table.unit + "|" + ids, "name": name})
    return frame[good & (name != "")]


def _differing(table: Table, frame: pd.DataFrame, known: _Known) -> Flags:
    place = known.keys.get_indexer(pd.Index(frame["key"]))
    found = place >= 0
    other = frame.assign(place=place)[found]
    other = other[other["name"].to_numpy(dtype=object) != known.names[place[found]]]
    other = other[~other.duplicated()]
    right = {
        at: known.names_of(key, place)
        for at, key, place in zip(other.index, other["key"], other["place"], strict=True)
    }
    fault = [name not in right[at] for at, name in other["name"].items()]
    other = other[np.array(fault, dtype=bool)]
    where = other.index
    return table.flag_at(
        where.to_numpy(dtype=np.int64),
        name_field(table.kind),
        "身份证号 {} 这里姓名是{}，{}是{}（{}）",
        table.maybe("id_number"),
        table.maybe(name_field(table.kind)),
        pd.Series(known.labels[other["place"]], index=where),
        pd.Series(["、".join(sorted(right[at])) for at in where], index=where, dtype="str"),
        pd.Series(
            [difference(name, min(right[at])) for at, name in other["name"].items()],
            index=where,
            dtype="str",
        ),
        suggestion="请对照户口簿，把写错的一处改正",
    )


def _learn(table: Table, frame: pd.DataFrame, known: _Known) -> _Known:
    """What the first table that holds an ID calls its bearer is what the others are held to."""
    fresh = frame[known.keys.get_indexer(pd.Index(frame["key"])) < 0].sort_values("name")
    twice = fresh[fresh["key"].duplicated(keep=False)]
    several = {str(key): frozenset(names) for key, names in twice.groupby("key")["name"]}
    once = fresh.drop_duplicates("key")
    label = kinds()[table.kind].label
    return _Known(
        known.keys.append(pd.Index(once["key"])),
        np.concatenate([known.names, once["name"].to_numpy(dtype=object)]),
        np.concatenate([known.labels, np.full(len(once), label, dtype=object)]),
        known.several | several,
    )
