"""教导处月例会缺。

查什么：学期中的某个月没有教导处例会的记录。每月 monthly_meeting_by_day 日以前还来得及，是提示；学
期在这一天以后才开始的月份不要求。标在会议记录的表头。

为什么：每月初开一次例会，上月流失和缺课的情况才有人汇总。

常见误报：例会记在别的本子上。类型或主题中要有“教导处”或“教务处”。

示例：

    日期 2025-11-08
    政策 model-8
    [一中/会议记录]
    日期◀疑问  | 类型       | 主题
    2025-09-05 | 教导处例会 | 开学控辍工作
    2025-11-03 | 教导处例会 | 十月缺课情况
    [三中/会议记录]
    日期◀提示  | 类型       | 主题
    2025-09-05 | 教导处例会 | 开学控辍工作
    2025-10-09 | 教导处例会 | 九月缺课情况
    [二中/会议记录]
    日期       | 类型       | 主题
    2025-09-05 | 教导处例会 | 开学控辍工作
    2025-10-09 | 教导处例会 | 九月缺课情况
    2025-11-03 | 教导处例会 | 十月缺课情况
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import Term
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.rules.work_records.events import Month, are, months, short_in_months
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.8-06",)


def check(
    meetings: Table, monthly_meeting_by_day: int, term: Term, date: dt.date
) -> Iterator[Flags]:
    def due(month: Month) -> dt.date:
        return MonthDay(month[1], monthly_meeting_by_day).on(month[0])

    owed = [month for month in months(term, date) if due(month) in term]
    held = are(meetings, "教导处例会")
    yield from short_in_months(meetings, held, 1, "教导处例会", owed, due, date)
