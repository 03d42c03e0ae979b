"""隐藏的行或列中有数据。

查什么：表里被隐藏或筛选掉的行、被隐藏的列中有数据。这些数据照样参加核查。每张表的行和列各提示一处。

为什么：看不见的行容易在打印、复制、统计时漏掉，也容易把已经离校的学生藏在名册里。

常见误报：有意隐藏的身份证号等列，可以不管。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 监护人 | 与监护人关系▽列◀提示
    张三 | 110105201309010017 | 七年级 | 1班  | 张大   | 父子
    李四▽行◀提示 | 110105201309010025 | 七年级 | 1班  | 李大   | 父女
    王五▽行 | 110105201309010033 | 七年级 | 1班  | 王大   | 父子
"""

from collections.abc import Iterator

from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.workbook.runs import columns_named, rows_named
from kongcuo_xl.tables import Flags, Piece, place

LEVEL = "提示"
BASIS = ("一般填表要求",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        rows = [r for r in _data_rows(piece) if r in piece.sheet.hidden_rows]
        if rows:
            how = "被筛选掉或隐藏了" if piece.sheet.filtered else "被隐藏了"
            yield place(
                piece,
                piece.cell(rows[0], "student" if "student" in piece.columns else "name"),
                f"{rows_named(rows)}{how}，共{len(rows)}行，仍按数据核查",
                suggestion="请取消隐藏或筛选后看一遍，不要的行请删去",
            )
        columns = [
            c
            for c in range(piece.area.left, piece.area.right + 1)
            if c in piece.sheet.hidden_columns
            and any(piece.sheet.rows[r][c] != "" for r in _data_rows(piece))
        ]
        if columns:
            yield place(
                piece,
                piece.heading_at(columns[0]),
                f"{columns_named(columns)}被隐藏了，里面有数据，仍按数据核查",
                suggestion="请取消隐藏后看一遍，不要的列请删去",
                value=piece.headings.get(columns[0], ""),
            )


def _data_rows(piece: Piece) -> list[int]:
    """Rows with data; those with a name in a grid of names."""
    return piece.rows or sorted({row for row, _, _ in piece.people})
