"""控辍活动月没有专题活动。

查什么：控辍保学活动月（campaign_months，一般是3月和9月）没有专题会议或活动的记录。当月未过完是提
示。标在活动记录的表头。

为什么：每学期开学的第一个月最容易流失，活动月要有组织、有记录。

常见误报：活动做了没有登记。类型或主题中要有“活动”“专题”“宣传”或“主题”。

示例：

    日期 2025-10-20
    政策 model-8
    [一中/活动记录]
    日期◀疑问 | 类型         | 主题
    2025-09-05 | 领导小组例会 | 开学部署
    [二中/活动记录]
    日期       | 类型     | 主题
    2025-09-12 | 专题活动 | 控辍保学宣传月启动
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.work_records.events import end_of, months, of_campaign, short_in_months
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.8-07", "002-16")


def check(
    meetings: Table, campaign_months: tuple[int, ...], term: Term, date: dt.date
) -> Iterator[Flags]:
    owed = [month for month in months(term, date) if month[1] in campaign_months]
    what = "控辍保学活动月专题活动"
    yield from short_in_months(meetings, of_campaign(meetings), 1, what, owed, end_of, date)
