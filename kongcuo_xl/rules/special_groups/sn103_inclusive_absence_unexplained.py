"""随班就读学生缺课未查明原因去向。

查什么：随班就读学生的缺课没有写原因（点名册上是旷课）；安置表上写明没有正常到校，而原因和去向都空着。

为什么：随班就读学生缺课往往是辍学的开始，要当天查明原因和去向。

常见误报：原因写在别的表里。同一次缺课不再报 AT110。

示例：

    [残疾儿童安置]
    姓名      | 残疾类型 | 安置方式 | 是否正常到校 | 未到校原因
    张三◀错误 | 肢体     | 随班就读 | 否           |
    李四      | 智力     | 随班就读 | 否           | 住院
    周五      | 智力     | 随班就读 | 是           |
    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 随班就读
    周五 | 110105201309010011 | 七年级 | 1班  | 是
    吴六 | 110105201309010033 | 七年级 | 1班  | 否
    [缺课登记表]
    日期            | 姓名 | 班级    | 天数 | 类别 | 原因
    2025-09-10◀错误 | 周五 | 七(1)班 | 1    | 旷课 |
    2025-09-11      | 周五 | 七(1)班 | 1    | 病假 | 感冒
    2025-09-11      | 吴六 | 七(1)班 | 1    | 旷课 |
"""

from collections.abc import Iterator

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.rules.special_groups.placed import inclusive_placements, unexplained_absences
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "错误"
BASIS = ("1.2-13",)


def check(
    attendance: Attendance,
    students: Table | None = None,
    placements: Table | None = None,
) -> Iterator[Flags]:
    if placements is None and (students is None or not students.any_has("inclusive")):
        raise MissingTableError("placements")
    if placements is not None:
        away = ~placements.maybe("attending").fillna(True).astype(bool)
        explained = placements.given("absence_reason") | placements.given("destination")
        yield placements.flag(
            inclusive_placements(placements) & away & ~explained,
            "name",
            "随班就读学生{}没有正常到校，未写明原因和去向",
            placements.maybe("name"),
            suggestion="请家访查明原因和去向并填写",
        )
    if students is None:
        return
    yield attendance.flag(
        unexplained_absences(attendance, students, placements),
        "随班就读学生{}缺课，没有查明原因",
        attendance.records["name"],
        suggestion="请当天联系家长，查明原因和去向并填写",
    )
