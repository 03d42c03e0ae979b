"""日期认不出。

查什么：所有台账的日期列里，写了内容而认不出是哪一天，或没有这一天（如 2 月 30 日）。
写“未返校”“至今”一类说明还没有的，不提示；入学年月只写年份的，不提示。
只写月日的（9月8日），年份按表的标题、没有标题的按学年；出生日期不写年份，认不出。

为什么：认不出的日期等于没有填，到期、先后、次数都算不出来。

常见误报：没有。请写成 2025-09-01 这样的形式。

示例：

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级 | 出生日期
    张三 | 110105201309010017 | 七年级 | 1班  | 2013.9.1
    李四 | 110105201309010025 | 七年级 | 1班  | 2013-02-30◀错误
    王五 | 110105201309010033 | 七年级 | 1班  | 2013.13.45◀错误
    赵六 | 110105201309010041 | 七年级 | 1班  | 二〇一三年九月
    钱七 | 11010520130901005X | 七年级 | 1班  | 9月1日◀错误
"""

import re
from collections.abc import Iterator

import numpy as np

from kongcuo_xl.tables import Flags, MissingTableError, Tables, kinds

LEVEL = "错误"
BASIS = ("一般填表要求",)

_NOT_YET = re.compile(
    r"[未无没不尚暂].*|至今|长期.*|待定|待.*|现在|目前"
    "|持续.*|立行立改|边.改|即.即改|立即.*|随时|常态化?.*"
)
_YEAR = re.compile(
    r"(?:19|20)\d\d(?:年|级|学年)?(?:[春秋]季?(?:学期)?)?|(?:19|20)\d\d-(?:19|20)\d\d(?:学年)?"
)


def check(tables: Tables) -> Iterator[Flags]:
    present = [kind for kind in kinds() if kind in tables]
    if not present:
        raise MissingTableError("students")
    for kind in present:
        table = tables[kind]
        for field_id, field in kinds()[kind].fields.items():
            if field.type != "date" or not table.any_has(field_id):
                continue
            rows = np.flatnonzero(table.unreadable(field_id))
            allowed = _YEAR if field_id == "entry_month" else _NOT_YET
            texts = table.text_at(field_id, rows)
            wrong = rows[[not allowed.fullmatch(text) for text in texts]]
            if len(wrong):
                yield table.flag_at(
                    wrong,
                    field_id,
                    field.label + "“{}”认不出，或没有这一天",
                    texts,
                    suggestion="请写成2025-09-01这样的形式",
                )
