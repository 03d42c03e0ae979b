"""公式没有计算结果。

查什么：核查要读的列里有公式，但文件中没有存下它的计算结果，读到的是空白。同一列上下相连的合成一处，
指向第一个单元格。

为什么：程序不替人计算公式；没有结果的单元格等于空着，会漏查或误报。

常见误报：没有。用 Excel 或 WPS 打开后保存一次，结果就会存下来。

示例：

    [学生花名册]
    姓名 | 性别        | 身份证号           | 年级   | 班级
    张三 | ▽公式◀疑问 | 110105201309010017 | 七年级 | 1班
    李四 | ▽公式      | 110105201309010025 | 七年级 | 1班
    王五 | 男          | 110105201309010033 | 七年级 | 1班
"""

from collections.abc import Iterator

from kongcuo_xl.book import a1
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.workbook.runs import runs
from kongcuo_xl.tables import Flags, kinds, place

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        uncached = piece.sheet.uncached
        if not uncached:
            continue
        columns = {c: f for f, c in piece.columns.items()}
        columns |= {c: f for f, joined in piece.joined.items() for c in joined}
        labels = {c: kinds()[piece.kind].fields[f].label for c, f in columns.items()}
        for day in piece.days:
            labels[day.column] = f"{day.day}日" if day.day else piece.headings[day.column]
        for column, label in sorted(labels.items()):
            rows = [row for row in piece.rows if (row, column) in uncached]
            for first, last in runs(rows):
                where = a1(first, column) + (f"至{a1(last, column)}" if last > first else "")
                yield place(
                    piece,
                    (first, column),
                    f"“{label}”列 {where} 是公式，文件里没有存下计算结果，按空白读",
                    suggestion="请用 Excel 或 WPS 打开本文件，保存一次再核查",
                )
