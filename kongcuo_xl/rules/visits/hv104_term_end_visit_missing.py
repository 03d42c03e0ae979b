"""学期末未集中家访。

查什么：要集中家访的学生（见 HV103）在学期最后 term_end_window_days 天内没有任何人的家访记录。家访期
开始前不查，家访期内是提示，学期结束后是错误。

为什么：放假前把学生和家长的打算问清楚，开学才不会少人。

常见误报：学期起止日期与实际不同，请填写校历。

示例：

    日期 2026-02-01
    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 厌学
    张三◀错误 | 110105201309010011 | 七年级 | 1班  | 是
    李四      | 110105201309010033 | 七年级 | 1班  | 是
    [家访登记表]
    日期       | 教师 | 学生 | 班级    | 形式 | 内容             | 结果
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生学习情况 | 良好
    2026-01-12 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学生生活情况 | 良好
"""

import datetime as dt

from kongcuo_xl.calendar import Term, window_end
from kongcuo_xl.rules.visits.assigned import Lists, unvisited_in_window
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-05",)


def check(
    students: Table,
    visits: Table,
    term_end_window_days: int,
    term: Term,
    date: dt.date,
    special_groups: Table | None = None,
    dropout_prone: Table | None = None,
    cases: Table | None = None,
    staff: Table | None = None,
) -> Flags | None:
    window = window_end(term, term_end_window_days)
    lists = Lists(students, visits, special_groups, dropout_prone, cases, staff)
    return unvisited_in_window(lists, "学期末集中家访期", window, term, date)
