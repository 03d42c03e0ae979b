"""姓名写法异常。

查什么：姓名中有数字、符号、字母、看不见的字符，只有一个字，或三个字以上的姓名中间有空格。两个字的姓名
中间为对齐加的空格（张　三）不提示；少数民族姓名中的间隔号不提示。

为什么：各张表按姓名对人，多一个空格或符号，程序和人都会当成另一个人。

常见误报：外籍学生的字母姓名、单字姓名：核实后写核实说明即可。

示例：

    [学生花名册]
    姓名             | 身份证号           | 年级   | 班级
    张　三           | 110105201309010017 | 七年级 | 1班
    李四2◀疑问      | 110105201309010025 | 七年级 | 1班
    欧阳 小明◀疑问  | 110105201309010033 | 七年级 | 1班
    阿依古丽·买买提 | 110105201309010041 | 七年级 | 1班
    王◀疑问         | 11010520130901005X | 七年级 | 1班
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    for people in lists(students, registry, "name"):
        # Nearly all names are plain; only the others are worth a closer look.
        plain = clean.are_plain_names(people.text("name")) & ~people.retyped("name")
        looked_at = np.flatnonzero(~plain.to_numpy(dtype=bool))
        raw = pd.Series(people.raw_at("name", looked_at), index=looked_at, dtype=object)
        why = pd.Series(clean.each(raw, clean.name_odd), index=looked_at)
        odd = why[why != ""]
        yield people.flag_at(
            odd.index.to_numpy(),
            "name",
            "{}：“{}”",
            odd,
            people.text("name"),
            suggestion="请按户口簿改正，姓名中不加空格和符号；无误的写明情况",
        )
