"""班级没有易辍对象名单。

查什么：一个班在易辍对象名单里没有学生，也没有写“无”；花名册的“易辍/重点生”列也没有标出学生或逐人
填完。标在班级表的班级上；没有班级表的，标在名单的“班级”表头，没有名单的标在花名册的“易辍/重点生”
表头。

为什么：每个班都要排查、确定易辍对象，没有的也要写明，才知道查过。

常见误报：排查过、没有易辍对象的班，在名单上写一行“无”即可。

示例：

    [班级表]
    年级   | 班级       | 班主任
    七年级 | 1班        | 王芳
    七年级 | 2班        | 李强
    七年级 | 3班◀提示 | 孙丽
    [易辍对象名单]
    班级    | 姓名 | 身份证号           | 原因 | 包保领导 | 包保教师
    七(1)班 | 张三 | 110105201309010017 | 厌学 | 赵明     | 王芳
    七(2)班 | 无   |                    |      |          |
"""

from collections.abc import Iterator

import numpy as np

from kongcuo_xl.tables import Flags, MissingTableError, Table, place

LEVEL = "提示"
BASIS = ("002-03", "000-12")

_HINT = "请排查本班易辍对象并列入名单；没有的写“无”"


def check(
    dropout_prone: Table | None = None, classes: Table | None = None, students: Table | None = None
) -> Iterator[Flags]:
    flagged = students is not None and students.any_has("prone")
    if dropout_prone is None and not flagged:
        raise MissingTableError("dropout_prone")
    done: set[str] = set()
    kept: set[str] = set()
    if dropout_prone is not None:
        done |= set(dropout_prone.class_key[dropout_prone.given("name")])
        kept |= {p.unit for p in dropout_prone.pieces}
    if students is not None and flagged:
        done |= _surveyed(students)
        kept |= {p.unit for p in students.pieces if "prone" in p.columns}
    listed: set[str] = set()
    if classes is not None:
        listed = {p.unit for p in classes.pieces}
        lacking = (classes.class_key != "") & ~classes.class_key.isin(done)
        yield classes.flag(
            lacking & classes.unit.isin(kept),
            "klass",
            "{}没有易辍对象名单，也没有写明“无”",
            classes.class_label,
            suggestion=_HINT,
        )
    if students is not None:
        yield from _without_class_list(students, dropout_prone, kept - listed, done)


def _surveyed(students: Table) -> set[str]:
    """Classes with a pupil marked as 易辍, or with the column filled for every pupil."""
    key, marked = students.class_key, students.maybe("prone").fillna(False).astype(bool)
    filled = students.given("prone").groupby(key).all()
    return set(key[marked]) | set(filled.index[filled])


def _without_class_list(
    students: Table, dropout_prone: Table | None, units: set[str], done: set[str]
) -> Iterator[Flags]:
    """Classes known from the roster alone: told at the list's heading, else the roster's."""
    for table, field in ((dropout_prone, "klass"), (students, "prone")):
        if table is None:
            continue
        heads = {p.unit: p for p in reversed(table.pieces) if p.unit in units}
        units = units - set(heads)
        first = np.flatnonzero(
            students.unit.isin(heads)
            & (students.class_key != "")
            & ~students.class_key.isin(done)
            & ~students.class_key.duplicated()
        )
        for at in first:
            piece = heads[students.unit[at]]
            message = f"{students.class_label[at]}没有易辍对象名单，也没有写明“无”"
            yield place(piece, piece.heading_cell(field), message, suggestion=_HINT)
