"""旷课后校领导未亲自家访。

查什么：连续旷课满 `leader_visit_after_days` 天（按教学日连着算，半天算 0.5），校领导在满天数的
当天或下一个教学日没有家访这名学生。校领导看教职工名册的职务、家访登记表的教师身份和班级表的包保领导。
期限未到的作提示，写明最迟哪天。

为什么：第二天还没来，班主任一个人已经叫不动了，要校领导出面。

常见误报：校领导去了，登记的是班主任的名字；一次去几个人的，教师一栏要都写上。
单位里没有登记任何校领导时，任何教师的家访都算。

示例：

    [教职工名册]
    姓名 | 职务   | 任班主任班级
    王芳 | 教师   | 七(1)班
    赵刚 | 副校长 |

    [缺课登记表]
    日期              | 姓名 | 班级     | 天数 | 类别 | 报告时间
    2025-10-13        | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-13
    2025-10-14◀错误 | 张三 | 七(1)班 | 1    | 旷课 | 2025-10-14
    2025-10-13        | 李四 | 七(1)班 | 2    | 旷课 | 2025-10-13

    [家访登记表]
    日期       | 教师       | 学生 | 班级     | 形式
    2025-10-13 | 王芳       | 张三 | 七(1)班 | 入户
    2025-10-14 | 王芳、赵刚 | 李四 | 七(1)班 | 入户
"""

import datetime as dt

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.attendance.follow_up import day, number, without_leader
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-14",)


def check(
    attendance: Attendance,
    visits: Table,
    leader_visit_after_days: float,
    visit_days: str,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
    students: Table | None = None,
    staff: Table | None = None,
    classes: Table | None = None,
) -> Flags:
    found = without_leader(
        attendance, visits, students, staff, classes, leader_visit_after_days, visit_days,
        calendar, term, date,
    )  # fmt: skip
    still = found["overdue"].map({True: "应", False: "还应"})
    return attendance.flag_at(
        found["at"].to_numpy(dtype="int64"),
        "{}到{}连续旷课{}天，{}{}在{}前（含当天）亲自家访，这期间没有家访记录",
        found["name"],
        day(found["date"]),
        number(found["run_days"]),
        found["known"].map({True: "校领导", False: "校领导（本单位没有登记是谁）"}),
        still,
        day(found["deadline"]).replace("", "复课"),
        suggestion="请校领导亲自家访并登记；已经家访的，在家访登记表补上校领导的姓名",
        level=found["overdue"].map({True: "", False: "提示"}),
    )
