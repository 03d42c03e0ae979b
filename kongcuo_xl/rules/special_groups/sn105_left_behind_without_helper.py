"""留守儿童没有帮扶人。

查什么：留守儿童（花名册标记或留守儿童名册）的帮扶人、包抓教师、包保教师都空着。只要一张表写有就算；没有帮扶人、包抓教师列的表不查。

为什么：每名留守儿童都要有人结对帮扶。

常见误报：帮扶人写在别的名册里，没有放在一起核查。

示例：

    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 留守     | 帮扶人 | 包保教师
    张三◀疑问 | 110105201309010011 | 七年级 | 1班  | 是       |        |
    李四      | 110105201309010033 | 七年级 | 1班  | 双亲留守 | 王芳   |
    周五      | 110105201309010055 | 七年级 | 1班  | 是       |        | 李强
    吴六      | 110105201309010077 | 七年级 | 1班  | 否       |        |
"""

from collections.abc import Iterator

from kongcuo_xl.rules.special_groups.care import lacking_helper
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "疑问"
BASIS = ("000-16",)


def check(
    students: Table | None = None,
    special_groups: Table | None = None,
    dropout_prone: Table | None = None,
) -> Iterator[Flags]:
    if students is None and special_groups is None:
        raise MissingTableError("students")
    yield from lacking_helper("留守", students, special_groups, dropout_prone)
