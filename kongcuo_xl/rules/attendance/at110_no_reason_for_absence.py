"""缺课原因为空。

查什么：缺课登记表有“原因”一列而这一行没有填。这次缺课已经因为未报告（AT101）、未家访（AT102）或随班就读学生
缺课未查明（SN103）说过的，不再重复。

为什么：不知道为什么没来，就没法分清是生病、帮工还是厌学，也就没法跟进。

常见误报：原因写在备注或跟进情况里。

示例：

    [缺课登记表]
    日期       | 姓名 | 班级     | 类别 | 原因 | 报告时间
    2025-10-13 | 张三 | 七(1)班 | 事假 | ◀疑问 | 2025-10-13
    2025-10-13 | 李四 | 七(1)班 | 病假 | 发烧 | 2025-10-13
    2025-10-13 | 王五 | 七(1)班 | 旷课 |      |
"""

import datetime as dt

import numpy as np

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.policy import Policy
from kongcuo_xl.rules.attendance.follow_up import unreported, without_teacher
from kongcuo_xl.rules.special_groups.placed import unexplained_absences
from kongcuo_xl.tables import Flags, MissingColumnError, Table

LEVEL = "疑问"
BASIS = ("1.5-44",)


def check(
    attendance: Attendance,
    absences: Table,
    policy: Policy,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
    students: Table | None = None,
    visits: Table | None = None,
    staff: Table | None = None,
    classes: Table | None = None,
    placements: Table | None = None,
) -> Flags:
    absences.need("reason")
    said: set[int] = set()
    if policy.level("AT101", "错误") and absences.any_has("reported"):
        found = unreported(attendance, absences, policy["report_after_days"], term, date)
        said |= set(found["entry"])
    if policy.level("AT102", "错误") and visits is not None:
        try:
            found = without_teacher(
                attendance, visits, students, staff, classes,
                policy["teacher_visit_after_days"], policy["teacher_visit_within_days"],
                policy["visit_days"], calendar, term, date,
            )  # fmt: skip
            said |= set(attendance.records["entry"].take(found["at"].to_numpy(dtype=np.int64)))
        except MissingColumnError:
            pass  # AT102 can't judge either, and says so
    if policy.level("SN103", "错误") and students is not None:
        taken = unexplained_absences(attendance, students, placements)
        said |= set(attendance.records["entry"][taken])
    blank = absences.blank("reason") & (absences.maybe("name") != "")
    blank &= ~absences.text("absence_kind").str.fullmatch("迟到|早退")
    blank &= ~absences.index.isin(list(said))
    return absences.flag(
        blank,
        "reason",
        "{}的缺课没有写原因",
        absences.maybe("name"),
        suggestion="请问清原因后填写",
    )
