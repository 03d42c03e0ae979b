"""监护人为空。

查什么：监护人、父亲、母亲的姓名都没有填。填了其中一个就算有监护人。

为什么：控辍保学的责任在监护人；没有监护人姓名，劝返、家访、通知书都无处送达。

常见误报：没有。孤儿、事实无人抚养的孩子也有法定的监护人或监护机构，请填写。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 监护人     | 父亲姓名 | 母亲姓名
    张三 | 110105201309010017 | 七年级 | 1班  | 张大       |          |
    李四 | 110105201309010025 | 七年级 | 1班  |            |          | 王芳
    王五 | 110105201309010033 | 七年级 | 1班  | ◀疑问     |          |
"""

from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.4-10",)

_FIELDS = ("guardian", "father", "mother")
_DASHES = ("", "-", "--", "—", "——", "/", "\\")


def check(students: Table) -> list[Flags]:
    if not any(students.any_has(field_id) for field_id in _FIELDS):
        students.need("guardian")
    columns = [students.has(field_id) for field_id in _FIELDS]
    nobody = columns[0] | columns[1] | columns[2]
    for field_id in filter(students.any_has, _FIELDS):
        nobody &= students.text(field_id).isin(_DASHES)
    faults = []
    for field_id, has in zip(_FIELDS, columns, strict=True):
        faults.append(
            students.flag(
                nobody & has,
                field_id,
                "没有填监护人",
                suggestion="请补填监护人（父亲或母亲也可以）",
            )
        )
        nobody &= ~has
    return faults
