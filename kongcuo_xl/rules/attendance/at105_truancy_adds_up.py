"""本学期累计旷课偏多。

查什么：一名学生本学期到核查日为止，旷课累计满 `cumulative_days_hint` 天。半天算 0.5；同一天登记
两次、或缺课登记表和点名册都有的，只算一次；不是教学日的不算。

为什么：零零散散地旷课，哪一次都不到上报的天数，加起来却是要辍学的样子。

常见误报：请了假却登记成旷课。

示例：

    参数 cumulative_days_hint=3
    [学生花名册]
    姓名        | 身份证号           | 年级   | 班级
    张三◀疑问 | 110105201309010017 | 七年级 | 1班
    李四        | 110105201309010033 | 七年级 | 1班

    [缺课登记表]
    日期       | 姓名 | 班级     | 天数 | 类别
    2025-09-08 | 张三 | 七(1)班 | 1    | 旷课
    2025-09-15 | 张三 | 七(1)班 | 1    | 旷课
    2025-09-22 | 张三 | 七(1)班 | 1    | 旷课
    2025-09-08 | 李四 | 七(1)班 | 2    | 旷课
    2025-09-08 | 李四 | 七(1)班 | 1    | 旷课
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.attendance.follow_up import number
from kongcuo_xl.rules.attendance.sums import truant_days
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("学籍管理",)


def check(
    attendance: Attendance,
    cumulative_days_hint: float,
    term: Term,
    date: dt.date,
    students: Table | None = None,
) -> Iterator[Flags]:
    sums = truant_days(attendance, term, date)
    found = sums[sums["days"] >= cumulative_days_hint]
    message = "{}本学期累计旷课{}天（{}次）"
    suggestion = "请查明原因、落实帮扶，列为易辍学生跟踪"
    known = found[found["person"] >= 0].set_index("person")
    if students is not None:
        yield students.flag_at(
            known.index.to_numpy(dtype="int64"),
            "name",
            message,
            students.maybe("name"),
            number(known["days"]).reindex(students.index, fill_value=""),
            known["times"].reindex(students.index, fill_value=0),
            suggestion=suggestion,
        )
    others = found[found["person"] < 0]
    yield attendance.flag_at(
        others["last"].to_numpy(dtype="int64"),
        message,
        others["name"],
        number(others["days"]),
        others["times"],
        suggestion=suggestion,
    )
