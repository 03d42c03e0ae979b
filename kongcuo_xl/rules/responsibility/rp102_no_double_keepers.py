"""易辍学生未落实双包保。

查什么：易辍对象名单上的学生和花名册标为易辍（重点）的学生，没有包保领导，没有包保教师，或两者是同
一个人；包保教师不是所在班的班主任；包保领导在教职工名册上只是教师。包保责任表写明包哪些学生的也算。

为什么：易辍学生要由一名领导和班主任两个人包，一个人顾不过来时还有另一个人。

常见误报：班主任换了人，名单没有改。名单和花名册都没有“包保领导”或“包保教师”列的不查。

示例：

    [易辍对象名单]
    班级    | 姓名 | 身份证号           | 原因 | 包保领导  | 包保教师
    七(1)班 | 张三 | 110105201309010017 | 厌学 | 赵明      | 王芳
    七(1)班 | 李四 | 110105201309010025 | 厌学 | ◀错误 | 王芳
    七(2)班 | 王五 | 110105201309010033 | 贫困 | 李强◀错误 | 李强
    七(3)班 | 无   |                    |      |           |
"""

from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

import numpy as np
import pandas as pd

from kongcuo_xl import clean, groups
from kongcuo_xl.people import match, take
from kongcuo_xl.tables import Flags, MissingColumnError, MissingTableError, Table
from kongcuo_xl.teachers import class_teachers, is_leader, posts_by_unit, who_is, written_names

LEVEL = "错误"
BASIS = ("002-04",)

_LEADING = "(?<!班)主任|组长|主席|领导"
NOBODY = ("", "无", "没有", "暂无", "/", "-", "—")


def check(
    school_year: int,
    dropout_prone: Table | None = None,
    students: Table | None = None,
    staff: Table | None = None,
    classes: Table | None = None,
    responsibility: Table | None = None,
) -> Iterator[Flags]:
    tables = [t for t in (dropout_prone, students) if t is not None]
    if not tables or (
        dropout_prone is None and students is not None and not students.any_has("prone")
    ):
        raise MissingTableError("dropout_prone")
    known = posts_by_unit(staff)
    kept = _kept_pupils(responsibility, known, tables)
    for field in ("keeper_leader", "keeper"):
        if not kept and not any(t.any_has(field) for t in tables):
            raise MissingColumnError(tables[0].kind, field)
    heads = class_teachers(staff, classes, school_year)
    of_class = heads.groupby("class_key")["name"].agg("\0".join)
    listed = pd.Series(False, index=students.index) if students is not None else None
    if dropout_prone is not None:
        named = ~dropout_prone.maybe("name").isin(NOBODY)
        yield from _judge(dropout_prone, named, students, known, of_class, kept)
        if students is not None and listed is not None:
            groups.mark(listed, match(dropout_prone, students), named)
    if students is not None and listed is not None:
        yield from _judge(
            students, groups.flagged(students, "易辍") & ~listed, None, known, of_class, kept
        )


_Kept: TypeAlias = dict[str, dict[str, dict[str, str]]]
"""Unit → pupil → keeper_leader and keeper, each as a cell would name them."""


def _kept_pupils(
    responsibility: Table | None, known: dict[str, dict[str, str]], tables: list[Table]
) -> _Kept:
    """Who keeps which pupils by the 包保责任表, in the units where it names pupils of theirs."""
    found: _Kept = {}
    if responsibility is None or not responsibility.any_has("keeper"):
        return found
    pupils = {(u, n) for t in tables for u, n in zip(t.unit, t.maybe("name"), strict=True) if n}
    columns = (responsibility.text(f) for f in ("target", "keeper", "post", "tier"))
    for unit, target, keeper, *said in zip(responsibility.unit, *columns, strict=True):
        for pupil in clean.split_names(target):
            if (unit, pupil) not in pupils:
                continue
            kept = found.setdefault(unit, {}).setdefault(pupil, {})
            posts = known.get(unit, {})
            for name in _people(keeper, posts):
                post = posts.get(name) or "".join(said)
                field = "keeper_leader" if post and not _only_teacher(post) else "keeper"
                kept[field] = "、".join(filter(None, (kept.get(field, ""), name)))
    return found


def _judge(
    table: Table,
    prone: pd.Series,
    students: Table | None,
    known: dict[str, dict[str, str]],
    of_class: pd.Series,
    kept: _Kept,
) -> Iterator[Flags]:
    leaders = _keepers(table, "keeper_leader", students, kept)
    teachers = _keepers(table, "keeper", students, kept)
    can_tell = {
        field: table.has(field)
        | (students is not None and students.any_has(field))
        | table.unit.isin(list(kept))
        for field in ("keeper_leader", "keeper")
    }
    for at in np.flatnonzero(prone).tolist():
        posts = known.get(table.unit[at], {})
        leader, teacher = _people(leaders[at], posts), _people(teachers[at], posts)
        faults = []
        if can_tell["keeper_leader"][at] and not leader:
            faults.append(("keeper_leader", "没有包保领导"))
        if can_tell["keeper"][at] and not teacher:
            faults.append(("keeper", "没有包保教师（班主任）"))
        if leader and teacher:
            own = of_class.get(table.class_key[at], "").split("\0")
            if set(leader) == set(teacher):
                said = f"的包保领导和包保教师是同一个人（{leader[0]}）"
                faults.append(("keeper_leader", said))
            elif own != [""] and not set(own) & set(teacher):
                said = f"的包保教师{teacher[0]}不是班主任（{'、'.join(own)}）"
                faults.append(("keeper", said))
            elif all(_only_teacher(posts.get(name, "")) for name in leader):
                said = f"的包保领导{leader[0]}在教职工名册上是{posts[leader[0]]}"
                faults.append(("keeper_leader", said))
        for field, said in faults:
            yield table.flag_at(
                [at],
                field if table.has(field)[at] else "name",
                f"易辍学生{{}}{said}，应由一名领导和班主任双包保",
                table.maybe("name"),
                suggestion="请落实包保领导和班主任两个人",
            )


def _keepers(table: Table, field: str, students: Table | None, kept: _Kept) -> pd.Series:
    """The cell of a row, else of the pupil's row of the roster, else what the 包保责任表 says."""
    own = table.text(field)
    if students is not None:
        own = own.where(own != "", take(students.text(field), match(table, students), ""))
    if kept:
        who = zip(table.unit, table.maybe("name"), strict=True)
        said = [kept.get(unit, {}).get(name, {}).get(field, "") for unit, name in who]
        own = own.where(own != "", pd.Series(said, index=table.index, dtype="str"))
    return own


def _people(cell: str, posts: dict[str, str]) -> list[str]:
    return [who_is(name, posts) for name in written_names(cell) if name not in NOBODY]


@cache
def _only_teacher(post: str) -> bool:
    one = pd.Series([clean.key(post)])
    return post != "" and not bool((is_leader(one) | one.str.contains(_LEADING)).iloc[0])
