"""The workbooks in which each school keeps its ledgers, one function a school."""

from __future__ import annotations

from collections.abc import Callable

from kongcuo_xl.demo.canvas import Canvas
from kongcuo_xl.demo.profiles import CENTRAL, FIRST, NINE, POINT, SECOND, VILLAGE
from kongcuo_xl.demo.school import School, label
from kongcuo_xl.demo.sheets.workbook import Workbook, hand_of, plain, rows_of, titled


def of_school(school: School) -> list[Workbook]:
    """The ledgers of one school, their files inside its folder."""
    drawn = [*LAYOUTS[school.profile.name](school), *_figures(school)]
    return [Workbook(f"{school.folder}/{book.file}", book.sheets) for book in drawn]


def _sheet(school: School, kind: str, name: str, title: str, **other: bool | int) -> Canvas:
    return titled(school, kind, name, f"{school.name}{title}", **other)[0]  # type: ignore[arg-type]


def _stack(school: School, name: str, *parts: tuple[str, str]) -> Canvas:
    """Several tables on one sheet, each under its title."""
    sheet, row = Canvas(name), 0
    for kind, title in parts:
        heads = school.profile.tables[kind]
        sheet.title(row, f"{school.name}{title}", len(heads))
        rows, hand = rows_of(school, kind), hand_of(school, kind)
        row = sheet.table(row + 1, heads, rows, hand, named=school.head(kind)) + 2
    return sheet


def _lessons_by_child(school: School) -> list[Canvas]:
    """A sheet for each child taught at home."""
    sheets = []
    for name in dict.fromkeys(r.group for r in rows_of(school, "home_teaching")):
        rows = rows_of(school, "home_teaching", name)
        title = f"{school.name}送教上门记录（{name}）"
        sheets.append(titled(school, "home_teaching", str(name), title, rows, empty=3)[0])
    return sheets


def _prone_by_class(school: School) -> list[Canvas]:
    """A sheet a class."""
    return [
        titled(
            school,
            "dropout_prone",
            label(group.name),
            f"{label(group.name)}易辍对象名单",
            rows_of(school, "dropout_prone", group.name),
            unit=False,
            footer=False,
        )[0]
        for group in school.classes
        if rows_of(school, "dropout_prone", group.name)
    ]


def _balance(school: School) -> tuple[int, int, int, int]:
    """期初, 增加, 减少, 期末 of the register; the last one off by one where that is a fault."""
    kinds = [r.values["变动类别"] for r in rows_of(school, "changes")]
    more, less = kinds.count("转入"), kinds.count("转出")
    count = len(school.pupils)
    return count, more, less, count + more - less + len(school.head("balance").values)


def _register_with_line(school: School) -> Canvas:
    """The register of changes under a line that states the balance."""
    sheet = Canvas("变动登记")
    heads = school.profile.tables["changes"]
    sheet.title(0, f"{school.name}学籍变动登记册", len(heads))
    opening, more, less, closing = _balance(school)
    line = f"本学期期初{opening}人，增加{more}人，减少{less}人，期末{closing}人"
    sheet.title(1, line, len(heads), look="note")
    sheet.places[id(school.head("balance")), "期末"] = (1, 0)
    rows, hand = rows_of(school, "changes"), hand_of(school, "changes")
    end = sheet.table(2, heads, rows, hand, named=school.head("changes"))
    sheet.ruled(end, 0, len(heads), 6)
    sheet.landscape = True
    return sheet


def _register_with_table(school: School) -> Canvas:
    """The register of changes below a small table that states the balance of the school."""
    sheet = Canvas("学籍变动")
    heads = school.profile.tables["changes"]
    sheet.title(0, f"{school.name}学籍变动登记册", len(heads))
    for column, text in enumerate(("范围", "期初人数", "增加", "减少", "期末人数")):
        sheet.put((1, column), text, "head")
    for column, value in enumerate(("全校", *_balance(school))):
        sheet.put((2, column), value, "body")
    sheet.places[id(school.head("balance")), "期末"] = (2, 4)
    rows, hand = rows_of(school, "changes"), hand_of(school, "changes")
    sheet.table(4, heads, rows, hand, named=school.head("changes"))
    sheet.landscape = True
    return sheet


def _figures(school: School) -> list[Workbook]:
    """The statistics that were handed in."""
    year, books = school.term.start.year, []
    if "quarter" in school.tables:
        sheet = _sheet(school, "quarter", "季报", f"学籍变动情况统计表（{year}年第三季度）")
        books.append(Workbook("学籍变动情况统计表.xlsx", [sheet]))
    if "month" in school.tables:
        months = [
            titled(
                school,
                "month",
                f"{month}月",
                f"{school.name}学生变动情况统计表（{year}年{month}月）",
                rows_of(school, "month", month),
                footer=False,
            )[0]
            for month in (9, 10)
        ]
        books.append(Workbook("学生变动月报.xlsx", months))
    if "state" in school.tables:
        sheet = _sheet(school, "state", "9月", f"控辍保学情况统计表（{year}年9月）", unit=False)
        books.append(Workbook("控辍保学情况统计表.xlsx", [sheet]))
    return books


def _sample(school: School) -> Workbook:
    sheets = [_sheet(school, "sample", "样本学生", "质量监测样本学生信息及体育测试数据")]
    if rows_of(school, "sample_teachers"):
        sheets.append(_sheet(school, "sample_teachers", "样本教师", "样本教师问卷登记", unit=False))
    return Workbook("质量监测样本.xlsx", sheets)


def first_middle(school: School) -> list[Workbook]:
    """A workbook a ledger, the balance in words, grouped headings over the four steps."""
    return [
        Workbook("学籍变动登记册.xlsx", [_register_with_line(school)]),
        Workbook(
            "疑似辍学台账.xlsx",
            [_sheet(school, "cases", "台账", "疑似辍学、辍学学生台账", empty=5)],
        ),
        Workbook(
            "包保责任表.xlsx", [_sheet(school, "responsibility", "包保", "控辍保学包保责任表")]
        ),
        Workbook(
            "工作档案.xlsx",
            [
                _sheet(school, "meetings", "会议", "控辍保学会议、督查、活动记录", footer=False),
                _sheet(school, "leading_group", "领导小组", "控辍保学领导小组名单", unit=False),
                _sheet(school, "archives", "档案目录", "控辍保学十八项档案清单"),
                plain(school, "rectifications", "整改台账"),
            ],
        ),
        _sample(school),
    ]


def second_middle(school: School) -> list[Workbook]:
    """A sheet a child taught at home, a sheet a class of pupils at risk."""
    return [
        Workbook(
            "特殊教育.xlsx",
            [
                _sheet(school, "placements", "安置情况", "残疾学生安置情况表"),
                *_lessons_by_child(school),
            ],
        ),
        Workbook("学籍异动.et", [plain(school, "changes", "学籍异动登记")]),
        Workbook(
            "劝返台账.xlsx", [_sheet(school, "cases", "Sheet1", "辍学学生劝返台账", unit=False)]
        ),
        Workbook("易辍对象.xlsx", _prone_by_class(school)),
        Workbook(
            "责任与会议.xlsx",
            [
                _sheet(school, "responsibility", "责任", "包保责任一览表", footer=False),
                plain(school, "meetings", "会议记录"),
                plain(school, "leading_group", "领导小组"),
            ],
        ),
        _sample(school),
    ]


def central_primary(school: School) -> list[Workbook]:
    """Grouped headings over leave dates, the archive list beside nothing, meetings with a place."""
    return [
        Workbook(
            "送教与安置.xlsx",
            [
                _sheet(school, "placements", "安置", "残疾儿童安置情况登记表", footer=False),
                _sheet(school, "home_teaching", "送教", "送教上门登记表", empty=8),
            ],
        ),
        Workbook(
            "留守儿童帮扶名册.xlsx", [_sheet(school, "special_groups", "留守", "留守儿童帮扶名册")]
        ),
        Workbook("学籍变动.xlsx", [_sheet(school, "changes", "变动", "学籍变动情况登记册")]),
        Workbook(
            "控辍保学工作.xls",
            [
                plain(school, "meetings", "会议活动"),
                _sheet(school, "leading_group", "小组", "控辍保学工作领导小组", unit=False),
                _sheet(school, "archives", "档案", "十八项档案", unit=False, footer=False),
            ],
        ),
        _sample(school),
    ]


def nine_year(school: School) -> list[Workbook]:
    """A small table of the balance below the register, several tables on one sheet."""
    return [
        Workbook("学籍变动登记.xlsx", [_register_with_table(school)]),
        Workbook("辍学台账.xlsx", [plain(school, "cases", "辍学台账")]),
        Workbook(
            "控辍保学.xlsx",
            [
                _stack(
                    school,
                    "包保与小组",
                    ("responsibility", "包保责任表"),
                    ("leading_group", "控辍保学领导小组成员名单"),
                ),
                plain(school, "dropout_prone", "易辍对象"),
                _sheet(school, "special_groups", "学困生", "学困生转化档案", unit=False),
                _stack(
                    school,
                    "会议与整改",
                    ("meetings", "会议、督查、自查记录"),
                    ("rectifications", "问题整改台账"),
                ),
            ],
        ),
    ]


def village_primary(school: School) -> list[Workbook]:
    """Everything in one workbook."""
    return [
        Workbook(
            "控辍保学资料汇编.xlsx",
            [
                _sheet(school, "cases", "流失生", "流失学生登记、劝返台账", unit=False),
                _sheet(school, "placements", "残疾儿童", "适龄残疾儿童安置表"),
                _sheet(school, "home_teaching", "送教", "送教上门记录", footer=False),
                _sheet(school, "meetings", "会议", "会议记录", unit=False, empty=4),
                _sheet(school, "archives", "十八项", "十八项档案清单", footer=False),
                _sheet(school, "rectifications", "整改", "问题整改台账"),
            ],
        ),
        _sample_alone(school),
    ]


def _sample_alone(school: School) -> Workbook:
    return Workbook(
        "监测样本.xlsx", [_sheet(school, "sample", "Sheet1", "监测样本学生名册", unit=False)]
    )


def teaching_point(school: School) -> list[Workbook]:
    """OpenDocument: the register, the pupils at risk and the meetings."""
    return [
        Workbook(
            "台账.ods",
            [
                _sheet(school, "changes", "变动", "学籍变动登记册", unit=False),
                plain(school, "dropout_prone", "易辍对象名单"),
                plain(school, "meetings", "会议记录"),
            ],
        )
    ]


LAYOUTS: dict[str, Callable[[School], list[Workbook]]] = {
    FIRST.name: first_middle,
    SECOND.name: second_middle,
    CENTRAL.name: central_primary,
    NINE.name: nine_year,
    VILLAGE.name: village_primary,
    POINT.name: teaching_point,
}
