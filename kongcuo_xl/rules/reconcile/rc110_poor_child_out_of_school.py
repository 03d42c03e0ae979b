"""脱贫户或监测户子女疑似失学辍学。

查什么：辍学台账里还没有返校、销号的学生，或摸底表里没有就学记录的适龄儿童，同时在脱贫户、监测户名单上，
或名册、摸底表标明是脱贫户、监测户、突发严重困难户。台账里有的标台账的姓名，否则标摸底表的姓名。

为什么：义务教育有保障是脱贫的底线，这些孩子一个也不能少，要最先处理。

常见误报：已经返校，台账没有销号。摸底表里这样的儿童只标这一条，RC109、EL101、SN101 不再标。

示例：

    日期 2025-10-20
    [辍学台账]
    姓名      | 身份证号           | 班级    | 离校日期   | 发现日期   | 状态   | 原因 | 去向
    张三◀错误 | 11010520130501001X | 六(1)班 | 2025-09-10 | 2025-09-12 | 疑似   | 厌学 | 在家
    李四      | 110105201305010036 | 六(1)班 | 2025-09-10 | 2025-09-12 | 已返校 | 厌学 | 在家
    王五      | 110105201305010052 | 六(1)班 | 2025-09-10 | 2025-09-12 | 疑似   | 厌学 | 在家
    [脱贫户名单]
    户主   | 姓名 | 身份证号           | 户类型
    张大山 | 张三 | 11010520130501001X | 脱贫户
    李大江 | 李四 | 110105201305010036 | 监测户
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl import cases as case_list
from kongcuo_xl import county, groups, survey
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Flags, MissingTableError, Table, Tables

LEVEL = "错误"
BASIS = ("1.5-42",)
ACROSS_UNITS = True


def check(
    tables: Tables,
    date: dt.date,
    school_year: int,
    entry_age: int,
    entry_cutoff: MonthDay,
    compulsory_years: int,
    cases: Table | None = None,
    children: Table | None = None,
    households: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    if cases is None and children is None:
        raise MissingTableError("cases")
    marked = students is not None and any(map(students.any_has, groups.flag_columns(*groups.POOR)))
    if (
        households is None
        and not marked
        and (children is None or not children.any_has("special_group"))
    ):
        raise MissingTableError("households")
    suggestion = "请首先处理：当天上门核实、劝返，并报告乡镇和教育局"
    open_ = None
    if cases is not None:
        open_ = case_list.open_(cases)
        open_ &= cases.maybe("name") != ""
        poor, why = survey.in_poor_household(cases, tables, date)
        if children is not None:
            poor |= county.is_in(cases, children, date, rows=survey.named_poor(children))
        yield cases.flag(
            open_ & poor,
            "name",
            "{}是{}子女，还在辍学台账里没有返校",
            cases.maybe("name"),
            why,
            suggestion=suggestion,
        )
    if children is not None and any(kind in tables for kind in survey.ROSTERS):
        called = survey.SchoolAge(school_year, entry_age, entry_cutoff, compulsory_years)
        missing = survey.poor_unrecorded(children, tables, date, called)
        listed = county.is_in(children, cases, date, rows=open_)
        yield children.flag(
            missing & ~listed,
            "name",
            "{}是{}子女，没有任何就学记录，疑似失学",
            children.maybe("name"),
            survey.in_poor_household(children, tables, date)[1],
            suggestion=suggestion,
        )
