"""性别与身份证号不符。

查什么：身份证号第 17 位单数为男、双数为女，与性别列不同。身份证号本身有错的不比。

为什么：性别填错会影响分性别统计和住宿安排；也常常说明整个号码是别人的。

常见误报：没有。

示例：

    [学生花名册]
    姓名 | 性别      | 身份证号           | 年级   | 班级
    张三 | 女◀错误  | 110105201309010017 | 七年级 | 1班
    李四 | 女        | 110105201309010025 | 七年级 | 1班
    王五 | 1         | 110105201309010033 | 七年级 | 1班
    赵六 |           | 110105201309010041 | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.id_validity import persons, sex
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("GB 11643-1999",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number", "sex"):
        written, by_id = people.maybe("sex"), sex(people, date)
        ids = people.maybe("id_number")[written.notna() & by_id.notna() & (written != by_id)]
        if ids.empty:
            continue
        yield people.flag_at(
            ids.index,
            "sex",
            "性别为{}，身份证号 {} 第17位是 {}，应为{}",
            written,
            ids,
            ids.str[16],
            by_id,
            suggestion="请对照户口簿核对性别和身份证号",
        )
