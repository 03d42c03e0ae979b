"""一人多籍。

查什么：同一个有效的身份证号出现在两所学校的学籍表或花名册里，两边的身份证号都标出。县级学籍表按“学校名称”
区分学校。状态已是转出、毕业等的，来源写明借读的，不算。

为什么：一人一籍、籍随人走；一个孩子占两处学籍，其中一处就是空挂。

常见误报：刚转学，转出学校还没有移出名册（另见 CH111）。

示例：

    [曹村小学/学生花名册]
    姓名 | 身份证号                 | 年级   | 班级
    张三 | 11010520130501001X◀错误 | 六年级 | 1班
    李四 | 110105201305010036       | 六年级 | 1班
    [城关小学/学籍表]
    姓名 | 身份证件号               | 学籍号              | 学校名称 | 年级   | 班级 | 学生状态
    张三 | 11010520130501001X◀错误 | G11010520130501001X | 城关小学 | 六年级 | 2班  | 在校
    李四 | 110105201305010036       | G110105201305010036 | 城关小学 | 六年级 | 2班  | 转出
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean, id_validity, vocabulary
from kongcuo_xl.county import Schools
from kongcuo_xl.tables import Flags, MissingTableError, Table, Tables
from kongcuo_xl.units import above_others

LEVEL = "错误"
BASIS = ("1.5-39", "004-12")
ACROSS_UNITS = True

_STATUS = {"students": "status", "registry": "registry_status"}


def check(
    tables: Tables, date: dt.date, students: Table | None = None, registry: Table | None = None
) -> Iterator[Flags]:
    lists = [table for table in (registry, students) if table is not None]
    if not lists:
        raise MissingTableError("students")
    schools = Schools(tables)
    everybody = pd.concat(
        [_registered(table, tables, schools, date) for table in lists], ignore_index=True
    )
    # Nearly everybody is listed once: only the others are worth a closer look.
    everybody = everybody[clean.repeated(everybody["id_number"])]
    pairs = everybody.drop_duplicates(["id_number", "school"])
    pairs = pairs[pairs["id_number"].duplicated(keep=False)]
    several = pairs.groupby("id_number")["school"].agg(list)
    for number, table in enumerate(lists):
        here = everybody[(everybody["list"] == number) & everybody["id_number"].isin(several.index)]
        others = [
            "、".join(one for one in several[identity] if one != school)
            for identity, school in zip(here["id_number"], here["school"], strict=True)
        ]
        told = pd.Series(others, index=here["at"], dtype="str").reindex(table.index, fill_value="")
        yield table.flag_at(
            here["at"].to_numpy(),
            "id_number",
            "{}的身份证号 {} 还登记在{}",
            table.maybe("name"),
            table.maybe("id_number"),
            told,
            suggestion="请核实孩子实际在哪里就读，另一处办理转出或删除",
        )


def _registered(table: Table, tables: Tables, schools: Schools, date: dt.date) -> pd.DataFrame:
    """Rows with a reliable number and a known school: list, at, id_number, school."""
    left = vocabulary.meanings("pupil", table.text(_STATUS[table.kind])) == "离开"
    guest = table.text("origin").str.contains("借读")
    school = _school(table, tables, schools)
    rows = id_validity.valid(table, date) & ~left & ~guest & (school != "")
    return pd.DataFrame(
        {
            "list": 0 if table.kind == "registry" or "registry" not in tables else 1,
            "at": table.index,
            "id_number": table.maybe("id_number"),
            "school": school,
        }
    )[rows]


def _school(table: Table, tables: Tables, schools: Schools) -> pd.Series:
    """The school of each row: its folder; in a folder above schools, the one that the row names.

    A 学籍表 of one folder that names several schools is a county's.
    """
    named = table.text("school")
    units = tables.units
    above = above_others(units)
    county_lists = above
    if table.kind == "registry":
        places = pd.DataFrame({"unit": table.unit, "school": named}).drop_duplicates()
        names = places.loc[places["school"] != "", "unit"].value_counts()
        county_lists = above | set(names[names > 1].index)

    def told(unit: str) -> str:
        return unit.rsplit("/", 1)[-1] or "本校"

    def of(name: str) -> str:
        unit = schools.unit_of(name) if name else None
        return told(unit) if unit and unit not in county_lists else name

    by_folder = table.of_piece((told(p.unit) for p in table.pieces), "str")
    by_name = pd.Series(clean.each(named, of), index=table.index, dtype="str")
    in_county_list = table.of_piece((p.unit in county_lists for p in table.pieces), "bool")
    return by_folder.where(~in_county_list, by_name)
