"""学籍号重复。

查什么：本单位全部学生花名册合在一起，同一个学籍号出现在两行或更多行；学籍表也这样查。每一行都标出。

为什么：一人一籍，籍随人走；两个孩子不能共用一个学籍号，一个孩子也不能登记两次。

常见误报：同一个班的花名册在文件夹里有新旧两份：请只留一份。

示例：

    [学生花名册]
    姓名 | 学籍号                    | 身份证号           | 年级   | 班级
    张三 | J110105201309010017◀错误 | 110105201309010017 | 七年级 | 1班
    李四 | J110105201309010017◀错误 | 110105201309010025 | 七年级 | 1班
    王五 | G110105201309010033       | 110105201309010033 | 七年级 | 1班
"""

from collections.abc import Iterator

from kongcuo_xl import clean, identity
from kongcuo_xl.id_validity import persons
from kongcuo_xl.rules.identity.other_places import other_places, shared_in_unit
from kongcuo_xl.tables import Flags, Tables

LEVEL = "错误"
BASIS = ("1.5-39",)


def check(tables: Tables) -> Iterator[Flags]:
    for people in persons(tables, "student_no"):
        if people.kind not in ("students", "registry"):
            continue
        numbers = people.maybe("student_no")
        # A malformed one is ID111's; many pupils may well bear the same word.
        again = numbers[clean.repeated(numbers)]
        twice = shared_in_unit(people, again[identity.student_number_ok(again)])
        yield people.flag_at(
            twice.index.to_numpy(),
            "student_no",
            "学籍号 {} 与 {} 重复",
            numbers,
            other_places(people, twice, "student_no"),
            suggestion="同一个孩子请只留一行；不是同一个孩子，请按学籍系统改正",
        )
