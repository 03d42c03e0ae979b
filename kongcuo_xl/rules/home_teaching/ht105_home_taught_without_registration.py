"""送教学生没有学籍。

查什么：送教学生在安置表、花名册、送教记录中都没有学籍号，在学籍表中也找不到。

为什么：送教学生要建立或补建学籍，正常升级、毕业。

常见误报：学籍在别的学校、这里没有登记学籍号的，请补填。

示例：

    [送教上门学生]
    姓名      | 残疾类型 | 学籍号              | 安置方式
    张三◀错误 | 肢体     |                     | 送教上门
    李四      | 智力     | G110105201309010033 | 送教上门
"""

from collections.abc import Iterator

from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.rules.home_teaching.taught import Child, children, flag_children
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "错误"
BASIS = ("1.2-06", "1.5-33")


def check(
    placements: Table | None = None,
    students: Table | None = None,
    home_teaching: Table | None = None,
    registry: Table | None = None,
) -> Iterator[Flags]:
    if placements is None and home_teaching is None:
        raise MissingTableError("placements")
    with_registry = {p.unit for p in registry.pieces} if registry is not None else set()
    registered = {
        id(table): match(table, registry)
        for table in (placements, students, home_teaching)
        if table is not None and registry is not None
    }
    faults: list[tuple[Child, str]] = []
    unknown = judged = False
    for child in children(placements, students, home_teaching):
        places: list[tuple[Table, int]] = [(child.table, child.row)]
        if students is not None and child.student >= 0:
            places.append((students, child.student))
        if home_teaching is not None:
            places += [(home_teaching, row) for row in child.records]
        asked = [t for t, row in places if t.has("student_no")[row]]
        numbered = any(t.given("student_no")[row] for t, row in places)
        found = any(id(t) in registered and registered[id(t)][row] != UNKNOWN for t, row in places)
        if not child.home:
            continue
        if not asked and child.unit not in with_registry:
            unknown = True
            continue
        judged = True
        if not numbered and not found:
            faults.append((child, f"送教学生{child.name}没有学籍号，学籍表中也没有找到"))
    if unknown and not judged:
        raise MissingTableError("registry")
    yield from flag_children(faults, "请为其建立或补建学籍；已有学籍的补填学籍号")
