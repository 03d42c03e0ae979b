"""缺课未报学校。

查什么：旷课（类别为旷课，或类别、原因都没有填）满 `report_after_days` 天（半天算 0.5），
缺课登记表上没有“报告时间”。当天的旷课还来得及报告，只作提示。

为什么：旷课半天就要报告学校，学校当天才能追到人；报告晚一天，孩子可能已经走远。

常见误报：报告了却没有登记，补填报告时间即可。点名册上没有填报告的地方，不查这一条；
没有“报告时间”一列的缺课登记表也不查。

示例：

    [缺课登记表]
    日期       | 姓名 | 班级     | 时段 | 类别 | 原因 | 报告时间
    2025-10-13 | 张三 | 七(1)班 | 下午 | 旷课 | 上网 | ◀错误
    2025-10-13 | 李四 | 七(1)班 | 全天 | 旷课 | 不明 | 2025-10-13
    2025-10-14 | 王五 | 七(1)班 | 全天 | 病假 | 发烧 |
    2025-10-20 | 赵六 | 七(1)班 | 全天 | 旷课 | 不明 | ◀提示
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.attendance.follow_up import day, number, unreported
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("002-12", "1.4-09")


def check(
    attendance: Attendance,
    absences: Table,
    report_after_days: float,
    term: Term,
    date: dt.date,
) -> Flags:
    found = unreported(attendance, absences, report_after_days, term, date)
    entry = found["entry"].to_numpy(dtype="int64")

    def spread(values: pd.Series) -> pd.Series:
        return pd.Series(values.to_numpy(), index=entry).reindex(absences.index)

    due = found["date"] >= pd.Timestamp(date)
    return absences.flag_at(
        entry,
        "reported",
        "{}{}旷课{}天，没有报告学校的时间",
        absences.maybe("name"),
        spread(day(found["date"])),
        spread(number(found["days"])),
        suggestion="请当天报告学校并填写报告时间；已经报告的，补填报告时间",
        level=spread(due.map({True: "提示", False: ""})),
    )
