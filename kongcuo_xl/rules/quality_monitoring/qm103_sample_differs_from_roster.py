"""样本学生与花名册不符。

查什么：样本学生在花名册中找不到，或身份证号、姓名、性别、班级与花名册不同。标在样本表上。

为什么：名册与密件不符，测试当天就对不上人。

常见误报：样本确定后学生转走或更名的，要按规定的程序更换。

示例：

    政策 model-7
    [学生花名册]
    姓名 | 身份证号           | 性别 | 年级   | 班级
    张三 | 110105201309010017 | 男   | 八年级 | 1班
    李四 | 110105201309010025 | 女   | 八年级 | 1班
    [质量监测样本]
    学校 | 年级   | 班级       | 姓名       | 性别    | 身份证号           | 监测号
    一中 | 八年级 | 2班◀错误 | 张三       | 男      | 110105201309010017 | 01
    一中 | 八年级 | 1班        | 李四       | 男◀错误 | 110105201309010025 | 02
    一中 | 八年级 | 1班        | 王五◀错误 | 男      | 110105201309010033 | 03
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.people import AMBIGUOUS, UNKNOWN, match, take
from kongcuo_xl.rules.quality_monitoring.sampled import pupils
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.7-15", "1.7-20")

_COMPARED = {"id_number": "身份证号", "name": "姓名", "sex": "性别"}


def check(sample: Table, students: Table) -> Iterator[Flags]:
    name, drawn = sample.maybe("name"), pupils(sample)
    person = match(sample, students)
    found = pd.Series(person, index=sample.index)
    yield sample.flag(
        drawn & (found == UNKNOWN),
        "name",
        "样本学生{}不在花名册中",
        name,
        suggestion="请核对姓名、身份证号和班级；已离校的按程序更换",
    )
    known = drawn & (found >= 0) & (found != AMBIGUOUS)
    for field, label in _COMPARED.items():
        if not sample.any_has(field) or not students.any_has(field):
            continue
        own, theirs = sample.maybe(field).fillna(""), take(students.maybe(field), person, "")
        theirs = theirs.fillna("")
        yield sample.flag(
            known & (own != "") & (theirs != "") & (own != theirs),
            field,
            f"样本学生{{}}的{label}是{{}}，花名册是{{}}",
            name,
            own,
            theirs,
            suggestion="请核对，改正样本表或花名册",
        )
    own, theirs = sample.class_key, take(students.class_key, person, "")
    yield sample.flag(
        known & (own != "") & (theirs != "") & (own != theirs),
        "klass",
        "样本学生{}的班级是{}，花名册是{}",
        name,
        sample.class_label,
        take(students.class_label, person, ""),
        suggestion="请核对，改正样本表或花名册",
    )
