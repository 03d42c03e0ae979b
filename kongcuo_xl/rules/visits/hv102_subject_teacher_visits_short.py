"""科任教师家访人次不足。

查什么：科任教师每人每学期的家访不少于 subject_teacher_visits 人次，计法同 HV101。科任教师是有任教
学科的人，和职务写作教师而不是校领导、班主任的人；后勤、保安等岗位和退休、借调、产假等不在岗的人不算。
学期内是提示，学期结束后是错误。

为什么：科任教师也要包学生，家访人次有定额。

常见误报：教职工名册没有写职务也没有任教学科的人按教师算；不任课的请在职务中写明岗位。

示例：

    日期 2025-10-20
    参数 subject_teacher_visits=2
    [教职工名册]
    姓名      | 职务 | 任班主任班级 | 任教学科
    王芳      | 教师 | 七(1)班      | 语文
    李强◀提示 | 教师 |              | 数学
    赵敏      | 校长 |              | 思政
    钱立      | 后勤 |              |
    [家访登记表]
    日期       | 教师       | 学生 | 班级    | 形式 | 内容             | 结果
    2025-09-10 | 李强、王芳 | 张三 | 七(1)班 | 入户 | 了解学生学习情况 | 良好
"""

import datetime as dt

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.visits.assigned import owed
from kongcuo_xl.rules.visits.quotas import of_subject_teachers, unit_of
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-08",)


def check(
    visits: Table,
    staff: Table,
    subject_teacher_visits: int,
    visits_count_only: str,
    count_unit: str,
    term: Term,
    date: dt.date,
    classes: Table | None = None,
    students: Table | None = None,
) -> Flags | None:
    quota = of_subject_teachers(
        visits, staff, classes, students, visits_count_only, count_unit, term, date
    )
    if date < term.start:
        return None
    return owed(
        staff, quota.owes, "name", "任科任教师，", subject_teacher_visits, quota.done,
        unit_of(count_unit), term, date,
    )  # fmt: skip
