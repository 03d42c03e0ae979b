"""座次表与点名册人员不一致。

查什么：按班把座次表上的姓名与最近一个月的点名册逐人核对，两边谁缺了都标出来：标在有名字的那一张上。
点名册本身与花名册对不上的由 RC103 说，这里不重复。

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
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.rules.reconcile.lists import against_roll_call, seats
from kongcuo_xl.tables import Flags, Table, place

LEVEL = "错误"
BASIS = ("003-27",)


def check(
    seating: Table, roll_call: Table, date: dt.date, students: Table | None = None
) -> Iterator[Flags]:
    listed = seats(seating)
    extra, missing = against_roll_call(listed, roll_call, students, date)
    columns = ("piece", "row", "column", "name")
    chosen = [listed[column].iloc[extra].tolist() for column in columns]
    for piece, row, column, name in zip(*chosen, strict=True):
        yield place(
            seating.pieces[piece],
            (row, column),
            f"{name}在座次表上，这个班的点名册上没有",
            person=name,
            suggestion="请核对姓名；在校的补进点名册和花名册，不在校的更新座次表",
            value=name,
        )
    yield roll_call.flag_at(
        missing,
        "name",
        "{}在{}点名册上，这个班的座次表上没有座位",
        roll_call.maybe("name"),
        roll_call.class_label,
        suggestion="请核实是否在校；在校的补进座次表",
    )
