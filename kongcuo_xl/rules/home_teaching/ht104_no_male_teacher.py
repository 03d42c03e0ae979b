"""送教教师中没有男教师。

查什么：政策要求送教教师中至少一名男教师（home_teaching_male）时，一次送教的教师在教职工名册中都是女性。
有教师查不到性别的不报。

为什么：上门送教多在偏远农户，至少一名男教师同行。

常见误报：教职工名册性别填错。

示例：

    政策 model-5
    [教职工名册]
    姓名 | 性别 | 职务
    王芳 | 女   | 教师
    赵敏 | 女   | 教师
    李强 | 男   | 教师
    [送教上门记录]
    日期       | 学生 | 送教教师        | 课时 | 记录类型
    2025-09-09 | 张三 | 王芳、李强      | 3    | 访谈评估
    2025-09-16 | 张三 | 王芳、赵敏◀错误 | 3    | 送教
    2025-09-18 | 张三 | 王芳、周五      | 3    | 送教
"""

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.rules.home_teaching.taught import is_lesson
from kongcuo_xl.tables import Flags, Table
from kongcuo_xl.teachers import posts_by_unit, who_is, written_names

LEVEL = "错误"
BASIS = ("1.5-31",)


def check(home_teaching: Table, staff: Table, home_teaching_male: bool) -> Flags | None:
    if not home_teaching_male:
        return None
    home_teaching.need("teacher")
    sexes: dict[tuple[str, str], set[str]] = {}
    for unit, name, sex in zip(
        staff.unit, staff.maybe("name"), staff["sex"].fillna(""), strict=True
    ):
        sexes.setdefault((unit, name), set()).add(sex)
    known = posts_by_unit(staff)

    def all_women(unit_and_cell: str) -> bool:
        unit, _, cell = unit_and_cell.partition("\0")
        names = [who_is(name, known.get(unit, {})) for name in written_names(cell)]
        return bool(names) and all(sexes.get((unit, name)) == {"女"} for name in names)

    together = home_teaching.unit + "\0" + home_teaching.text("teacher")
    women = np.asarray(clean.each(together, all_women), dtype=bool)
    return home_teaching.flag(
        pd.Series(women, index=home_teaching.index) & is_lesson(home_teaching),
        "teacher",
        "送教教师{}都是女教师，应至少有一名男教师",
        home_teaching.text("teacher"),
        suggestion="请安排男教师同行；名册性别有误的请改正",
    )
