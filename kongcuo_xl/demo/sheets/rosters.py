"""Rosters as six schools lay them out, with the faults of a layout made on the way.

Missing and misspelt columns, hidden parts, interruptions and wrong totals are made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kongcuo_xl.book import Area
from kongcuo_xl.demo.canvas import Canvas, Column, Interruption, Record
from kongcuo_xl.demo.hands import ClassName, class_text
from kongcuo_xl.demo.school import School
from kongcuo_xl.demo.sheets.workbook import (
    Workbook,
    count_row,
    hand_of,
    rows_of,
    signatures,
    titled,
)


def roster_sheet_a_class(school: School) -> list[Workbook]:
    """A file a grade, a sheet a class; the class stands in the sheet's name alone."""
    books: dict[int, list[Canvas]] = {}
    heads = school.profile.tables["students"]
    for number, group in enumerate(school.classes):
        own = heads
        if number == 4:
            # The same kind of number twice: the right-hand heading is the fault.
            own = (*heads, Column("联系电话2", ("家长手机",), 14))
        rows = rows_of(school, "students", group.name)
        for row in rows:
            row.values["联系电话2"] = row.values["联系电话"]
        name = class_text(group.name, "七(2)班").removesuffix("班")
        title = f"{school.name}学生花名册"
        sheet, first, end = titled(school, "students", name, title, rows, own, footer=False)
        wrong = number == 2
        count_row(sheet, end, len(own), first, len(rows) + 2 if wrong else None)
        if wrong:
            sheet.plant("ST112", (end, 1))
        signatures(sheet, end + 2, len(own))
        if number == 4:
            sheet.plant("FM104", (first - 1, len(heads)))
        if number == 1:
            hidden = next(i for i, c in enumerate(heads) if c.field == "与监护人关系")
            sheet.hidden_columns.add(hidden)
            sheet.plant("FM105", (first - 1, hidden))
        _clerk(sheet, heads, first, end)
        books.setdefault(group.name.grade, []).append(sheet)
    return [
        Workbook(f"学生花名册（{class_text(ClassName(g, 1), '七年级2班')[:-2]}）.xlsx", sheets)
        for g, sheets in books.items()
    ]


def _clerk(sheet: Canvas, heads: Sequence[Column], first: int, end: int) -> None:
    """The clerk's own colours, notes, drop-down lists and highlighting."""
    at = {column.field: i for i, column in enumerate(heads)}
    sheet.choices.append((Area(first, at["性别"], end - 1, at["性别"]), ("男", "女")))
    sheet.choices.append((Area(first, at["留守"], end - 1, at["留守"]), ("是", "否")))
    sheet.bars.append(Area(first, at["序号"], end - 1, at["序号"]))
    for row in range(first + 2, end, 9):
        sheet.shaded[row, at["姓名"]] = "FFF2CC"
    sheet.comments[first + 2, at["姓名"]] = "已电话核实"
    sheet.freeze = (first, at["姓名"] + 1)


def roster_stacked(school: School) -> list[Workbook]:
    """Sheets named Sheet1…, two classes one under the other; class and count only in titles."""
    sheets = []
    heads = school.profile.tables["students"]
    for number in range(0, len(school.classes), 2):
        sheet = Canvas(f"Sheet{number // 2 + 1}")
        row = 0
        for offset, group in enumerate(school.classes[number : number + 2]):
            rows = rows_of(school, "students", group.name)
            wrong = number == 2 and offset == 1
            count = len(rows) - 1 if wrong else len(rows)
            name = class_text(group.name, "七年级（2）班")
            sheet.title(row, f"{school.name}{name}学生花名册（共{count}人）", len(heads))
            if wrong:
                sheet.plant("ST112", (row, 0))
            end = sheet.table(row + 1, heads, rows, hand_of(school, "students"))
            end = sheet.ruled(end, 0, len(heads), 3)
            signatures(sheet, end, len(heads))
            row = end + 3
        sheet.landscape = True
        sheets.append(sheet)
    return [Workbook("花名册.xlsx", sheets)]


def roster_three_heads(school: School) -> list[Workbook]:
    """Every class on one sheet under three merged heading rows; a filter hides one pupil."""
    sheet, first, _ = titled(
        school, "students", "花名册", f"{school.name}{school.term.start.year}年秋季学期学生花名册"
    )
    spoiled = {id(fault.record) for fault in school.expected}
    rows = rows_of(school, "students")
    sound = (first + n for n, row in enumerate(rows) if n > 6 and id(row) not in spoiled)
    hidden = next(sound, None)
    if hidden is not None:  # in a very small county every pupil may be spoiled
        sheet.hidden_rows.add(hidden)
        sheet.plant("FM105", (hidden, 3))
    sheet.freeze = (first, 4)
    return [Workbook("学生花名册.xlsx", [sheet])]


def roster_file_a_class(school: School) -> list[Workbook]:
    """A file a class, grade and class only in its name; one lacks a column, one misspells one."""
    books = []
    for number, group in enumerate(school.classes):
        heads = school.profile.tables["students"]
        codes: list[tuple[str, int]] = []
        if number == 0:
            heads = tuple(c for c in heads if c.field != "身份证号")
            codes.append(("FM102", 0))
        if number == 3:
            at = next(i for i, c in enumerate(heads) if c.field == "户籍地址")
            heads = (*heads[:at], replace(heads[at], heading=("户囗所在地",)), *heads[at + 1 :])
            codes.append(("FM107", at))
        sheet = Canvas("Sheet1")
        sheet.table(0, heads, rows_of(school, "students", group.name), hand_of(school, "students"))
        for code, column in codes:
            sheet.plant(code, (0, column))
        sheet.landscape = True
        name = class_text(group.name, "七年级2班")
        books.append(Workbook(f"{name}学生花名册.xlsx", [sheet]))
    return books


def roster_printed_pages(school: School) -> list[Workbook]:
    """One long sheet: a subtotal after each class, the headings again on every page."""
    flow: list[Record | Interruption] = []
    since = 0
    for group in school.classes:
        for row in rows_of(school, "students", group.name):
            if since and since % 25 == 0:
                flow.append(Interruption("heading"))
            flow.append(row)
            since += 1
        count = len(rows_of(school, "students", group.name))
        flow.append(Interruption("subtotal", ("小计", None, None, f"{count}人")))
    sheet, *_ = titled(school, "students", "学生", f"{school.name}学生基本情况登记表", flow)
    return [Workbook("学生登记表.xlsx", [sheet])]


def roster_side_by_side(school: School) -> list[Workbook]:
    """Two classes side by side, two more below, each under its title; one lacks the numbers."""
    sheet = Canvas("花名册")
    heads = school.profile.tables["students"]
    top, deepest = 0, 0
    for number, group in enumerate(school.classes):
        lacking = number == len(school.classes) - 1
        own = tuple(c for c in heads if c.field != "身份证号") if lacking else heads
        left = (number % 2) * (len(heads) + 1)
        if number and number % 2 == 0:
            top = deepest + 2
        name = class_text(group.name, "七年级（2）班")
        sheet.title(top, f"{school.name}{name}学生名单", len(own), left)
        end = sheet.table(
            top + 1,
            own,
            rows_of(school, "students", group.name),
            hand_of(school, "students"),
            left=left,
        )
        if lacking:
            sheet.plant("FM102", (top + 1, left))
        deepest = max(deepest, end)
    sheet.landscape = True
    return [Workbook("学生花名册.ods", [sheet])]
