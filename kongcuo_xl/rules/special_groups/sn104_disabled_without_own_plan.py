"""残疾儿童没有一生一案。

查什么：残疾学生（花名册标记、特殊群体名册和安置表）既没有一人一案，也没有个别化教育计划。只要一张表写有
就算；哪张表都没有这两列的不查。送教学生在安置表上缺个别化教育计划的，由 HT106 说。

为什么：残疾儿童要一生一案，按各人情况安排教育。

常见误报：方案已做而表中没有登记。

示例：

    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 残疾 | 一人一案
    张三◀疑问 | 110105201309010011 | 七年级 | 1班  | 是   |
    李四      | 110105201309010033 | 七年级 | 1班  | 是   |
    周五      | 110105201309010055 | 七年级 | 1班  | 否   |
    [残疾儿童安置]
    姓名      | 残疾类型 | 年级   | 班级 | 安置方式 | 个别化教育计划
    李四      | 智力     | 七年级 | 1班  | 随班就读 | 有
    吴六◀疑问 | 智力     | 七年级 | 2班  | 随班就读 | 无
    郑七      | 智力     | 七年级 | 2班  | 送教上门 | 无
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import groups
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.rules.home_teaching.taught import without_plan
from kongcuo_xl.rules.special_groups.care import PLANS, at_school, held, without
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "疑问"
BASIS = ("1.2-06",)


def check(
    students: Table | None = None,
    placements: Table | None = None,
    special_groups: Table | None = None,
) -> Iterator[Flags]:
    if students is None and placements is None:
        raise MissingTableError("placements")
    tables = [t for t in (students, placements) if t is not None]
    if not any(t.any_has(field) for t in tables for field in PLANS):
        tables[0].need("plan")
    message = "残疾儿童{}没有一生一案（一人一案或个别化教育计划）"
    suggestion = "请制定一生一案并登记"
    if students is not None:
        member = groups.members(students, "残疾", special_groups)
        if placements is not None:
            everybody = pd.Series(True, index=placements.index)
            groups.mark(member, match(placements, students), everybody)
        asked, there = without(students, PLANS, (placements,))
        if placements is not None:
            groups.mark(there, match(placements, students), without_plan(placements))
        yield students.flag(
            member & at_school(students) & asked & ~there,
            "name",
            message,
            students.maybe("name"),
            suggestion=suggestion,
        )
    if placements is not None:
        asked, there = held(placements, PLANS)
        alone = asked & ~there & placements.given("name") & ~without_plan(placements)
        if students is not None:
            alone &= match(placements, students) == UNKNOWN
        yield placements.flag(
            alone, "name", message, placements.maybe("name"), suggestion=suggestion
        )
