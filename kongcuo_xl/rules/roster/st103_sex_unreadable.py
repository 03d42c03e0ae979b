"""性别不是男或女。

查什么：性别列填了内容，但不是男或女。1/2、M/F、男生/女生这些写法会自动认成男、女。

为什么：认不出性别，就不能按性别统计，也不能与身份证号核对。

常见误报：没有。

示例：

    [学生花名册]
    姓名 | 性别      | 身份证号           | 年级   | 班级
    张三 | 男        | 110105201309010017 | 七年级 | 1班
    李四 | 南◀错误  | 110105201309010033 | 七年级 | 1班
    王五 | 女生      | 110105201309010025 | 七年级 | 1班
    赵六 |           | 110105201309010041 | 七年级 | 1班
"""

from collections.abc import Iterator

from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("GB/T 2261.1",)


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    for people in lists(students, registry, "sex"):
        yield people.flag(
            people.unreadable("sex"),
            "sex",
            "性别“{}”不是男或女",
            people.text("sex"),
            suggestion="请填男或女",
        )
