"""公式没有计算结果。

查什么：核查要读的列里有公式，但文件中没有存下它的计算结果。程序能算的替它算出再核查，算不出的读到的
是空白。同一列上下相连的合成一处，指向第一个单元格。

为什么：别的软件读这个文件，这些单元格都是空的；程序算不出的会漏查或误报。

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
_BLANK, _COUNTED = "按空白读", "已按公式算出来核查"


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        sheet = piece.sheet
        if not sheet.uncached and not sheet.counted:
            continue
        columns = {c: f for f, c in piece.columns.items()}
        columns |= {c: f for f, joined in piece.joined.items() for c in joined}
        labels = {c: kinds()[piece.kind].fields[f].label for c, f in columns.items()}
        for day in piece.days:
            labels[day.column] = f"{day.day}日" if day.day else piece.headings[day.column]
        for column, label in sorted(labels.items()):
            for cells, said in ((sheet.uncached, _BLANK), (sheet.counted, _COUNTED)):
                rows = [row for row in piece.rows if (row, column) in cells]
                for first, last in runs(rows):
                    where = a1(first, column) + (f"至{a1(last, column)}" if last > first else "")
                    yield place(
                        piece,
                        (first, column),
                        f"“{label}”列 {where} 是公式，文件里没有存下计算结果，{said}",
                        suggestion="请用 Excel 或 WPS 打开本文件，保存一次再核查",
                    )
