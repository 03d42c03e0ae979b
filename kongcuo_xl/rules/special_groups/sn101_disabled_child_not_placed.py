"""残疾适龄儿童未安置。

查什么：残疾的适龄儿童没有安置到特教学校、随班就读或送教上门。安置表和摸底表看安置方式，花名册看“随班就读”
（填“否”才算没有，空着不算）和状态；几张表都有的孩子，有一处安置就算。不到或超过义务教育年龄的、已延缓入学的不查。

为什么：每个残疾孩子都要有学上，这三种方式之外就是没有落实。

常见误报：在普通班就读而没有办理随班就读的；在康复、福利机构由送教点教学而没有写明的。
摸底表里脱贫户、监测户的子女没有任何就学记录的，由 RC110 说。

示例：

    [残疾儿童安置]
    姓名      | 出生日期   | 残疾类型 | 安置方式
    张三◀错误 | 2014-05-01 | 肢体     |
    李四      | 2014-05-01 | 智力     | 特教学校
    周五◀错误 | 2013-05-01 | 智力     | 未安置
    吴六      | 2022-05-01 | 智力     |
    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 残疾 | 随班就读
    郑七◀错误 | 110105201309010011 | 七年级 | 1班  | 是   | 否
    钱八      | 110105201309010033 | 七年级 | 1班  | 是   | 是
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import groups, identity, survey
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.rules.home_teaching.taught import taught_on_roster
from kongcuo_xl.rules.special_groups import placed as places
from kongcuo_xl.rules.special_groups.care import at_school
from kongcuo_xl.tables import Flags, MissingTableError, Table, Tables

LEVEL = "错误"
BASIS = ("1.2-07", "003-16")
ACROSS_UNITS = True

_FIRST_AGE, _LAST_AGE = 6, 15
_NEVER = "死亡|去世|出国|迁出|空挂|查无此人"


def check(
    tables: Tables,
    date: dt.date,
    school_year: int,
    entry_age: int,
    entry_cutoff: MonthDay,
    compulsory_years: int,
    placements: Table | None = None,
    students: Table | None = None,
    children: Table | None = None,
    special_groups: Table | None = None,
    deferrals: Table | None = None,
) -> Iterator[Flags]:
    if placements is None and students is None and children is None:
        raise MissingTableError("placements")
    if not _can_tell(placements, students, children):
        return
    called = survey.SchoolAge(school_year, entry_age, entry_cutoff, compulsory_years)
    judged: set[str] = set()
    if placements is not None:
        judged |= set(placements.maybe("id_number"))
        faulty = _unplaced_on_list(placements, students, called) & ~_deferred(placements, deferrals)
        yield _flag(placements, faulty)
    if students is not None:
        judged |= set(students.maybe("id_number"))
        yield _flag(students, _unplaced_on_roster(students, placements, special_groups))
    if children is not None:
        # RC110 says it of children of poor households, and the lists above of whom they name.
        said = children.maybe("id_number").isin(judged - {""})
        said |= survey.poor_unrecorded(children, tables, date, called)
        faulty = _unplaced_in_survey(children, called) & ~_deferred(children, deferrals)
        yield _flag(children, faulty & ~said)


def _flag(table: Table, faulty: pd.Series) -> Flags:
    return table.flag(
        faulty,
        "name",
        "残疾儿童{}没有安置（特教学校、随班就读、送教上门）",
        table.maybe("name"),
        suggestion="请评估后落实安置方式并填写",
    )


def _unplaced_on_list(
    placements: Table, students: Table | None, called: survey.SchoolAge
) -> pd.Series:
    settled = places.placed(placements)
    if students is not None:
        on_roster = match(placements, students)
        by_roster = places.inclusive_on_roster(students) | taught_on_roster(students)
        found = [at >= 0 and bool(by_roster[at]) for at in on_roster.tolist()]
        settled |= pd.Series(found, index=placements.index, dtype=bool)
    named = placements.has("placement") & placements.given("name")
    return named & ~settled & _of_age(placements, called)


def _unplaced_on_roster(
    students: Table, placements: Table | None, special_groups: Table | None
) -> pd.Series:
    listed = pd.Series(False, index=students.index)
    with_list: set[str] = set()
    if placements is not None:
        # Who stands on the placement list has been judged there.
        everybody = pd.Series(True, index=placements.index)
        groups.mark(listed, match(placements, students), everybody)
        with_list = {piece.unit for piece in placements.pieces}
    # A blank 随班就读 is not stated; a 否, or a placement list without the pupil, is.
    tells = students.given("inclusive") | students.unit.isin(with_list)
    return (
        groups.members(students, "残疾", special_groups)
        & tells
        & ~listed
        & ~places.inclusive_on_roster(students)
        & ~taught_on_roster(students)
        & ~places.is_special_school(students.text("school") + places.about(students))
        & at_school(students)
    )


def _unplaced_in_survey(children: Table, called: survey.SchoolAge) -> pd.Series:
    return (
        groups.named_in(children.text("special_group"), "残疾")
        & children.has("placement")
        & ~places.is_place(children.text("placement"))
        & ~places.is_special_school(children.text("school"))
        & ~children.maybe("studying").fillna(False).astype(bool)
        & ~children.text("no_school_reason").str.contains(_NEVER)
        & _of_age(children, called)
    )


def _can_tell(placements: Table | None, students: Table | None, children: Table | None) -> bool:
    """Whether any table says who is disabled and where they are taught."""
    return (
        placements is not None
        or (students is not None and students.any_has("inclusive"))
        or (children is not None and children.any_has("placement"))
    )


def _of_age(table: Table, called: survey.SchoolAge) -> pd.Series:
    """Six to fifteen at the cut-off; somebody without a known birth date is taken to be."""
    born = table.maybe("birth_date").fillna(identity.birth_date(table.maybe("id_number")))
    cutoff = pd.Timestamp(called.day)
    oldest = cutoff - pd.DateOffset(years=_LAST_AGE + 1)
    youngest = cutoff - pd.DateOffset(years=_FIRST_AGE)
    return born.isna() | ((born <= youngest) & (born > oldest))


def _deferred(table: Table, deferrals: Table | None) -> pd.Series:
    if deferrals is None:
        return pd.Series(False, index=table.index)
    return pd.Series(match(table, deferrals) != UNKNOWN, index=table.index)
