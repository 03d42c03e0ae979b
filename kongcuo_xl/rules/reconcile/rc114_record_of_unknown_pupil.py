"""记录中的学生不在花名册。

查什么：家访、缺课、送教、个案记录中的学生，在本单位花名册、点名册、学籍表、安置表、摸底表和学籍变动
登记册里都找不到；或者同名两人，凭姓名、班级无法确定是谁。同一个名字在一张表里只标第一处。

为什么：对不上人的记录等于没有记：家访不算数，旷课没人跟。

常见误报：记录里写了小名、别字或换班前的班级。消息里列出写法相近的姓名。

示例：

    [学生花名册]
    姓名   | 身份证号           | 年级   | 班级
    张小伟 | 110105201309010017 | 七年级 | 1班
    李四   | 110105201309010033 | 七年级 | 1班

    [家访登记表]
    日期       | 教师 | 学生          | 班级     | 形式
    2025-10-14 | 王芳 | 张小炜◀错误 | 七(1)班 | 入户
    2025-10-14 | 王芳 | 李四          | 七(1)班 | 入户
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, key_of, lookup, match, name_field
from kongcuo_xl.rules.reconcile.names import nearest
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("一般填表要求",)

_MOST_COMPARED = 200
"""Unknown names of a unit for which near ones are looked up; more is another year's book."""


def check(
    students: Table,
    visits: Table | None = None,
    absences: Table | None = None,
    home_teaching: Table | None = None,
    cases: Table | None = None,
    roll_call: Table | None = None,
    registry: Table | None = None,
    placements: Table | None = None,
    children: Table | None = None,
    changes: Table | None = None,
) -> Iterator[Flags]:
    others = [t for t in (roll_call, registry, placements, children, changes) if t is not None]
    near = _Near(students)
    for records in (visits, absences, home_teaching, cases):
        if records is not None:
            yield from _of(records, students, others, near)


def _of(records: Table, students: Table, others: list[Table], near: _Near) -> Iterator[Flags]:
    field = name_field(records.kind)
    names = _names(records, field)
    first, several = names["at"].to_numpy(dtype=np.int64), names["several"].to_numpy(dtype=bool)
    found = match(records, students)[first]
    found[several] = _by_name(names[several], students)
    unknown = found == UNKNOWN
    for other in others:
        if unknown.any():
            there = match(records, other)[first]
            there[several] = _by_name(names[several], other)
            unknown &= there == UNKNOWN
    unit_known = names["unit"].isin({p.unit for p in students.pieces}).to_numpy(dtype=bool)
    for state, message, suggestion in (
        (unknown, "{}不在本单位花名册{}{}", "请核对姓名和班级，改成与花名册一致"),
        (
            found == AMBIGUOUS,
            "{}：花名册上同名两人，无法确定是谁{}{}",
            "请补填身份证号、学籍号或班级",
        ),
    ):
        chosen = names[state & unit_known]
        key = chosen["unit"] + "|" + chosen["class_key"] + "|" + chosen["name"]
        times = key.map(key.value_counts())
        told = ~key.duplicated()
        chosen, times = chosen[told], times[told]
        hints = near.hints(chosen) if state is unknown else [""] * len(chosen)
        for at, name, many, hint in zip(chosen["at"], chosen["name"], times, hints, strict=True):
            count = f"（共{many}条记录）" if many > 1 else ""
            yield records.flag_at([at], field, message, name, hint, count, suggestion=suggestion)


def _names(records: Table, field: str) -> pd.DataFrame:
    """The people each record names: at (row), name, unit, class_key, several (in one cell)."""
    name = records.maybe(field)
    plain = name.str.fullmatch("[\u4e00-\u9fff]{1,4}")
    rows = pd.DataFrame(
        {
            "at": records.index,
            "name": name,
            "unit": records.unit,
            "class_key": records.class_key,
            "several": False,
        }
    )
    split = rows[~plain & (name != "")].copy()
    split["name"] = [clean.split_names(v) for v in records.text(field)[split.index]]
    split["several"] = split["name"].map(len) > 1
    split = split.explode("name").dropna(subset=["name"])
    return pd.concat([rows[plain], split]).sort_values("at", kind="stable", ignore_index=True)


def _by_name(names: pd.DataFrame, roster: Table) -> npt.NDArray[Any]:
    in_class = (names["class_key"] + "|" + names["name"]).where(names["class_key"] != "", "")
    in_unit = (names["unit"] + "|" + names["name"]).where(names["class_key"] == "", "")
    found = lookup(in_class, key_of(roster, "name_class"))
    return np.where(found != UNKNOWN, found, lookup(in_unit, key_of(roster, "name")))


class _Near:
    """Near names of the roster, by unit; looked up only for faults."""

    def __init__(self, students: Table) -> None:
        self._students = students

    def hints(self, unknown: pd.DataFrame) -> list[str]:
        """For each unknown (``unit``, ``name``): the pupils that may be meant, in words."""
        hints: dict[Any, str] = {}
        name, label = self._students.maybe("name"), self._students.class_label
        for unit, asked in unknown.groupby("unit"):
            mine = (self._students.unit == unit) & (name != "")
            where = (
                label[mine]
                .groupby(name[mine])
                .agg(lambda v: "、".join(filter(None, sorted(set(v)))))
            )
            distinct = asked["name"].drop_duplicates().tolist()[:_MOST_COMPARED]
            close = dict(zip(distinct, nearest(distinct, where.index.tolist()), strict=True))
            for at, written in asked["name"].items():
                found = [f"{n}（{where[n]}）" if where[n] else n for n in close.get(written, [])]
                hints[at] = f"，相近的有{'、'.join(found)}" if found else ""
        return [hints[at] for at in unknown.index]
