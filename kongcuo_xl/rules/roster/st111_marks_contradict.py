"""特殊群体标记自相矛盾。

查什么：填了残疾类型、等级或残疾证号，是否残疾却为否；随班就读而没有残疾；既是孤儿又是单亲或留守；既是
留守又是随迁。

为什么：同一个孩子在两张统计表里会成为两种人，上报数就对不上。

常见误报：按当地口径确有交叉的，写明情况即可。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 是否残疾  | 残疾类型 | 随班就读  | 留守 | 随迁
    张三 | 110105201309010017 | 七年级 | 1班  | 否◀疑问  | 肢体     | 否        | 否   | 否
    李四 | 110105201309010025 | 七年级 | 1班  | 是        | 视力     | 是        | 否   | 否
    王五 | 110105201309010033 | 七年级 | 1班  | 否◀疑问  | 无       | 是        | 否   | 否
    赵六 | 110105201309010041 | 七年级 | 1班  |           |          | 是◀疑问  | 否   | 否
    钱七 | 11010520130901005X | 七年级 | 1班  | 否        | 无       |           | 是   | 是◀疑问
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("学籍管理",)

_NO_DISABILITY = frozenset(
    (
        "",
        "无",
        "否",
        "0",
        "-",
        "--",
        "—",
        "——",
        "/",
        "×",
        "没有",
        "非残疾",
        "无残疾",
        "不残疾",
        "健康",
    )
)
_DETAILS = ("disability_type", "disability_grade", "disability_card")
_EXCLUSIVE = (("orphan", "single_parent"), ("orphan", "left_behind"), ("left_behind", "migrant"))
"""Marks of which a child can bear only one; the second is pointed at."""


def check(students: Table) -> Iterator[Flags]:
    if students.any_has("disabled") or students.any_has("inclusive"):
        yield from _disability(students)
    for first, second in _EXCLUSIVE:
        if not (students.any_has(first) and students.any_has(second)):
            continue
        both = students.maybe(first).fillna(False) & students.maybe(second).fillna(False)
        labels = {
            "orphan": "孤儿",
            "single_parent": "单亲",
            "left_behind": "留守",
            "migrant": "随迁",
        }
        yield students.flag(
            both,
            second,
            f"既标为{labels[first]}，又标为{labels[second]}",
            suggestion="两项只能有一项，请核对",
        )


def _disability(students: Table) -> Iterator[Flags]:
    """是否残疾 against what else is told of a disability."""
    disabled = students.maybe("disabled")
    says_no = (disabled == False).fillna(False)  # noqa: E712 - nullable booleans
    stated, detail = _stated_details(students)
    yield students.flag(
        says_no & stated,
        "disabled",
        "是否残疾为“{}”，却填了{}",
        students.text("disabled"),
        detail,
        suggestion="请核对：有残疾证或诊断证明的填是，否则删去残疾类型等内容",
    )
    included = clean.which(students.text("inclusive"), _included)
    asked = students.has("disabled")
    for field_id in _DETAILS:
        asked |= students.has(field_id)
    unstated = included & asked & ~stated & disabled.isna() & ~students.given("disabled")
    for faulty, field_id in ((included & says_no & ~stated, "disabled"), (unstated, "inclusive")):
        yield students.flag(
            faulty,
            field_id,
            "标为随班就读，却没有填残疾",
            suggestion="请核对：随班就读的学生要填残疾类型；不是的改为非随班就读",
        )


def _stated_details(students: Table) -> tuple[pd.Series, pd.Series]:
    """Rows that tell a kind, grade or card of disability, and which, as 残疾类型“肢体”."""
    stated = pd.Series(False, index=students.index)
    told = pd.Series("", index=students.index, dtype="str")
    for field_id, label in zip(_DETAILS, ("残疾类型", "残疾等级", "残疾证号"), strict=True):
        if not students.any_has(field_id):
            continue
        text = students.text(field_id)
        given = ~text.isin(_NO_DISABILITY)
        told = told.where(~given | stated, label + "“" + text + "”")
        stated |= given
    return stated, told


def _included(text: str) -> bool:
    """Whether a 随班就读 cell says that the child is one (codes 10 to 19 of the 学籍 data norm)."""
    word = clean.key(text)
    if word in ("10", "11", "12", "13", "19"):
        return True
    return clean.yes_no(text) is True or (
        "随班就读" in word and not word.startswith(("非", "不", "无"))
    )
