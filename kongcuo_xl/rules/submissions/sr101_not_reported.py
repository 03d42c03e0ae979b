"""单位未上报。

查什么：政策规定要报的报表（reports），上报登记里没有某单位某一期的记录（上报日期或零报告），该单
位的文件夹里也没有这一期的报表。学校以学校表为准，没有学校表的看上报登记里出现过的单位和各单位的文
件夹。期限没过的是提示。标在学校表的学校名称，没有的标在上报登记“单位”的表头。

为什么：没有失学辍学也要零报告；没有报的单位，谁也不知道有没有孩子走了。

常见误报：报了没有登记；单位名称写法不同，认不出是同一个单位。教学点随学校上报，不单独查。

示例：

    日期 2025-09-16
    政策 zhushan-2021
    [学校表]
    学校名称   | 类别
    一中       | 初中
    二中◀错误 | 初中
    [上报登记]
    单位 | 报表           | 期间       | 上报日期   | 零报告
    一中 | 流生周报       | 2025-09-05 | 2025-09-05 | 是
    一中 | 流生周报       | 2025-09-12 | 2025-09-12 | 是
    一中 | 学籍变动统计表 | 2025Q3     | 2025-09-15 |
    二中 | 流生周报       | 2025-09-05 | 2025-09-05 | 是
    二中 | 流生周报       | 2025-09-12 | 2025-09-12 | 是
    二中 | 学籍变动统计表 | 2025Q3     |            |
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.book import Cell
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.crosschecks.sheets import filled_sheets
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.submissions.owed import due, handed_in, missing, reports
from kongcuo_xl.tables import Flags, Piece, Table, Tables, place
from kongcuo_xl.units import related, same_school, within

LEVEL = "错误"
BASIS = ("1.5-15",)
ACROSS_UNITS = True


def check(
    submissions: Table,
    policy: Policy,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
    tables: Tables,
    books: list[BookReading],
    schools: Table | None = None,
) -> Iterator[Flags]:
    done = handed_in(submissions, policy, term)
    sheets = filled_sheets(books)
    for folder in dict.fromkeys(p.unit for p in submissions.pieces):
        own = [row for row in done if row.unit == folder]
        filed = [sheet for sheet in sheets if within(sheet.unit, folder)]
        for name, (piece, cell) in _expected(folder, submissions, schools, tables).items():
            for report in reports(policy):
                open_ = missing(name, report, own, filed, policy, calendar, term, date)
                late = [p for p in open_ if due(report, p, policy) < date]
                soon = [p for p in open_ if p not in late]
                for some, level in ((late, report.level), (soon, "提示")):
                    if some:
                        last = due(report, some[-1], policy)
                        named = "、".join(p.label for p in some)
                        yield place(
                            piece,
                            cell,
                            f"{name}没有报{named}的《{report.title}》，期限{last}",
                            suggestion="请催报；没有情况的也要零报告",
                            level=level,
                        )


def _expected(
    folder: str, submissions: Table, schools: Table | None, tables: Tables
) -> dict[str, tuple[Piece, Cell]]:
    """Name of each unit that owes reports → where a missing one is told."""
    found: dict[str, tuple[Piece, Cell]] = {}

    def add(name: str, piece: Piece, cell: Cell) -> None:
        if name and not any(same_school(name, known) for known in found):
            found[name] = piece, cell

    if schools is not None:
        for at, name in enumerate(schools["school"]):
            point = "教学点" in schools.text("school_kind")[at] + name
            if related(schools.unit[at], folder) and not point:
                piece = schools.pieces[schools.piece_no[at]]
                add(name, piece, piece.cell(int(schools.row[at]), "school"))
    head = next(p for p in submissions.pieces if p.unit == folder)
    heading = head.heading_cell("unit_name")
    if not found:
        for name in submissions["unit_name"][submissions.unit == folder]:
            add(name, head, heading)
        for unit in tables.units:
            if unit != folder and within(unit, folder) and not (submissions.unit == unit).any():
                add(unit.rpartition("/")[2], head, heading)
    return found
