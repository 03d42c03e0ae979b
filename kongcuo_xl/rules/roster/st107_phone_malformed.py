"""联系电话写法不对。

查什么：联系电话、父亲电话、母亲电话应为 11 位手机号，或区号加 7、8 位座机号。一格写几个号码、
号码中的空格和短横都可以；写“无”不算写错。

为什么：孩子没来，第一件事就是打电话；少一位的号码打不通。

常见误报：没有写区号的座机：请补区号。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 联系电话
    张三 | 110105201309010017 | 七年级 | 1班  | 138 0013 8000
    李四 | 110105201309010025 | 七年级 | 1班  | 1380013800◀疑问
    王五 | 110105201309010033 | 七年级 | 1班  | 0316-2345678
    赵六 | 110105201309010041 | 七年级 | 1班  | 13800138001、13800138002
    钱七 | 11010520130901005X | 七年级 | 1班  | 2345678◀疑问
    孙八 | 110105201211050061 | 七年级 | 1班  | 无
"""

from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Table, kinds

LEVEL = "疑问"
BASIS = ("一般填表要求",)

_NONE = ("", "无", "暂无", "没有", "无电话", "-", "--", "—", "——", "/")


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    kept = lists(students, registry)
    if not any(people.any_has(of) for people in kept for of in ("father_phone", "mother_phone")):
        kept = lists(students, registry, "phone")
    for people in kept:
        for field_id, field in kinds()[people.kind].fields.items():
            if field.type != "phone" or not people.any_has(field_id):
                continue
            written = people.text(field_id)
            # Nearly all are mobile numbers; only the others are worth a closer look.
            other = written[~clean.are_mobiles(written)]
            wrong = other[~other.isin(_NONE) & ~clean.phones(other)[1]]
            yield people.flag_at(
                wrong.index,
                field_id,
                field.label + "“{}”不是11位手机号，也不是区号加座机号",
                wrong,
                suggestion="请核对号码；座机写成0316-2345678",
            )
