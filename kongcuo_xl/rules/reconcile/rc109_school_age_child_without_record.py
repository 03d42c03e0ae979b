"""适龄儿童无就学记录。

查什么：摸底表里年龄在义务教育阶段的儿童，在所有受核查单位的花名册、学籍表、点名册里都找不到，也没有
外地就读、延缓入学、送教、休学、死亡、出国等记录（摸底表本身写明的也算）。就读学校不在受核查范围内的，
视为外地就读，由 EL104、EL105 查。

为什么：户籍线和学籍线一比对，两边都没有的孩子就是疑似失学。

常见误报：没有提供全部学校的名册；两边的身份证号有一位抄错且出生日期、姓名也不同。
脱贫户、监测户的子女由 RC110 说；刚满六周岁没有入学的由 EL101 说，没有安置的残疾儿童由 SN101 说。

示例：

    日期 2025-10-20
    [适龄儿童摸底登记表]
    村     | 户主   | 姓名      | 身份证号           | 是否在读 | 未入学原因
    曹家村 | 张大山 | 张三◀错误 | 11010520130501001X | 否       | 在家
    曹家村 | 李大江 | 李四      | 110105201305010036 | 是       |
    曹家村 | 王大河 | 王五      | 110105201305010052 | 否       | 随父母在外就读
    曹家村 | 赵大海 | 赵六      | 110105202305010073 | 否       |
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    李四 | 110105201305010036 | 六年级 | 1班
"""

import datetime as dt

from kongcuo_xl import survey
from kongcuo_xl.county import ages
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Flags, MissingTableError, Table, Tables

LEVEL = "错误"
BASIS = ("1.5-04", "1.5-05", "003-13")
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
    if not any(kind in tables for kind in survey.ROSTERS):
        raise MissingTableError("students")
    children.need("name")
    called = survey.SchoolAge(school_year, entry_age, entry_cutoff, compulsory_years)
    missing = survey.unrecorded(children, tables, date, called)
    missing &= ~survey.new_pupils(children, date, called)
    missing &= ~survey.unplaced_disabled(children, tables, date)
    missing &= ~survey.poor_unrecorded(children, tables, date, called)
    return children.flag(
        missing,
        "name",
        "{}（{}周岁）不在任何受核查学校的名册里，也没有外地就读、延缓、送教、休学等记录，疑似失学",
        children.maybe("name"),
        ages(children, date, called.day),
        suggestion="请立即核实去向：在校的补进名册，在外地的登记就读学校，没有上学的列入疑似辍学台账",
    )
