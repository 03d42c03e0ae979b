"""复学学生未落实安置帮扶。

查什么：已返校的学生没有安置（台账没有安置列的看班级）、没有结对教师（花名册的帮扶人也算）或没有一
人一方案（花名册的一人一案也算）。

为什么：劝得回还要留得住；没有班级、没有人帮的孩子，过不了多久又会走。

常见误报：安置帮扶另有档案，台账上没有登记，补填即可。已销号而没有依据的由 CS108 说，这里不重复。

示例：

    [辍学台账]
    姓名 | 身份证号           | 状态   | 复学日期   | 安置    | 结对教师  | 一人一方案
    张三 | 110105201309010017 | 已返校 | 2025-09-22 | 七(1)班 | 王芳      | 是
    李四 | 110105201309010025 | 已返校 | 2025-09-22 | 七(2)班 | ◀疑问 | 否◀疑问
    王五 | 110105201309010033 | 辍学   |            |         |           |
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.cases import lacks, returned, stated, without_basis
from kongcuo_xl.people import match, take
from kongcuo_xl.tables import Flags, NotApplicable, Table

LEVEL = "疑问"
BASIS = ("1.5-21", "1.5-22", "002-15", "004-09")

_SUPPORT = ("resettlement", "paired_teacher", "plan")


def check(cases: Table, students: Table | None = None) -> Iterator[Flags]:
    if not any(map(cases.any_has, (*_SUPPORT, "klass"))):
        raise NotApplicable("台账没有“安置”“结对教师”“一人一方案”列")
    back = returned(cases) & ~without_basis(cases) & cases.given("name")
    name = cases.maybe("name")
    helped, planned = pd.Series(False, index=cases.index), pd.Series(False, index=cases.index)
    if students is not None:
        at = match(cases, students)
        named = stated(students, "helper") | stated(students, "tutor")
        helped = take(named, at, False).astype(bool)
        planned = take(stated(students, "plan"), at, False).astype(bool)
    yield cases.flag(
        back & lacks(cases, "resettlement"),
        "resettlement",
        "{}已返校，没有写明安置在哪个班",
        name,
        suggestion="请填写安置的班级或方式",
    )
    yield cases.flag(
        back & ~cases.has("resettlement") & cases.blank("klass"),
        "klass",
        "{}已返校，没有写明安置在哪个班",
        name,
        suggestion="请填写班级",
    )
    yield cases.flag(
        back & lacks(cases, "paired_teacher") & ~helped,
        "paired_teacher",
        "{}已返校，没有结对教师",
        name,
        suggestion="请指派结对教师并登记",
    )
    yield cases.flag(
        back & lacks(cases, "plan") & ~planned,
        "plan",
        "{}已返校，没有一人一方案",
        name,
        suggestion="请制定一人一方案；已有的改填“是”",
    )
