"""监测任务到期未办。

查什么：质量监测任务表中期限已过、没有完成日期的任务（期限空着的按政策的日期）；政策列出的任务表里
没有的，标在“任务”的表头。还没到期的是提示。

为什么：监测的十三个日期一环扣一环，误一个就影响全县。

常见误报：已办结而没有填完成日期。

示例：

    日期 2026-03-20
    政策 national
    参数 QM104=疑问
    [质量监测任务]
    任务             | 期限       | 负责人 | 完成日期
    成立县级领导小组 | 2026-03-12 | 王芳   | 2026-03-10
    属地学校信息上报 | 2026-03-17 | 王芳   | ◀疑问
    样本校名单确认   | 2026-03-29 | 李强   | ◀提示
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz

from kongcuo_xl import clean
from kongcuo_xl.cases import stated
from kongcuo_xl.policy import MonitorTask, Policy
from kongcuo_xl.tables import Flags, Table, place

LEVEL = "疑问"
BASIS = ("1.7-14",)

_ALIKE = 80


def check(monitor_tasks: Table, policy: Policy, date: dt.date) -> Iterator[Flags]:
    monitor_tasks.need("task", "done_date")
    due = monitor_tasks.maybe("due_date").astype("datetime64[s]")
    year = int(due.dt.year.mode().iloc[0]) if due.notna().any() else date.year
    named = {task: _planned(task, policy) for task in monitor_tasks["task"].unique()}
    by_policy = monitor_tasks["task"].map(
        {task: pd.Timestamp(plan.on(year)) for task, plan in named.items() if plan is not None}
    )
    due = due.fillna(pd.to_datetime(by_policy))
    late = due < pd.Timestamp(date)
    yield monitor_tasks.flag(
        monitor_tasks.given("task") & due.notna() & ~stated(monitor_tasks, "done_date"),
        "done_date",
        "“{}”应在{}前完成，{}",
        monitor_tasks["task"],
        due.dt.strftime("%Y-%m-%d"),
        late.map({True: "已经到期", False: "还没有完成"}),
        suggestion="请办理并填写完成日期；已办的补填",
        level=late.map({True: "", False: "提示"}),
    )
    piece = monitor_tasks.pieces[0]
    listed = {plan.id for plan in named.values() if plan is not None}
    for plan in policy.monitoring:
        if plan.id not in listed:
            yield place(
                piece,
                piece.heading_cell("task"),
                f"任务表中没有“{plan.title}”，期限{plan.on(year)}",
                suggestion="请把任务列入并填写负责人和完成日期",
                level="提示" if plan.on(year) >= date else "",
            )


def _planned(task: str, policy: Policy) -> MonitorTask | None:
    """The policy's task that a row means; None if it is one of the county's own."""
    key = clean.key(task)
    if not key:
        return None
    scored = [(fuzz.partial_ratio(key, clean.key(plan.title)), plan) for plan in policy.monitoring]
    best, plan = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return plan if best >= _ALIKE else None
