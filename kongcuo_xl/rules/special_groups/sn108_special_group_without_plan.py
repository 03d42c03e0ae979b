"""特殊群体没有一人一案。

查什么：政策 plan_groups 所列群体的学生（花名册标记或特殊群体名册），各表的一人一案都空着或写“否”，
也没有个别化教育计划。残疾学生由 SN104 说，不在这里重复。

为什么：特殊群体要一人一案，落实到人。

常见误报：方案已做而花名册没有登记。

示例：

    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 留守 | 残疾 | 一人一案
    张三◀提示 | 110105201309010011 | 七年级 | 1班  | 是   |      | 否
    李四      | 110105201309010033 | 七年级 | 1班  | 是   |      | 是
    周五      | 110105201309010055 | 七年级 | 1班  | 是   | 是   | 否
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from kongcuo_xl import groups
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.rules.special_groups.care import PLANS, at_school, held, without
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "提示"
BASIS = ("003-15",)

_MESSAGE, _SUGGESTION = "{}属于{}，没有一人一案", "请制定一人一案并登记"


def check(
    plan_groups: Sequence[str],
    students: Table | None = None,
    special_groups: Table | None = None,
    placements: Table | None = None,
) -> Iterator[Flags]:
    if students is None and special_groups is None:
        raise MissingTableError("students")
    first, *others = (t for t in (students, special_groups, placements) if t is not None)
    if not any(t.any_has("plan") for t in others) and placements is None:
        first.need("plan")
    if students is not None:
        disabled = groups.members(students, "残疾", special_groups)
        if placements is not None:
            everybody = pd.Series(True, index=placements.index)
            groups.mark(disabled, match(placements, students), everybody)
        because = pd.Series("", index=students.index)
        for wanted in reversed(plan_groups):
            for group in groups.spelled(wanted):
                because = because.where(~groups.members(students, group, special_groups), wanted)
        asked, there = without(students, PLANS, (placements, special_groups))
        yield students.flag(
            (because != "") & ~disabled & asked & ~there & at_school(students),
            "name",
            _MESSAGE,
            students.maybe("name"),
            because,
            suggestion=_SUGGESTION,
        )
    if special_groups is not None:
        asked, there = held(special_groups, PLANS)
        alone = asked & ~there & special_groups.given("name")
        alone &= (special_groups.maybe("name") != "无") & ~groups.on_list(special_groups, "残疾")
        if students is not None:
            alone &= match(special_groups, students) == UNKNOWN
        because = pd.Series("", index=special_groups.index)
        for wanted in reversed(plan_groups):
            for group in groups.spelled(wanted):
                because = because.where(~groups.on_list(special_groups, group), wanted)
        yield special_groups.flag(
            alone & (because != ""),
            "name",
            _MESSAGE,
            special_groups.maybe("name"),
            because,
            suggestion=_SUGGESTION,
        )
