"""学籍号格式不对。

查什么：学籍号应为 1 个字母 G、J 或 L，后面 18 位数字（最后一位可为 X）。

为什么：写错的学籍号在学籍系统里查不到，与学籍表对不上人。

常见误报：学校自编的学号、学籍辅号不是学籍号，请另设一列。

示例：

    [学生花名册]
    姓名 | 学籍号                    | 身份证号           | 年级   | 班级
    张三 | 110105201309010017◀错误  | 110105201309010017 | 七年级 | 1班
    李四 | G110105201309010025       | 110105201309010025 | 七年级 | 1班
    王五 | g110105201309010033       | 110105201309010033 | 七年级 | 1班
    赵六 |                           | 110105201309010041 | 七年级 | 1班
"""

from collections.abc import Iterator

from kongcuo_xl import clean, identity
from kongcuo_xl.id_validity import persons
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("学籍管理",)

_NONE = r"[-—_/\\.*?？无]+|暂无|没有"


def check(tables: Tables) -> Iterator[Flags]:
    for people in persons(tables, "student_no"):
        numbers = people.maybe("student_no")
        odd = numbers[~identity.student_number_ok(numbers) & ~clean.are_empty(numbers)]
        if odd.empty:
            continue
        wrong = odd[~odd.str.fullmatch(_NONE)]
        yield people.flag_at(
            wrong.index,
            "student_no",
            "学籍号 {} {}",
            people.text("student_no"),
            wrong.map(_fault),
            suggestion="请按学籍系统改正",
        )


def _fault(number: str) -> str:
    if number[:1] not in ("G", "J", "L"):
        return "开头没有字母G、J或L"
    if len(number) != 19:
        return f"字母后有{len(number) - 1}位，应为18位"
    return "含有不该有的字符"
