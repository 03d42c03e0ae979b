"""两列同名。

查什么：同一张表里有两列的列名是同一个意思，程序只用左边的一列。

为什么：两列的内容往往一新一旧；不知道该信哪一列，就可能拿旧的电话去找孩子。

常见误报：第二列其实是另一个人的（如第二监护人的电话），请把列名写清楚。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 联系电话    | 联系电话◀疑问
    张三 | 110105201309010017 | 七年级 | 1班  | 13800138000 | 13800138001
    李四 | 110105201309010025 | 七年级 | 1班  | 13800138002 | 13800138003
"""

from collections.abc import Iterator

from kongcuo_xl.book import column_letters
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, kinds, place

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        for column, field_id in piece.twice.items():
            label = kinds()[piece.kind].fields[field_id].label
            used, other = column_letters(piece.columns[field_id]), column_letters(column)
            yield place(
                piece,
                piece.heading_at(column),
                f"{used}列和{other}列都是“{label}”，只用了{used}列",
                suggestion=f"请删去多余的一列，或把{other}列的列名写得能分清",
                value=piece.headings.get(column, ""),
            )
