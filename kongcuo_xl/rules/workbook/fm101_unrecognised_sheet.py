"""工作表未识别为任何台账。

查什么：工作表里有一张三行以上的表，但按列名、标题和内容都认不出是哪一种台账，里面的数据没有参加核查。
隐藏的工作表，填表说明、目录、下拉选项一类的工作表，以及填好的统计表（月报表、汇总表等，由SR104
至SR107核查）和零报告的名单不提示。

为什么：以为查过、其实没有查，比查出问题更危险。

常见误报：食谱、值日表这类本来就与控辍保学无关的表，可以不管。

示例：

    [食谱]
    星期◀提示 | 早餐 | 午餐
    周一 | 馒头 | 米饭
    周二 | 面条 | 面条
    周三 | 稀饭 | 米饭

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班
"""

import re
from collections.abc import Iterator

from kongcuo_xl.crosschecks.sheets import filled_sheets, names_nobody
from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, place

LEVEL = "提示"
BASIS = ("一般填表要求",)

_NO_RECORDS = re.compile("说明|须知|目录|封面|设置|字典|选项|下拉|代码|数据验证|模板样例")


def check(books: list[BookReading]) -> Iterator[Flags]:
    figures = {(sheet.file, sheet.sheet.name) for sheet in filled_sheets(books)}
    for book in books:
        for piece in book.unrecognised:
            if (piece.file, piece.sheet.name) in figures or names_nobody(piece.sheet):
                continue
            if not piece.sheet.visible or _NO_RECORDS.search(piece.sheet.name):
                continue
            row = piece.area.top
            column = next(c for c, value in enumerate(piece.sheet.rows[row]) if value != "")
            yield place(
                piece,
                (row, column),
                f"工作表“{piece.sheet.name}”（{piece.area.a1}）认不出是哪种台账，没有核查",
                suggestion="如果是台账，请把列名改成常用的写法；与控辍保学无关的表不用管",
            )
