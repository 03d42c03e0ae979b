"""销号没有依据。

查什么：已销号的个案缺复学日期或依据（佐证材料）；已返校的个案没有销号日期。台账没有的列不查。

为什么：没有依据的销号，孩子可能并没有回来；回来了不销号，上报的人数就对不上。

常见误报：因转学、死亡等销号的没有复学日期，请在依据中写明，核实说明后不再提示。

示例：

    [辍学台账]
    姓名 | 身份证号           | 状态   | 复学日期   | 销号日期   | 依据
    张三 | 110105201309010017 | 销号   | 2025-09-22 | 2025-09-30 | 返校照片、考勤
    李四 | 110105201309010025 | 销号   | 2025-09-22 | 2025-09-30 | ◀疑问
    王五 | 110105201309010033 | 销号   | ◀疑问     | 2025-09-30 | 村委证明
    赵六 | 110105201309010041 | 已返校 | 2025-09-22 | ◀疑问     |
    周七 | 11010520130901005X | 辍学   |            |            |
"""

from collections.abc import Iterator

from kongcuo_xl.cases import closed, lacks, returned
from kongcuo_xl.tables import Flags, NotApplicable, Table

LEVEL = "疑问"
BASIS = ("控辍保学台账销号管理",)


def check(cases: Table) -> Iterator[Flags]:
    if not any(map(cases.any_has, ("return_date", "evidence", "closed_date"))):
        raise NotApplicable("台账没有“复学日期”“销号日期”“依据”列")
    name, over = cases.maybe("name"), closed(cases)
    for field, label in (("return_date", "复学日期"), ("evidence", "依据")):
        yield cases.flag(
            over & lacks(cases, field),
            field,
            f"{{}}已销号，没有{label}",
            name,
            suggestion=f"请补填{label}；没有返校的不能销号",
        )
    yield cases.flag(
        returned(cases) & ~over & lacks(cases, "closed_date"),
        "closed_date",
        "{}已返校，没有销号",
        name,
        suggestion="请核实学生确已返校，附上依据后销号",
    )
