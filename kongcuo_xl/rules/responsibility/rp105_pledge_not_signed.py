"""责任书未签订。

查什么：包保责任表、班级表、学生花名册的“责任书签订日期”空着，或写的是“未签”。已转出、毕业、休学的
学生不查；还没有包保人的由 RP101 说。

为什么：责任书要层层签到班主任，签到每一名学生的家长，没有签就没有人知道自己的责任。

常见误报：责任书已签而没有登记日期。没有这一列的表不查。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 责任书签订日期
    张三 | 110105201309010017 | 七年级 | 1班  | 2025-09-05
    李四 | 110105201309010025 | 七年级 | 1班  | ◀疑问
    [包保责任表]
    层级 | 包保对象 | 包保人 | 责任书签订日期
    班   | 七(1)班  | 王芳   | 2025-09-03
    班   | 七(2)班  | 李强   | 未签◀疑问
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.cases import lacks
from kongcuo_xl.rules.visits.assigned import at_school
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "疑问"
BASIS = ("000-04", "000-05", "002-02", "002-18", "1.2-29")


def check(
    responsibility: Table | None = None,
    classes: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    hint = "请签订责任书并填写日期；已签的补填"
    tables = [t for t in (responsibility, classes, students) if t is not None]
    if not any(t.any_has("pledge_date") for t in tables):
        raise MissingColumnError("responsibility", "pledge_date")
    if responsibility is not None:
        yield responsibility.flag(
            lacks(responsibility, "pledge_date")
            & responsibility.given("target")
            & responsibility.given("keeper"),
            "pledge_date",
            "{}的包保人{}没有责任书签订日期",
            responsibility.text("target"),
            responsibility.text("keeper"),
            suggestion=hint,
        )
    if classes is not None:
        kept = classes.given("class_teacher") | classes.given("keeper_leader")
        # Where no class of a list has a date, the letters are written down elsewhere.
        signed = pd.Series(classes.piece_no, index=classes.index)[classes.given("pledge_date")]
        kept &= pd.Series(classes.piece_no, index=classes.index).isin(signed)
        yield classes.flag(
            lacks(classes, "pledge_date") & (classes.class_key != "") & kept,
            "pledge_date",
            "{}没有责任书签订日期",
            classes.class_label,
            suggestion=hint,
        )
    if students is not None:
        yield students.flag(
            lacks(students, "pledge_date") & students.given("name") & at_school(students),
            "pledge_date",
            "{}的监护人没有责任书签订日期",
            students.maybe("name"),
            suggestion=hint,
        )
