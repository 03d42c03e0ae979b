"""上报数与名册数不符。

查什么：标题写明年、月（季度、学期、学年）的统计表上，行名、列名合起来说的是本程序会算的指标（期初在籍、
期末在籍、应到、实到、疑似辍学、辍学、劝返复学、未返、休学、送教、延缓、转入、转出等，分年级、学段、性别、
学校），填的数与按同一单位的名册、台账、考勤算出的数不同。县里的表样也认；有几种意思的格子不比。

为什么：上报的数要数字准确，与名册、台账一一对得上。

常见误报：名册已经变动而报表是当时的数；台账没有登记全。缺少所需的表、算不出的数不比。变动表上的“学生数”
没有写明在籍还是在校，不比。

示例：

    日期 2025-10-20
    [一中/学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 1班
    李四 | 110105201309010025 | 七年级 | 1班
    王五 | 110105201209010035 | 八年级 | 1班
    [一中/辍学台账]
    姓名 | 身份证号           | 年级   | 班级 | 发现日期   | 状态
    张三 | 110105201309010017 | 七年级 | 1班  | 2025-09-12 | 辍学
    [一中/月报]
    失学辍学（疑似辍学）学生月报表（2025年9月）
    年级   | 期末在籍 | 辍学     |         | 未返
           |          | 本月新增 | 累计    |
    七年级 | 2        | 0◀错误 | 1       | 1
    八年级 | 1        | 0        | 0       | 0
    合计   | 3        | 0◀错误 | 1       | 1
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.book import Cell
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.crosschecks.sheets import FilledSheet, filled_sheets, is_report
from kongcuo_xl.crosschecks.structure import faults
from kongcuo_xl.forms.asked import Terms, asked
from kongcuo_xl.forms.relations import relations
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import Statistics
from kongcuo_xl.tables import Flags, NotApplicable, Tables, place

LEVEL = "错误"
BASIS = ("1.4-04",)


def check(
    books: list[BookReading],
    tables: Tables,
    policy: Policy,
    calendar: SchoolCalendar,
    date: dt.date,
) -> Iterator[Flags]:
    sheets = [s for s in filled_sheets(books) if s.span and s.span.start <= date]
    if not sheets:
        raise NotApplicable("没有标题写明年、月的填好的统计表")
    known: dict[tuple[str | None, str], Statistics] = {}
    for sheet in sheets:
        cells = _plain(sheet)
        if not cells or sheet.span is None:
            continue
        # Rows of schools are held against the units of those names, wherever their folders are.
        of_schools = any(t.conditions.school for terms in cells.values() for t in terms)
        unit = None if of_schools else sheet.unit
        key = (unit, sheet.span.name)
        if key not in known:
            # The names on a report are no records to hold its figures against.
            records = [p for p in tables.pieces if unit in (None, p.unit) and not is_report(p)]
            kept = Tables(records, tables.school_year, tables)
            own = [book for book in books if unit in (None, book.unit)]
            known[key] = Statistics(Scope(kept, own, policy, calendar, date), sheet.span)
        yield from _compared(sheet, cells, known[key])


_PUPILS = frozenset({"enrolled_start", "enrolled_end", "on_roll_start", "on_roll_end"})


def _plain(sheet: FilledSheet) -> dict[Cell, Terms]:
    """What the figures ask for, without those whose words leave open what they count.

    学生数 beside 增加 and 减少: where 休学 is a decrease those in school are meant, else those of
    学籍. Figures that do not even agree with the others of their sheet are left to SR104.
    """
    wrong = {cell for cell, _ in faults(sheet, relations(sheet))}
    headings = {column: "".join(path) for column, path in sheet.columns.items()}
    changes = any("增加" in heading for heading in headings.values())
    return {
        cell: terms
        for cell, terms in asked(sheet).items()
        if cell not in wrong
        and (
            not (changes and "学生" in headings[cell[1]])
            or not {term.measure for term in terms} & _PUPILS
        )
    }


def _compared(
    sheet: FilledSheet, cells: dict[Cell, Terms], statistics: Statistics
) -> Iterator[Flags]:
    for cell, terms in cells.items():
        if sheet.uncertain(*cell):
            continue
        stated = sheet.figures[cell]
        figures = [
            statistics.figure(term.measure, term.conditions) for term in sorted(terms, key=str)
        ]
        numbers = [figure.number for figure in figures if figure.number is not None]
        if len(numbers) < len(figures) or sum(numbers) == stated:
            continue
        measures = dict.fromkeys(figure.measure.label for figure in figures)
        yield place(
            sheet.piece,
            cell,
            f"{sheet.labels[cell[0]]}的{'＋'.join(measures)}填{stated:g}，"
            f"按{figures[0].basis}是{sum(numbers)}，相差{abs(sum(numbers) - stated):g}",
            suggestion="请核对名册、台账和报表",
            value=f"{stated:g}",
        )
