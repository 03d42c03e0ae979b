"""六年级送教学生未落实接收初中。

查什么：六月起，六年级的送教学生没有填写接收初中（安置表，或毕业生交接表的拟升入初中）。

为什么：送教学生小学毕业时最容易断档，由所在小学报告并联系落实初中。

常见误报：年级没有填，或五四学制六年级不是毕业年级。

示例：

    日期 2026-06-10
    [残疾儿童安置]
    姓名      | 残疾类型 | 年级   | 安置方式 | 接收初中
    张三◀疑问 | 肢体     | 六年级 | 送教上门 |
    李四      | 智力     | 六年级 | 送教上门 | 县第一初级中学
    周五      | 智力     | 五年级 | 送教上门 |
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.people import match
from kongcuo_xl.rules.home_teaching.taught import Child, children, flag_children
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.5-34",)

_LAST_GRADE = 6


def check(
    placements: Table,
    date: dt.date,
    students: Table | None = None,
    graduates: Table | None = None,
) -> Iterator[Flags]:
    if not 6 <= date.month <= 8:
        return
    if graduates is None:
        placements.need("next_school")
    settled = placements.given("next_school")
    if graduates is not None:
        person = match(placements, graduates)
        going = graduates.given("next_school")
        found = [at >= 0 and bool(going[at]) for at in person.tolist()]
        settled |= pd.Series(found, index=placements.index, dtype=bool)
    faults: list[tuple[Child, str]] = []
    for child in children(placements, students, None):
        if child.placement < 0 or not child.home or settled[child.row]:
            continue
        grade = placements.maybe("grade")[child.row]
        if grade != grade and students is not None and child.student >= 0:
            grade = students.maybe("grade")[child.student]
        if grade == grade and grade == _LAST_GRADE:
            faults.append((child, f"六年级送教学生{child.name}还没有落实接收初中"))
    yield from flag_children(faults, "请与片区初中联系落实，并填写接收初中")
