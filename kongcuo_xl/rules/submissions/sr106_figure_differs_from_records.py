"""上报数与名册数不符。

查什么：标题写明年、月的统计表上，列名是本程序会算的指标（期初在籍、期末在籍、应到、实到、疑似辍
学、辍学、劝返复学、未返、休学、送教、延缓），行名是年级、学段或合计的，填的数与按同一单位的名册、
台账、考勤算出的数不同。

为什么：上报的数要数字准确，与名册、台账一一对得上。

常见误报：名册已经变动而报表是当时的数；台账没有登记全。缺少所需的表、算不出的数不比。

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
    合计   | 3        | 1        | 1       | 2◀错误
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from kongcuo_xl import clean
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.policy import Policy
from kongcuo_xl.reading import BookReading
from kongcuo_xl.rules.submissions.sheets import FilledSheet, filled_sheets, is_report
from kongcuo_xl.rules.submissions.sums import total_level
from kongcuo_xl.scope import Scope
from kongcuo_xl.statistics import MEASURES, STAGES, Conditions, Statistics
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
    known: dict[tuple[str, str], Statistics] = {}
    for sheet in sheets:
        columns = {c: m for c, path in sheet.columns.items() if (m := _measure("".join(path)))}
        if not columns or sheet.span is None:
            continue
        key = (sheet.unit, sheet.span.name)
        if key not in known:
            own = [book for book in books if book.unit == sheet.unit]
            # The names on a report are no records to hold its figures against.
            records = [p for p in tables.pieces if p.unit == sheet.unit and not is_report(p)]
            kept = Tables(records, tables.school_year, tables)
            scope = Scope(kept, own, policy, calendar, date)
            known[key] = Statistics(scope, sheet.span)
        yield from _compared(sheet, columns, known[key])


def _compared(
    sheet: FilledSheet, columns: dict[int, str], statistics: Statistics
) -> Iterator[Flags]:
    for row, label in sheet.labels.items():
        conditions = _conditions(label)
        if conditions is None:
            continue
        for column, measure in columns.items():
            stated = sheet.figures.get((row, column))
            if stated is None or sheet.uncertain(row, column):
                continue
            figure = statistics.figure(measure, conditions)
            if figure.number is not None and figure.number != stated:
                yield place(
                    sheet.piece,
                    (row, column),
                    f"{label}的{MEASURES[measure].label}填{stated:g}，"
                    f"按{figure.basis}是{figure.number}",
                    suggestion="请核对名册、台账和报表",
                    value=f"{stated:g}",
                )


@cache
def _measures() -> dict[str, str]:
    return {_plain(measure.label): measure.id for measure in MEASURES.values()}


def _measure(heading: str) -> str:
    """The measure that a column asks for, by the measures' own labels; "" if none."""
    return _measures().get(_plain(heading), "")


def _plain(label: str) -> str:
    """A label without 本期 and 本月, which the sheet's own period says."""
    return re.sub("[()（）]|本期|本月|当月|人数$|学生$", "", clean.key(label))


def _conditions(label: str) -> Conditions | None:
    """Whom a row counts: a grade, a stage or everybody; None for rows that name something else."""
    if total_level(label) > 1:
        return Conditions()
    word = label.split()[-1]
    if word in STAGES:
        return Conditions(stage=word)
    grade = clean.grade(word)
    return Conditions(grade=grade) if grade else None
