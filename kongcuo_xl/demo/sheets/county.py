"""The workbooks in the county's own folder: calendar, survey, lists of schools and children."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.canvas import Canvas
from kongcuo_xl.demo.district import District
from kongcuo_xl.demo.hands import Hand
from kongcuo_xl.demo.profiles import columns
from kongcuo_xl.demo.sheets.workbook import Workbook, plain, rows_of, titled


def of_county(county: District) -> list[Workbook]:
    """The lists in the county's own folder."""
    villages = county.invent.words["villages"]
    upper = [
        titled(
            county,
            "children",
            village,
            f"云溪县{village}适龄儿童少年摸底登记表",
            rows_of(county, "children", village),
            unit=False,
            empty=3,
        )[0]
        for village in villages[:5]
    ]
    rest = [r for v in villages[5:] for r in rows_of(county, "children", v)]
    lower, *_ = titled(
        county,
        "children",
        "摸底",
        "云溪县下片各村适龄儿童摸底表",
        rest,
        county.profile.tables["children_printed"],
    )
    poor, *_ = titled(county, "households", "名单", "云溪县脱贫户、监测户名单", unit=False)
    leavers, *_ = titled(
        county, "graduates", "交接", f"云溪县{county.term.start.year}年六年级毕业生交接表"
    )
    away, *_ = titled(county, "elsewhere", "异地就读", "异地就读学生登记表")
    late, *_ = titled(county, "deferrals", "延缓入学", "延缓入学儿童名单", unit=False)
    keepers, *_ = titled(
        county, "responsibility", "包保", "云溪县控辍保学包保情况一览表", unit=False, footer=False
    )
    tasks, *_ = titled(
        county, "monitor_tasks", "任务", "义务教育质量监测工作任务表", unit=False, footer=False
    )
    rates, *_ = titled(
        county, "rates", "各率", "云溪县义务教育入学率、巩固率、辍学率统计表", unit=False
    )
    return [
        _calendar(county),
        Workbook("适龄儿童摸底表（上片）.xlsx", upper),
        Workbook("适龄儿童摸底表（下片）.xlsx", [lower]),
        Workbook(
            "学校和村组.xlsx",
            [
                titled(county, "schools", "学校表", "云溪县义务教育学校一览表", unit=False)[0],
                plain(county, "areas", "村组片区"),
                keepers,
            ],
        ),
        Workbook("脱贫户监测户名单.xlsx", [poor]),
        Workbook("六年级毕业生交接表.xlsx", [leavers]),
        Workbook("异地就读与延缓入学.xlsx", [away, late]),
        Workbook("上报登记.xlsx", [plain(county, "submissions", "上报登记")]),
        Workbook("质量监测任务.xlsx", [tasks]),
        Workbook("义务教育各率统计表.xlsx", [rates]),
    ]


def _calendar(county: District) -> Workbook:
    """The terms, holidays and examinations of the year."""
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
    return Workbook("校历.xlsx", [sheet])
