"""外地就读学生久未联系。

查什么：异地就读表的“最近联系日期”距核查日期超过 contact_interval_days 天，或一次联系也没有登记。

为什么：要随时掌握在外地就读学生的动态；断了联系的，可能已经不读了。

常见误报：联系过没有登记。

示例：

    日期 2025-10-20
    [异地就读登记表]
    姓名 | 身份证号           | 就读地     | 学校         | 最近联系日期
    张三 | 110105201505010014 | 浙江省义乌 | 江东小学     | 2025-06-01◀疑问
    李四 | 110105201505010030 | 浙江省义乌 | 江东小学     | ◀疑问
    王五 | 110105201505010057 | 福建省晋江 | 安海中心小学 | 2025-09-20
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.2-05",)


def check(elsewhere: Table, date: dt.date, contact_interval_days: int) -> Iterator[Flags]:
    contact = elsewhere["contact_date"]
    listed = elsewhere["name"] != ""
    days = (pd.Timestamp(date) - contact).dt.days
    suggestion = "请联系家长或就读学校，核实仍在就读后登记联系日期"
    yield elsewhere.flag(
        listed & (days > contact_interval_days),
        "contact_date",
        f"{{}}在外地就读，最近一次联系是{{}}，已过{{}}天（应不超过{contact_interval_days}天）",
        elsewhere.maybe("name"),
        contact.dt.strftime("%Y-%m-%d").fillna(""),
        days.astype("Int64"),
        suggestion=suggestion,
    )
    yield elsewhere.flag(
        listed & elsewhere.blank("contact_date"),
        "contact_date",
        f"{{}}在外地就读，没有登记过联系（应每{contact_interval_days}天内联系一次）",
        elsewhere.maybe("name"),
        suggestion=suggestion,
    )
