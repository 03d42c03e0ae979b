"""首次送教没有评估。

查什么：每名送教学生的第一条记录，记录类型和内容里都没有访谈、评估。安置表写明本学期以前就开始送教、而记录
只有本学期的，第一条不是首次，不查。

为什么：首次送教要通过访谈了解学生现状，先评估再定计划。

常见误报：以前学期的记录没有放在一起，安置表又没有填开始日期。

示例：

    [送教上门记录]
    日期       | 学生 | 送教教师   | 课时 | 内容         | 记录类型
    2025-09-16 | 张三 | 王芳、李强 | 3    | 认识数字     | 送教
    2025-09-09 | 张三 | 王芳、李强 | 3    | 了解家庭情况 | 访谈评估
    2025-09-10 | 李四 | 王芳、李强 | 3    | 认识颜色     | 送教◀疑问
"""

import datetime as dt

import numpy as np

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.home_teaching.taught import children
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.5-29",)


def check(
    home_teaching: Table,
    term: Term,
    placements: Table | None = None,
    students: Table | None = None,
) -> Flags:
    home_teaching.need("date", "student", "record_kind")
    said = home_teaching.text("record_kind") + home_teaching.text("content")
    assessed = said.str.contains("访谈|评估|初访|首访|摸底|测评")
    tells = home_teaching.has("record_kind")
    first: list[int] = []
    for child in children(placements, students, home_teaching):
        dated = [
            (day, row)
            for day, row in zip(child.dates(home_teaching), child.records, strict=True)
            if day and tells[row]
        ]
        if not dated or _older(child.start, dated[0][0], term):
            continue
        opening = [row for day, row in dated if day == dated[0][0]]
        if not any(assessed[row] for row in opening):
            first.append(opening[0])
    return home_teaching.flag_at(
        np.array(first, dtype=np.int64),
        "record_kind",
        "{}的首次送教（{}）没有访谈、评估",
        home_teaching.text("student"),
        home_teaching["date"].dt.strftime("%Y-%m-%d"),
        suggestion="请补做评估并登记；以前已评估的补上当时的记录",
    )


def _older(start: dt.date | None, first: dt.date, term: Term) -> bool:
    """Whether lessons began before this semester's book did."""
    return start is not None and start < term.start <= first
