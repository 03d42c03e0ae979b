"""送教学时不足。

查什么：每次送教的课时不少于 home_teaching_hours。跟踪、电话记录和没有填课时的不查。

为什么：送教按次按学时规定，走个过场不算上课。

常见误报：课时列填的是小时数；课时列填写分钟的不会报。

示例：

    政策 model-2
    [送教上门记录]
    日期       | 学生 | 送教教师   | 课时    | 记录类型
    2025-09-09 | 张三 | 王芳、李强 | 3课时   | 访谈评估
    2025-09-16 | 张三 | 王芳、李强 | 2◀错误  | 送教
    2025-09-18 | 张三 | 王芳       | 1       | 电话跟踪
"""

from kongcuo_xl.rules.home_teaching.taught import is_lesson
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.2-21",)


def check(home_teaching: Table, home_teaching_hours: float) -> Flags:
    hours = home_teaching["hours"]
    return home_teaching.flag(
        (hours < home_teaching_hours) & is_lesson(home_teaching),
        "hours",
        f"本次送教{{}}课时，应不少于{home_teaching_hours:g}课时",
        hours.map("{:g}".format),
        suggestion="请核对课时；确实不足的安排补课",
    )
