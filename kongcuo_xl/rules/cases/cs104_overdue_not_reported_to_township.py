"""逾期未返校未报乡镇政府。

查什么：返校通知书的限期已过（没有写限期的，按通知书日期加 notice_term_days 天），学生没有返校，也
没有报乡镇日期。

为什么：通知书期满不返校，要靠乡镇政府责令改正；不报告，后面的步骤就走不下去。

常见误报：已书面报告而没有登记。没有发通知书的由 CS103 说，这里不重复。

示例：

    日期 2025-10-20
    [辍学台账]
    姓名 | 身份证号           | 班级    | 状态   | 通知书日期 | 限期       | 报乡镇日期
    张三 | 110105201309010017 | 七(1)班 | 辍学   | 2025-09-20 | 2025-09-27 | 2025-09-28
    李四 | 110105201309010025 | 七(1)班 | 辍学   | 2025-09-20 | 2025-09-27 | ◀错误
    王五 | 110105201309010033 | 七(1)班 | 辍学   | 2025-10-17 | 2025-10-24 |
    赵六 | 110105201309010041 | 七(1)班 | 已返校 | 2025-09-20 | 2025-09-27 |
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.cases import not_passed_on, notice_end
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.1-15",)


def check(cases: Table, notice_term_days: int, date: dt.date) -> Flags:
    cases.need("town_report_date")
    term = notice_end(cases, notice_term_days)
    return cases.flag(
        (term < pd.Timestamp(date)) & not_passed_on(cases),
        "town_report_date",
        "{}应在{}前返校，至今没有返校，也没有报告乡镇政府的日期",
        cases.maybe("name"),
        term.dt.strftime("%Y-%m-%d"),
        suggestion="请书面报告乡镇政府并登记日期；已返校的填写复学日期",
    )
