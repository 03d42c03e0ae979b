"""休学期满未复学。

查什么：休学的结束日期已过，登记册里没有这名学生以后的复学，也没有延期、续休、转出、毕业等登记。

为什么：休学期满不复学是辍学最常见的开头。

常见误报：已经复学或续办，没有登记。

示例：

    日期 2025-10-20
    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 开始       | 结束           | 是否延期
    张三 | 11010520130501001X | 休学     | 2024-09-10 | 2024-09-10 | 2025-09-10◀错误 |
    李四 | 110105201305010036 | 休学     | 2024-09-12 | 2024-09-12 | 2025-09-11     |
    李四 | 110105201305010036 | 复学     | 2025-09-01 |            |                |
    王五 | 110105201305010052 | 休学     | 2024-09-12 | 2024-09-12 | 2025-09-11     | 2026-09-11
    赵六 | 110105201305010079 | 休学     | 2025-09-12 | 2025-09-12 | 2026-09-11     |
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.changes import lasting, unended
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.2-16", "学籍管理")


def check(changes: Table, date: dt.date) -> Flags:
    changes.need("change_kind", "end")
    _, end = lasting(changes)
    return changes.flag(
        unended(changes, date) & (end < pd.Timestamp(date)),
        "end",
        f"{{}}休学到{{}}已期满（核查日期{date}），没有复学，也没有延期手续",
        changes.maybe("name"),
        end.dt.strftime("%Y-%m-%d").fillna(""),
        suggestion="请督促复学并登记；仍不能到校的续办手续，找不到人的按疑似辍学上报",
    )
