"""What hangs in a classroom: roll calls, the seating plan, the homework list."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.canvas import Canvas, Column
from kongcuo_xl.demo.hands import Dated, Hand, class_text
from kongcuo_xl.demo.school import School, label
from kongcuo_xl.demo.sheets.workbook import rows_of, signatures, titled

WEEKDAYS = "一二三四五六日"


def roll_call_grid(school: School) -> list[Canvas]:
    """A sheet a class and month; days as numbers under a titled month, or as real dates."""
    sheets = []
    marks = school.profile.marks
    for group in school.classes:
        for month in (9, 10):
            rows = rows_of(school, "roll_call", (group.name, month))
            first = dt.date(school.term.start.year, month, 1)
            length = ((first + dt.timedelta(days=31)).replace(day=1) - first).days
            days = [first + dt.timedelta(days=n) for n in range(length)]
            dated = group.name.grade == 9
            heads = (
                Column("序号", ("序号",), 5),
                Column("姓名", ("姓名",), 9),
                *(
                    Column(
                        str(d),
                        (Dated(d, "m/d") if dated else d.day, WEEKDAYS[d.weekday()]),
                        5.5 if dated else 3.5,
                    )
                    for d in days
                ),
                Column("小计", ("小计",), 7),
            )
            for row in rows:
                row.values["小计"] = sum(
                    1 for d in days if row.values.get(str(d), marks["到"]) != marks["到"]
                )
            name = f"{label(group.name)}{month}月"
            sheet = Canvas(name)
            year = first.year
            title = f"{school.name}{label(group.name)}{year}年{month}月学生点名册"
            sheet.title(0, title, len(heads))
            legend = "、".join(f"{mark}{what}" for what, mark in marks.items())
            legend = legend.replace("到", "出勤")
            sheet.title(
                1, f"班主任：{group.teacher.name}    说明：{legend}", len(heads), look="note"
            )
            end = sheet.table(2, heads, rows, Hand(), depth=2)
            signatures(sheet, end + 1, len(heads))
            sheet.freeze, sheet.landscape = (4, 2), True
            sheets.append(sheet)
    return sheets


def roll_call_halves(school: School) -> list[Canvas]:
    """School days only, real dates over 上 and 下."""
    sheets = []
    for group in school.classes:
        for month in (9, 10):
            rows = rows_of(school, "roll_call", (group.name, month))
            days = [d for d in school.term.school_days() if d.month == month]
            heads = (
                Column("序号", ("序号",), 5),
                Column("姓名", ("姓名",), 9),
                *(
                    Column(f"{d}{half}", (Dated(d, 'm"月"d"日"'), half), 4)
                    for d in days
                    for half in "上下"
                ),
            )
            sheet = Canvas(f"{class_text(group.name, '0702')}-{month}")
            name = class_text(group.name, "七年级（2）班")
            sheet.title(0, f"{name}考勤点名册", len(heads))
            sheet.title(
                1, "备注：√到校 旷旷课 病病假 事事假；上=上午，下=下午", len(heads), look="note"
            )
            end = sheet.table(2, heads, rows, Hand(), depth=2)
            signatures(sheet, end + 1, len(heads))
            sheet.freeze, sheet.landscape = (4, 2), True
            sheets.append(sheet)
    return sheets


def roll_call_list(school: School) -> list[Canvas]:
    """Names only, a sheet a class."""
    sheets = []
    for group in school.classes:
        if group.name in school.profile.called:
            name = class_text(group.name, "七年级2班")
            rows = rows_of(school, "roll_call", (group.name, 10))
            sheet, *_ = titled(
                school, "roll_call", name, f"{name}点名册", rows, unit=False, empty=4, footer=False
            )
            sheets.append(sheet)
    return sheets


def seating(school: School) -> list[Canvas]:
    """The class from above: 讲台 in front, six columns of desks."""
    sheets = []
    for group in school.classes:
        if group.name not in school.profile.seated:
            continue
        sheet = Canvas(label(group.name))
        sheet.title(0, f"{school.name}{label(group.name)}座次表", 6)
        sheet.title(1, "讲  台", 6)
        for number, row in enumerate(rows_of(school, "seating", group.name)):
            cell = (3 + number // 6, number % 6)
            sheet.put(cell, row.values["姓名"], "body")
            sheet.places[id(row), "姓名"] = cell
        for column in range(6):
            sheet.widths[column] = 13
        sheets.append(sheet)
    return sheets


def homework(school: School) -> list[Canvas]:
    """Marks by subject, a sheet a class."""
    sheets = []
    for group in school.classes:
        if group.name in school.profile.homework:
            name = class_text(group.name, "七(2)班")
            rows = rows_of(school, "homework", group.name)
            sheet, *_ = titled(
                school,
                "homework",
                name,
                f"{school.name}{name}作业登记表",
                rows,
                unit=False,
                footer=False,
            )
            sheets.append(sheet)
    return sheets
