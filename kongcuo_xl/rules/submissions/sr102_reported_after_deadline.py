"""逾期上报。

查什么：上报登记中，上报日期晚于政策规定的期限（月报 monthly_due，季报 quarterly_due 等）。

为什么：月报次月8日前、季报当季最后一月15日前要报，晚了上级汇总时就缺这个单位。

常见误报：期间写错月份；退回重报的，登记的是重报的日期。

示例：

    日期 2025-11-20
    政策 zhushan-2021
    [上报登记]
    单位 | 报表           | 期间      | 上报日期         | 零报告
    一中 | 失学辍学月报表 | 2025-09   | 2025-10-08       | 是
    二中 | 失学辍学月报表 | 9月       | 2025-10-11◀疑问 | 是
    一中 | 学籍变动统计表 | 2025年第3季度 | 2025-09-20◀疑问 |
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.policy import Policy
from kongcuo_xl.rules.submissions.owed import due, handed_in, owed_period
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("002-33", "002-37")


def check(submissions: Table, policy: Policy, calendar: SchoolCalendar, term: Term) -> Flags:
    submissions.need("submit_date")
    deadline = pd.Series(pd.NaT, index=submissions.index, dtype="datetime64[s]")
    said = pd.Series("", index=submissions.index, dtype=object)
    for row in handed_in(submissions, policy, term):
        owed = owed_period(row.report, row.span, policy, calendar)
        if owed is not None:
            last: dt.date = due(row.report, owed, policy)
            deadline[row.row] = pd.Timestamp(last)
            said[row.row] = f"{owed.label}的《{row.report.title}》应在{last}前上报"
    day = submissions["submit_date"]
    return submissions.flag(
        day > deadline,
        "submit_date",
        "{}{}，{}才报",
        submissions["unit_name"],
        said,
        day.dt.strftime("%Y-%m-%d"),
        suggestion="请核对上报日期；确实晚报的说明原因",
    )
