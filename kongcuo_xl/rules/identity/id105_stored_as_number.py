"""身份证号因按数字存储而损坏。

查什么：身份证号按数字存储。电子表格的数字只有 15 位有效，后三位变成 000，或显示成 1.10105E+17，
原来的号码已经丢了。

为什么：丢掉的三位是顺序码和校验码，同一天出生的孩子会变成同一个号码，而且无法从文件里找回。

常见误报：没有。文本格式、恰好以 000 结尾的号码按校验码核对（ID103）。

示例：

    [学生花名册]
    姓名 | 身份证号              | 年级   | 班级
    张三 | 1.10105E+17◀错误     | 七年级 | 1班
    李四 | 1.10105201309010E+17◀错误 | 七年级 | 1班
    王五 | 110105201309010033    | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.id_validity import persons, verdicts
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("GB 11643-1999", "一般填表要求")


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number"):
        yield people.flag(
            verdicts(people, date) == "destroyed",
            "id_number",
            "身份证号按数字存储，后几位已经丢失，现为 {}",
            people.text("id_number"),
            suggestion="请先把整列设为“文本”格式，再对照户口簿重新输入18位号码",
        )
