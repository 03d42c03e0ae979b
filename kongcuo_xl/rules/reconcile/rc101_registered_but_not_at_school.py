"""有学籍而不在校。

查什么：学籍表里有的学生，花名册和点名册里都没有，学籍状态、学籍变动登记册、残疾儿童安置表、
送教上门记录也没有说明他休学、送教、转出或毕业。

为什么：这是空挂学籍、人籍分离：学籍在这里，人不知去向。

常见误报：只给了部分班级的花名册。花名册上的姓名、身份证号抄错，对不上人（先看 ID103、RC102）。

示例：

    [学籍表]
    姓名        | 身份证件号         | 学籍号              | 年级   | 班级 | 学生状态
    张三        | 110105201309010017 | G110105201309010017 | 七年级 | 1班  | 在校
    李四◀错误 | 110105201309010033 | G110105201309010033 | 七年级 | 1班  | 在校
    王五        | 11010520130901005X | G11010520130901005X | 七年级 | 1班  | 休学

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
"""

import datetime as dt

import numpy as np
import pandas as pd

from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.rules.reconcile.lists import away
from kongcuo_xl.tables import Flags, NotApplicable, Table

LEVEL = "错误"
BASIS = ("1.5-06", "003-18", "004-05")


def check(
    registry: Table,
    date: dt.date,
    students: Table | None = None,
    roll_call: Table | None = None,
    changes: Table | None = None,
    placements: Table | None = None,
    home_teaching: Table | None = None,
) -> Flags:
    lists = [table for table in (students, roll_call) if table is not None]
    if not lists:
        raise NotApplicable("缺少学生花名册和点名册")
    here = pd.Series(False, index=registry.index)
    units: set[str] = set()
    for table in lists:
        here |= registry.index.isin(match(table, registry))
        here |= match(registry, table) != UNKNOWN
        units |= {p.unit for p in table.pieces}
    absent = ~here & registry.unit.isin(units) & (registry.maybe("name") != "")
    absent &= ~away(registry, date, changes, placements, home_teaching)
    where = registry.class_label.where(registry.class_label != "", "本校")
    return registry.flag_at(
        np.flatnonzero(absent.to_numpy(dtype=bool)),
        "name",
        "{}有{}的学籍，花名册和点名册里都没有这名学生，也没有休学、送教、转出、毕业的记录",
        registry.maybe("name"),
        where,
        suggestion="请查明去向：在校的补进花名册，转出、休学的办理学籍变动，去向不明的按疑似辍学上报",
    )
