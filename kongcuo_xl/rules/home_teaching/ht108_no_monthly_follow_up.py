"""康复或福利机构儿童本月无跟踪记录。

查什么：在康复机构、福利机构的儿童，本学期每个已经过完的月份至少有一条送教或跟踪记录（任何类型都算）。

为什么：孩子在机构，学校仍要按月跟踪，掌握情况。

常见误报：跟踪记录另有一本，没有放在一起核查。

示例：

    日期 2025-11-05
    [残疾儿童安置]
    姓名      | 残疾类型 | 安置方式 | 所在机构   | 开始
    张三◀错误 | 肢体     | 送教上门 | 县康复中心 | 2024-09-01
    李四      | 智力     | 送教上门 | 县福利院   | 2025-10-01
    [送教上门记录]
    日期       | 学生 | 送教教师   | 记录类型
    2025-09-16 | 张三 | 王芳、李强 | 电话跟踪
    2025-10-16 | 李四 | 王芳、李强 | 跟踪
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.home_teaching.taught import Child, children, flag_children
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.5-36",)


def check(
    home_teaching: Table,
    term: Term,
    calendar: SchoolCalendar,
    date: dt.date,
    placements: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    home_teaching.need("date", "student")
    faults: list[tuple[Child, str]] = []
    months = list(_months(term, date))
    for child in children(placements, students, home_teaching):
        if not child.institution:
            continue
        begun = child.begun(home_teaching, term)
        last = min(term.end, child.end or term.end)
        seen = {(day.year, day.month) for day in child.dates(home_teaching) if day}
        empty = [
            f"{first.month}月"
            for first, end in months
            if (first.year, first.month) not in seen
            and len(calendar.school_days(max(first, begun), min(end, last)))
        ]
        if empty:
            faults.append((child, f"{child.name}在机构，{'、'.join(empty)}没有跟踪记录"))
    yield from flag_children(faults, "请补做跟踪并登记")


def _months(term: Term, date: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of each month of the semester that is over."""
    first = term.start.replace(day=1)
    while first <= term.end:
        after = (first + dt.timedelta(days=32)).replace(day=1)
        if after > date:
            return
        yield first, after - dt.timedelta(days=1)
        first = after
