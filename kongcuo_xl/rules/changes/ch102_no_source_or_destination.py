"""变动没有来源或去向。

查什么：转出、退学、其他减少没有写去向学校（去向），转入、复学没有写来源学校。休学、留级、毕业不要求。

为什么：学籍变动要去向清楚；说不清去了哪里的转出，往往就是辍学。

常见误报：复学的来源写“本校休学”即可。

示例：

    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 来源学校 | 去向学校
    张三 | 11010520130501001X | 转入     | 2025-09-10 | ◀错误    |
    李四 | 110105201305010036 | 转出     | 2025-09-12 |          | 城关小学
    王五 | 110105201305010052 | 转出     | 2025-09-12 |          | 不详◀错误
    赵六 | 110105201305010079 | 休学     | 2025-09-12 |          |
"""

from collections.abc import Iterator

from kongcuo_xl.changes import kinds_of
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "错误"
BASIS = ("1.4-04", "002-35")

_UNKNOWN = r"^(?:[-—/\\?？]*|无|不详|不明|未知|待定|去向不明|来源不明|暂无|没有)$"
_WAYS = (
    ("destination", ("转出", "退学", "其他减少"), "去向"),
    ("source_school", ("转入", "复学"), "来源"),
)


def check(changes: Table) -> Iterator[Flags]:
    changes.need("change_kind")
    if not any(map(changes.any_has, ("destination", "source_school", "other_school"))):
        raise MissingColumnError("changes", "other_school")
    kind = kinds_of(changes)
    either = ~changes.text("other_school").str.contains(_UNKNOWN)
    for field_id, kinds, word in _WAYS:
        said = either | ~changes.text(field_id).str.contains(_UNKNOWN)
        silent = kind.isin(kinds) & ~said
        for column in (field_id, "other_school"):
            here = silent & changes.has(column)
            silent &= ~here
            yield changes.flag(
                here,
                column,
                f"{{}}的变动是{{}}，没有写{word}学校",
                changes.maybe("name"),
                kind,
                suggestion=f"请查清并填写{word}学校；查不清去向的按疑似辍学处理"
                if word == "去向"
                else f"请填写{word}学校",
            )
