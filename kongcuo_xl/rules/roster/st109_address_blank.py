"""户籍地址或家庭住址为空。

查什么：有户籍地址列、家庭住址列，而没有填。省、市、县、村分几列写的，填了任何一列就算有；户籍地址空着而
填了村、组的也算有。

为什么：上门找孩子、向户籍地通报，都要靠地址。

常见误报：没有。住址与户籍地址相同的，写“同户籍地址”即可。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 户籍地址     | 家庭住址
    张三 | 110105201309010017 | 七年级 | 1班  | 城关镇东关村 | 城关镇东关村
    李四 | 110105201309010025 | 七年级 | 1班  | 城关镇东关村 | ◀疑问
    王五 | 110105201309010033 | 七年级 | 1班  | ◀疑问       | 城关镇西关村
"""

from collections.abc import Iterator

from kongcuo_xl.tables import Flags, Table, kinds

LEVEL = "疑问"
BASIS = ("1.4-10",)

_FIELDS = ("registered_address", "address")
_DASHES = ("", "-", "--", "—", "——", "/", "\\")


def check(students: Table) -> Iterator[Flags]:
    if not students.any_has("address"):
        students.need("registered_address")
    in_village = students.given("village") | students.given("village_group")
    for field_id in _FIELDS:
        label = kinds()["students"].fields[field_id].label
        yield students.flag(
            students.text(field_id).isin(_DASHES) & students.has(field_id) & ~in_village,
            field_id,
            f"没有填{label}",
            suggestion=f"请补填{label}",
        )
