"""身份证号校验码不符。

查什么：按 GB 11643-1999，第 18 位应等于由前 17 位算出的校验码；不等就是有一位抄错了。

为什么：错一位的身份证号在学籍系统里查无此人，孩子会被当成“有学籍而不在校”或漏掉。

常见误报：没有。校验码算法没有例外；位数不对的由 ID102 说，不在这里重复。

示例：

    [学生花名册]
    姓名 | 身份证号                 | 年级   | 班级
    张三 | 110105201309010011◀错误 | 七年级 | 1班
    李四 | 110105201309010033       | 七年级 | 1班
"""

from kongcuo_xl import identity
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("GB 11643-1999",)


def check(students: Table) -> Flags:
    ids = students["id_number"]
    expected = identity.check_character(ids)
    wrong = identity.kind(ids).isin(["id18", "residence"]) & ~identity.check_ok(ids)
    return students.flag(
        wrong,
        "id_number",
        "身份证号 {} 第18位应为 {}，现为 {}",
        ids,
        expected,
        ids.str[-1],
        suggestion="请对照户口簿逐位核对",
    )
