"""出勤率偏低。

查什么：本学期到核查日为止，出勤率低于 `attendance_warning`（默认 0.90）的学生作提示，低于
`attendance_risk`（默认 0.80）的作疑问。事假、病假也算缺勤；有考勤记录的教学日不足
`attendance_min_days` 天的不算。点名册以有记号的日子为准；缺课登记表以开学以来的教学日为准。

为什么：请假多的孩子功课跟不上，厌学、辍学往往从这里开始。

常见误报：长期病假，已办休学而花名册没有改。累计旷课已由 AT105 说的学生，这里不再说。

示例：

    日期 2025-10-15
    [学生花名册]
    姓名        | 身份证号           | 年级   | 班级
    张三◀疑问 | 110105201309010017 | 七年级 | 1班
    李四◀提示 | 110105201309010033 | 七年级 | 1班
    王五        | 11010520130901005X | 七年级 | 1班

    [缺课登记表]
    日期       | 姓名 | 班级     | 天数 | 类别 | 原因
    2025-09-08 | 张三 | 七(1)班 | 6    | 病假 | 肺炎
    2025-09-08 | 李四 | 七(1)班 | 3    | 事假 | 外出
    2025-09-08 | 王五 | 七(1)班 | 1    | 病假 | 发烧
"""

import datetime as dt

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.attendance.follow_up import number
from kongcuo_xl.rules.attendance.sums import attendance_rates, truant_days
from kongcuo_xl.tables import Flags, Table

LEVEL = "提示"
BASIS = ("学籍管理",)


def check(
    attendance: Attendance,
    students: Table,
    attendance_warning: float,
    attendance_risk: float,
    attendance_min_days: int,
    cumulative_days_hint: float,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
) -> Flags:
    rates = attendance_rates(attendance, students, calendar, term, date)
    sums = truant_days(attendance, term, date)
    truants = sums.loc[sums["days"] >= cumulative_days_hint, "person"]
    low = (rates["rate"] < attendance_warning) & (rates["recorded"] >= attendance_min_days)
    found = rates[low & ~rates.index.isin(truants)]

    return students.flag_at(
        found.index.to_numpy(dtype="int64"),
        "name",
        "{}本学期有考勤的{}个教学日缺勤{}天，出勤率{}",
        students.maybe("name"),
        found["recorded"].reindex(students.index, fill_value=0),
        number(found["absent"]).reindex(students.index, fill_value=""),
        found["rate"].map("{:.1%}".format).reindex(students.index, fill_value=""),
        suggestion="请了解缺勤原因，做好补课和帮扶；长期病假的，核实是否应办休学",
        level=(found["rate"] < attendance_risk)
        .map({True: "疑问", False: ""})
        .reindex(students.index, fill_value=""),
    )
