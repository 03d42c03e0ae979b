"""座次表与点名册人员不一致。

查什么：按班把座次表上的姓名与最近一个月的点名册逐人核对，两边谁缺了都标出来：标在有名字的那一张上。
点名册本身与花名册对不上的由 RC103 说，这里不重复。没有点名册的班，看座次表上的姓名在不在花名册上。

为什么：座次表是教室里真坐着谁。座位上有人而点名册上没有，或点名册上有人而没有座位，都要问一声。

常见误报：座次表是上学期的；姓名写成小名或别字。

示例：

    [点名册]
    七年级1班2025年10月点名册
    姓名        | 9 | 10 | 13 | 14 | 15
    张三        | √ | √  | √  | √  | √
    李四        | √ | √  | √  | √  | √
    王五        | √ | √  | √  | √  | √
    陈晨◀错误 | √ | √  | √  | √  | √

    [座次表]
    七年级1班座次表
    讲台
    张三 | 李四
    王五 | 周周◀错误

    [花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班
    王五 | 110105201309010033 | 七年级 | 1班
    陈晨 | 110105201309010041 | 七年级 | 1班
    赵六 | 11010520130901005X | 七年级 | 2班
    孙八 | 110105201309010068 | 七年级 | 2班

    [座次表2]
    七年级2班座次表
    讲台
    赵六 | 孙八 | 吴十◀错误
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.rules.reconcile.lists import against_roll_call, not_on_roster, seats
from kongcuo_xl.tables import Flags, MissingTableError, Table, place

LEVEL = "错误"
BASIS = ("003-27",)


def check(
    seating: Table, date: dt.date, roll_call: Table | None = None, students: Table | None = None
) -> Iterator[Flags]:
    listed = seats(seating)
    if roll_call is None and students is None:
        raise MissingTableError("roll_call")
    extra = missing = np.array([], dtype=np.int64)
    if roll_call is not None:
        extra, missing = against_roll_call(listed, roll_call, students, date)
    yield from _told(seating, listed, extra, "点名册", "请核对姓名；在校的补进点名册和花名册")
    if students is not None:
        strangers = not_on_roster(listed, students, roll_call)
        yield from _told(seating, listed, strangers, "花名册", "请核对姓名；在校的补进花名册")
    if roll_call is not None:
        yield roll_call.flag_at(
            missing,
            "name",
            "{}在{}点名册上，这个班的座次表上没有座位",
            roll_call.maybe("name"),
            roll_call.class_label,
            suggestion="请核实是否在校；在校的补进座次表",
        )


def _told(
    seating: Table, listed: pd.DataFrame, at: npt.NDArray[np.int64], book: str, what: str
) -> Iterator[Flags]:
    columns = ("piece", "row", "column", "name")
    chosen = [listed[column].iloc[at].tolist() for column in columns]
    for piece, row, column, name in zip(*chosen, strict=True):
        yield place(
            seating.pieces[piece],
            (row, column),
            f"{name}在座次表上，这个班的{book}上没有",
            person=name,
            suggestion=f"{what}，不在校的更新座次表",
            value=name,
        )
