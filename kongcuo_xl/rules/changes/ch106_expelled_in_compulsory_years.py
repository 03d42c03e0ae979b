"""义务教育阶段出现退学开除劝退。

查什么：学籍变动登记册里一至九年级（或看不出年级）学生的变动类别是退学、劝退、开除、取消学籍。

为什么：义务教育阶段不得以任何方式让学生退学，不得开除学生。

常见误报：其实是转学、出国而错写成退学的，请改正变动类别。

示例：

    [学籍变动登记册]
    姓名 | 身份证号           | 年级   | 变动类别  | 变动日期
    张三 | 11010520130501001X | 七年级 | 退学◀错误 | 2025-09-10
    李四 | 110105201305010036 | 七年级 | 转出      | 2025-09-12
    王五 | 110105201305010052 | 七年级 | 42◀错误   | 2025-09-12
"""

from kongcuo_xl.changes import kinds_of
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("003-18",)

_LATER = "^(?:高|职|中专|中职)"


def check(changes: Table) -> Flags:
    changes.need("change_kind")
    out = kinds_of(changes).isin(["退学", "开除"])
    return changes.flag(
        out & ~changes.text("grade").str.contains(_LATER),
        "change_kind",
        "{}的变动类别是“{}”：义务教育阶段不得让学生退学、劝退、开除",
        changes.maybe("name"),
        changes.text("change_kind"),
        suggestion="请动员返校并撤销；其实是转学、出国等的改正变动类别",
    )
