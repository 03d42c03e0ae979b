"""未发返校通知书。

查什么：已确认辍学、还没有返校的个案没有通知书日期，或填的是“未发”。状态没有写明的，看台账标题是不
是辍学台账，或离校是否已满 dropout_after_days 个教学日。

为什么：学生辍学，学校要立即向监护人发出返校通知书，这是以后各步的依据。

常见误报：通知书已发而没有登记日期。

示例：

    [疑似辍学、辍学台账]
    姓名 | 身份证号           | 班级    | 状态     | 通知书日期
    张三 | 110105201309010017 | 七(1)班 | 辍学     | 2025-09-20
    李四 | 110105201309010025 | 七(1)班 | 辍学     | ◀错误
    王五 | 110105201309010033 | 七(1)班 | 疑似辍学 |
    赵六 | 110105201309010041 | 七(1)班 | 已返校   |
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.cases import confirmed, lacks
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.1-14",)


def check(cases: Table, dropout_after_days: int, calendar: SchoolCalendar, date: dt.date) -> Flags:
    cases.need("notice_date")
    dropped = confirmed(cases, calendar, pd.Timestamp(date), dropout_after_days)
    return cases.flag(
        dropped & lacks(cases, "notice_date"),
        "notice_date",
        "{}已辍学，没有发返校通知书的日期",
        cases.maybe("name"),
        suggestion="请向监护人发出返校通知书并登记日期；已发的补填日期",
    )
