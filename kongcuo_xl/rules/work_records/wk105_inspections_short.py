"""每学期督查不足。

查什么：本学期记录的督查（督导、检查，不含自查）少于 inspections_per_semester 次。学期内是提示，学
期结束后才按本条的等级。标在督查记录的表头。

为什么：中心校每学期要进行两轮督查，靠学校自己查不够。

常见误报：督查由中心校统一登记，本校没有记。

示例：

    日期 2026-02-10
    政策 jiudian
    [酒店中心校/督查记录]
    日期◀疑问 | 类型 | 主题
    2025-09-20 | 督查 | 开学控辍督查
    2025-10-20 | 自查 | 十月自查
    [城关中心校/督查记录]
    日期       | 类型 | 主题
    2025-09-20 | 督查 | 开学控辍督查
    2025-12-20 | 督导 | 期末控辍督查
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import Term
from kongcuo_xl.rules.work_records.events import are, short_in_term
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("003-21",)


def check(
    meetings: Table, inspections_per_semester: int, term: Term, date: dt.date
) -> Iterator[Flags]:
    held = are(meetings, "督查")
    yield from short_in_term(meetings, held, inspections_per_semester, "督查", term, date)
