"""重点学生未家访。

查什么：重点生、易辍对象（花名册标记、特殊群体名册或易辍对象名单）本学期没有任何人的家访记录。学期内是
提示，学期结束后是错误。不在花名册的，标在名单的姓名上。

为什么：最可能辍学的学生一学期没有人上过门，等于没有包保。

常见误报：家访登记里的姓名与名册不一致。本学期从未家访的重点学生只报这一条，不再报 HV103、HV104。

示例：

    日期 2025-10-20
    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 重点生
    张三◀提示 | 110105201309010011 | 七年级 | 1班  | 是
    李四      | 110105201309010033 | 七年级 | 1班  | 是
    周五      | 110105201309010055 | 七年级 | 1班  | 否
    [家访登记表]
    日期       | 教师 | 学生 | 班级    | 形式 | 内容             | 结果
    2025-09-10 | 王芳 | 李四 | 七(1)班 | 电话 | 了解学生学习情况 | 良好
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.calendar import Term
from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, match
from kongcuo_xl.rules.visits.assigned import at_school, key_pupils
from kongcuo_xl.tables import Flags, MissingTableError, NotApplicable, Table
from kongcuo_xl.visits import this_term, visits_made, visits_of_pupils

LEVEL = "错误"
BASIS = ("1.1-11", "000-15")


def check(
    visits: Table,
    term: Term,
    date: dt.date,
    students: Table | None = None,
    special_groups: Table | None = None,
    dropout_prone: Table | None = None,
    staff: Table | None = None,
) -> Iterator[Flags]:
    if students is None and dropout_prone is None:
        raise MissingTableError("students")
    no_lists = dropout_prone is None and special_groups is None
    if students is not None and no_lists and not students.any_has("prone"):
        raise NotApplicable("花名册没有“易辍/重点生”列，也没有易辍对象名单和特殊群体名册")
    if date < term.start:
        return
    if students is not None:
        key = key_pupils(students, special_groups, dropout_prone) & at_school(students)
        yield _unvisited(students, key, visits, staff, term, date)
    if dropout_prone is not None:
        person = match(dropout_prone, students) if students is not None else UNKNOWN
        named = dropout_prone.given("name") & ~dropout_prone.maybe("name").isin(["无", "没有"])
        alone = pd.Series(person, index=dropout_prone.index).isin([UNKNOWN, AMBIGUOUS])
        yield _unvisited(dropout_prone, named & alone, visits, staff, term, date)


def _unvisited(
    roster: Table, key: pd.Series, visits: Table, staff: Table | None, term: Term, date: dt.date
) -> Flags:
    made = this_term(visits_made(visits, roster, staff), term, date)
    never = visits_of_pupils(made, visits, roster) == 0
    due = date <= term.end
    return roster.flag(
        key & never,
        "name",
        f"{{}}是重点（易辍）学生，本学期还没有家访记录，请于{term.end}前家访"
        if due
        else f"{{}}是重点（易辍）学生，本学期（{term.start}至{term.end}）没有任何家访记录",
        roster.maybe("name"),
        suggestion="请安排家访并登记；已家访的补记家访登记表，核对姓名和班级",
        level="提示" if due else "",
    )
