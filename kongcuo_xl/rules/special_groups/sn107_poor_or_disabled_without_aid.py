"""贫困或残疾学生未落实资助。

查什么：建档立卡（脱贫户）、监测户、突发严重困难户和残疾学生，花名册的资助空着或写“否”。写了项目或金额的
算有。

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

import pandas as pd

from kongcuo_xl import groups
from kongcuo_xl.rules.special_groups.care import at_school, held
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.4-16",)


def check(students: Table, special_groups: Table | None = None) -> Flags:
    students.need("aid")
    asked, aided = held(students, ("aid",))
    because = pd.Series("", index=students.index)
    for group in ("残疾", *reversed(groups.POOR)):
        because = because.where(~groups.members(students, group, special_groups), group)
    return students.flag(
        (because != "") & asked & ~aided & at_school(students),
        "name",
        "{}是{}学生，没有落实资助",
        students.maybe("name"),
        because,
        suggestion="请落实资助并在花名册登记；自愿放弃的写明",
    )
