"""年龄与年级不符。

查什么：本学年 8 月 31 日的周岁，与这个年级通常的年龄（六周岁入一年级）相差超过允许的岁数。
身份证号有效的按身份证号，否则按出生日期。指向年级；年级只写在标题里的，指向出生日期或身份证号。

为什么：相差太多，不是出生日期或年级填错，就是超龄、留级、辍学后返校的孩子，都要核实。

常见误报：残疾儿童、延缓入学的孩子：核实后写核实说明即可。

示例：

    日期 2025-10-20
    参数 age_tolerance_years=2

    [花名册]
    姓名 | 身份证号           | 年级        | 班级
    张三 | 110105201309010017 | 七年级      | 1班
    李四 | 110105201309010025 | 二年级◀疑问 | 1班
    王五 | 110105201309010033 | 八年级      | 1班

    [三年级1班]
    姓名 | 身份证号                 | 出生日期
    赵六 | 110105201609010041       | 2013-09-01◀疑问
    钱七 | 11010520161105007X       | 2016-11-05
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.id_validity import born
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.5-04", "004-04")


def check(
    students: Table,
    date: dt.date,
    school_year: int,
    entry_age: int,
    entry_cutoff: MonthDay,
    age_tolerance_years: int,
) -> Iterator[Flags]:
    cutoff = dt.date(school_year, entry_cutoff.month, entry_cutoff.day)
    born_on = born(students, date).fillna(students.maybe("birth_date"))
    before = (born_on.dt.month > cutoff.month) | (
        (born_on.dt.month == cutoff.month) & (born_on.dt.day > cutoff.day)
    )
    age = cutoff.year - born_on.dt.year - before.astype("int64")
    grade = students.maybe("grade")
    usual = grade.astype("float64") + (entry_age - 1)
    odd = (grade >= 1).fillna(False) & ((age - usual).abs() > age_tolerance_years)
    cell = _grade_cell(students, school_year)
    for field_id in ("grade", "klass", "birth_date", "id_number"):
        here = odd & (cell == field_id)
        at = np.flatnonzero(here.to_numpy(dtype=bool))
        if len(at):
            yield students.flag_at(
                at,
                field_id,
                "{}出生，{}满{}岁，{}通常是{}岁",
                born_on.dt.strftime("%Y-%m-%d"),
                f"{cutoff:%Y-%m-%d}",
                age.astype("Int64"),
                grade.map(clean.grade_label, na_action="ignore"),
                usual.astype("Int64"),
                suggestion="请核对出生日期和年级；无误的写明情况（如延缓入学、留级、复学）",
            )


def _grade_cell(students: Table, school_year: int) -> pd.Series:
    """The field whose cell the grade of each row is to be told at."""
    says_grade = clean.each(
        students.text("klass"), lambda word: clean.class_of("", word, school_year).grade is not None
    ).astype(bool)
    fields = np.select(
        [students.given("grade"), says_grade, students.given("birth_date")],
        ["grade", "klass", "birth_date"],
        default="id_number",
    )
    return pd.Series(fields, index=students.index)
