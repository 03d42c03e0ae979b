"""缺少必需列。

查什么：认出的台账缺少这种台账必须有的列。年级、班级写在标题、工作表名或文件名里的，不算缺。列名写得
相近而没有采用的由 FM107 说，不在这里重复。

为什么：缺了这一列，靠它进行的核查都做不了；没有身份证号，名单之间也对不上人。

常见误报：列其实有，只是列名写法少见：改成常用写法即可。

示例：

    [学生花名册]
    姓名◀错误 | 性别 | 年级   | 班级 | 监护人
    张三       | 男   | 七年级 | 1班  | 张大
    李四       | 女   | 七年级 | 1班  | 李大

    [七年级2班]
    姓名 | 性别 | 身份证号           | 监护人
    王五 | 男   | 110105201309010033 | 王大
    赵六 | 女   | 110105201309010025 | 赵大
"""

from collections.abc import Iterator

from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, kinds, place

LEVEL = "错误"
BASIS = ("一般填表要求",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        if not piece.missing or piece.kind not in kinds():
            continue
        kind = kinds()[piece.kind]
        unused = {*piece.suggested.values(), *piece.misfits.values()}
        labels = [kind.fields[f].label for f in piece.missing if f not in unused]
        if labels:
            columns = "、".join(f"“{label}”" for label in labels)
            yield place(
                piece,
                (piece.area.top, piece.area.left),
                f"{kind.label}缺少必需的列：{columns}",
                suggestion=f"请补上{columns}列",
            )
