"""Monthly sheets as the schools handed them in, in one folder at the county: what ``merge`` reads.

Each is dated as 上报登记 has it; a school that is not there sent none. The figures are those of the
clean records, so that what was planted shows as submitted against computed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from kongcuo_xl.book import a1
from kongcuo_xl.demo.canvas import Canvas, Formula
from kongcuo_xl.demo.district import District
from kongcuo_xl.demo.hands import grade_text
from kongcuo_xl.demo.profiles import columns
from kongcuo_xl.demo.school import School
from kongcuo_xl.demo.sheets.workbook import Workbook

FOLDER = "各校月报"
_HEADS = columns(
    "年级 期末在籍 应到 实到 疑似新增=疑似辍学›本月新增 疑似累计=疑似辍学›累计 "
    "辍学新增=辍学›本月新增 辍学累计=辍学›累计 未返 送教"
)
_TITLE = "失学辍学（疑似辍学）学生月报表"


def of_schools(county: District) -> list[Workbook]:
    """The sheets of last month, a workbook a school."""
    sent = {
        row.values["单位"]: row.values["上报日期"]
        for row in county.tables["submissions"]
        if row.values["报表"] == _TITLE and isinstance(row.values["上报日期"], dt.date)
    }
    return [_report(s, sent[s.name]) for s in county.schools if s.name in sent]


def _report(school: School, filled: dt.date) -> Workbook:
    month = school.term.date.replace(day=1) - dt.timedelta(days=1)
    rows = _figures(school)
    nobody = not any(row[n] for row in rows for n in range(3, 8))
    sheet = Canvas("月报表")
    sheet.title(0, f"{_TITLE}（{month.year}年{month.month}月）", len(_HEADS))
    sheet.put((1, 0), f"填报单位：{school.name}", "note")
    sheet.put((1, 4), f"填报日期：{filled}", "note")
    sheet.put((1, 7), f"报告类型：{'零报告' if nobody else '有'}", "note")
    sheet.head(2, 0, _HEADS, 2)
    first = 4
    for at, (grade, *numbers) in enumerate(rows, first):
        for column, value in enumerate([grade_text(grade, ""), *numbers]):
            sheet.put((at, column), value, "body")
    total = first + len(rows)
    sheet.put((total, 0), "合计", "total")
    for column in range(1, len(_HEADS)):
        area = f"{a1(first, column)}:{a1(total - 1, column)}"
        whole = sum(row[column] for row in rows)
        sheet.put((total, column), Formula(f"=SUM({area})", whole), "total")
    sheet.put((total + 2, 0), "填表人：", "note")
    sheet.put((total + 2, 4), "负责人（盖章）：", "note")
    sheet.landscape = True
    return Workbook(f"{FOLDER}/{school.name}{month.month}月月报.xlsx", [sheet])


def _figures(school: School) -> list[list[int]]:
    """Grade and figures in the order of the heads."""
    counts = Counter(pupil.in_class.grade for pupil in school.pupils)
    cases = [row.values for row in school.tables.get("cases", [])]
    home = Counter(
        row.values["年级"]
        for row in school.tables.get("placements", [])
        if row.values["安置方式"] == "送教上门"
    )
    rows = []
    for grade, count in sorted(counts.items()):
        own = [case for case in cases if case["班级"].grade == grade]
        gone = sum(1 for case in own if case["状态"] == "辍学")
        doubtful = sum(1 for case in own if "疑似" in str(case["状态"]))
        there = count - home[grade]
        rows.append(
            [grade, count, there, there - gone, doubtful, doubtful, gone, gone, gone, home[grade]]
        )
    return rows
