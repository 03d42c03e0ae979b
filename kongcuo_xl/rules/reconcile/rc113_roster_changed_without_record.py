"""名册增减没有变动登记。

查什么：上期名册（--previous）有、本期没有的学生，或本期新出现的学生，学籍变动登记册里没有相应的转出、转入等
登记。减少的标在他原班现在的工作表的“姓名”表头上（没有的标第一张花名册），增加的标在本期名册的姓名上。
中间跨了学年的，一年级、七年级新增和六年级、九年级减少的不算。

为什么：学生变动要登记造册；名册上悄悄少掉的孩子，往往就是辍学的孩子。

常见误报：上期名册不是紧接本期的那一份；变动登记册没有一起核查。

示例：

    [学生花名册]
    姓名◀错误 | 身份证号           | 年级   | 班级
    张三      | 11010520130501001X | 六年级 | 1班
    李四      | 110105201305010036 | 六年级 | 1班
    王五◀错误 | 110105201305010052 | 六年级 | 1班
    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 来源学校
    李四 | 110105201305010036 | 转入     | 2025-10-09 | 城关小学
    [上期/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 11010520130501001X | 六年级 | 1班
    赵六 | 110105201305010079 | 六年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from kongcuo_xl.previous import Comparison, compare, unregistered
from kongcuo_xl.tables import Flags, NotApplicable, Piece, Table, Tables, place

LEVEL = "错误"
BASIS = ("1.5-40", "004-13")


def check(
    previous: Tables, tables: Tables, date: dt.date, changes: Table | None = None
) -> Iterator[Flags]:
    rosters = compare(previous, tables, date)
    if rosters is None:
        raise NotApplicable("上期和本期没有同一种名册（花名册或学籍表）可以对照")
    gone, new = unregistered(rosters, changes, date)
    yield from _gone(rosters, np.flatnonzero(gone.to_numpy(dtype=bool)).tolist())
    yield rosters.now.flag(
        new,
        "name",
        "{}不在上期名册里，本期新增，没有学籍变动登记",
        rosters.now.maybe("name"),
        suggestion="请在学籍变动登记册补登转入、复学等；上期漏登的写明",
    )


def _gone(rosters: Comparison, rows: list[int]) -> Iterator[Flags]:
    before, now = rosters.before, rosters.now
    homes: dict[str, Piece] = {}
    first: dict[str, Piece] = {}
    for key, number in zip(now.class_key, now.piece_no.tolist(), strict=True):
        homes.setdefault(key, now.pieces[number])
    for piece in now.pieces:
        first.setdefault(piece.unit, piece)
    names, labels = before.maybe("name"), before.class_label
    grades, classes = before.maybe("grade"), before.maybe("klass")
    for row in rows:
        unit = rosters.unit.iloc[row]
        piece = homes.get(f"{unit}|{grades.iloc[row]}|{classes.iloc[row]}", first[unit])
        name, label = names.iloc[row], labels.iloc[row]
        yield place(
            piece,
            piece.heading_cell("name"),
            f"上期名册有{label}{name}，本期名册里没有了，也没有学籍变动登记",
            person=name,
            suggestion="请核实去向并补登转出、休学等；去向不明的按疑似辍学上报",
            field_id="name",
            value=name,
        )
