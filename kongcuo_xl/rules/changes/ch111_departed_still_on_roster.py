"""已离校学生仍在花名册。

查什么：学籍变动登记册里最后一次变动是转出、退学、死亡、毕业等的学生，仍在本单位花名册上，状态也没有写明；
正在休学的学生，花名册的状态或备注没有标“休学”。

为什么：去向和状态要及时标注，名册虚列学生就是空挂。

常见误报：转出后又转回、复学，没有登记。九年一贯制学校小学毕业升入本校初中的不算。

示例：

    日期 2025-10-20
    [学生花名册]
    姓名      | 身份证号           | 年级   | 班级 | 状态
    张三◀错误 | 11010520130501001X | 六年级 | 1班  | 在校
    李四      | 110105201305010036 | 六年级 | 1班  | 在校◀错误
    王五      | 110105201305010052 | 六年级 | 1班  | 在校
    赵六      | 110105201305010079 | 六年级 | 1班  | 休学
    [学籍变动登记册]
    姓名 | 身份证号           | 变动类别 | 变动日期   | 去向学校 | 开始       | 结束
    张三 | 11010520130501001X | 转出     | 2025-09-10 | 城关小学 |            |
    李四 | 110105201305010036 | 休学     | 2025-09-12 |          | 2025-09-12 | 2026-09-11
    王五 | 110105201305010052 | 复学     | 2025-09-12 |          |            |
    赵六 | 110105201305010079 | 休学     | 2025-09-12 |          | 2025-09-12 | 2026-09-11
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import vocabulary
from kongcuo_xl.changes import LEAVING, kinds_of, lasting, latest
from kongcuo_xl.people import match
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.5-38",)


def check(students: Table, changes: Table, date: dt.date) -> Iterator[Flags]:
    changes.need("change_kind")
    kind, last = kinds_of(changes), latest(changes, date)
    person = match(changes, students)
    remark = students.text("remark")
    state = vocabulary.meanings("pupil", students.text("status"))
    marked = (state == "离开") | remark.str.contains("转出|已转|退学|死亡|去世|毕业")
    gone = _rows(last & kind.isin(LEAVING), person)
    # Leaving primary school is no leaving where the same school goes on.
    goes_on = (kind == "毕业").to_numpy()[gone] & (students.maybe("grade") >= 7).fillna(
        False
    ).to_numpy(dtype=bool)[person[gone]]
    gone = gone[~goes_on & ~marked.to_numpy(dtype=bool)[person[gone]]]
    day = changes.maybe("change_date").dt.strftime("%Y-%m-%d").fillna("")
    yield _flag(
        students,
        "name",
        "{}已于{}{}，仍在花名册上",
        person[gone],
        kind.iloc[gone],
        day.iloc[gone],
        "请从花名册移出或在状态栏注明；又回来的补登变动",
    )
    start, end = lasting(changes)
    since = start.dt.strftime("%Y-%m-%d").fillna("")
    running = last & (kind == "休学") & ~(end < pd.Timestamp(date))
    away = _rows(running, person)
    said = students.text("status").str.contains("休") | remark.str.contains("休学|病休")
    away = away[~said.to_numpy(dtype=bool)[person[away]]]
    yield _flag(
        students,
        "status",
        "{}从{}起{}，花名册没有标明",
        person[away],
        kind.iloc[away],
        since.iloc[away],
        "请在状态或备注栏注明“休学”；已回校的补登复学",
    )


def _rows(chosen: pd.Series, person: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.Index:
    return np.flatnonzero(chosen.to_numpy(dtype=bool) & (person >= 0))  # type: ignore[return-value]


def _flag(
    students: Table,
    field_id: str,
    message: str,
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    kind: pd.Series,
    day: pd.Series,
    suggestion: str,
) -> Flags:
    by_row = pd.DataFrame({"kind": kind.to_numpy(), "day": day.to_numpy()}, index=rows)
    by_row = by_row[~by_row.index.duplicated()].reindex(students.index, fill_value="")
    where = np.unique(rows)
    return students.flag_at(
        where,
        field_id,
        message,
        students.maybe("name"),
        by_row["day"],
        by_row["kind"],
        suggestion=suggestion,
    )
