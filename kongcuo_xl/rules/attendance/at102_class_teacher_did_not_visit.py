"""旷课后班主任未按时家访。

查什么：旷课满 `teacher_visit_after_days` 天，班主任在当天或其后 `teacher_visit_within_days`
个教学日（政策 `visit_days` 为 calendar 时按日历日）内没有家访这名学生。
连续旷课只在满天数的那一天说一次；期限未到的作提示，写明最迟哪天。

为什么：旷课一天，班主任当天或第二天上门，是把孩子叫回来的最好时机。

常见误报：家访了没有登记；登记的学生姓名或班级写错，对不上人（见 RC114）。
班级表和教职工名册里都查不到这个班的班主任时，任何教师的家访都算。

示例：

    [教职工名册]
    姓名 | 职务 | 任班主任班级
    王芳 | 教师 | 七(1)班
    李强 | 教师 |

    [缺课登记表]
    日期              | 姓名 | 班级     | 天数 | 类别 | 报告时间
    2025-10-13◀错误 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-13
    2025-10-13        | 李四 | 七(1)班 | 1    | 旷课 | 2025-10-13
    2025-10-17◀提示 | 王五 | 七(1)班 | 1    | 旷课 | 2025-10-17

    [家访登记表]
    日期       | 教师 | 学生 | 班级     | 形式
    2025-10-14 | 王芳 | 李四 | 七(1)班 | 入户
    2025-10-14 | 李强 | 张三 | 七(1)班 | 入户
"""

import datetime as dt

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.attendance.follow_up import day, number, without_teacher
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-13", "002-30")


def check(
    attendance: Attendance,
    visits: Table,
    teacher_visit_after_days: float,
    teacher_visit_within_days: int,
    visit_days: str,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
    students: Table | None = None,
    staff: Table | None = None,
    classes: Table | None = None,
) -> Flags:
    found = without_teacher(
        attendance, visits, students, staff, classes, teacher_visit_after_days,
        teacher_visit_within_days, visit_days, calendar, term, date,
    )  # fmt: skip
    known = found["teacher"] != ""
    named = ("班主任" + found["teacher"]).where(known, "教师（没有登记这个班的班主任）")
    still = found["overdue"].map({True: "应", False: "还应"})
    return attendance.flag_at(
        found["at"].to_numpy(dtype="int64"),
        "{}到{}旷课满{}天，{}{}在{}前家访，这期间没有家访记录",
        found["name"],
        day(found["date"]),
        number(found["run_days"]),
        named,
        still,
        day(found["deadline"]).replace("", "复课") + "（含当天）",
        suggestion="请上门家访并登记；已经家访的，补登家访登记表",
        level=found["overdue"].map({True: "", False: "提示"}),
    )
