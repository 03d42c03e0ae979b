"""同一学生同日重复登记。

查什么：缺课登记表里，同一名学生同一天（同一个半天）登记了两行，或一行几天的缺课把另一行的日子也包括了；
第一行不算，其余每行都标出来。上午、下午分两行的不算重复。天数只按一次统计。

为什么：重复登记会把旷课天数、缺课人次多算。

常见误报：同班有两个同名学生，没有写学籍号或身份证号。

示例：

    [缺课登记表]
    日期              | 姓名 | 班级     | 时段 | 类别 | 原因
    2025-10-13        | 张三 | 七(1)班 | 全天 | 病假 | 发烧
    2025-10-13◀疑问 | 张三 | 七(1)班 | 全天 | 病假 | 发烧
    2025-10-13        | 李四 | 七(1)班 | 上午 | 病假 | 发烧
    2025-10-13        | 李四 | 七(1)班 | 下午 | 病假 | 发烧
"""

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.rules.attendance.follow_up import day
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(attendance: Attendance, absences: Table) -> Flags:
    absences.need("date")
    records = attendance.records
    again = ~records["grid"] & (records["counted"] < records["days"]) & records["date"].notna()
    again &= records["who"] != ""
    first = again & ~records["entry"].where(again).duplicated()
    return attendance.flag(
        first,
        "{}在{}的缺课已经登记过",
        records["name"],
        day(records["date"]),
        suggestion="请核对后删去重复的一行；日期写错的改正日期",
    )
