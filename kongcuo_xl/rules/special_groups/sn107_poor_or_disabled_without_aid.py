"""贫困或残疾学生未落实资助。

查什么：建档立卡（脱贫户）、监测户、突发严重困难户和残疾学生，花名册或特殊群体名册的资助空着或写“否”。
写了项目或金额、或者列在资助（补助）名单上的算有。花名册没有资助列而另有资助名单的，按名单查。

为什么：该享受的资助没有到位，孩子会因贫失学。

常见误报：资助已发而花名册没有登记；家长自愿放弃的请在资助列写明。

示例：

    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 脱贫户 | 残疾 | 资助
    张三◀疑问 | 110105201309010011 | 七年级 | 1班  | 是     |      | 否
    李四◀疑问 | 110105201309010033 | 七年级 | 1班  |        | 是   |
    周五      | 110105201309010055 | 七年级 | 1班  | 是     |      | 生活补助625元
    吴六      | 110105201309010077 | 七年级 | 1班  |        |      |
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import groups
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.rules.special_groups.care import at_school, held, without
from kongcuo_xl.tables import Flags, MissingColumnError, MissingTableError, Table

LEVEL = "疑问"
BASIS = ("1.4-16",)

_GROUPS = ("残疾", *reversed(groups.POOR))
_SUGGESTION = "请落实资助并在花名册登记；自愿放弃的写明"


def check(students: Table | None = None, special_groups: Table | None = None) -> Iterator[Flags]:
    tables = [t for t in (students, special_groups) if t is not None]
    if not tables:
        raise MissingTableError("students")
    paid = _paid(special_groups) if special_groups is not None else pd.Series(dtype=bool)
    if not paid.any() and not any(t.any_has("aid") for t in tables):
        raise MissingColumnError("students", "aid")
    if students is not None:
        asked, aided = without(students, ("aid",), (special_groups,))
        if special_groups is not None:
            groups.mark(aided, match(special_groups, students), paid)
            listed = students.unit.isin(special_groups.unit[paid])
            asked |= listed & ~students.has("aid")
        because = pd.Series("", index=students.index)
        for group in _GROUPS:
            because = because.where(~groups.members(students, group, special_groups), group)
        yield students.flag(
            (because != "") & asked & ~aided & at_school(students),
            "name",
            "{}是{}学生，没有落实资助",
            students.maybe("name"),
            because,
            suggestion=_SUGGESTION,
        )
    if special_groups is not None:
        asked, aided = held(special_groups, ("aid",))
        because = pd.Series("", index=special_groups.index)
        for group in _GROUPS:
            because = because.where(~groups.on_list(special_groups, group), group)
        alone = (because != "") & asked & ~aided & ~paid & special_groups.given("name")
        if students is not None:
            alone &= match(special_groups, students) == UNKNOWN
        yield special_groups.flag(
            alone,
            "name",
            "{}是{}学生，没有落实资助",
            special_groups.maybe("name"),
            because,
            suggestion=_SUGGESTION,
        )


def _paid(special_groups: Table) -> pd.Series:
    """Rows of lists that by their title name those who are paid, without a column that asks."""
    return special_groups.of_piece(
        (
            not p.has("aid") and groups.names_the_aided(f"{p.context.title} {p.sheet.name}")
            for p in special_groups.pieces
        ),
        "bool",
    )
