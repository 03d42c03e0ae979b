"""身份证号为空。

查什么：学生花名册、学籍表、摸底登记表、脱贫户名单中身份证号空着（或只写“无”“/”），而身份证件类型和
备注都没有说明原因。

为什么：没有身份证号就无法与学籍系统、户籍、脱贫户名单比对，这样的孩子最容易漏掉。

常见误报：港澳台、外籍学生和还没有上户口的孩子：在“身份证件类型”填其他证件，或在备注写明“无户口”
“港澳台”“其他证件”，就不再提示。

示例：

    [学生花名册]
    姓名 | 身份证件类型 | 身份证号           | 年级   | 班级 | 备注
    张三 |              | ◀错误             | 七年级 | 1班  |
    李四 | 其他         |                    | 七年级 | 1班  |
    王五 |              |                    | 七年级 | 1班  | 无户口，正在办理
    赵六 | 居民身份证   | 无◀错误           | 七年级 | 1班  |
    钱七 | 居民身份证   | 110105201309010017 | 七年级 | 1班  |
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.id_validity import explained, persons, verdicts
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("1.5-38", "学籍管理")

_OWED = ("students", "registry", "children", "households")


def check(tables: Tables, date: dt.date) -> Iterator[Flags]:
    for people in persons(tables, "id_number"):
        if people.kind not in _OWED:
            continue
        blank = (verdicts(people, date) == "blank") & people.has("id_number")
        if blank.any():
            yield people.flag(
                blank & ~explained(people),
                "id_number",
                "没有身份证号，也没有说明原因",
                suggestion="请对照户口簿补填；没有的，在备注写明原因（无户口、港澳台、其他证件）",
            )
