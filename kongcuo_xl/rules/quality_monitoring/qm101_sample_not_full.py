"""样本学生不是 30 人。

查什么：每所样本校的样本学生不是 sample_size 人。标在样本表的第一个表头。教师的行不算。

为什么：每个样本校原则上抽取30名学生，多了少了都要说明。

常见误报：全年级不足30人的学校，全部参加即可，请说明。

示例：

    政策 model-7
    参数 sample_size=2
    [一小/质量监测样本]
    学校◀疑问 | 年级   | 班级 | 姓名 | 身份证号           | 监测号
    一小       | 四年级 | 1班  | 张三 | 110105201309010017 | 01
    [二小/质量监测样本]
    学校       | 年级   | 班级 | 姓名 | 身份证号           | 监测号
    二小       | 四年级 | 1班  | 李四 | 110105201309010025 | 01
    二小       | 四年级 | 1班  | 王五 | 110105201309010033 | 02
"""

from collections.abc import Iterator

from kongcuo_xl.rules.quality_monitoring.sampled import pupils, schools
from kongcuo_xl.tables import Flags, Table, place

LEVEL = "疑问"
BASIS = ("1.7-09",)


def check(sample: Table, sample_size: int) -> Iterator[Flags]:
    drawn = pupils(sample)
    school = (sample.unit + "\0" + schools(sample))[drawn]
    for key, count in school.value_counts(sort=False).items():
        if count == sample_size:
            continue
        unit, _, name = str(key).partition("\0")
        at = school.index[school == key][0]
        piece = sample.pieces[sample.piece_no[at]]
        yield place(
            piece,
            (piece.header.top, piece.header.left),
            f"{name or unit or '样本校'}的样本学生{count}人，应为{sample_size}人",
            suggestion="请按抽样结果核对；年级人数不足的请说明",
        )
