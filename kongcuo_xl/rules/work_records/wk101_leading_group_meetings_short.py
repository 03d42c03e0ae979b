"""领导小组例会不足。

查什么：本学期记录的领导小组例会少于 meetings_per_semester 次（期初、期中、期末）。学期内是提示，
学期结束后才按本条的等级。标在会议记录的表头。

为什么：一学期三次例会，开学部署、期中检查、期末总结，少一次就有一段没人管。

常见误报：例会的类型写成别的名称。类型或主题中要有“领导小组”或“例会”。

示例：

    日期 2026-02-10
    政策 model-8
    [一中/会议记录]
    日期◀疑问 | 类型         | 主题     | 参加人
    2025-09-05 | 领导小组例会 | 开学部署 | 王芳、李强
    2025-11-10 | 领导小组例会 | 期中检查 | 王芳、李强
    [二中/会议记录]
    日期       | 类型         | 主题     | 参加人
    2025-09-05 | 领导小组例会 | 开学部署 | 赵明
    2025-11-10 | 领导小组例会 | 期中检查 | 赵明
    2026-01-12 | 领导小组例会 | 期末总结 | 赵明
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.work_records.events import are, short_in_term
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.8-05",)


def check(
    meetings: Table, meetings_per_semester: int, term: Term, date: dt.date
) -> Iterator[Flags]:
    held = are(meetings, "领导小组例会")
    what = "领导小组例会"
    yield from short_in_term(meetings, held, meetings_per_semester, what, term, date)
