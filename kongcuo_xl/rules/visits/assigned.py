"""Pupils a teacher has been assigned to visit, and how a visit that is owed is put in words."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pandas as pd

from kongcuo_xl import groups
from kongcuo_xl.calendar import Term
from kongcuo_xl.cases import open_
from kongcuo_xl.people import match
from kongcuo_xl.tables import Flags, NotApplicable, Table
from kongcuo_xl.visits import between, this_term, visits_made, visits_of_pupils

AT_RISK = ("易辍", "反复", "学困", "厌学")

_GONE = "转出|转走|毕业|死亡|去世|出国|休学|已离校"


class Lists(NamedTuple):
    """The lists that say who is to be visited, and what is written of visits."""

    students: Table
    visits: Table
    special_groups: Table | None
    dropout_prone: Table | None
    cases: Table | None
    staff: Table | None


def at_school(students: Table) -> pd.Series:
    """Pupils whom the school still has: not 转出, 毕业, 休学 …."""
    return ~students.text("status").str.contains(_GONE)


def key_pupils(
    students: Table, special_groups: Table | None, dropout_prone: Table | None
) -> pd.Series:
    """重点生 and 易辍对象 of the roster."""
    key = groups.members(students, "易辍", special_groups)
    if dropout_prone is not None:
        everybody = pd.Series(True, index=dropout_prone.index)
        groups.mark(key, match(dropout_prone, students), everybody)
    return key


def relapsing(students: Table, special_groups: Table | None, cases: Table | None) -> pd.Series:
    """反复 pupils: by the roster, a list, or a case that says how often."""
    member = groups.members(students, "反复", special_groups)
    if cases is not None:
        groups.mark(member, match(cases, students), cases.maybe("relapses").fillna(0) > 0)
    return member


def assigned_because(
    students: Table,
    special_groups: Table | None,
    dropout_prone: Table | None,
    cases: Table | None,
) -> pd.Series:
    """Why a pupil is owed a visit at both ends of the semester, ``""`` for those who are not.

    Raises NotApplicable where nothing could tell who is: no column, no list, no case.
    """
    columns = ["keeper", *groups.flag_columns(*AT_RISK)]
    if not any(map(students.any_has, columns)) and not any(
        table is not None for table in (special_groups, dropout_prone, cases)
    ):
        raise NotApplicable(
            "花名册没有“包保教师”“易辍/重点生”“反复”“学困”“厌学”列，也没有易辍名单和劝返台账，"
            "看不出哪些学生要集中家访"
        )
    keeper = students.maybe("keeper")
    because = ("包保教师" + keeper).where((keeper != "") & (keeper != "无"), "")
    for group in reversed(AT_RISK):
        member = (
            key_pupils(students, special_groups, dropout_prone)
            if group == "易辍"
            else groups.members(students, group, special_groups)
        )
        because = because.where(~member, f"{group}学生")
    if cases is not None:
        listed = pd.Series(False, index=students.index)
        groups.mark(listed, match(cases, students), open_(cases))
        because = because.where(~listed, "台账在册学生")
    return because.where(at_school(students), "")


def unvisited(
    lists: Lists, window: tuple[dt.date, dt.date], term: Term, date: dt.date
) -> pd.Series:
    """Why each pupil without a visit in the window was owed one; ``""`` for everybody else.

    A key pupil never visited this semester is HV106's. Raises NotApplicable as assigned_because.
    """
    start, end = window
    students, visits, special_groups, dropout_prone, cases, staff = lists
    because = assigned_because(students, special_groups, dropout_prone, cases)
    made = visits_made(visits, students, staff)
    inside = visits_of_pupils(between(made, start, min(end, date)), visits, students)
    ever = visits_of_pupils(this_term(made, term, date), visits, students)
    key = key_pupils(students, special_groups, dropout_prone)
    return because.where((inside == 0) & ~(key & (ever == 0)), "")


def unvisited_in_window(
    lists: Lists, name: str, window: tuple[dt.date, dt.date], term: Term, date: dt.date
) -> Flags | None:
    """Assigned pupils without a visit in a window called ``name``; None before it begins."""
    start, end = window
    if date < start:
        return None
    because = unvisited(lists, window, term, date)
    due = date <= end
    tail = f"，请于{end}前完成" if due else ""
    return lists.students.flag(
        because != "",
        "name",
        f"{{}}是{{}}，{name}（{start}至{end}）{'还' if due else ''}没有家访记录{tail}",
        lists.students.maybe("name"),
        because,
        suggestion="请安排家访并登记；已家访的补记家访登记表，核对姓名和班级",
        level="提示" if due else "",
    )


def owed(
    table: Table,
    faulty: pd.Series,
    field: str,
    who: str,
    quota: int,
    done: pd.Series,
    unit: str,
    term: Term,
    date: dt.date,
) -> Flags:
    """Visits still owed this semester: 提示 with the deadline while it runs, a fault afterwards."""
    due = date <= term.end
    message = (
        f"{{}}{who}本学期应家访{quota}{unit}，已{{}}{unit}，尚差{{}}{unit}，请于{term.end}前完成"
        if due
        else f"{{}}{who}本学期（{term.start}至{term.end}）应家访{quota}{unit}，"
        f"实际{{}}{unit}，差{{}}{unit}"
    )
    return table.flag(
        faulty & (done < quota),
        field,
        message,
        table.text(field),
        done,
        quota - done,
        suggestion="请补做或补记家访；已登记的核对教师和学生姓名、日期是否写对",
        level="提示" if due else "",
    )
