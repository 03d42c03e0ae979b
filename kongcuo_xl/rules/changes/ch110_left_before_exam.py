"""九年级学生考前离校。

查什么：中考前 exam_watch_days 天内，九年级学生有转出、休学登记，或连续旷课达到
suspected_after_days 天。中考日期取校历中名为“中考”的考试，没有的取政策的 exam_date。

为什么：考前把学困生推出校门、让学生提前离校，是明令禁止的。

常见误报：确因搬迁、重病等离校的，请写核实说明。

示例：

    日期 2026-06-15
    参数 exam_date=2026-06-18
    [学籍变动登记册]
    姓名 | 身份证号           | 年级   | 变动类别 | 变动日期        | 去向学校
    张三 | 110105201105010015 | 九年级 | 转出     | 2026-06-01◀疑问 | 城关中学
    李四 | 110105201105010031 | 九年级 | 转出     | 2026-03-01      | 城关中学
    王五 | 110105201205010055 | 八年级 | 转出     | 2026-06-01      | 城关中学
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar
from kongcuo_xl.changes import grades, kinds_of
from kongcuo_xl.tables import Flags, MissingTableError, NotApplicable, Table

LEVEL = "疑问"
BASIS = ("004-22",)

_LAST_GRADE = 9


def check(
    date: dt.date,
    calendar: SchoolCalendar,
    exam_date: dt.date | None,
    exam_watch_days: int,
    suspected_after_days: float,
    changes: Table | None = None,
    students: Table | None = None,
    registry: Table | None = None,
    attendance: Attendance | None = None,
) -> Iterator[Flags]:
    exam = calendar.exam_date("中考") or exam_date
    if not exam:
        raise NotApplicable(
            "不知道中考日期：请在校历中加一行“考试”，名称写“中考”，或在政策中设定 exam_date"
        )
    if changes is None and (attendance is None or not attendance.pieces):
        raise MissingTableError("changes")
    start = exam - dt.timedelta(days=exam_watch_days)
    suggestion = "请核实离校原因，动员学生参加中考；确有原因的写明"
    if changes is not None:
        day = changes["change_date"]
        inside = (day >= pd.Timestamp(start)) & (day < pd.Timestamp(exam))
        ninth = (grades(changes, students, registry) == _LAST_GRADE).fillna(False).astype(bool)
        kind = kinds_of(changes)
        yield changes.flag(
            inside & ninth & kind.isin(["转出", "休学"]) & (day <= pd.Timestamp(date)),
            "change_date",
            f"九年级学生{{}}在中考（{exam}）前{exam_watch_days}天内{{}}",
            changes.maybe("name"),
            kind,
            suggestion=suggestion,
        )
    if attendance is not None:
        runs = attendance.reaching(suspected_after_days, start, min(exam, date))
        ninth = _grade_of(runs, students) == _LAST_GRADE
        runs = runs[ninth.to_numpy(dtype=bool)]
        yield attendance.flag_at(
            runs["at"].to_numpy(),
            f"九年级学生{{}}在中考（{exam}）前{exam_watch_days}天内连续旷课{{}}天",
            runs["name"],
            runs["run_days"],
            suggestion=suggestion,
        )


def _grade_of(runs: pd.DataFrame, students: Table | None) -> pd.Series:
    written = runs["class_key"].str.split("|").str[-2]
    grade = pd.to_numeric(written, errors="coerce")
    if students is not None and len(students):
        known = runs["person"] >= 0
        theirs = students.maybe("grade").take(runs["person"].where(known, 0).to_numpy())
        grade = grade.fillna(theirs.astype("float64").set_axis(runs.index).where(known))
    return grade
