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
import numpy.typing as npt
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
    age, grade = _full_years(born_on, cutoff), students.maybe("grade")
    usual = grade.astype("float64") + (entry_age - 1)
    odd = (grade >= 1).fillna(False) & ((age - usual).abs() > age_tolerance_years)
    rows = np.flatnonzero(odd.to_numpy(dtype=bool))
    cell = _grade_cell(students, rows, school_year)
    for field_id in ("grade", "klass", "birth_date", "id_number"):
        at = rows[cell == field_id]
        if len(at):
            yield students.flag_at(
                at,
                field_id,
                "{}出生，{}满{}岁，{}通常是{}岁",
                born_on.take(at).dt.strftime("%Y-%m-%d"),
                f"{cutoff:%Y-%m-%d}",
                age.take(at).astype("Int64"),
                grade.take(at).map(clean.grade_label, na_action="ignore"),
                usual.take(at).astype("Int64"),
                suggestion="请核对出生日期和年级；无误的写明情况（如延缓入学、留级、复学）",
            )


def _full_years(born_on: pd.Series, day: dt.date) -> pd.Series:
    """Full years of age on a day, as floats; missing where the birth date is."""
    years = np.arange(clean.FIRST_YEAR, clean.LAST_YEAR + 2)
    birthdays = np.array([_in_year(day, year) for year in years.tolist()], "datetime64[s]")
    # Of somebody born in a year, but after the day, the birthday by which to count is the next.
    at = np.searchsorted(birthdays, born_on.to_numpy())
    full = pd.Series(day.year - years.take(at, mode="clip"), born_on.index, dtype="float64")
    return full.where(born_on.notna())


def _in_year(day: dt.date, year: int) -> dt.date:
    """The day in another year: 28 February where that has no 29th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _grade_cell(
    students: Table, rows: npt.NDArray[np.int64], school_year: int
) -> npt.NDArray[np.str_]:
    """The field whose cell the grade of each of some rows is to be told at."""
    says_grade = clean.each(
        students.text_at("klass", rows),
        lambda word: clean.class_of("", word, school_year).grade is not None,
    ).astype(bool)
    grade, born_on = (students.text_at(field_id, rows) for field_id in ("grade", "birth_date"))
    return np.select(
        [grade != "", says_grade, born_on != ""],
        ["grade", "klass", "birth_date"],
        default="id_number",
    )
