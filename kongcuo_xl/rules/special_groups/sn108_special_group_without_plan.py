"""特殊群体没有一人一案。

查什么：政策 plan_groups 所列群体的学生（花名册标记或特殊群体名册），一人一案空着或写“否”，也没有
个别化教育计划。残疾学生由 SN104 说，不在这里重复。

为什么：特殊群体要一人一案，落实到人。

常见误报：方案已做而花名册没有登记。

示例：

    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 留守 | 残疾 | 一人一案
    张三◀提示 | 110105201309010011 | 七年级 | 1班  | 是   |      | 否
    李四      | 110105201309010033 | 七年级 | 1班  | 是   |      | 是
    周五      | 110105201309010055 | 七年级 | 1班  | 是   | 是   | 否
"""

from collections.abc import Sequence

import pandas as pd

from kongcuo_xl import groups
from kongcuo_xl.people import match
from kongcuo_xl.rules.special_groups.care import PLANS, at_school, without
from kongcuo_xl.tables import Flags, Table

LEVEL = "提示"
BASIS = ("003-15",)


def check(
    students: Table,
    plan_groups: Sequence[str],
    special_groups: Table | None = None,
    placements: Table | None = None,
) -> Flags:
    if placements is None:
        students.need("plan")
    because = pd.Series("", index=students.index)
    for wanted in reversed(plan_groups):
        for group in groups.spelled(wanted):
            member = groups.members(students, group, special_groups)
            because = because.where(~member, wanted)
    disabled = groups.members(students, "残疾", special_groups)
    if placements is not None:
        everybody = pd.Series(True, index=placements.index)
        groups.mark(disabled, match(placements, students), everybody)
    asked, there = without(students, PLANS, (placements,))
    return students.flag(
        (because != "") & ~disabled & asked & ~there & at_school(students),
        "name",
        "{}属于{}，没有一人一案",
        students.maybe("name"),
        because,
        suggestion="请制定一人一案并登记",
    )
