"""作业登记与点名册人员不一致。

查什么：按班把作业登记上的姓名与最近一个月的点名册逐人核对，两边谁缺了都标出来：标在有名字的那一张上。
一个班有几张作业登记的，合在一起看。点名册本身与花名册对不上的由 RC103 说，这里不重复。

为什么：有名字没作业，可能人早就不来了；有作业没名字，可能是没上报的学生。

常见误报：随班就读、送教的学生不交作业，没有列入作业登记。

示例：

    [点名册]
    七年级1班2025年10月点名册
    姓名        | 9 | 10 | 13 | 14 | 15
    张三        | √ | √  | √  | √  | √
    李四◀疑问 | √ | √  | √  | √  | √

    [作业登记]
    七年级1班作业登记
    姓名        | 语文 | 数学 | 英语
    张三        | 优   | 良   | 优
    赵六◀疑问 | 优   | 优   | 优
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.rules.reconcile.lists import against_roll_call
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("003-27",)


def check(
    homework: Table, roll_call: Table, date: dt.date, students: Table | None = None
) -> Iterator[Flags]:
    listed = pd.DataFrame({"class_key": homework.class_key, "name": homework["name"]})
    extra, missing = against_roll_call(listed, roll_call, students, date)
    yield homework.flag_at(
        extra,
        "name",
        "{}在{}作业登记上，这个班的点名册上没有",
        homework.maybe("name"),
        homework.class_label,
        suggestion="请核对姓名；在校的补进点名册和花名册",
    )
    yield roll_call.flag_at(
        missing,
        "name",
        "{}在{}点名册上，这个班的作业登记上没有",
        roll_call.maybe("name"),
        roll_call.class_label,
        suggestion="请核实是否在校上课；在校的补进作业登记",
    )
