"""变动手续或证明不全。

查什么：转入、转出、复学的登记中，申请日期、证明材料、学校审批、教育局审批有空着的，或写着“无”“未批”
“办理中”；退学、死亡、其他减少没有证明材料的。只查登记册有的列。休学由 CH104 查。

为什么：学校对学生变动要登记造册，证明材料齐全、手续完备。

常见误报：手续在学籍系统里办结，没有抄进登记册。

示例：

    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 去向学校 | 证明材料 | 学校审批 | 教育局审批
    张三 | 11010520130501001X | 转出     | 2025-09-10 | 城关小学 | ◀错误    | 同意     | 同意
    李四 | 110105201305010036 | 转出     | 2025-09-12 | 城关小学 | 转学证明 | 同意     | 2025-09-15
    王五 | 110105201305010052 | 死亡     | 2025-09-12 |          | 死亡证明 |          |
    赵六 | 110105201305010079 | 转出     | 2025-09-12 | 城关小学 | 转学证明 | 同意     | 未批◀错误
"""

from collections.abc import Iterator

from kongcuo_xl.changes import kinds_of
from kongcuo_xl.rules.changes.papers import PROCEDURE, gaps, lacking
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "错误"
BASIS = ("1.5-40", "004-13")


def check(changes: Table) -> Iterator[Flags]:
    changes.need("change_kind")
    if not any(map(changes.any_has, PROCEDURE)):
        raise MissingColumnError("changes", "proof")
    kind = kinds_of(changes)
    for kinds, papers in (
        (("转入", "转出", "复学"), PROCEDURE),
        (("退学", "死亡", "其他减少"), ("proof",)),
    ):
        yield from lacking(
            changes,
            gaps(changes, kind.isin(kinds), papers),
            "{}的{}手续不全，缺：{}",
            kind,
            suggestion="请补办手续、收齐证明后登记",
        )
