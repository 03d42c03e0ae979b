"""异地就读证明手续不全。

查什么：异地就读表中，证明没有、家长没有签字、接收学校没有盖章，或份数少于 certificate_copies；
不在异地就读表里、但摸底表写明在外地就读的，查“异地就读证明”一列。

为什么：自愿到外地就读的要有家长签字、接收学校盖章的证明，一式几份分别报送乡镇政府、中心学校和教育局。

常见误报：证明已经办好，没有填表。

示例：

    政策 model-2
    [异地就读登记表]
    姓名 | 身份证号           | 就读地     | 学校         | 家长签字 | 学校盖章 | 份数
    张三 | 110105201505010014 | 浙江省义乌 | 江东小学     | 是       | 否◀错误  | 3
    李四 | 110105201505010030 | 浙江省义乌 | 江东小学     | 是       | 是       | 1◀错误
    王五 | 110105201505010057 | 福建省晋江 | 安海中心小学 | 是       | 是       | 3
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import county, survey
from kongcuo_xl.changes import there
from kongcuo_xl.county import Schools
from kongcuo_xl.rules.changes.papers import lacking
from kongcuo_xl.tables import Flags, MissingColumnError, MissingTableError, Table, Tables

LEVEL = "错误"
BASIS = ("1.2-11",)
ACROSS_UNITS = True

_CERTIFICATE = ("certificate", "parent_signed", "school_sealed", "copies")


def check(
    tables: Tables,
    date: dt.date,
    certificate_copies: int,
    elsewhere: Table | None = None,
    children: Table | None = None,
) -> Iterator[Flags]:
    if elsewhere is None and children is None:
        raise MissingTableError("elsewhere")
    if elsewhere is not None:
        if not any(map(elsewhere.any_has, _CERTIFICATE)):
            raise MissingColumnError("elsewhere", "parent_signed")
        yield from lacking(
            elsewhere,
            _gaps(elsewhere, certificate_copies),
            "{}的异地就读证明手续不全：{}",
            suggestion=f"请补办：家长签字、接收学校盖章，一式{certificate_copies}份",
            words={
                "certificate": "没有证明",
                "parent_signed": "家长没有签字",
                "school_sealed": "接收学校没有盖章",
                "copies": f"份数不足{certificate_copies}份",
            },
        )
    if children is not None and children.any_has("away_proof"):
        away = survey.studies_elsewhere(children, Schools(tables)) & (children["name"] != "")
        away &= ~county.is_in(children, elsewhere, date)
        none = away & children.has("away_proof") & ~there(children.text("away_proof"))
        yield from lacking(
            children, {"away_proof": none}, "{}在外地就读，没有{}", suggestion="请补办异地就读证明"
        )


def _gaps(elsewhere: Table, copies: int) -> dict[str, pd.Series]:
    listed = elsewhere["name"] != ""
    gaps = {
        field: listed & elsewhere.has(field) & ~there(elsewhere.text(field))
        for field in _CERTIFICATE[:3]
        if elsewhere.any_has(field)
    }
    number = elsewhere.maybe("copies")
    few = elsewhere.blank("copies") | (number < copies)
    return {**gaps, "copies": listed & few} if elsewhere.any_has("copies") else gaps
