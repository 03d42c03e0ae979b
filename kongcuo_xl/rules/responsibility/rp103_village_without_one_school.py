"""行政村没有或有多个包保学校。

查什么：村组与片区表（或写明村和学校的包保责任表）中，一个村没有包保学校，或它的各组、或一个格子里
写了两所以上的包保学校。每村标一处，在第一次出现的村名上。

为什么：每个行政村只能由一所学校包保，没有就漏掉，多了就互相推。

常见误报：同一所学校写法不同。

示例：

    [村组与片区表]
    村           | 组  | 包保学校
    何寨村       | 1组 | 何寨学校
    何寨村       | 2组 | 何寨学校
    程庄村◀错误 | 1组 |
    李庄村◀错误 | 1组 | 何寨学校
    李庄村       | 2组 | 李庄小学
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.cases import stated
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "错误"
BASIS = ("1.5-08",)

_BREAK = r"[、,，;；/\n\r\s]+"


def check(areas: Table | None = None, responsibility: Table | None = None) -> Iterator[Flags]:
    if areas is not None:
        yield from _judge(areas, "village")
    if responsibility is not None and responsibility.any_has("keeper_school"):
        yield from _judge(responsibility, "target")
    elif areas is None:
        raise MissingTableError("areas")


def _judge(areas: Table, field: str) -> Iterator[Flags]:
    village, school = areas[field], areas["keeper_school"]
    key = areas.unit + "|" + pd.Series(clean.each(village, clean.key), index=areas.index)
    rows = (village != "") & areas.has("keeper_school")
    told = school.where(stated(areas, "keeper_school"), "").str.split(_BREAK, regex=True).explode()
    told = told[told.fillna("") != ""]
    same = pd.Series(clean.each(told, clean.key), index=told.index)
    first = ~same.groupby([key.reindex(told.index), same]).cumcount().astype(bool)
    names = told[first].groupby(key.reindex(told.index)[first])
    count, listed = key.map(names.size()).fillna(0), key.map(names.agg("、".join)).fillna("")
    head = rows & ~key.where(rows).duplicated()
    yield areas.flag(
        head & (count == 0),
        field,
        "{}没有包保学校",
        village,
        suggestion="请确定一所包保学校并填写",
    )
    yield areas.flag(
        head & (count > 1),
        field,
        "{}有{}所包保学校：{}，只能有一所",
        village,
        count.astype(int),
        listed,
        suggestion="请核对，只留一所包保学校",
    )
