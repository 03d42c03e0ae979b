"""四步法次序颠倒或跳步。

查什么：宣传教育、责令改正、行政处罚、提起诉讼或申请强制执行四步，后一步的日期早于前一步（标在后一
步），或做了后一步而前一步空着（标在空着的一步）。停在前面某一步不算错；同一天也不算。

为什么：行政和司法措施要依次进行，跳过一步，后面的措施就站不住。

常见误报：前一步做了没有登记日期，补填即可。台账没有的列不查。

示例：

    [辍学台账]
    姓名 | 身份证号           | 状态 | 宣传教育   | 责令改正         | 行政处罚   | 提起诉讼
    张三 | 110105201309010017 | 辍学 | 2025-09-10 | 2025-09-20       |            |
    李四 | 110105201309010025 | 辍学 | 2025-09-20 | 2025-09-10◀错误 |            |
    王五 | 110105201309010033 | 辍学 | 2025-09-10 | ◀错误           | 2025-10-10 |
"""

from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.cases import STEPS, stated
from kongcuo_xl.tables import Flags, NotApplicable, Table, kinds

LEVEL = "错误"
BASIS = ("1.5-17",)


def check(cases: Table) -> Iterator[Flags]:
    columns = [field for field in STEPS if cases.any_has(field)]
    if len(columns) < 2:
        raise NotApplicable("台账没有四步法各步的日期列")
    labels = {field: kinds()["cases"].fields[field].label for field in columns}
    name = cases.maybe("name")
    latest = pd.Series(pd.NaT, index=cases.index, dtype="datetime64[s]")
    before = pd.Series("", index=cases.index, dtype="str")
    for field in columns:
        day = cases.maybe(field).astype("datetime64[s]")
        yield cases.flag(
            day < latest,
            field,
            f"{{}}的{labels[field]}（{{}}）早于{{}}（{{}}），四步法次序颠倒",
            name,
            day.dt.strftime("%Y-%m-%d"),
            before,
            latest.dt.strftime("%Y-%m-%d"),
            suggestion="请核对各步的日期",
        )
        later = day.notna() & ~(day < latest)
        before = before.where(~later, labels[field])
        latest = latest.where(~later, day)
    after = pd.Series("", index=cases.index, dtype="str")
    for field in reversed(columns):
        done = stated(cases, field)
        yield cases.flag(
            cases.has(field) & ~done & (after != ""),
            field,
            f"{{}}没有{labels[field]}的日期，却已有{{}}，四步法跳步",
            name,
            after,
            suggestion=f"请补填{labels[field]}的日期；确实没有做的，应先做这一步",
        )
        after = after.where(~done, labels[field])
