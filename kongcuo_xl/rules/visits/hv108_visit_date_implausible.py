"""家访日期不合理。

查什么：家访日期晚于核查日期，或不在本学期内。

为什么：未来的家访是还没有做的；学期外的日期多半是年份、月份写错，也不能算本学期的人次。

常见误报：一张表连着记几个学期的，有四分之一以上（至少三行）记录的学期不算在外。

示例：

    日期 2025-10-20
    [家访登记表]
    日期              | 教师 | 学生 | 班级    | 形式 | 内容                 | 结果
    2025-09-10        | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生暑假学习情况 | 良好
    2025-11-10◀错误   | 王芳 | 李四 | 七(1)班 | 电话 | 了解学生暑假生活情况 | 良好
    2024-09-12◀错误   | 王芳 | 周五 | 七(1)班 | 电话 | 了解学生作业完成情况 | 良好
    2025-08-20◀错误   | 王芳 | 吴六 | 七(1)班 | 电话 | 了解学生返校准备情况 | 良好
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("一般填表要求",)

_SHARE, _ROWS = 0.25, 3
"""What a sheet must hold of another semester to be that semester's book too."""


def check(visits: Table, term: Term, calendar: SchoolCalendar, date: dt.date) -> Iterator[Flags]:
    days = visits["date"]
    shown = days.dt.strftime("%Y-%m-%d").fillna("")
    late = days > pd.Timestamp(date)
    yield visits.flag(
        late,
        "date",
        f"家访日期{{}}晚于核查日期{date}",
        shown,
        suggestion="请改正日期；还没有进行的家访不要先登记",
    )
    fitting = _inside(days, term)
    sheet = pd.Series(visits.piece_no, index=visits.index)
    dated = days.notna().groupby(sheet).transform("sum")
    for other in calendar.terms:
        if other.name != term.name:
            inside = _inside(days, other)
            held = inside.groupby(sheet).transform("sum")
            fitting |= inside & (held >= np.maximum(dated * _SHARE, _ROWS))
    yield visits.flag(
        days.notna() & ~late & ~fitting,
        "date",
        f"家访日期{{}}不在本学期（{term.start}至{term.end}）内",
        shown,
        suggestion="请核对年份和月份",
    )


def _inside(days: pd.Series, term: Term) -> pd.Series:
    return (days >= pd.Timestamp(term.start)) & (days <= pd.Timestamp(term.end))
