"""适龄儿童没有包保教师。

查什么：摸底表中，年龄在义务教育阶段（或看不出年龄）的儿童，“包保教师”一栏空着或写着“无”。
已死亡、已出国的不算。

为什么：教师要包到每一个适龄儿童，动员入学才有人负责。

常见误报：没有。整列都没有分配的，请先分配再填表。

示例：

    日期 2025-10-20
    [适龄儿童摸底登记表]
    村     | 户主   | 姓名 | 身份证号           | 是否在读 | 包保教师
    曹家村 | 张大山 | 张三 | 110105201505010014 | 是       | ◀疑问
    曹家村 | 李大江 | 李四 | 110105201505010030 | 是       | 王芳
    曹家村 | 王大河 | 王五 | 110105202305010057 | 否       |
"""

import datetime as dt

from kongcuo_xl import survey
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("003-13",)


def check(
    children: Table,
    date: dt.date,
    school_year: int,
    entry_age: int,
    entry_cutoff: MonthDay,
    compulsory_years: int,
) -> Flags:
    children.need("keeper")
    called = survey.SchoolAge(school_year, entry_age, entry_cutoff, compulsory_years)
    due = survey.of_school_age(children, date, called).fillna(True)
    gone = survey.outcomes(children).isin(["死亡", "出国"])
    nobody = children.has("keeper") & children.text("keeper").isin(
        ["", "无", "没有", "/", "-", "—"]
    )
    return children.flag(
        due.astype(bool) & ~gone & nobody & (children["name"] != ""),
        "keeper",
        "{}没有包保教师",
        children.maybe("name"),
        suggestion="请为每一名适龄儿童确定包保教师",
    )
