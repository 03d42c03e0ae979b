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

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import identity
from kongcuo_xl.people import name_field
from kongcuo_xl.rules.reconcile.names import difference
from kongcuo_xl.tables import Flags, Table, Tables, kinds

LEVEL = "疑问"
BASIS = ("一般填表要求",)

_NOT_PUPILS = frozenset({"staff", "leading_group", "sample"})
_OFFICIAL = ("registry", "students")


def check(tables: Tables) -> Iterator[Flags]:
    known: dict[str, tuple[frozenset[str], str]] = {}
    for kind in sorted(kinds(), key=lambda k: _OFFICIAL.index(k) if k in _OFFICIAL else 9):
        fields = kinds()[kind].fields
        if kind in tables and kind not in _NOT_PUPILS and "id_number" in fields:
            table = tables[kind]
            if table.any_has("id_number"):
                frame = _named(table)
                yield _differing(table, frame, known)
                _learn(table, frame, known)


def _named(table: Table) -> pd.DataFrame:
    """Rows with a valid ID and a name: ``key`` (unit and ID), ``name``; indexed by row."""
    ids = table.maybe("id_number")
    good = identity.kind(ids).isin(["id18", "residence"]) & identity.check_ok(ids)
    name = table.maybe(name_field(table.kind))
    frame = pd.DataFrame({"key": table.unit + "|" + ids, "name": name})
    return frame[good & (name != "")]


def _differing(
    table: Table, frame: pd.DataFrame, known: dict[str, tuple[frozenset[str], str]]
) -> Flags:
    official = frame["key"].map({key: min(names) for key, (names, _) in known.items()})
    other = frame[official.notna() & (official != frame["name"])]
    other = other[~other.duplicated()]
    right = {at: known[key] for at, key in other["key"].items()}
    allowed = [name in right[at][0] for at, name in other["name"].items()]
    other = other[~np.array(allowed, dtype=bool)]
    blank = pd.Series("", index=table.index)
    names, places, how = blank.copy(), blank.copy(), blank.copy()
    for at, name in zip(other.index.tolist(), other["name"], strict=True):
        names.iat[at], places.iat[at] = "、".join(sorted(right[at][0])), right[at][1]
        how.iat[at] = difference(name, min(right[at][0]))
    return table.flag_at(
        other.index.to_numpy(dtype=np.int64),
        name_field(table.kind),
        "身份证号 {} 这里姓名是{}，{}是{}（{}）",
        table.maybe("id_number"),
        table.maybe(name_field(table.kind)),
        places,
        names,
        how,
        suggestion="请对照户口簿，把写错的一处改正",
    )


def _learn(table: Table, frame: pd.DataFrame, known: dict[str, tuple[frozenset[str], str]]) -> None:
    """What the first table that holds an ID calls its bearer is what the others are held to."""
    label = kinds()[table.kind].label
    fresh = frame[~frame["key"].isin(known.keys())]
    once = fresh[~fresh["key"].duplicated(keep=False)]
    for key, name in zip(once["key"], once["name"], strict=True):
        known[key] = (frozenset([name]), label)
    for key, names in fresh[fresh["key"].duplicated(keep=False)].groupby("key")["name"]:
        known[str(key)] = (frozenset(names), label)
