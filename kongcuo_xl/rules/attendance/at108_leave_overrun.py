"""请假期满未返校。

查什么：缺课登记表写了请假止日，期满后的教学日已经过去，“返校日期”空着，此后既没有新的请假、
缺课记录，点名册上也没有到校的记号，学籍变动和疑似辍学台账里也没有这个人。

为什么：假满不归又没有人过问，是不声不响的辍学。

常见误报：已经返校，没有填返校日期。没有“返校日期”一列的表不查。

示例：

    [缺课登记表]
    日期       | 姓名 | 班级     | 类别 | 原因 | 请假止     | 返校日期
    2025-09-15 | 张三 | 七(1)班 | 事假 | 探亲 | 2025-09-16 | ◀疑问
    2025-09-15 | 李四 | 七(1)班 | 病假 | 发烧 | 2025-09-16 | 2025-09-17
    2025-09-15 | 王五 | 七(1)班 | 病假 | 骨折 | 2025-09-30 |
    2025-10-09 | 王五 | 七(1)班 | 病假 | 骨折 | 2025-10-31 |
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.rules.attendance.follow_up import day, overrun
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.5-44", "004-17")


def check(
    attendance: Attendance,
    absences: Table,
    calendar: SchoolCalendar,
    date: dt.date,
    students: Table | None = None,
    changes: Table | None = None,
    cases: Table | None = None,
) -> Flags:
    over = overrun(attendance, absences, calendar, date, students, changes, cases)
    entry = over["entry"].to_numpy(dtype="int64")
    until = pd.Series(over["leave_end"].to_numpy(), index=over["entry"])
    return absences.flag_at(
        entry,
        "return_date" if absences.any_has("return_date") else "returned",
        "{}请假到{}，期满后没有返校日期，也没有其他记录",
        absences.maybe("name"),
        day(until).reindex(absences.index, fill_value=""),
        suggestion="已返校的补填返校日期；没有返校的，请联系家长、家访并登记",
    )
