"""学困生没有包抓教师。

查什么：学困生（花名册标记或学困生名册）的包抓教师、帮扶人、包保教师都空着。只要一张表写有就算；没有帮扶人、包抓教师列的表不查。

为什么：学习跟不上是厌学、辍学的主要原因，每名学困生要有教师包抓。

常见误报：包抓教师写在别的名册里，没有放在一起核查。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010011 | 七年级 | 1班
    李四 | 110105201309010033 | 七年级 | 1班
    [学困生名册]
    姓名      | 班级    | 群体类别 | 包抓教师 | 帮扶措施
    李四      | 七(1)班 | 学困生   | 王芳     | 补课
    周五◀疑问 | 七(1)班 | 学困生   |          | 补课
"""

from collections.abc import Iterator

from kongcuo_xl.rules.special_groups.care import lacking_helper
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "疑问"
BASIS = ("000-13", "1.4-13")


def check(
    students: Table | None = None,
    special_groups: Table | None = None,
    dropout_prone: Table | None = None,
) -> Iterator[Flags]:
    if students is None and special_groups is None:
        raise MissingTableError("students")
    yield from lacking_helper("学困", students, special_groups, dropout_prone)
