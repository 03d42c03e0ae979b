"""The workbooks of each school: which tables stand in which file and sheet, and how they look.

Each layout is one function. The faults that belong to a layout (unknown sheets, missing, doubled
and misspelt columns, hidden parts, interruptions, wrong totals) are made here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kongcuo_xl.book import Area, a1
from kongcuo_xl.demo.canvas import Canvas, Column, Formula, Interruption, Record
from kongcuo_xl.demo.county import School, SchoolClass, Unit, label
from kongcuo_xl.demo.hands import ClassName, Dated, Hand, class_text
from kongcuo_xl.demo.profiles import CENTRAL, FIRST, NINE, POINT, SECOND, VILLAGE, columns

Rows = Iterable[Record | Interruption]
WEEKDAYS = "一二三四五六日"


@dataclass
class Workbook:
    """A file of the county, by its path in the demo folder, and its sheets."""

    file: str
    sheets: list[Canvas]


def of_county(county: Unit) -> list[Workbook]:
    """What stands above the schools: the calendar."""
    sheet, term = Canvas("校历"), county.term
    heads = columns("学期 开始=开始日期 结束=结束日期 类别 名称")
    name = f"{term.start.year}年秋季学期"
    first, last = term.holidays
    year = term.start.year
    rows = [
        (dt.date(year, 6, 17), dt.date(year, 6, 18), "考试", "中考"),
        (term.start, term.end, "上课", "秋季学期"),
        (first, last, "放假", "国庆节、中秋节"),
        *((day, day, "补课", "国庆调休补课") for day in term.made_up),
        (dt.date(term.start.year, 11, 5), dt.date(term.start.year, 11, 6), "考试", "期中考试"),
    ]
    records = [
        county.add("calendar", {"学期": name, "开始": a, "结束": b, "类别": kind, "名称": what})
        for a, b, kind, what in rows
    ]
    sheet.title(0, f"云溪县{term.start.year}—{term.end.year}学年度第一学期校历", len(heads))
    sheet.table(1, heads, records, Hand())
    for column in range(5):
        sheet.widths[column] = 18
    return [Workbook("校历.xlsx", [sheet])]


def of_school(school: School) -> list[Workbook]:
    """All workbooks of one school, their files inside its folder."""
    drawn = LAYOUTS[school.profile.name](school)
    return [Workbook(f"{school.folder}/{book.file}", book.sheets) for book in drawn]


def hand_of(owner: Unit, kind: str) -> Hand:
    """How a table of a unit is written."""
    return owner.profile.hands.get(kind, Hand())


def rows_of(owner: Unit, kind: str, group: object = None) -> list[Record]:
    """The rows of a table, of one group where one is given."""
    return [r for r in owner.tables.get(kind, []) if group is None or r.group == group]


def _footer(sheet: Canvas, row: int, width: int) -> None:
    """填表人, 审核人 and the seal, under a table."""
    sheet.put((row, 0), "填表人：", "note")
    sheet.put((row, max(2, width // 2)), "审核人：", "note")
    sheet.put((row, max(3, width - 2)), "（学校盖章）", "note")


def _unit_line(sheet: Canvas, row: int, owner: Unit, width: int) -> None:
    sheet.put((row, 0), f"填报单位：{owner.name}", "note")
    sheet.put((row, max(3, width - 3)), f"填表日期：{owner.term.date:%Y年%m月%d日}", "note")


def plain(owner: Unit, kind: str, name: str, rows: Rows | None = None) -> Canvas:
    """Headings in the first row, data below: an export, or a tidy clerk's sheet."""
    sheet = Canvas(name)
    heads = owner.profile.tables[kind]
    depth = max(len(c.heading) for c in heads)
    end = sheet.table(
        0,
        heads,
        rows_of(owner, kind) if rows is None else rows,
        hand_of(owner, kind),
        depth=depth,
        named=owner.head(kind),
    )
    sheet.freeze = (depth, 0)
    sheet.filter = Area(depth - 1, 0, end - 1, len(heads) - 1)
    sheet.landscape = len(heads) > 9
    return sheet


def titled(
    owner: Unit,
    kind: str,
    name: str,
    title: str,
    rows: Rows | None = None,
    heads: Sequence[Column] | None = None,
    *,
    unit: bool = True,
    empty: int = 0,
    footer: bool = True,
) -> tuple[Canvas, int, int]:
    """Title, unit line, headings, data, ruled empty rows, footer; first data row and row below."""
    sheet = Canvas(name)
    heads = heads or owner.profile.tables[kind]
    depth = max(len(c.heading) for c in heads)
    sheet.title(0, title, len(heads))
    top = 1
    if unit:
        _unit_line(sheet, 1, owner, len(heads))
        top = 2
    end = sheet.table(
        top,
        heads,
        rows_of(owner, kind) if rows is None else rows,
        hand_of(owner, kind),
        depth=depth,
        named=owner.head(kind),
    )
    below = sheet.ruled(end, 0, len(heads), empty)
    if footer:
        _footer(sheet, below + 1, len(heads))
    sheet.title_rows = (0, top + depth - 1)
    sheet.landscape = len(heads) > 9
    return sheet, top + depth, end


def _count_row(sheet: Canvas, row: int, width: int, first: int, said: int | None = None) -> None:
    """A 合计 row: a formula over the names with its result, or a typed number."""
    for column in range(width):
        sheet.put((row, column), None, "total")
    sheet.put((row, 0), "合计", "total")
    count = row - first
    formula = f"=COUNTA({a1(first, 2)}:{a1(row - 1, 2)})"
    sheet.put((row, 1), Formula(formula, count) if said is None else said, "total")


# ---- layouts of rosters


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
        _count_row(sheet, end, len(own), first, len(rows) + 2 if wrong else None)
        if wrong:
            sheet.plant("ST112", (end, 1))
        _footer(sheet, end + 2, len(own))
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
            _footer(sheet, end, len(heads))
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


# ---- the other tables


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
            _footer(sheet, end + 1, len(heads))
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
            _footer(sheet, end + 1, len(heads))
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


def by_month(school: School, kind: str, title: str, *, footer: bool = True) -> list[Canvas]:
    """A sheet a month."""
    months: dict[int, list[Record]] = {}
    for row in rows_of(school, kind):
        months.setdefault(max(9, row.values["日期"].month), []).append(row)
    return [
        titled(
            school, kind, f"{month}月", f"{school.name}{title}（{month}月）", rows, footer=footer
        )[0]
        for month, rows in sorted(months.items())
    ]


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


# ---- schools


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
