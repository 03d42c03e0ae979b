"""身份证号位数或字符不对。

查什么：去掉空格、全角、撇号以后，身份证号应为 17 位数字加 1 位数字或 X。15 位旧号也要换成 18 位。
以 999 开头的临时号、身份证件类型或备注说明是其他证件的，不按身份证号要求。

为什么：多一位、少一位、字母 O 当零的号码，在学籍系统里查无此人。

常见误报：护照、港澳台通行证号码：请填“身份证件类型”。

示例：

    [学生花名册]
    姓名 | 身份证件类型 | 身份证号                 | 年级   | 班级
    张三 |              | 11010520130901001◀错误  | 七年级 | 1班
    李四 |              | 1101052O1309010025◀错误 | 七年级 | 1班
    王五 |              | '１１０１０５ 20130901 0033 | 七年级 | 1班
    赵六 | 护照         | E12345678                | 七年级 | 1班
    钱七 |              | 999999201309010012       | 七年级 | 1班
    孙八 |              | 110105130901001◀错误    | 七年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.id_validity import persons, verdicts
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("GB 11643-1999",)


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number"):
        ids = people.maybe("id_number")[verdicts(people, date) == "malformed"]
        if ids.empty:
            continue
        yield people.flag_at(
            ids.index,
            "id_number",
            "身份证号 {} {}",
            ids,
            ids.map(_fault),
            suggestion="请对照户口簿改正；如是其他证件，请填身份证件类型",
        )


def _fault(number: str) -> str:
    letters = sorted({c for c in number[:-1] if not c.isdecimal()} | set(_last(number)))
    if letters:
        return f"含有不该有的字符“{'、'.join(letters)}”"
    if len(number) == 15:
        return "是15位旧号，应换成18位"
    return f"有{len(number)}位，应为18位" if len(number) != 18 else "写法不对"


def _last(number: str) -> str:
    return "" if number[-1:].isdecimal() or number[-1:] == "X" else number[-1:]
