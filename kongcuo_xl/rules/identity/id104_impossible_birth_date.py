"""身份证号中的出生日期不成立。

查什么：身份证号第 7 至 14 位是出生日期；没有这一天，或在核查日期之后，都不成立。

为什么：出生日期错了，年龄、入学、延缓入学都会判断错，学籍系统也不收。

常见误报：没有。

示例：

    日期 2025-10-20

    [学生花名册]
    姓名 | 身份证号                 | 年级   | 班级
    张三 | 110105201302310017◀错误 | 七年级 | 1班
    李四 | 110105203009010014◀错误 | 七年级 | 1班
    王五 | 110105201309010033       | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl import identity
from kongcuo_xl.id_validity import persons, verdicts
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("GB 11643-1999",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number"):
        ids = people.maybe("id_number")[verdicts(people, date) == "impossible"]
        if ids.empty:
            continue
        ahead = identity.birth_date(ids).notna().map({True: "还没有到", False: "没有这一天"})
        yield people.flag_at(
            ids.index,
            "id_number",
            "身份证号 {} 中的出生日期 {} {}",
            ids,
            ids.str[6:10] + "-" + ids.str[10:12] + "-" + ids.str[12:14],
            ahead,
            suggestion="请对照户口簿改正身份证号",
        )
