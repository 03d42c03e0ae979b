"""送教教师不足。

查什么：每次送教不同的教师不少于 home_teaching_staff 人；同一人写两遍算一人，空着算没有。
跟踪、电话记录不查。

为什么：上门送教要有人同行，保证安全和质量。

常见误报：同行的家长、村干部没有写进送教教师。

示例：

    政策 model-2
    [送教上门记录]
    日期       | 学生 | 送教教师         | 课时 | 记录类型
    2025-09-09 | 张三 | 王芳、李强       | 3    | 访谈评估
    2025-09-16 | 张三 | 王芳 王芳◀错误   | 3    | 送教
    2025-09-18 | 张三 | 王芳老师和李强   | 3    | 送教
"""

import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.rules.home_teaching.taught import is_lesson
from kongcuo_xl.tables import Flags, Table
from kongcuo_xl.teachers import written_names

LEVEL = "错误"
BASIS = ("1.2-20", "1.5-31")


def check(home_teaching: Table, home_teaching_staff: int) -> Flags:
    home_teaching.need("teacher")
    counted = clean.each(home_teaching.text("teacher"), lambda cell: len(written_names(cell)))
    people = pd.Series(counted.astype(int), index=home_teaching.index)
    has = home_teaching.has("teacher")
    return home_teaching.flag(
        (people < home_teaching_staff) & has & is_lesson(home_teaching),
        "teacher",
        f"本次送教教师{{}}人，应不少于{home_teaching_staff}人",
        people,
        suggestion="请补全送教教师姓名；以后每次安排足人数",
    )
