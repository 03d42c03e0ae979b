"""延缓入学超期。

查什么：延缓入学的儿童到本学年入学截止日已满 deferral_age_limit 周岁；或者延缓时间超过
deferral_max_years 年（没有写结束日期的，从开始日期算到核查日期）。已经在名册里的儿童不算。
政策允许凭新证明续办（deferral_renewable）时，只看这一次延缓的时间。

为什么：延缓入学一般只能一年，到七周岁必须入学。

常见误报：历年的延缓名单没有清理，孩子在没有提供名册的学校就读。

示例：

    日期 2025-10-20
    政策 model-2
    [延缓入学名单]
    姓名      | 身份证号           | 原因     | 开始       | 结束           | 申请书 | 证明
    张三◀错误 | 110105201805010016 | 发育迟缓 | 2025-09-01 | 2026-08-31     | 有     | 有
    李四      | 11010520190501003X | 发育迟缓 | 2025-09-01 | 2027-08-31◀错误 | 有     | 有
    王五      | 110105201905010056 | 发育迟缓 | 2025-09-01 | 2026-08-31     | 有     | 有
    赵六      | 110105201805010075 | 发育迟缓 | 2024-09-01 | 2025-08-31     | 有     | 有
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    赵六 | 110105201805010075 | 一年级 | 1班
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import county, survey
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Flags, Table, Tables

LEVEL = "错误"
BASIS = ("1.2-10",)
ACROSS_UNITS = True

_YEAR = pd.Timedelta(days=366)


def check(
    deferrals: Table,
    tables: Tables,
    date: dt.date,
    school_year: int,
    entry_cutoff: MonthDay,
    deferral_age_limit: int,
    deferral_max_years: float,
    deferral_renewable: bool,
) -> Iterator[Flags]:
    open_ = ~survey.enrolled(deferrals, tables, date) & (deferrals["name"] != "")
    cutoff = survey.cutoff_day(school_year, entry_cutoff)
    age = county.ages(deferrals, date, cutoff)
    old = open_ & (age >= deferral_age_limit).fillna(False).astype(bool) & (not deferral_renewable)
    yield deferrals.flag(
        old,
        "name",
        f"{{}}到{cutoff}已满{{}}周岁，不得再延缓入学（满{deferral_age_limit}周岁必须入学）",
        deferrals.maybe("name"),
        age,
        suggestion="请动员入学；已入学的录入花名册并从延缓名单销去",
    )
    start, end = deferrals.maybe("start"), deferrals.maybe("end")
    lasts = end.fillna(pd.Timestamp(date)) - start
    long = open_ & ~old & (lasts > _YEAR * deferral_max_years)
    shown = start.dt.strftime("%Y-%m-%d").fillna("")
    until = end.dt.strftime("%Y-%m-%d").fillna(f"{date}仍未结束")
    for field_id in ("end", "start"):
        here = long & deferrals.has(field_id)
        long &= ~here
        yield deferrals.flag(
            here,
            field_id,
            f"{{}}的延缓入学从{{}}到{{}}，超过{deferral_max_years:g}年",
            deferrals.maybe("name"),
            shown,
            until,
            suggestion="请核对起止日期；期满的动员入学",
        )
