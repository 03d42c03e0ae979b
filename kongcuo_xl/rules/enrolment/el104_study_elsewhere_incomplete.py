"""外地就读信息不全。

查什么：异地就读表中，学段、学校、年级、班级、学籍号有空着的；不在异地就读表里、但摸底表写明在外地就读的，
查摸底表的这几列。年级写在班级里的（三年级2班）不算空。

为什么：说不清在哪所学校哪个班就读，就无法核实孩子是不是真的在上学。

常见误报：没有。查不到的请向家长或就读学校问清。

示例：

    [异地就读登记表]
    姓名 | 身份证号           | 就读地     | 学段 | 学校     | 年级   | 班级  | 学籍号
    张三 | 110105201505010014 | 浙江义乌 | 小学 | 江东小学 | 四年级 | 3班   | ◀错误
    李四 | 110105201505010030 | 浙江义乌 | 小学 | ◀错误    |        |      | G110105201505010030
    王五 | 110105201505010057 | 福建晋江 | 小学 | 安海小学 | 四年级 | 2班   | G110105201505010057
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import county, survey
from kongcuo_xl.county import Schools
from kongcuo_xl.rules.changes.papers import lacking
from kongcuo_xl.tables import Flags, MissingTableError, Table, Tables

LEVEL = "错误"
BASIS = ("1.2-04",)
ACROSS_UNITS = True

_ASKED = ("study_stage", "school", "grade", "klass", "student_no")


def check(
    tables: Tables, date: dt.date, elsewhere: Table | None = None, children: Table | None = None
) -> Iterator[Flags]:
    if elsewhere is None and children is None:
        raise MissingTableError("elsewhere")
    if elsewhere is not None:
        yield from _incomplete(elsewhere, elsewhere["name"] != "")
    if children is not None:
        away = survey.studies_elsewhere(children, Schools(tables)) & (children["name"] != "")
        yield from _incomplete(children, away & ~county.is_in(children, elsewhere, date))


def _incomplete(table: Table, rows: pd.Series) -> list[Flags]:
    grade = table.maybe("grade")
    gaps = {field: rows & table.blank(field) for field in _ASKED if table.any_has(field)}
    if "grade" in gaps:
        gaps["grade"] &= grade.isna()
    if "klass" in gaps:
        gaps["klass"] &= table.maybe("klass") == ""
    return lacking(table, gaps, "{}在外地就读，没有填{}", suggestion="请向家长或就读学校问清后填写")
