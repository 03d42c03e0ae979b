"""班级到校情况漏报。

查什么：建有学生到校日报的单位，班级表上的班（没有班级表的，报过的班）从开学到核查日前一个教学日，
有没有哪个教学日没报。一个班只说一次，列出漏报的日子。

为什么：日报断一天，那一天没来的孩子就没有人知道。

常见误报：学校临时停课而校历没有写。日报里的班级写得和班级表不同（如只写“1班”）时也会误报。

示例：

    日期 2025-09-04
    [班级表]
    年级   | 班级       | 班主任
    七年级 | 1班◀错误 | 王芳
    七年级 | 2班        | 李强

    [学生到校日报]
    日期       | 班级     | 应到 | 实到
    2025-09-01 | 七(1)班 | 40   | 40
    2025-09-03 | 七(1)班 | 40   | 40
    2025-09-01 | 七(2)班 | 41   | 41
    2025-09-02 | 七(2)班 | 41   | 41
    2025-09-03 | 七(2)班 | 41   | 41
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.attendance.follow_up import last_day
from kongcuo_xl.tables import Flags, Table, place

LEVEL = "错误"
BASIS = ("1.4-09", "003-26")

_SHOWN = 5


def check(
    daily_reports: Table,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
    classes: Table | None = None,
) -> Iterator[Flags]:
    last = min(last_day(term, date), date - dt.timedelta(days=1))
    owed = calendar.school_days(term.start, last)
    dates, keys = daily_reports["date"], daily_reports.class_key
    said = _says_something(daily_reports)
    made = pd.DataFrame({"key": keys, "date": dates})[(keys != "") & dates.isin(owed) & said]
    made = made.drop_duplicates()
    times = made["key"].value_counts()
    suggestion = "请补报；当天没有上课的，在校历中写明"
    listed: set[str] = set()
    if classes is not None:
        listed = set(classes.class_key)
        first = ~classes.class_key.duplicated() & (classes.class_key != "")
        short = classes.class_key.map(times).fillna(0) < len(owed)
        where = np.flatnonzero((first & short).to_numpy(dtype=bool))
        missing = pd.Series("", index=classes.index)
        for at in where:
            missing.iat[int(at)] = _missing(made, classes.class_key[at], owed)
        yield classes.flag_at(
            where,
            "klass",
            "{}的到校日报漏报：{}",
            classes.class_label,
            missing,
            suggestion=suggestion,
        )
    for key in sorted(set(keys) - listed - {""}):
        if times.get(key, 0) < len(owed):
            row = int(np.flatnonzero((keys == key).to_numpy())[0])
            piece = daily_reports.pieces[daily_reports.piece_no[row]]
            label = daily_reports.class_label[row]
            message = f"{label}的到校日报漏报：{_missing(made, key, owed)}"
            yield place(
                piece, piece.heading_cell("klass"), message, suggestion=suggestion, field_id="klass"
            )


def _says_something(daily_reports: Table) -> pd.Series:
    """Rows that report: a class that only stands on the printed form of a day does not."""
    figures = ("expected", "present", "absent", "absentees", "reporter")
    held = [f for f in figures if daily_reports.any_has(f)]
    said = pd.Series(not held, index=daily_reports.index)
    for field in held:
        said |= daily_reports.given(field) | ~daily_reports.has(field)
    return said


def _missing(made: pd.DataFrame, key: str, owed: pd.DatetimeIndex) -> str:
    days = owed.difference(pd.DatetimeIndex(made.loc[made["key"] == key, "date"]))
    shown = "、".join(f"{d.month}月{d.day}日" for d in days[:_SHOWN])
    return f"{shown}等{len(days)}天" if len(days) > _SHOWN else shown
