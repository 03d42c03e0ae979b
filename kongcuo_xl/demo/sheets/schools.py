"""The workbooks of each school: which tables stand in which file and sheet.

Each school is one function. Sheets that are nobody's business and doubled columns are made here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kongcuo_xl.demo.canvas import Canvas, Column, Interruption, Record
from kongcuo_xl.demo.profiles import CENTRAL, FIRST, NINE, POINT, SECOND, VILLAGE
from kongcuo_xl.demo.school import School, SchoolClass
from kongcuo_xl.demo.sheets.classroom import (
    homework,
    roll_call_grid,
    roll_call_halves,
    roll_call_list,
    seating,
)
from kongcuo_xl.demo.sheets.rosters import (
    roster_file_a_class,
    roster_printed_pages,
    roster_sheet_a_class,
    roster_side_by_side,
    roster_stacked,
    roster_three_heads,
)
from kongcuo_xl.demo.sheets.workbook import Workbook, by_month, hand_of, plain, rows_of, titled


def of_school(school: School) -> list[Workbook]:
    """All workbooks of one school, their files inside its folder."""
    drawn = LAYOUTS[school.profile.name](school)
    return [Workbook(f"{school.folder}/{book.file}", book.sheets) for book in drawn]


MENU = (
    ("星期", "早餐", "午餐", "晚餐"),
    ("星期一", "稀饭馒头", "青椒肉丝", "番茄鸡蛋"),
    ("星期二", "肉包豆浆", "红烧豆腐", "萝卜排骨"),
    ("星期三", "面条", "土豆牛肉", "清炒白菜"),
    ("星期四", "花卷稀饭", "冬瓜肉片", "炒豆芽"),
)
BOOKS = (
    ("书架", "书名", "册数", "价格"),
    ("一号", "成语故事", 3, 18.5),
    ("二号", "安徒生童话", 5, 22),
    ("三号", "十万个为什么", 8, 30),
    ("四号", "唐诗三百首", 6, 16),
)


def _stray(name: str, rows: Sequence[Sequence[object]]) -> Canvas:
    """A sheet that is no business of ours: the canteen's menu, the library's shelves."""
    sheet = Canvas(name)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.put((row, column), text, "body" if row else "head")
            sheet.widths[column] = 12
    sheet.plant("FM101", (0, 0))
    return sheet


def first_middle(school: School) -> list[Workbook]:
    """Class sheets, roll-call grids, staff and classes stacked on one sheet, a stray menu."""
    basics = Canvas("基本情况")
    heads = school.profile.tables["staff"]
    basics.title(0, f"{school.name}教职工名册", len(heads))
    end = basics.table(1, heads, rows_of(school, "staff"), hand_of(school, "staff"))
    heads = school.profile.tables["classes"]
    basics.title(end + 2, f"{school.name}班级情况表", len(heads))
    basics.table(end + 3, heads, rows_of(school, "classes"), hand_of(school, "classes"))
    visits, *_ = titled(
        school, "visits", "家访", f"{school.name}教师家访登记表", empty=6, footer=True
    )
    return [
        *roster_sheet_a_class(school),
        Workbook("学籍系统导出.xlsx", [plain(school, "registry", "学生信息")]),
        Workbook("点名册.xlsm", roll_call_grid(school)),
        Workbook("座次表.xlsx", seating(school)),
        Workbook("作业登记表.xlsx", homework(school)),
        Workbook("家访登记表.xlsx", [visits]),
        Workbook("学校基本情况.xlsx", [basics, _stray("食谱", MENU)]),
    ]


def second_middle(school: School) -> list[Workbook]:
    """Stacked rosters, an export called .et, absences as a list, blank rows between months."""
    flow: list[Record | Interruption] = []
    before = None
    for row in rows_of(school, "visits"):
        month = row.values["日期"].month
        if before and month != before and month > 9:
            flow.append(Interruption("blank"))
        before = month
        flow.append(row)
    visits, *_ = titled(school, "visits", "2025秋", f"{school.name}家访记录", flow, unit=False)
    absences, *_ = titled(
        school, "absences", "缺课", f"{school.name}学生缺课登记表", empty=10, footer=True
    )
    classes, *_ = titled(school, "classes", "班级", f"{school.name}班级一览表", unit=False)
    return [
        *roster_stacked(school),
        Workbook("学籍导出.et", [plain(school, "registry", "Sheet0")]),
        Workbook("点名册.xlsx", roll_call_list(school)),
        Workbook("座次表、作业登记.xlsx", [*seating(school), *_renamed(homework(school), "作业")]),
        Workbook("缺课登记表.xlsx", [absences]),
        Workbook("每日到校情况.xlsx", by_month(school, "daily_reports", "学生到校日报")),
        Workbook("家访记录.xlsx", [visits]),
        Workbook("教职工名册.xlsx", [plain(school, "staff", "教职工")]),
        Workbook("班级表.xlsx", [classes]),
    ]


def _renamed(sheets: list[Canvas], ending: str) -> list[Canvas]:
    for sheet in sheets:
        sheet.name += ending
    return sheets


def central_primary(school: School) -> list[Workbook]:
    """Three heading rows, staff and classes side by side, grouped headings over leave dates."""
    people = Canvas("教师与班级")
    heads = school.profile.tables["staff"]
    people.title(0, "教职工名册", len(heads))
    people.table(1, heads, rows_of(school, "staff"), hand_of(school, "staff"))
    beside = school.profile.tables["classes"]
    people.title(0, "班级表", len(beside), len(heads) + 1)
    people.table(
        1, beside, rows_of(school, "classes"), hand_of(school, "classes"), left=len(heads) + 1
    )
    absences, *_ = titled(school, "absences", "缺课登记", f"{school.name}学生请假、缺课登记表")
    registry, *_ = titled(
        school, "registry", "学籍", f"{school.name}学籍表（学籍系统导出）", unit=False, footer=False
    )
    visits, *_ = titled(school, "visits", "家访登记", f"{school.name}家访情况登记表", empty=5)
    return [
        *roster_three_heads(school),
        Workbook("学籍表.xlsx", [registry]),
        Workbook("班级点名册.xlsx", roll_call_list(school)),
        Workbook("座次表.xlsx", seating(school)),
        Workbook("请假缺课.xlsx", [absences]),
        Workbook("家访.xlsx", [visits]),
        Workbook("教师、班级.xlsx", [people]),
    ]


def nine_year(school: School) -> list[Workbook]:
    """A file a class, half-day grids, an export called .xls, a doubled telephone column."""
    staff = Canvas("Sheet1")
    heads = (*school.profile.tables["staff"], Column("电话2", ("手机号码",), 14))
    for row in rows_of(school, "staff"):
        row.values["电话2"] = row.values["电话"]
    staff.table(0, heads, rows_of(school, "staff"), hand_of(school, "staff"))
    staff.plant("FM104", (0, len(heads) - 1))
    return [
        *roster_file_a_class(school),
        Workbook("学籍信息.xls", [plain(school, "registry", "sheet1")]),
        Workbook("点名册.xlsx", roll_call_halves(school)),
        Workbook("作业登记.xlsx", homework(school)),
        Workbook("家访登记表.xlsx", by_month(school, "visits", "家访登记表")),
        Workbook("教职工名册.xlsx", [staff]),
        Workbook("班级表.xlsx", [plain(school, "classes", "班级表")]),
    ]


def village_primary(school: School) -> list[Workbook]:
    """Printed pages with subtotals, everything else in one thick workbook."""
    heads = school.profile.tables["staff"]
    at = len(heads) - 1
    heads = (*heads[:at], replace(heads[at], heading=("联系电活",)))
    staff, first, _ = titled(school, "staff", "教师", f"{school.name}教职工名册", None, heads)
    staff.plant("FM107", (first - 1, at))
    absences, *_ = titled(school, "absences", "缺课登记", f"{school.name}缺课登记表", empty=5)
    visits, *_ = titled(school, "visits", "家访", f"{school.name}家访登记表")
    return [
        *roster_printed_pages(school),
        Workbook(
            "控辍保学台账.xlsx",
            [visits, absences, staff, plain(school, "classes", "班级"), _stray("图书", BOOKS)],
        ),
        Workbook("到校日报.xlsx", by_month(school, "daily_reports", "学生到校日报", footer=False)),
    ]


def teaching_point(school: School) -> list[Workbook]:
    """OpenDocument, four rosters on one sheet, visits and absences stacked."""
    book = Canvas("登记")
    heads = school.profile.tables["visits"]
    book.title(0, f"{school.name}家访登记表", len(heads))
    end = book.table(1, heads, rows_of(school, "visits"), hand_of(school, "visits"))
    heads = school.profile.tables["absences"]
    book.title(end + 2, f"{school.name}学生缺课登记表", len(heads))
    book.table(end + 3, heads, rows_of(school, "absences"), hand_of(school, "absences"))
    book.widths[5] = 30
    return [
        *roster_side_by_side(school),
        Workbook("家访缺课登记.ods", [book]),
        Workbook("教师班级.et", [plain(school, "staff", "教师"), plain(school, "classes", "班级")]),
    ]


LAYOUTS: dict[str, Callable[[School], list[Workbook]]] = {
    FIRST.name: first_middle,
    SECOND.name: second_middle,
    CENTRAL.name: central_primary,
    NINE.name: nine_year,
    VILLAGE.name: village_primary,
    POINT.name: teaching_point,
}


def lacks_numbers(school: School) -> SchoolClass | None:
    """The class whose roster has no column for numbers, which other faults must leave alone."""
    if school.profile is NINE:
        return school.classes[0]
    return school.classes[-1] if school.profile is POINT else None
