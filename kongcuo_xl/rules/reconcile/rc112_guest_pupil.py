"""借读。

查什么：花名册的学生来源写着借读；花名册上没有写而学籍表的学生来源写着借读；或者在本校花名册上，
学籍表里的学校却是另一所。学校名称去掉空格和括号后比较，一个包含另一个的算同一所。

为什么：义务教育阶段学籍要随人走。借读的孩子不读了，学籍校不知道，就读校不用报。

常见误报：正在办理转入。一个单位有几所学校（教学点）的，花名册要写明学校，才不会把教学点当外校。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 学生来源
    张三 | 110105201309010017 | 七年级 | 1班  | 借读◀疑问
    李四 | 110105201309010033 | 七年级 | 1班  | 正常入学
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.people import match, take
from kongcuo_xl.tables import Flags, NotApplicable, Table

LEVEL = "疑问"
BASIS = ("1.5-38", "004-12")

_SUGGESTION = "请核实学籍所在学校，符合条件的办理转入"


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    if students is None and registry is None:
        raise NotApplicable("缺少学生花名册和学籍表")
    said = None
    if students is not None:
        said = students.text("origin").str.contains("借读")
        yield students.flag(
            said, "origin", "{}的学生来源是借读", students.maybe("name"), suggestion=_SUGGESTION
        )
    if registry is None:
        return
    guest = registry.text("origin").str.contains("借读")
    if students is not None and said is not None:
        person = match(registry, students)
        guest &= ~take(said, person, False).astype(bool)
        elsewhere = _registered_elsewhere(students, registry) & ~said
        guest &= ~take(elsewhere, person, False).astype(bool)
        yield students.flag(
            elsewhere,
            "origin",
            "{}在本校花名册上，学籍在{}",
            students.maybe("name"),
            take(registry.text("school"), match(students, registry), ""),
            suggestion=_SUGGESTION,
        )
    yield registry.flag(
        guest,
        "origin",
        "{}在学籍表中的学生来源是借读",
        registry.maybe("name"),
        suggestion=_SUGGESTION,
    )


def _plain(names: pd.Series) -> pd.Series:
    plain = names.map({name: clean.key(name) for name in names.unique()})
    return plain.str.replace(r"[()（）【】\s]", "", regex=True)


def _registered_elsewhere(students: Table, registry: Table) -> pd.Series:
    """Pupils of the roster whose registration names none of the schools that may be their own.

    Their own is what the roster says of them, or what most of the unit's registry says; where the
    registry names no school for more than half of its rows, nothing is said.
    """
    none = pd.Series(False, index=students.index)
    if not registry.any_has("school"):
        return none
    school = _plain(registry.text("school"))
    named = pd.DataFrame({"unit": registry.unit, "school": school})[school != ""]
    count = named.value_counts()
    share = count / count.groupby("unit").transform("sum")
    usual = dict(list(share[share > 0.5].index))
    theirs = take(school, match(students, registry), "")
    frame = pd.DataFrame(
        {
            "theirs": theirs,
            "usual": students.of_piece((usual.get(p.unit, "") for p in students.pieces), "str"),
            "own": _plain(students.text("school")),
            "titled": _plain(students.of_piece((p.context.school for p in students.pieces), "str")),
        }
    )
    other = frame[(frame["theirs"] != "") & (frame["usual"] != "")]
    other = other[other["theirs"] != other["usual"]]
    apart = [
        not any(one and (one in row[0] or row[0] in one) for one in row[1:])
        for row in other.itertuples(index=False, name=None)
    ]
    none.iloc[other.index[np.array(apart, dtype=bool)]] = True
    return none
