"""随班就读没有协议书。

查什么：安置表中安置方式为随班就读的学生，协议书空着或写“无”。

为什么：随班就读要由学校和家长签订协议书，说明教育安排。

常见误报：协议已签而表中没有登记。

示例：

    [残疾儿童安置]
    姓名      | 残疾类型 | 安置方式 | 协议书
    张三◀疑问 | 肢体     | 随班就读 |
    李四      | 智力     | 随班就读 | 有
    周五      | 智力     | 特教学校 |
"""

from kongcuo_xl.rules.special_groups.placed import inclusive_placements
from kongcuo_xl.tables import Flags, Table

LEVEL = "疑问"
BASIS = ("1.2-12",)


def check(placements: Table) -> Flags:
    # A date or a number of an agreement says that there is one.
    signed = placements["agreement"].fillna(placements.given("agreement")).astype(bool)
    return placements.flag(
        inclusive_placements(placements) & placements.has("agreement") & ~signed,
        "name",
        "{}随班就读，没有协议书",
        placements.maybe("name"),
        suggestion="请与家长签订随班就读协议书并登记",
    )
