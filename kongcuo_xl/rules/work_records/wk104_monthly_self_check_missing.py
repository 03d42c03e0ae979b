"""每月自查缺。

查什么：学期中有教学日的月份，自查记录少于 self_checks_per_month 次。当月未过完是提示。标在自查记
录的表头。

为什么：每月自查一次，缺课、空挂学籍才不会拖到学期末。

常见误报：自查写成“检查”。类型或主题中要有“自查”。

示例：

    日期 2025-10-20
    政策 jiudian
    [一中/自查记录]
    日期◀疑问  | 类型 | 主题
    2025-09-05 | 督查 | 中心校检查
    2025-10-15 | 自查 | 十月自查
    [三中/自查记录]
    日期◀提示  | 类型 | 主题
    2025-09-25 | 自查 | 九月自查
    [二中/自查记录]
    日期       | 类型 | 主题
    2025-09-25 | 自查 | 九月自查
    2025-10-15 | 自查 | 十月自查
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.work_records.events import are, end_of, months, short_in_months
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("003-22",)


def check(
    meetings: Table, self_checks_per_month: int, calendar: SchoolCalendar, term: Term, date: dt.date
) -> Iterator[Flags]:
    owed = [
        month
        for month in months(term, date)
        if len(calendar.school_days(dt.date(*month, 1), end_of(month)))
    ]
    held = are(meetings, "自查")
    yield from short_in_months(meetings, held, self_checks_per_month, "自查", owed, end_of, date)
