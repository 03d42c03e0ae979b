"""疑为同一学生重复登记。

查什么：本单位全部学生花名册合在一起，两行的姓名、性别、出生日期都相同，而身份证号不同或没有；学籍表也
这样查。没有性别或出生日期的，用有效的身份证号中的补上。每一行都标出；身份证号相同的由 ID106 说。

为什么：转来的孩子先用临时号登记、后来又用身份证号登记，就会有两条；多出的一条就是空挂学籍。

常见误报：真的同名同日生：核实后写核实说明即可。

示例：

    [学生花名册]
    姓名      | 性别 | 出生日期   | 身份证号           | 年级   | 班级
    张三◀疑问 | 男   | 2013-09-01 | 110105201309010017 | 七年级 | 1班
    张三◀疑问 | 男   | 2013-09-01 |                    | 七年级 | 2班
    李四      | 女   | 2013-09-01 | 110105201309010025 | 七年级 | 1班
    李四      | 女   | 2013-09-02 |                    | 七年级 | 2班
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import identity
from kongcuo_xl.id_validity import born, persons, valid, verdicts
from kongcuo_xl.rules.identity.other_places import other_places, repeated
from kongcuo_xl.tables import Flags, Table, Tables

LEVEL = "疑问"
BASIS = ("学籍管理",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "name"):
        if people.kind not in ("students", "registry"):
            continue
        keys = _same_person(people, date)
        candidates = repeated(keys)
        # Rows of one person that all bear the same number are ID106's.
        ids = people.maybe("id_number")
        known = candidates & ~verdicts(people, date).isin(["blank", "destroyed"])
        told = pd.DataFrame({"key": keys[candidates], "id": ids.where(known)[candidates]})
        groups = told.groupby("key")["id"]
        one_number = (groups.transform("nunique") == 1) & (
            groups.transform("count") == groups.transform("size")
        )
        twice = candidates.copy()
        twice[told.index[one_number]] = False
        yield people.flag(
            twice,
            "name",
            "{}（{}，{}出生）与 {} 疑为同一人，身份证号不同或没有",
            people.maybe("name"),
            keys.str.split("|").str[-2],
            keys.str.split("|").str[-1],
            other_places(people, keys, twice, "name"),
            suggestion="是同一人请只留一行并核对身份证号；不是同一人请写明情况",
        )


def _same_person(people: Table, date: dt.date) -> pd.Series:
    """``unit|姓名|性别|出生日期``, ``""`` where one of them is unknown."""
    name = people.maybe("name")
    # Only a name that stands twice is worth the rest of the work.
    shared = repeated(people.unit + "|" + name) & (name != "")
    rows = shared.index[shared]
    by_id = born(people, date)[rows]
    written = people.maybe("birth_date")[rows]
    exact = people.date_status("birth_date")[rows] == "ok"
    birth = written.where(exact).fillna(by_id).fillna(written)
    sex_by_id = identity.sex(people.maybe("id_number"))[rows].where(valid(people, date)[rows])
    sex = people.maybe("sex")[rows].fillna(sex_by_id)
    full = birth.notna() & sex.notna()
    keys = pd.Series("", index=people.index, dtype="str")
    named = people.unit[rows] + "|" + name[rows] + "|" + sex.fillna("") + "|"
    keys[rows] = (named + birth.dt.strftime("%Y-%m-%d").fillna("")).where(full, "")
    return keys
