"""学期初未集中家访。

查什么：有包保教师的学生，易辍（重点）、反复、学困、厌学学生，和台账上还没有返校的学生，在学期开始
term_start_window_days 天内没有任何人的家访记录。家访期还没过是提示，过了是错误。

为什么：假期是辍学最多的时候，教师对所包的学生学期初要集中家访一次。

常见误报：家访登记里学生姓名写错或没有写班级而有同名。本学期从未家访的重点学生由 HV106 说。

示例：

    日期 2025-10-20
    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 学困 | 包保教师
    张三◀错误 | 110105201309010011 | 七年级 | 1班  | 是   |
    李四      | 110105201309010033 | 七年级 | 1班  |      | 王芳
    周五      | 110105201309010055 | 七年级 | 1班  |      |
    [家访登记表]
    日期       | 教师 | 学生 | 班级    | 形式 | 内容             | 结果
    2025-10-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生学习情况 | 良好
    2025-09-05 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学生生活情况 | 良好
"""

import datetime as dt

from kongcuo_xl.calendar import Term, window_start
from kongcuo_xl.rules.visits.assigned import Lists, unvisited_in_window
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-05",)


def check(
    students: Table,
    visits: Table,
    term_start_window_days: int,
    term: Term,
    date: dt.date,
    special_groups: Table | None = None,
    dropout_prone: Table | None = None,
    cases: Table | None = None,
    staff: Table | None = None,
) -> Flags | None:
    window = window_start(term, term_start_window_days)
    lists = Lists(students, visits, special_groups, dropout_prone, cases, staff)
    return unvisited_in_window(lists, "学期初集中家访期", window, term, date)
