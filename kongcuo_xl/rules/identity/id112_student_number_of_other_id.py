"""学籍号与身份证号不一致。

查什么：G 开头的学籍号，后 18 位应是本人身份证号，与身份证号列不同。身份证号本身有错的不比；
J、L 开头的不比。

为什么：不是抄错，就是身份证号更正后学籍号没有变，或把两个孩子的资料填到了一行。

常见误报：身份证号更正过、学籍系统还没有变更的，写核实说明即可。

示例：

    [学生花名册]
    姓名 | 学籍号                    | 身份证号           | 年级   | 班级
    张三 | G110105201309010033◀疑问 | 110105201309010017 | 七年级 | 1班
    李四 | G110105201309010025       | 110105201309010025 | 七年级 | 1班
    王五 | J110105201309010041       | 110105201309010033 | 七年级 | 1班
    赵六 | G110105201309010041       | 110105201309010040 | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl import identity
from kongcuo_xl.id_validity import persons, valid
from kongcuo_xl.tables import Flags, Tables

LEVEL = "疑问"
BASIS = ("学籍管理",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number", "student_no"):
        ids, numbers = people.maybe("id_number"), people.maybe("student_no")
        formal = identity.student_number_ok(numbers, "G")
        yield people.flag(
            valid(people, date) & formal & (numbers != "G" + ids),
            "student_no",
            "学籍号 {} 的后18位与身份证号 {} 不同",
            numbers,
            ids,
            suggestion="请按学籍系统和户口簿核对；身份证号更正过的，写明情况",
        )
