"""零报告与台账矛盾。

查什么：上报登记写了零报告，而这一期台账里本单位有还没有返校的疑似辍学、辍学学生（期内发现的，或以
前发现、期内还没有返校的）。标在零报告。学籍变动等别的报表不查。

为什么：有个案而报零，是隐瞒不报，要追究责任。

常见误报：台账的离校、复学日期写错；个案不是本校的学生。

示例：

    日期 2025-11-20
    [一中/上报登记]
    单位 | 报表           | 期间    | 上报日期   | 零报告
    一中 | 失学辍学月报表 | 2025-09 | 2025-10-08 | 是◀错误
    一中 | 失学辍学月报表 | 2025-10 | 2025-11-07 | 是
    [一中/辍学台账]
    姓名 | 身份证号           | 班级    | 发现日期   | 状态   | 复学日期
    张三 | 110105201309010017 | 七(1)班 | 2025-09-13 | 已返校 | 2025-09-26
"""

import pandas as pd

from kongcuo_xl.calendar import Term
from kongcuo_xl.cases import begun, open_
from kongcuo_xl.policy import Policy
from kongcuo_xl.rules.submissions.owed import handed_in
from kongcuo_xl.tables import Flags, Table
from kongcuo_xl.units import same_school

LEVEL = "错误"
BASIS = ("1.5-15",)
ACROSS_UNITS = True

_ON_CASES = ("weekly", "monthly")


def check(submissions: Table, cases: Table, policy: Policy, term: Term) -> Flags:
    submissions.need("zero_report")
    zero = submissions.maybe("zero_report").fillna(False).astype(bool)
    alone = submissions.maybe("unit_name").groupby(submissions.unit).nunique() == 1
    first = begun(cases)
    ended = cases.maybe("return_date").fillna(cases.maybe("closed_date"))
    still = open_(cases)
    said = pd.Series("", index=submissions.index, dtype=object)
    for row in handed_in(submissions, policy, term):
        if not zero[row.row] or row.report.cadence not in _ON_CASES:
            continue
        theirs = _of_unit(cases, row.unit, row.name, bool(alone[row.unit]))
        start, end = pd.Timestamp(row.span.start), pd.Timestamp(row.span.end)
        held = theirs & (first <= end) & ((ended >= start) | still)
        names = cases.maybe("name")[held]
        if len(names):
            said[row.row] = f"{row.span.label}零报告，台账中有{len(names)}人：{_few(names)}"
    return submissions.flag(
        said != "",
        "zero_report",
        "{}{}",
        submissions["unit_name"],
        said,
        suggestion="请核对台账和报表，有个案的改报实数",
    )


def _of_unit(cases: Table, unit: str, name: str, alone: bool) -> pd.Series:
    """Cases of the unit that reports: in its folder, or by the ledger's 学校 column."""
    folders = {u for u in cases.unit.unique() if same_school(u.rpartition("/")[2], name)}
    if alone:
        folders.add(unit)
    named = cases.text("school").map(
        {s: same_school(s, name) for s in cases.text("school").unique()}
    )
    blank = ~cases.given("school")
    return named.astype(bool) | (blank & cases.unit.isin(folders))


def _few(names: pd.Series, most: int = 5) -> str:
    listed = list(dict.fromkeys(names))
    return "、".join(listed[:most]) + ("等" if len(listed) > most else "")
