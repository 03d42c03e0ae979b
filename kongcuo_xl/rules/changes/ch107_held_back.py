"""留级或降级。

查什么：学籍变动登记册里变动类别是留级、降级的。

为什么：义务教育阶段学生一般不留级、降级，要严把手续关。

常见误报：因长期病假等确需留级并经批准的，请写核实说明。

示例：

    [学籍变动登记册]
    姓名 | 身份证号           | 年级   | 变动类别  | 变动日期
    张三 | 11010520130501001X | 七年级 | 留级◀疑问 | 2025-09-01
    李四 | 110105201305010036 | 七年级 | 跳级      | 2025-09-01
"""

from kongcuo_xl.changes import kinds_of
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.8-04",)


def check(changes: Table) -> Flags:
    changes.need("change_kind")
    return changes.flag(
        kinds_of(changes) == "留级",
        "change_kind",
        "{}的变动类别是“{}”：义务教育阶段学生一般不得留级、降级",
        changes.maybe("name"),
        changes.text("change_kind"),
        suggestion="请核对；确需留级的写明批准情况",
    )
