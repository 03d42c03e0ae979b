"""六年级毕业生未到初中注册。

查什么：六年级毕业生交接表里的学生，在所有受核查单位七年级及以上的花名册、学籍表里都没有，也没有外地就读
的证明（交接表的“证明”，或异地就读表里有他）。仍在六年级名册上的，九月以前（当年的毕业班）不算。
写明已报到、学校不在受核查范围内的不算。

为什么：小升初是最容易掉队的一关，毕业生要一个不少地进入初中。

常见误报：没有提供全部初中的名册；新生名册还没有录完。

示例：

    日期 2025-10-20
    [六年级毕业生交接表]
    小学     | 姓名      | 身份证号           | 拟升入初中 | 是否报到 | 未报到去向 | 证明
    曹村小学 | 张三◀错误 | 11010520130501001X | 城关中学   | 否       |            |
    曹村小学 | 李四      | 110105201305010036 | 城关中学   | 是       |            |
    曹村小学 | 王五      | 110105201305010052 |            | 否       | 浙江义乌   | 有就读证明
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    李四 | 110105201305010036 | 七年级 | 1班
"""

import datetime as dt

import pandas as pd

from kongcuo_xl import county
from kongcuo_xl.changes import there
from kongcuo_xl.county import Schools
from kongcuo_xl.tables import Flags, NotApplicable, Table, Tables

LEVEL = "错误"
BASIS = ("002-27",)
ACROSS_UNITS = True

_JUNIOR = 7


def check(
    graduates: Table,
    tables: Tables,
    date: dt.date,
    school_year: int,
    elsewhere: Table | None = None,
) -> Flags:
    graduates.need("name")
    here = pd.Series(False, index=graduates.index)
    still = here.copy()
    rosters = 0
    for kind in ("students", "registry"):
        if kind not in tables:
            continue
        roster = tables[kind]
        grade = roster.maybe("grade")
        junior = (grade >= _JUNIOR).fillna(False).astype(bool)
        rosters += int(junior.sum())
        here |= county.is_in(graduates, roster, date, rows=junior)
        still |= county.is_in(graduates, roster, date, rows=(grade < _JUNIOR).fillna(False))
    if not rosters:
        raise NotApplicable("没有七年级的花名册或学籍表")
    # Before September the list is of those who are in grade 6 now; later it is of last summer.
    year = graduates.of_piece((p.context.year or 0 for p in graduates.pieces), "int64")
    coming = (year > school_year) | (still & (year != school_year) & (date.month < 9))
    proved = there(graduates.text("proof")) | county.is_in(graduates, elsewhere, date)
    schools, goal = Schools(tables), graduates.text("next_school")
    outside = graduates.maybe("reported").fillna(False).astype(bool) & (goal != "")
    outside &= ~schools.are_checked(goal) & (len(schools) > 0)
    missing = ~here & ~coming & ~proved & ~outside & (graduates.maybe("name") != "")
    return graduates.flag(
        missing,
        "name",
        "六年级毕业生{}（拟升入{}）不在任何受核查学校的七年级名册里，也没有外地就读证明",
        graduates.maybe("name"),
        goal.where(goal != "", "学校未写"),
        suggestion="请核实去向：已报到的补进名册，在外地就读的取得证明，没有升学的列入疑似辍学台账",
    )
