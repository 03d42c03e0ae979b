"""台账必填项缺失。

查什么：疑似辍学、辍学台账中的姓名、原因、监护人、地址、去向、责任人有空着的。填“无”“不详”也算填
了。地址有现住址、户籍地址、村，填一个即可；台账没有的列不查。

为什么：要做到知名、知人、知情；没有去向和责任人的个案没有人去找。

常见误报：刚发现、正在核实的个案，核实后补填。

示例：

    [辍学台账]
    姓名 | 身份证号           | 班级    | 监护人    | 家庭住址  | 原因 | 去向      | 责任人
    张三 | 110105201309010017 | 七(1)班 | 张大山    | 何寨村3组 | 厌学 | 外出务工  | 王芳
    李四 | 110105201309010025 | 七(1)班 | ◀错误 | 何寨村2组 | 厌学 | ◀错误 | 王芳
"""

from collections.abc import Iterator

from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.4-10", "1.2-26")

_REQUIRED = {
    "name": "姓名",
    "cause": "原因",
    "guardian": "监护人",
    "destination": "去向",
    "keeper": "责任人",
}
_PLACES = ("address", "registered_address", "village")


def check(cases: Table) -> Iterator[Flags]:
    who = cases.maybe("name").where(cases.given("name"), "这一行")
    for field, label in _REQUIRED.items():
        if cases.any_has(field):
            cases.need(field)
            yield cases.flag(
                cases.blank(field),
                field,
                f"{{}}在台账中没有填写{label}",
                who,
                suggestion=f"请核实后填写{label}",
            )
    nowhere = ~(cases.given("address") | cases.given("registered_address") | cases.given("village"))
    pointed = nowhere & False
    for field in _PLACES:
        here = nowhere & cases.has(field) & ~pointed
        pointed |= here
        yield cases.flag(
            here, field, "{}在台账中没有填写地址", who, suggestion="请填写现住址或户籍地址"
        )
