"""没有劝返记录。

查什么：台账中的学生，劝返次数是 0 或空着，没有首次家访日期，离校（没有写的看发现日期）以后家访登
记表里也没有家访过他。发现当天还来得及，只作提示。

为什么：有辍学迹象和已经辍学的学生，都要上门做工作；没有记录就等于没有人去过。

常见误报：家访登记表里的姓名与台账不一致；劝返了没有登记次数。

示例：

    日期 2025-10-20
    [辍学台账]
    姓名 | 身份证号           | 班级    | 离校日期   | 状态 | 劝返次数
    张三 | 110105201309010017 | 七(1)班 | 2025-09-10 | 辍学 | 3
    李四 | 110105201309010025 | 七(1)班 | 2025-09-10 | 辍学 | 0◀错误
    王五 | 110105201309010033 | 七(1)班 | 2025-09-10 | 辍学 |
    [家访登记表]
    日期       | 教师 | 学生 | 班级    | 形式 | 内容             | 结果
    2025-09-02 | 王芳 | 李四 | 七(1)班 | 入户 | 了解学生生活情况 | 良好
    2025-09-12 | 王芳 | 王五 | 七(1)班 | 入户 | 劝学生返校上课   | 同意返校
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.rules.cases.persuasion import unpersuaded
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("000-15", "1.2-26")


def check(
    cases: Table, date: dt.date, visits: Table | None = None, students: Table | None = None
) -> Flags:
    missing = unpersuaded(cases, date, visits, students)
    today = cases.maybe("found_date") >= pd.Timestamp(date)
    return cases.flag(
        missing,
        "persuasions",
        "{}没有劝返或家访记录",
        cases.maybe("name"),
        suggestion="请上门劝返并登记；已劝返的补填劝返次数或家访登记表",
        level=today.map({True: "提示", False: ""}),
    )
