"""发现当天未上报。

查什么：上报日期比发现日期晚了 report_within_days 天以上（0 就是当天）；还没有返校、也没有上报日期
的，期限内是提示，过了期限是错误。

为什么：早一天上报，乡镇和教育局就早一天一起劝返。

常见误报：上报日期填的是汇总报表的日期，不是发现后报告的日期，请改正。

示例：

    日期 2025-10-20
    政策 model-5
    [辍学台账]
    姓名 | 身份证号           | 班级    | 发现日期   | 上报日期         | 状态
    张三 | 110105201309010017 | 七(1)班 | 2025-10-13 | 2025-10-13       | 疑似辍学
    李四 | 110105201309010025 | 七(1)班 | 2025-10-13 | 2025-10-15◀错误 | 疑似辍学
    王五 | 110105201309010033 | 七(1)班 | 2025-10-13 | ◀错误           | 疑似辍学
    赵六 | 110105201309010041 | 七(1)班 | 2025-10-20 | ◀提示           | 疑似辍学
    周七 | 11010520130901005X | 七(1)班 | 2025-09-13 |                  | 已返校
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.cases import report_due, unreported
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.5-13",)


def check(cases: Table, report_within_days: int, date: dt.date) -> Iterator[Flags]:
    found, reported = cases["found_date"], cases["report_date"]
    due = report_due(cases, report_within_days)
    term = "当天" if report_within_days == 0 else f"{report_within_days}天内"
    shown = found.dt.strftime("%Y-%m-%d")
    yield cases.flag(
        reported > due,
        "report_date",
        f"{{}}于{{}}发现，{{}}才上报，应在发现后{term}上报",
        cases.maybe("name"),
        shown,
        reported.dt.strftime("%Y-%m-%d"),
        suggestion="请核对两个日期；今后发现后及时上报",
    )
    late = due < pd.Timestamp(date)
    yield cases.flag(
        unreported(cases, pd.Timestamp(date)),
        "report_date",
        f"{{}}于{{}}发现，没有上报日期，应在{{}}前上报（发现后{term}）",
        cases.maybe("name"),
        shown,
        due.dt.strftime("%Y-%m-%d"),
        suggestion="请立即上报并填写上报日期；已上报的补填",
        level=late.map({True: "", False: "提示"}),
    )
