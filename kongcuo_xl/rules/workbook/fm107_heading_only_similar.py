"""列名只是相近。

查什么：列名与某个常用列名相近但不相同，程序不敢采用；或者列名认得，但下面的内容不像这一列该有的
（如“日期”列里是周一、周二），也没有采用。点名册的各列只写周几，看不出是哪一天的，也在这里说。

为什么：猜错列比不用更坏；但不提示，这一列就没有参加核查。

常见误报：本来就是另外的列，如“班级排名”，可以不管，或把列名写得能分清。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 户囗所在地◀疑问 | 出生日期◀疑问
    张三 | 110105201309010017 | 七年级 | 1班  | 城关镇          | 见户口本
    李四 | 110105201309010025 | 七年级 | 1班  | 城关镇          | 见户口本
    王五 | 110105201309010033 | 七年级 | 1班  | 城关镇          | 见户口本

    [点名册]
    姓名 | 周一◀疑问 | 周二 | 周三 | 周四 | 周五
    张三 | √         | √    | √    | √    | √
    李四 | √         | √    | √    | √    | √
"""

from collections.abc import Iterator

from kongcuo_xl.reading import BookReading
from kongcuo_xl.tables import Flags, kinds, place

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(books: list[BookReading]) -> Iterator[Flags]:
    for piece in (p for book in books for p in book.pieces):
        undated = [day.column for day in piece.days if day.month is None]
        if undated and len(undated) == len(piece.days):
            heading = piece.headings.get(undated[0], "")
            yield place(
                piece,
                piece.heading_at(undated[0]),
                "考勤日期认不出，这张表没有核查",
                suggestion="请在标题写明年月或起止日期，或在列名写明几月几日",
                value=heading,
            )
        fields = kinds()[piece.kind].fields
        for column, field_id in sorted(piece.suggested.items()):
            heading, label = piece.headings.get(column, ""), fields[field_id].label
            yield place(
                piece,
                piece.heading_at(column),
                f"列名“{heading}”与“{label}”相近，没有采用",
                suggestion=f"如果就是这一列，请把列名改为“{label}”",
                value=heading,
            )
        for column, field_id in sorted(piece.misfits.items()):
            if field_id in piece.columns:
                continue
            heading, label = piece.headings.get(column, ""), fields[field_id].label
            yield place(
                piece,
                piece.heading_at(column),
                f"列名是“{heading}”，但内容不像{label}，没有采用",
                suggestion=f"请按{label}的写法填写，或把列名改得与内容相符",
                value=heading,
            )
