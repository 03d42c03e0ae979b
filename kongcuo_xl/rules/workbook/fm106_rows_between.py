"""表中夹有空行或合计行。

查什么：一张表的数据中间夹着空行、合计行、小计行或重复的表头，这些行不算数据。相连的几行合成一处。

为什么：筛选、排序、数据透视到空行就断；合计行混在数据里会重复计数。

常见误报：按页打印、每页重复表头的名册。录入用的电子表最好不这样做，用“打印标题”代替。

示例：

    [学生花名册]
    序号       | 姓名 | 身份证号           | 年级   | 班级
    1          | 张三 | 110105201309010017 | 七年级 | 1班
    2          | 李四 | 110105201309010025 | 七年级 | 1班
    小计◀提示 | 2人  |                    |        |
    3          | 王五 | 110105201309010033 | 七年级 | 2班
    4          | 赵六 | 110105201309010041 | 七年级 | 2班
    合计       | 4人  |                    |        |
"""

from collections.abc import Iterator

from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.workbook.runs import rows_named, runs
from kongcuo_xl.tables import Flags, place

LEVEL = "提示"
BASIS = ("一般填表要求",)

_COUNTED = frozenset({"空行", "合计行", "重复表头", "标题行"})
"""Rows that break a table up; column numbers, an example row and class names belong to its form."""


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        between = {row: why for row, why in piece.between.items() if why in _COUNTED}
        for first, last in runs(between):
            whys: dict[str, list[int]] = {}
            for row in range(first, last + 1):
                whys.setdefault(between[row], []).append(row)
            told = "，".join(f"{rows_named(rows)}是{why}" for why, rows in whys.items())
            yield place(
                piece,
                (first, piece.area.left),
                f"表中间{told}，不算数据",
                suggestion="请删去；合计放在表的末尾，每页的表头用“打印标题”",
            )
