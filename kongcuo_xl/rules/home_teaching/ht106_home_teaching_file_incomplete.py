"""送教档案不全。

查什么：安置表中的送教学生，评估、个别化教育计划、协议书、照片有没有空着或写“无”的，有没有送教记录。只查
表中有的列；照片在送教记录里登记的，有一条有照片就算有。

为什么：送教学生要有评估、计划、记录、照片和协议，一生一案。

常见误报：材料已有而表中没有登记。

示例：

    [残疾儿童安置]
    姓名      | 残疾类型 | 安置方式 | 评估       | 个别化教育计划 | 协议书
    张三◀疑问 | 肢体     | 送教上门 | 2025-09-05 |                | 无
    李四      | 智力     | 送教上门 | 2025-09-05 | 有             | 有
    周五      | 智力     | 随班就读 |            |                |
"""

from collections.abc import Iterator

from kongcuo_xl import clean
from kongcuo_xl.rules.home_teaching.taught import Child, children, flag_children
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.2-22", "1.2-23")

_KEPT = {
    "assessment": "评估",
    "iep": "个别化教育计划",
    "agreement": "协议书",
}


def check(
    placements: Table, students: Table | None = None, home_teaching: Table | None = None
) -> Iterator[Flags]:
    keep_records = {p.unit for p in home_teaching.pieces} if home_teaching is not None else set()
    faults: list[tuple[Child, str]] = []
    for child in children(placements, students, home_teaching):
        if child.placement < 0 or not child.home:
            continue
        missing = [
            label
            for field, label in _KEPT.items()
            if placements.has(field)[child.row] and not _there(placements, field, child.row)
        ]
        if child.unit in keep_records and not child.records:
            missing.append("送教记录")
        if not _photographed(child, placements, home_teaching):
            missing.append("照片")
        if missing:
            faults.append((child, f"送教学生{child.name}的档案缺{'、'.join(missing)}"))
    yield from flag_children(faults, "请补齐材料并在表中登记")


def _there(table: Table, field: str, row: int) -> bool:
    answer = clean.yes_no(table.text(field)[row])
    return answer is not None and answer is not False


def _photographed(child: Child, placements: Table, records: Table | None) -> bool:
    """False only where a 照片 column of either table could say so and none does."""
    places = [(placements, child.row)]
    if records is not None:
        places += [(records, row) for row in child.records]
    asked = [(table, row) for table, row in places if table.has("photo")[row]]
    return not asked or any(_there(table, "photo", row) for table, row in asked)
