"""没有牵头单位或工作小组。

查什么：台账中的个案没有牵头单位，或没有工作组；工作组写的是单位而缺乡镇、村、学校、中心校中的一
方；政策规定由就读学校牵头（case_lead），而牵头单位不是学校。责任人空着由 CS101 说。由谁牵头只是
可修改的默认值的，牵头单位不是学校只作提示。

为什么：每个个案都要有人牵头、几方一起上门，单靠班主任劝不回来。

常见误报：工作组只写了人名的，看不出是哪一方，不查缺哪一方。

示例：

    政策 jiudian
    [辍学台账]
    姓名 | 身份证号           | 状态 | 牵头单位       | 工作组
    张三 | 110105201309010017 | 辍学 | 何寨学校       | 酒店乡政府、何寨村委会、何寨学校、乡中心校
    李四 | 110105201309010025 | 辍学 | ◀疑问         | 王芳、李强
    王五 | 110105201309010033 | 辍学 | 何寨学校       | 酒店乡政府、何寨学校◀疑问
    赵六 | 110105201309010041 | 辍学 | 何寨村委会◀疑问 | 赵明、李强
"""

import re
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.cases import lacks, stated
from kongcuo_xl.policy import LOCAL, Policy
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "疑问"
BASIS = ("1.5-16", "1.5-20")

_SCHOOL = "校|小学|中学|初中|教学点|[一二三四五六七八九十][中小]$"
_PARTIES = {
    "中心校": "中心校|中心学校|教管|学区",
    "学校": f"{_SCHOOL}|班主任",
    "村（社区）": "村|社区|居委",
    "乡镇": "[乡镇]|街道|政府",
}
"""What names each party; a unit is the first that fits: 酒店乡中心校 is no 乡镇."""


def check(cases: Table, case_lead: str, policy: Policy) -> Iterator[Flags]:
    if not cases.any_has("lead_unit") and not cases.any_has("team"):
        raise MissingColumnError("cases", "lead_unit")
    name, named = cases.maybe("name"), cases.given("name")
    yield cases.flag(
        named & lacks(cases, "lead_unit"),
        "lead_unit",
        "{}没有牵头单位",
        name,
        suggestion=f"请填写牵头单位（按政策由{case_lead}牵头）",
    )
    if case_lead == "就读学校":
        lead = cases.text("lead_unit")
        yield cases.flag(
            stated(cases, "lead_unit") & ~lead.str.contains(_SCHOOL),
            "lead_unit",
            "{}的牵头单位是“{}”，按政策由就读学校牵头",
            name,
            lead,
            suggestion="请改为就读学校；确由别的单位牵头的，写明原因",
            level="" if policy.source("case_lead").status in ("V", LOCAL) else "提示",
        )
    yield cases.flag(
        named & lacks(cases, "team"),
        "team",
        "{}没有工作组",
        name,
        suggestion="请成立由乡镇、村、学校、中心校组成的工作组并登记",
    )
    team = cases.text("team")
    missing = pd.Series(clean.each(team, _missing_parties), index=cases.index).astype("str")
    yield cases.flag(
        stated(cases, "team") & (missing != ""),
        "team",
        "{}的工作组缺{}",
        name,
        missing,
        suggestion="请补齐工作组成员单位",
    )


def _missing_parties(team: str) -> str:
    """The parties that a team named by its units lacks; "" where it names people."""
    parts = [part for part in re.split(r"[、，,；;\s/]+", team) if part]
    fitting = (next((p for p, words in _PARTIES.items() if re.search(words, x)), "") for x in parts)
    found = set(fitting) - {""}
    if len(found) < 2:
        return ""
    return "、".join(party for party in _PARTIES if party not in found)
