"""年满六周岁未入学也未延缓。

查什么：摸底表里到本学年入学截止日（entry_cutoff）刚满 entry_age 周岁、“是否在读”不是“是”的
儿童，在所有受核查单位的花名册、学籍表、点名册里都没有，也没有延缓入学、外地就读、送教、死亡、出国等记录。
没有任何名册时，只看“是否在读”为“否”的。

为什么：年满六周岁必须入学；确需延缓的要由监护人申请并经批准。

常见误报：刚入学的新生还没有录进花名册；孩子在没有提供名册的学校就读，摸底表又没有写就读学校。
脱贫户、监测户的子女由 RC110 说；残疾儿童没有安置的由 SN101 说；年龄更大的由 RC109 说。

示例：

    日期 2025-10-20
    [适龄儿童摸底登记表]
    村     | 户主   | 姓名      | 身份证号           | 是否在读 | 未入学原因
    曹家村 | 张大山 | 张三◀错误 | 110105201905010013 | 否       |
    曹家村 | 李大江 | 李四      | 11010520190501003X | 是       |
    曹家村 | 王大河 | 王五      | 110105201905010056 | 否       | 因病延缓入学
    曹家村 | 赵大海 | 赵六      | 11010520190901007X | 否       |
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    李四 | 11010520190501003X | 一年级 | 1班
"""

import datetime as dt

from kongcuo_xl import survey
from kongcuo_xl.county import Schools, birth_dates
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Flags, Table, Tables

LEVEL = "错误"
BASIS = ("1.5-04", "004-04")
ACROSS_UNITS = True


def check(
    children: Table,
    tables: Tables,
    date: dt.date,
    school_year: int,
    entry_age: int,
    entry_cutoff: MonthDay,
    compulsory_years: int,
) -> Flags:
    children.need("name")
    called = survey.SchoolAge(school_year, entry_age, entry_cutoff, compulsory_years)
    due = survey.new_pupils(children, date, called)
    due &= children.maybe("name") != ""
    if not any(kind in tables for kind in survey.ROSTERS):
        due &= (~children["studying"]).fillna(False).astype(bool)
    missing = due & ~survey.enrolled(children, tables, date)
    missing &= ~survey.accounted_for(children, tables, Schools(tables), date)
    missing &= ~survey.unplaced_disabled(children, tables, date)
    missing &= ~survey.poor_unrecorded(children, tables, date, called)
    return children.flag(
        missing,
        "name",
        f"{{}}{{}}出生，到{called.day}已满{entry_age}周岁，没有入学记录，也没有延缓入学",
        children.maybe("name"),
        birth_dates(children, date).dt.strftime("%Y-%m-%d").fillna(""),
        suggestion="请动员入学并录入花名册；在外地就读的登记异地就读，确需延缓的办理延缓入学",
    )
