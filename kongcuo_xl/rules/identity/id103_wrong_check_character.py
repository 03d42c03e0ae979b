"""身份证号校验码不符。

查什么：按 GB 11643-1999，第 18 位应等于由前 17 位算出的校验码；不等就是有一位抄错了。

为什么：错一位的身份证号在学籍系统里查无此人，孩子会被当成“有学籍而不在校”或漏掉。

常见误报：没有。校验码算法没有例外；位数不对、出生日期不成立、按数字存储而损坏的，由 ID102、ID104、
ID105 说，不在这里重复。

示例：

    [学生花名册]
    姓名 | 身份证号                 | 年级   | 班级
    张三 | 110105201309010011◀错误 | 七年级 | 1班
    李四 | 110105201309010033       | 七年级 | 1班
    王五 | 110105201302310011       | 七年级 | 1班
    赵六 | 810000201309010015       | 七年级 | 1班
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
        ids = people.maybe("id_number")[verdicts(people, date) == "wrong_check"]
        if ids.empty:
            continue
        yield people.flag_at(
            ids.index,
            "id_number",
            "身份证号 {} 第18位应为 {}，现为 {}，有一位抄错了",
            ids,
            identity.check_character(ids),
            ids.str[-1],
            suggestion="请对照户口簿逐位核对，不要只改最后一位",
        )
