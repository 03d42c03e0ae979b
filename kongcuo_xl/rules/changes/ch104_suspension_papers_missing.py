"""休学手续不全。

查什么：休学的登记中，书面申请（申请日期）、证明材料、学校审批、教育局审批有空着的，或写着“无”“未批”
“办理中”。只查登记册有的列。

为什么：休学要本人和监护人书面申请，有医院等证明，学校审核、教育局批准；没有手续的休学就是辍学。

常见误报：手续在学籍系统里办结，没有抄进登记册。

示例：

    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 申请日期 | 证明材料 | 学校审批 | 教育局审批
    张三 | 11010520130501001X | 休学     | 2025-09-10 | 9月8日   | 诊断证明 | 9月9日   | ◀错误
    李四 | 110105201305010036 | 休学     | 2025-09-12 | 9月10日  | 诊断证明 | 同意     | 同意
    王五 | 110105201305010052 | 11       | 2025-09-12 | 9月10日  | 无◀错误  | 同意     |
"""

from kongcuo_xl.changes import kinds_of
from kongcuo_xl.rules.changes.papers import PROCEDURE, gaps, lacking
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "错误"
BASIS = ("1.2-16",)


def check(changes: Table) -> list[Flags]:
    changes.need("change_kind")
    if not any(map(changes.any_has, PROCEDURE)):
        raise MissingColumnError("changes", "proof")
    return lacking(
        changes,
        gaps(changes, kinds_of(changes) == "休学", PROCEDURE),
        "{}休学手续不全，缺：{}",
        suggestion="请补齐申请、证明和审批后登记",
    )
