"""变动日期先后不合理。

查什么：学校审批、教育局审批早于申请，教育局审批早于学校审批，休学的结束早于开始，复学早于写在它前面的
休学。审批栏只写“同意”的不比。

为什么：日期倒着走，说明手续是后补的或抄错了。

常见误报：没有。请核对原件上的日期。

示例：

    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 申请日期   | 学校审批        | 教育局审批
    张三 | 11010520130501001X | 休学     | 2025-09-08 | 2025-09-01◀疑问 | 2025-09-12
    李四 | 110105201305010036 | 休学     | 2025-09-08 | 同意            | 2025-09-12
    王五 | 110105201305010052 | 休学     | 2025-09-08 | 2025-09-10      | 2025-09-09◀疑问
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.changes import kinds_of, persons
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("一般填表要求",)

_DATE = r"(\d{4}[-./年]\d{1,2}[-./月]\d{1,2}|20\d{6})"
_ORDER = (
    ("apply_date", "申请", "approval_school", "学校审批"),
    ("apply_date", "申请", "approval_bureau", "教育局审批"),
    ("approval_school", "学校审批", "approval_bureau", "教育局审批"),
    ("start", "开始", "end", "结束"),
)


def check(changes: Table, date: dt.date) -> Iterator[Flags]:
    told = pd.Series(False, index=changes.index)
    suggestion = "请对照原件核对日期"
    for first, first_word, second, second_word in _ORDER:
        before, after = _days(changes, first), _days(changes, second)
        wrong = (after < before) & ~told
        told |= wrong
        yield changes.flag(
            wrong,
            second,
            f"{{}}的{second_word}日期{{}}早于{first_word}日期{{}}",
            changes.maybe("name"),
            after.dt.strftime("%Y-%m-%d"),
            before.dt.strftime("%Y-%m-%d"),
            suggestion=suggestion,
        )
    left = _left_before(changes, date)
    day = changes.maybe("change_date")
    yield changes.flag(
        (kinds_of(changes) == "复学") & (day < left) & ~told,
        "change_date",
        "{}的复学日期{}早于休学日期{}",
        changes.maybe("name"),
        day.dt.strftime("%Y-%m-%d"),
        left.dt.strftime("%Y-%m-%d"),
        suggestion=suggestion,
    )


def _days(changes: Table, field_id: str) -> pd.Series:
    if field_id.startswith("approval"):
        return clean.dates(changes.text(field_id).str.extract(_DATE)[0].fillna(""))[0]
    return changes.maybe(field_id)


def _left_before(changes: Table, date: dt.date) -> pd.Series:
    """For each row the day of the only 休学 of that person that is written above it."""
    who = persons(changes, date)
    away = changes.maybe("change_date").where((kinds_of(changes) == "休学") & (who != ""))
    once = away.notna().groupby(who).transform("sum") == 1
    return away.groupby(who).ffill().where(once)
