"""反复学生家访不足。

查什么：标为“反复”的学生（花名册标记、特殊群体名册，或台账反复次数大于 0）本学期的家访少于
relapse_visits 次。几位教师同去、写在一行的算一次。学期内是提示，学期结束后是错误。

为什么：返校又走的学生最容易再走，一次家访留不住。

常见误报：家访登记里的姓名与花名册不一致。

示例：

    日期 2026-02-01
    政策 model-8
    参数 relapse_visits=2
    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 反复
    张三◀错误 | 110105201309010011 | 七年级 | 1班  | 是
    李四      | 110105201309010033 | 七年级 | 1班  | 是
    [家访登记表]
    日期       | 教师       | 学生 | 班级    | 形式 | 内容             | 结果
    2025-09-10 | 王芳、李强 | 张三 | 七(1)班 | 入户 | 了解学生学习情况 | 良好
    2025-09-10 | 王芳       | 李四 | 七(1)班 | 入户 | 了解学生生活情况 | 良好
    2025-11-10 | 王芳       | 李四 | 七(1)班 | 入户 | 了解学生返校情况 | 良好
"""

import datetime as dt

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.visits.assigned import at_school, owed, relapsing
from kongcuo_xl.tables import Flags, NotApplicable, Table
from kongcuo_xl.visits import this_term, visits_made, visits_of_pupils

LEVEL = "错误"
BASIS = ("1.8-12",)


def check(
    students: Table,
    visits: Table,
    relapse_visits: int,
    term: Term,
    date: dt.date,
    special_groups: Table | None = None,
    cases: Table | None = None,
    staff: Table | None = None,
) -> Flags | None:
    if not students.any_has("relapsing") and special_groups is None and cases is None:
        raise NotApplicable("花名册没有“反复”列，也没有特殊群体名册和劝返台账")
    if date < term.start:
        return None
    made = this_term(visits_made(visits, students, staff), term, date)
    done = visits_of_pupils(made, visits, students)
    faulty = relapsing(students, special_groups, cases) & at_school(students)
    return owed(students, faulty, "name", "是反复学生，", relapse_visits, done, "次", term, date)
