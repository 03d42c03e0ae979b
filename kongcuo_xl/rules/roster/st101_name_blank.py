"""姓名为空。

查什么：学生花名册、学籍表中某一行有别的内容，而姓名空着。只有序号、年级、班级、学校这些成片填好的内容，
不算有人。

为什么：没有姓名，这一行就不知道是谁，点名、家访、统计都落不到人。

常见误报：名册下面的说明文字被当成数据：请与名册隔开一行写。

示例：

    [学生花名册]
    序号 | 姓名      | 身份证号           | 年级   | 班级
    1    | 张三      | 110105201309010017 | 七年级 | 1班
    2    | ◀错误    | 110105201309010025 | 七年级 | 1班
    3    |           |                    | 七年级 | 1班
    4    | 李四      | 110105201309010033 | 七年级 | 1班
"""

from collections.abc import Iterator

import numpy as np

from kongcuo_xl import clean
from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("一般填表要求",)

_PREFILLED = {"seq", "name", "grade", "klass", "school", "school_code"}


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    for people in lists(students, registry, "name"):
        rows = np.flatnonzero(clean.are_empty(people.maybe("name")) & people.has("name"))
        somebody = [row for row in rows.tolist() if _holds_anything(people, row)]
        yield people.flag_at(
            somebody, "name", "这一行有内容，但没有姓名", suggestion="请补填姓名，或删去这一行"
        )


def _holds_anything(people: Table, row: int) -> bool:
    piece = people.pieces[people.piece_no[row]]
    cells = piece.sheet.rows[people.row[row]]
    return any(cells[c] != "" for f, c in piece.columns.items() if f not in _PREFILLED)
