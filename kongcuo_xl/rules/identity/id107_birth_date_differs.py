"""出生日期与身份证号不符。

查什么：出生日期与身份证号第 7 至 14 位不是同一天；只写到月的，只比年和月。身份证号本身有错的不比。

为什么：年龄、入学和延缓入学都按出生日期判断；学籍系统以身份证号为准。

常见误报：户口簿与身份证登记本来就不一致：请到派出所更正，并写核实说明。

示例：

    [学生花名册]
    姓名 | 出生日期          | 身份证号           | 年级   | 班级
    张三 | 2013-09-11◀错误  | 110105201309010017 | 七年级 | 1班
    李四 | 2013年9月         | 110105201309010025 | 七年级 | 1班
    王五 | 20130901          | 110105201309010033 | 七年级 | 1班
    赵六 |                   | 110105201309010041 | 七年级 | 1班
    钱七 | 2013-09-11        | 110105201309010011 | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.id_validity import born, persons
from kongcuo_xl.tables import Flags, Table, Tables

LEVEL = "错误"
BASIS = ("GB 11643-1999",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number", "birth_date"):
        written, by_id = people.maybe("birth_date").to_numpy(), born(people, date).to_numpy()
        differs = (written != by_id) & ~np.isnat(written) & ~np.isnat(by_id)
        rows = np.flatnonzero(differs & ~_same_month(people, written, by_id))
        if not len(rows):
            continue
        yield people.flag_at(
            rows,
            "birth_date",
            "出生日期为 {}，身份证号 {} 中是 {}",
            people.text_at("birth_date", rows),
            people.maybe("id_number"),
            pd.Series(by_id[rows], index=rows).dt.strftime("%Y-%m-%d"),
            suggestion="请对照户口簿核对，一般以身份证号为准",
        )


def _same_month(
    people: Table, written: npt.NDArray[np.datetime64], by_id: npt.NDArray[np.datetime64]
) -> npt.NDArray[np.bool_]:
    """Rows that give the month alone, and the right one."""
    alone = np.flatnonzero(people.date_status("birth_date") == "month")
    same = np.zeros(len(people), dtype=bool)
    same[alone] = written[alone].astype("datetime64[M]") == by_id[alone].astype("datetime64[M]")
    return same
