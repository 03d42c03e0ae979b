"""家访教师不在教职工名册。

查什么：家访登记表中的教师姓名在本单位教职工名册中找不到。“老师”“班主任”等称呼不影响；只写姓的，名册中
有这个姓就不报。

为什么：名字写错，家访就不会算到这位教师名下；名册外的人家访也要说明身份。

常见误报：村干部、乡镇干部、外校教师一同家访；新调入的教师还没有进名册。

示例：

    [教职工名册]
    姓名 | 职务 | 任教学科
    王芳 | 教师 | 语文
    李强 | 教师 | 数学
    [家访登记表]
    日期       | 教师            | 学生 | 班级    | 形式 | 内容                 | 结果
    2025-09-10 | 王芳老师、李强  | 张三 | 七(1)班 | 入户 | 了解学生暑假学习情况 | 良好
    2025-09-11 | 王芳、李墙◀疑问 | 李四 | 七(1)班 | 电话 | 了解学生暑假生活情况 | 良好
"""

import difflib

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.tables import Flags, Table
from kongcuo_xl.teachers import posts_by_unit, strangers, written_names

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(visits: Table, staff: Table) -> Flags:
    visits.need("teacher")
    staff.need("name")
    known = posts_by_unit(staff)

    def unknown(unit_and_cell: str) -> str:
        unit, _, cell = unit_and_cell.partition("\0")
        return "、".join(strangers(written_names(cell), known.get(unit, {})))

    names = pd.Series(
        clean.each(visits.unit + "\0" + visits.text("teacher"), unknown), index=visits.index
    ).astype("str")
    where = np.flatnonzero(names != "")
    nearest = dict.fromkeys(visits.index, "请核对姓名；确是校外人员的在备注中说明")
    for at in where.tolist():
        close = difflib.get_close_matches(
            names[at].split("、")[0], known.get(visits.unit[at], {}), 2, 0.5
        )
        if close:
            nearest[at] = f"名册中相近的有{'、'.join(close)}，请核对"
    return visits.flag_at(
        where, "teacher", "家访教师{}不在教职工名册；{}", names, pd.Series(nearest),
        suggestion="请改正姓名，或把教师补入教职工名册",
    )  # fmt: skip
