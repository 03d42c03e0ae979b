"""选项值不在范围内。

查什么：是/否列（留守、随迁、残疾、厌学等）里的内容看不出是或否；就读方式、学生来源、残疾类型、残疾等级、
随班就读、学生状态、身份证件类型等列里的内容不在选项范围内。

为什么：程序和统计表都按选项计数；看不懂的写法既不算是，也不算否，孩子就漏在统计之外。

常见误报：本地通行的别的写法：请改成选项里的说法。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 就读方式    | 是否留守    | 残疾类型
    张三 | 110105201309010017 | 七年级 | 1班  | 走读        | 是          | 无
    李四 | 110105201309010025 | 七年级 | 1班  | 半走◀疑问  | √           | 视力残疾
    王五 | 110105201309010033 | 七年级 | 1班  | 住校        | 待定◀疑问  | 肢体、智力
    赵六 | 110105201309010041 | 七年级 | 1班  |             |             | 眼睛不好◀疑问
"""

from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.codes import code_list, outside
from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Table, kinds

LEVEL = "疑问"
BASIS = ("学籍管理", "一般填表要求")


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    for people in lists(students, registry):
        for field_id, field in kinds()[people.kind].fields.items():
            if not people.any_has(field_id):
                continue
            if field.type == "document_type":
                wrong, allowed = people.unreadable(field_id), "、".join(clean.DOCUMENT_TYPES)
            elif codes := code_list(field):
                wrong, allowed = outside(people, field_id, codes), codes.label
            else:
                continue
            yield people.flag(
                wrong,
                field_id,
                field.label + "“{}”不在选项范围内",
                people.text(field_id),
                suggestion=f"请填：{allowed}",
            )
