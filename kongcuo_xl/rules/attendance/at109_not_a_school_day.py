"""考勤日期不是教学日。

查什么：缺课登记表的日期是周末、放假或不在学期内；点名册上不是教学日的那一列有考勤记号
（休、假、/ 等表示不上课的记号不算）。调休上课的日子算教学日，校历另有安排的以校历为准。

为什么：日期写错，连续旷课天数和累计天数就都错了。

常见误报：学校自行补课或停课，没有写进校历；在校历中加一行“补课”即可。上学年以前的日期不查。

示例：

    [缺课登记表]
    日期              | 姓名 | 班级     | 类别 | 原因
    2025-10-19◀疑问 | 张三 | 七(1)班 | 病假 | 发烧
    2025-10-11        | 李四 | 七(1)班 | 病假 | 发烧
    2025-10-20        | 王五 | 七(1)班 | 病假 | 发烧
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean, headings
from kongcuo_xl.attendance import Attendance, grid_dates
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.rules.attendance.follow_up import day
from kongcuo_xl.tables import Flags, Piece, Table, place

LEVEL = "疑问"
BASIS = ("一般填表要求",)

_CLOSED = frozenset("/／\\-—－|休假节周末六日") | {"休息", "放假", "周末", "周六", "周日", "国庆"}
_WEEKDAYS = pd.Series([f"星期{d}" for d in "一二三四五六日"])


def check(
    attendance: Attendance,
    calendar: SchoolCalendar,
    date: dt.date,
    roll_call: Table | None = None,
) -> Iterator[Flags]:
    records = attendance.records
    known = records["date"] >= pd.Timestamp(calendar.terms[0].start)
    wrong = records["first"] & ~records["grid"] & known
    wrong &= ~calendar.are_school_days(records["date"])
    chosen = records[wrong]
    yield attendance.flag(
        wrong,
        "{}的缺课日期{}（{}）不是教学日",
        records["name"],
        day(records["date"]),
        chosen["date"].dt.day_of_week.map(_WEEKDAYS).reindex(records.index, fill_value=""),
        suggestion="请核对日期；确实上课的，在校历中加一行“补课”",
    )
    for piece in roll_call.pieces if roll_call is not None else ():
        dates = grid_dates(piece, date)
        closed = ~calendar.are_school_days(pd.Series(dates, dtype="datetime64[s]"))
        for at, (column, when) in enumerate(zip(piece.days, dates, strict=True)):
            if when is None or when < calendar.terms[0].start or not closed[at]:
                continue
            cells = (clean.text(piece.sheet.rows[r][column.column]) for r in piece.rows)
            marked = sum(1 for text in cells if text and text not in _CLOSED)
            if marked:
                yield place(
                    piece,
                    _heading(piece, column.column),
                    f"点名册{when.month}月{when.day}日（{_WEEKDAYS[when.weekday()]}）"
                    f"不是教学日，却有{marked}处记号",
                    suggestion="请核对日期；确实上课的，在校历中加一行“补课”",
                )


def _heading(piece: Piece, column: int) -> tuple[int, int]:
    """The header cell that names the day."""
    for row in range(piece.header.top, piece.header.bottom + 1):
        value = piece.sheet.rows[row][column]
        if value != "" and headings.day_of(value, clean.text(value)):
            return row, column
    return piece.header.bottom, column
