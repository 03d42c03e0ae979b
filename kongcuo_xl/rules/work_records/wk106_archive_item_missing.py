"""十八项档案缺项。

查什么：档案清单中缺少政策规定的档案项目（archive_items），标在“项目”的表头；或某一项的份数是 0 或
“无”，标在份数。项目名称不必一字不差。

为什么：检查时按十八项看档案，缺一项就是一项工作没有做或没有留下材料。

常见误报：项目名称与规定的差得太多，认不出是同一项。

示例：

    政策 jiudian
    参数 archive_items=控辍保学文件、包保分工及责任书材料、督导核查材料
    [一中/十八项档案清单]
    序号 | 项目◀提示     | 份数    | 最近日期
    1    | 控辍保学文件   | 3       | 2025-09-01
    2    | 包保分工、责任书 | 0◀提示 |
    [二中/十八项档案清单]
    序号 | 项目             | 份数 | 最近日期
    1    | 控辍保学文件     | 3    | 2025-09-01
    2    | 包保分工及责任书 | 2    | 2025-09-01
    3    | 督导核查         | 1    | 2025-09-01
"""

from collections.abc import Iterator

import numpy as np
from rapidfuzz import fuzz

from kongcuo_xl import clean
from kongcuo_xl.cases import lacks
from kongcuo_xl.tables import Flags, Table, place

LEVEL = "提示"
BASIS = ("003-24",)

_ALIKE = 70


def check(archives: Table, archive_items: tuple[str, ...]) -> Iterator[Flags]:
    items = archives["item"]
    for unit in dict.fromkeys(archives.unit):
        listed = [text for text in items[archives.unit == unit] if text]
        missing = [item for item in archive_items if not any(_same(item, own) for own in listed)]
        piece = next(p for p in archives.pieces if p.unit == unit)
        if missing:
            yield place(
                piece,
                piece.heading_cell("item"),
                f"档案清单缺{len(missing)}项：{'；'.join(missing)}",
                suggestion="请补齐材料并列入清单；名称不同的改成规定的名称",
                field_id="item",
            )
    none = archives.given("copies") & ((archives.maybe("copies") == 0) | lacks(archives, "copies"))
    yield archives.flag_at(
        np.flatnonzero(none & (items != "")),
        "copies",
        "“{}”没有材料",
        items,
        suggestion="请补齐材料并填写份数",
    )


def _same(item: str, listed: str) -> bool:
    """Whether a listed name is the item's: the same, a part of it, or nearly so."""
    one, other = (clean.key(text).removesuffix("材料") for text in (item, listed))
    if len(other) >= 4 and (one in other or other in one):
        return True
    return fuzz.ratio(one, other) >= _ALIKE
