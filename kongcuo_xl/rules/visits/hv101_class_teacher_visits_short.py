"""班主任家访人次不足。

查什么：班主任每人每学期的家访不少于 class_teacher_visits 人次。一行写了几位教师或几名学生的分别计；
同一教师同日对同一学生只计一次；visits_count_only 为“入户”时只计入户家访；count_unit 为“户次”时，
同日同户（监护人和电话相同，或住址相同）计一次。学期内是提示，写明还差多少、何时为止；学期结束后是错误。

为什么：家访是发现学生要辍学的最早机会，班主任的人次有定额。

常见误报：家访登记里的教师姓名与教职工名册写法不同；班主任中途更换，前任的家访不算到后任名下。
校领导兼班主任不计定额；同名教师各自按两人合计的人次算。

示例：

    日期 2026-02-01
    参数 class_teacher_visits=2
    [教职工名册]
    姓名      | 职务 | 任班主任班级
    王芳◀错误 | 教师 | 七(1)班
    李强      | 教师 | 七(2)班
    赵敏      | 校长 |
    [家访登记表]
    日期       | 教师       | 学生       | 班级    | 形式 | 内容               | 结果
    2025-09-10 | 王芳       | 张三       | 七(1)班 | 入户 | 了解学生学习情况   | 良好
    2025-09-10 | 王芳       | 张三       | 七(1)班 | 入户 | 了解学生学习情况   | 良好
    2025-09-11 | 班主任李强 | 周小、吴小 | 七(2)班 | 入户 | 了解学生生活情况   | 良好
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.visits.assigned import owed
from kongcuo_xl.rules.visits.quotas import of_class_teachers, unit_of
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-07", "1.8-11")


def check(
    visits: Table,
    class_teacher_visits: int,
    visits_count_only: str,
    count_unit: str,
    term: Term,
    date: dt.date,
    staff: Table | None = None,
    classes: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    quotas = of_class_teachers(
        visits, staff, classes, students, visits_count_only, count_unit, term, date
    )
    unit = unit_of(count_unit)
    for one in quotas if date >= term.start else ():
        yield owed(
            one.table, one.owes, one.field, "任班主任，", class_teacher_visits, one.done, unit,
            term, date,
        )  # fmt: skip
