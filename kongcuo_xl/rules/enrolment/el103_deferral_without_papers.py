"""延缓入学没有申请或证明。

查什么：延缓入学名单中，“申请书”或“证明材料”空着，或写着“无”“未交”等。

为什么：延缓入学要有家长签字的申请书和医院等出具的证明，没有手续的延缓就是失学。

常见误报：材料已经收齐，只是没有填表。

示例：

    [延缓入学名单]
    姓名 | 身份证号           | 原因     | 申请书      | 证明
    张三 | 110105201905010013 | 发育迟缓 | 有          | ◀错误
    李四 | 11010520190501003X | 发育迟缓 | 无◀错误     | 有
    王五 | 110105201905010056 | 发育迟缓 | 2025年7月1日 | 县医院诊断书
"""

import pandas as pd

from kongcuo_xl.changes import there
from kongcuo_xl.rules.changes.papers import lacking
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "错误"
BASIS = ("1.2-09",)


def check(deferrals: Table) -> list[Flags]:
    papers = [f for f in ("application", "proof") if deferrals.any_has(f)]
    if not papers:
        raise MissingColumnError("deferrals", "application")
    listed = deferrals["name"] != ""
    gaps: dict[str, pd.Series] = {
        field: listed & deferrals.has(field) & ~there(deferrals.text(field)) for field in papers
    }
    return lacking(
        deferrals,
        gaps,
        "{}延缓入学没有{}",
        suggestion="请补齐家长签字的申请书和相关证明后登记",
    )
