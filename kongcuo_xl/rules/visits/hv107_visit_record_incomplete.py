"""家访记录不完整。

查什么：家访登记表中日期、教师、学生、形式、内容、结果有没有空着的，内容是否不到 visit_text_min 个字
（不计空格和标点）。每行只报一处，标在第一个有问题的格，写明缺哪几项。

为什么：家访要有详实记录，缺项的记录在检查时不算数。

常见误报：整列没有的项目不报；合并单元格只在第一行有值的，读取时已按合并处理。

示例：

    [家访登记表]
    日期       | 教师 | 学生 | 班级    | 形式    | 内容                 | 结果
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户    | 了解学生暑假学习情况 | 良好
    2025-09-11 | 王芳 | 李四 | 七(1)班 | ◀疑问   | 了解学生暑假生活情况 |
    2025-09-12 | 王芳 | 周五 | 七(1)班 | 电话    | 了解情况◀疑问        | 良好
"""

import numpy as np
import pandas as pd

from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("002-09",)

_FIELDS = {
    "date": "日期",
    "teacher": "教师",
    "student": "学生",
    "visit_form": "形式",
    "content": "内容",
    "result": "结果",
}


def check(visits: Table, visit_text_min: int) -> list[Flags]:
    for field in _FIELDS:
        if visits.any_has(field):
            visits.need(field)
    length = visits.text("content").str.replace(r"[\s\p{P}]+", "", regex=True).str.len()
    short = visits.given("content") & (length < visit_text_min)
    blank = {field: visits.blank(field) for field in _FIELDS}
    faulty = {**blank, "content": blank["content"] | short}
    matrix = np.column_stack([f.to_numpy(dtype=bool) for f in faulty.values()])
    first = np.where(matrix.any(axis=1), matrix.argmax(axis=1), -1)
    found: list[Flags] = []
    for place, field in enumerate(_FIELDS):
        where = np.flatnonzero(first == place)
        said = dict.fromkeys(visits.index, "")
        for row in where.tolist():
            empty = [label for f, label in _FIELDS.items() if blank[f][row]]
            words = [f"未填{'、'.join(empty)}"] if empty else []
            if short[row]:
                words.append(f"内容只有{length[row]}个字，应不少于{visit_text_min}个字")
            said[row] = "；".join(words)
        found.append(
            visits.flag_at(
                where,
                field,
                "家访记录不完整：{}",
                pd.Series(said),
                suggestion="请家访教师补记，不要编写",
            )
        )
    return found
