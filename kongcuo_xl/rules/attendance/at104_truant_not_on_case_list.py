"""连续旷课达标未列入疑似辍学台账。

查什么：本学期连续旷课满 `suspected_after_days` 个教学日的学生，疑似辍学、辍学台账里没有这个人，
或者只有这次旷课之前就已返校、销号的旧记录。单位没有台账也一样。

为什么：连续旷课就是疑似辍学，列入台账才有责任人、劝返记录和销号。

常见误报：其实请了假，登记成旷课。台账上的姓名写错，对不上人（见 RC114）。

示例：

    [缺课登记表]
    日期              | 姓名 | 班级     | 天数 | 类别 | 报告时间
    2025-10-13        | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-13
    2025-10-14        | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-14
    2025-10-15◀错误 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-15
    2025-10-13        | 李四 | 七(1)班 | 3    | 旷课 | 2025-10-13

    [疑似辍学台账]
    姓名 | 班级     | 发现日期   | 状态     | 离校日期
    李四 | 七(1)班 | 2025-10-15 | 疑似辍学 | 2025-10-13
"""

import datetime as dt

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.attendance.follow_up import day, number, off_case_list
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("学籍管理",)


def check(
    attendance: Attendance,
    suspected_after_days: int,
    term: Term,
    date: dt.date,
    students: Table | None = None,
    cases: Table | None = None,
) -> Flags:
    found = off_case_list(attendance, suspected_after_days, term, date, students, cases)
    return attendance.flag_at(
        found["at"].to_numpy(dtype="int64"),
        "{}从{}起连续旷课，到{}已满{}天，疑似辍学台账里没有这名学生",
        found["name"],
        day(found["run_start"]),
        day(found["date"]),
        number(found["run_days"]),
        suggestion="请列入疑似辍学台账并上报、劝返；其实请了假的，更正缺课类别",
    )
