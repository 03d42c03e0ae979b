"""送教次数不足。

查什么：送教学生每个已经过完的教学周（从该生开始送教起，至少 home_teaching_week_min_days 个教学日）
送教不少于 home_teaching_per_week 次，同一天算一次；跟踪、电话记录不算。
本周没有过完，只提示还差几次。

为什么：送教是这些孩子唯一的上学方式，少一次就是缺一次课。

常见误报：没有填写开始日期的，从第一条记录算起。康复、福利机构的儿童由 HT108 按月查。

示例：

    日期 2025-09-23
    政策 model-2
    [残疾儿童安置]
    姓名      | 残疾类型 | 安置方式 | 开始       | 所在机构
    张三◀错误 | 肢体     | 送教上门 | 2025-09-08 |
    李四◀提示 | 智力     | 送教上门 | 2025-09-15 |
    周五      | 智力     | 送教上门 | 2025-09-08 | 县康复中心
    [送教上门记录]
    日期       | 学生 | 送教教师   | 课时 | 记录类型
    2025-09-09 | 张三 | 王芳、李强 | 3    | 访谈评估
    2025-09-16 | 张三 | 王芳、李强 | 3    | 送教
    2025-09-17 | 张三 | 王芳、李强 | 3    | 送教
    2025-09-16 | 李四 | 王芳、李强 | 3    | 访谈评估
    2025-09-18 | 李四 | 王芳、李强 | 3    | 送教
    2025-09-22 | 李四 | 王芳、李强 | 3    | 送教
    2025-09-22 | 张三 | 王芳、李强 | 3    | 送教
    2025-09-23 | 张三 | 王芳、李强 | 3    | 送教
"""

import datetime as dt
from collections.abc import Iterator

from kongcuo_xl.calendar import SchoolCalendar, Term, Week
from kongcuo_xl.rules.home_teaching.taught import (
    Child,
    children,
    flag_children,
    is_lesson,
    weeks_short,
)
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.2-21", "1.5-24")


def check(
    home_teaching: Table,
    home_teaching_per_week: int,
    home_teaching_week_min_days: int,
    term: Term,
    calendar: SchoolCalendar,
    date: dt.date,
    placements: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    home_teaching.need("date", "student")
    lesson = is_lesson(home_teaching)
    past: list[tuple[Child, str]] = []
    current: list[tuple[Child, str]] = []
    for child in children(placements, students, home_teaching):
        if child.institution or not child.home:
            continue
        short: list[str] = []
        for week, made in weeks_short(
            child, home_teaching, lesson, home_teaching_per_week, home_teaching_week_min_days,
            calendar, term, date,
        ):  # fmt: skip
            if date > week.end:
                short.append(f"{_span(week)}{made}次")
                continue
            missing = home_teaching_per_week - made
            said = (
                f"{child.name}本周（{_span(week)}）应送教{home_teaching_per_week}次，已送{made}次"
            )
            current.append((child, f"{said}，尚差{missing}次，请于{week.end}前完成"))
        if short:
            said = f"{child.name}有{len(short)}个教学周送教不足{home_teaching_per_week}次："
            past.append((child, said + "、".join(short)))
    yield from flag_children(past, "请核对送教记录，漏记的补记，缺的补送")
    yield from flag_children(current, "请按计划送教并登记", level="提示")


def _span(week: Week) -> str:
    return f"{week.start.month}月{week.start.day}日至{week.end.month}月{week.end.day}日"
