"""在校而无学籍。

查什么：花名册上的学生（没有花名册的单位看点名册），学籍表里没有。

为什么：没有学籍的孩子转学、升学、资助都会落空，辍学了系统里也看不出来。

常见误报：转入手续还在办；学籍表不是最新导出的。已注明借读的由 RC112 说，点名册与花名册对不上的
由 RC103 说，这里不重复。

示例：

    [学籍表]
    姓名 | 身份证件号         | 学籍号              | 年级   | 班级 | 学生状态
    张三 | 110105201309010017 | G110105201309010017 | 七年级 | 1班  | 在校

    [学生花名册]
    姓名        | 身份证号           | 年级   | 班级
    张三        | 110105201309010017 | 七年级 | 1班
    李四◀错误 | 110105201309010033 | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.policy import Policy
from kongcuo_xl.rules.reconcile.lists import away, latest_sheets, not_called
from kongcuo_xl.tables import Flags, NotApplicable, Table

LEVEL = "错误"
BASIS = ("1.5-38", "004-12")

_SUGGESTION = "请建立学籍或办理转入；学籍在别处的，在学生来源注明借读"


def check(
    registry: Table,
    policy: Policy,
    date: dt.date,
    students: Table | None = None,
    roll_call: Table | None = None,
    changes: Table | None = None,
) -> Iterator[Flags]:
    if students is None and roll_call is None:
        raise NotApplicable("缺少学生花名册和点名册")
    units = {p.unit for p in registry.pieces}
    with_roster: set[str] = set()
    if students is not None:
        with_roster = {p.unit for p in students.pieces}
        gone = away(students, date, changes)
        faulty = _unregistered(students, registry) & students.unit.isin(units) & ~gone
        faulty &= ~students.text("origin").str.contains("借读")
        if roll_call is not None and policy.level("RC103", "错误"):
            faulty &= ~students.index.isin(not_called(students, roll_call, date, gone))
        yield students.flag(
            faulty,
            "name",
            "{}在{}花名册上，学籍表里没有",
            students.maybe("name"),
            students.class_label,
            suggestion=_SUGGESTION,
        )
    if roll_call is not None:
        name = roll_call.maybe("name")
        faulty = _unregistered(roll_call, registry) & latest_sheets(roll_call, date)
        faulty &= roll_call.unit.isin(units - with_roster)
        key = (roll_call.unit + "|" + roll_call.class_key + "|" + name).where(faulty)
        yield roll_call.flag(
            faulty & ~key.duplicated(),
            "name",
            "{}在{}点名册上，学籍表里没有",
            name,
            roll_call.class_label,
            suggestion=_SUGGESTION,
        )


def _unregistered(people: Table, registry: Table) -> pd.Series:
    unknown: pd.Series = people.maybe("name") != ""
    unknown &= match(people, registry) == UNKNOWN
    unknown &= ~people.index.isin(match(registry, people))
    return unknown
