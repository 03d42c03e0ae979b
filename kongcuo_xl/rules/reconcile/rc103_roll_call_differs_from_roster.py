"""点名册与花名册人员不一致。

查什么：按班把最近一个月的点名册与花名册逐人核对：点名册上有、花名册上没有的，标点名册的姓名；
花名册上有、点名册上没有的，标花名册的姓名。休学、送教、转出的不用点名。没有点名册的班不查。

为什么：点名册是每天用的，花名册是上报用的。两本不一样，不是有人没上报，就是有人没来上学。

常见误报：点名册上姓名写了别字，两处会各标一个；改好一处，两处都消。

示例：

    [学生花名册]
    姓名        | 身份证号           | 年级   | 班级
    张三        | 110105201309010017 | 七年级 | 1班
    李四◀错误 | 110105201309010033 | 七年级 | 1班

    [点名册]
    七年级1班2025年10月点名册
    姓名        | 9 | 10 | 13 | 14 | 15
    张三        | √ | √  | √  | √  | √
    赵六◀错误 | √ | √  | √  | √  | √
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl.people import lookup
from kongcuo_xl.rules.reconcile.lists import away, not_called, unknown_on_roll_call
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("003-27",)


def check(
    students: Table,
    roll_call: Table,
    date: dt.date,
    changes: Table | None = None,
    placements: Table | None = None,
    home_teaching: Table | None = None,
) -> Iterator[Flags]:
    gone = away(students, date, changes, placements, home_teaching)
    missing = not_called(students, roll_call, date, gone)
    strangers = unknown_on_roll_call(students, roll_call, date)

    # Whoever is called in another class than the roster's is one fault, told at the roll call.
    names = (roll_call.unit + "|" + roll_call.maybe("name")).take(strangers)
    elsewhere = lookup(names, students.unit + "|" + students.maybe("name"))
    elsewhere = np.where(np.isin(elsewhere, missing), elsewhere, -1)
    hint = pd.Series("", index=roll_call.index)
    for row, other in zip(strangers[elsewhere >= 0], elsewhere[elsewhere >= 0], strict=True):
        hint[row] = f"（花名册上是{students.class_label[other]}的）"
    yield roll_call.flag_at(
        strangers,
        "name",
        "{}在{}点名册上，这个班的花名册上没有{}",
        roll_call.maybe("name"),
        roll_call.class_label,
        hint,
        suggestion="请核对姓名；确实在校的补进花名册，已离校的从点名册划去",
    )
    yield students.flag_at(
        missing[~np.isin(missing, elsewhere)],
        "name",
        "{}在{}花名册上，这个班的点名册上没有",
        students.maybe("name"),
        students.class_label,
        suggestion="请核实是否在校；在校的补进点名册，不在校的查明去向",
    )
