"""样本学生不在四、八年级。

查什么：样本学生的年级不在 sample_grades（四、八年级）中。年级空着的不查。

为什么：监测对象只是四年级和八年级学生，别的年级测了也不作数。

常见误报：没有；年级写错的请改正。

示例：

    政策 model-7
    [质量监测样本]
    学校 | 年级         | 班级 | 姓名 | 身份证号           | 监测号
    一小 | 四年级       | 1班  | 张三 | 110105201309010017 | 01
    一小 | 五年级◀错误 | 1班  | 李四 | 110105201309010025 | 02
"""

from kongcuo_xl import clean
from kongcuo_xl.rules.quality_monitoring.sampled import pupils
from kongcuo_xl.tables import Flags, Table

LEVEL = "错误"
BASIS = ("1.7-04",)


def check(sample: Table, sample_grades: tuple[int, ...]) -> Flags:
    if not sample.any_has("klass"):
        sample.need("grade")
    grade = sample.maybe("grade")
    wrong = pupils(sample) & grade.notna() & ~grade.isin(list(sample_grades)).fillna(False)
    field = "grade" if sample.any_has("grade") else "klass"
    labels = {g: clean.grade_label(int(g)) for g in grade.dropna().unique()}
    wanted = "、".join(map(clean.grade_label, sample_grades))
    return sample.flag(
        wrong,
        field,
        f"样本学生{{}}在{{}}，监测年级是{wanted}",
        sample.maybe("name"),
        grade.map(labels),
        suggestion="请核对年级，或更换样本学生",
    )
