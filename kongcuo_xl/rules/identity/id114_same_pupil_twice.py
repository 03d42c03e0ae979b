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

from kongcuo_xl import clean
from kongcuo_xl.id_validity import born, persons, sex, verdicts
from kongcuo_xl.rules.identity.other_places import other_places, shared_in_unit
from kongcuo_xl.tables import Flags, Table, Tables

LEVEL = "疑问"
BASIS = ("学籍管理",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "name"):
        if people.kind not in ("students", "registry"):
            continue
        persons_twice = shared_in_unit(people, _same_person(people, date))
        if persons_twice.empty:
            continue
        # Rows of one person that all bear the same number are ID106's.
        known = ~verdicts(people, date)[persons_twice.index].isin(["blank", "destroyed"])
        ids = people.maybe("id_number")[persons_twice.index].where(known).groupby(persons_twice)
        one_number = (ids.transform("nunique") == 1) & (
            ids.transform("count") == ids.transform("size")
        )
        twice = persons_twice[~one_number]
        parts = twice.str.rsplit("|", n=2)
        yield people.flag_at(
            twice.index.to_numpy(),
            "name",
            "{}（{}，{}出生）与 {} 疑为同一人，身份证号不同或没有",
            people.maybe("name"),
            parts.str[-2],
            parts.str[-1],
            other_places(people, twice, "name"),
            suggestion="是同一人请只留一行并核对身份证号；不是同一人请写明情况",
        )


def _same_person(people: Table, date: dt.date) -> pd.Series:
    """``姓名|性别|出生日期`` where all are known, by row number; only of those that stand twice."""
    name, written = people.maybe("name"), people.maybe("birth_date")
    exact = people.date_status("birth_date") == "ok"
    birth = written.where(exact).fillna(born(people, date)).fillna(written)
    # Few share a name and a day of birth: only they are looked at any closer.
    alike = clean.repeated_together(name, birth) & ~clean.are_empty(name) & birth.notna()
    person = pd.DataFrame(
        {
            "birth": birth[alike],
            "name": name[alike],
            "sex": people.maybe("sex")[alike].fillna(sex(people, date)[alike]),
            "unit": people.unit[alike],
        }
    ).dropna(subset="sex")
    person = person[person.duplicated(keep=False)]
    day = person["birth"].dt.strftime("%Y-%m-%d")
    keys: pd.Series = person["name"] + "|" + person["sex"] + "|" + day
    return keys
