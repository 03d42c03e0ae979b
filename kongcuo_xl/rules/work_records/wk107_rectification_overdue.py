"""问题整改逾期。

查什么：问题整改台账中整改期限已过，没有完成日期，状态也不是已完成、已整改、已销号。期限还没到的是
提示。标在完成日期（没有这一列的标在整改期限）。

为什么：整改不及时、不到位的，要约谈单位主要负责人。

常见误报：已整改而没有填完成日期。

示例：

    日期 2025-10-20
    [问题整改台账]
    问题     | 责任单位 | 整改期限   | 完成日期   | 状态
    档案缺项 | 一中     | 2025-09-30 | 2025-09-28 | 已完成
    送教不足 | 一中     | 2025-09-30 | ◀错误     | 整改中
    名册不符 | 一中     | 2025-10-31 | ◀提示     | 整改中
    空挂学籍 | 一中     | 2025-09-30 |            | 已销号
"""

import datetime as dt

import pandas as pd

from kongcuo_xl.rules.work_records.rectified import unfinished
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.5-47", "004-24")


def check(rectifications: Table, date: dt.date) -> Flags:
    due = rectifications["due_date"]
    status = rectifications.text("rect_status")
    late = due < pd.Timestamp(date)
    field = "done_date" if rectifications.any_has("done_date") else "due_date"
    return rectifications.flag(
        unfinished(rectifications),
        field,
        "“{}”应在{}前整改完成，{}",
        rectifications.maybe("problem").str.slice(0, 30),
        due.dt.strftime("%Y-%m-%d"),
        late.map({True: "已经逾期", False: "还没有完成"}).astype("str")
        + ("（" + status + "）").where(status != "", ""),
        suggestion="请整改并填写完成日期；已完成的补填",
        level=late.map({True: "", False: "提示"}),
    )
