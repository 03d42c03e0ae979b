"""民族名称不规范。

查什么：民族应填 56 个民族的全称（汉族，不写“汉”或代码 01）；未识别民族、外国血统中国籍人士也可以。

为什么：学籍系统导入只认全称；写法不一，按民族统计就会分成几类。

常见误报：没有。

示例：

    [学生花名册]
    姓名 | 民族        | 身份证号           | 年级   | 班级
    张三 | 汉族        | 110105201309010017 | 七年级 | 1班
    李四 | 汉◀提示    | 110105201309010025 | 七年级 | 1班
    王五 | 01◀提示    | 110105201309010033 | 七年级 | 1班
    赵六 | 维吾尔族    | 110105201309010041 | 七年级 | 1班
    钱七 | 汗族◀提示  | 11010520130901005X | 七年级 | 1班
    孙八 | 其他        | 110105201211050061 | 七年级 | 1班
"""

from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.rules.roster.people_listed import lists
from kongcuo_xl.tables import Flags, Table

LEVEL = "提示"
BASIS = ("GB/T 3304",)


def check(students: Table | None = None, registry: Table | None = None) -> Iterator[Flags]:
    for people in lists(students, registry, "nation"):
        advice = clean.each_text(people.text("nation"), _advice)
        yield people.flag(
            ~clean.are_empty(advice),
            "nation",
            "民族“{}”{}",
            people.text("nation"),
            advice,
            suggestion="请填民族全称，如汉族、蒙古族",
        )


def _advice(text: str) -> str:
    word, full = clean.key(text), clean.nation(text)
    if full is None:
        return "不是56个民族的名称" if word else ""
    return "" if full not in clean.NATIONS or word == full else f"应写全称{full}"
