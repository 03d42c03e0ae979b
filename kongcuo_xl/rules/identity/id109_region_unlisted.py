"""身份证号的行政区划码未收录。

查什么：身份证号前 6 位是首次登记地的行政区划码，在代码表（含 1980 年以来已撤销的代码）里找不到。

为什么：多半是前 6 位抄错而校验码碰巧相符，或号码是编造的。

常见误报：代码表没有收录的新设区县或很早撤销的代码：核对户口簿无误后写核实说明即可。

示例：

    [学生花名册]
    姓名 | 身份证号                 | 年级   | 班级
    张三 | 119999201309010019◀疑问 | 七年级 | 1班
    李四 | 110105201309010025       | 七年级 | 1班
    王五 | 810000201309010015       | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl import regions
from kongcuo_xl.id_validity import numbers, persons, valid
from kongcuo_xl.tables import Flags, Tables

LEVEL = "疑问"
BASIS = ("GB/T 2260",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number"):
        read = numbers(people)
        unlisted = read.are("id18") & ~regions.listed(read.regions)
        ids = people.maybe("id_number")[valid(people, date) & unlisted]
        if ids.empty:
            continue
        yield people.flag_at(
            ids.index,
            "id_number",
            "身份证号 {} 的前6位 {} 不在行政区划代码表中",
            ids,
            ids.str[:6],
            suggestion="请对照户口簿核对前6位",
        )
