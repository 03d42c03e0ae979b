"""家访内容雷同。

查什么：同一单位里，写给 same_text_families 户以上的家访内容（不计空格和标点，不少于 visit_text_min
个字）完全一样。除第一行外都标出。

为什么：一段话抄给几家，说明家访没有做实。

常见误报：一行写几名学生的是一次家访，只有一行不算雷同。同户的兄弟姐妹算一户。

示例：

    [家访登记表]
    日期       | 教师 | 学生 | 班级    | 形式 | 内容                       | 结果
    2025-09-10 | 王芳 | 张三 | 七(1)班 | 入户 | 了解学生暑假学习生活情况   | 良好
    2025-09-11 | 王芳 | 李四 | 七(1)班 | 电话 | 了解学生暑假学习生活情况◀疑问 | 良好
    2025-09-12 | 王芳 | 周五 | 七(1)班 | 电话 | 了解学生暑假学习、生活情况。◀疑问 | 良好
    2025-09-12 | 王芳 | 吴六 | 七(1)班 | 电话 | 提醒家长按时送孩子到校上课 | 良好
    2025-09-13 | 王芳 | 郑七 | 七(1)班 | 电话 | 提醒家长按时送孩子到校上课 | 良好
"""

import numpy as np
import pandas as pd

from kongcuo_xl.tables import Flags, Table
from kongcuo_xl.visits import visits_made

LEVEL = "疑问"
BASIS = ("002-09",)


def check(
    visits: Table,
    visit_text_min: int,
    same_text_families: int,
    students: Table | None = None,
    staff: Table | None = None,
) -> Flags:
    visits.need("content")
    text = visits.text("content").str.replace(r"[\s\p{P}]+", "", regex=True)
    long_enough = text.str.len() >= visit_text_min
    key = (visits.unit + "|" + text).where(long_enough, "")
    made = visits_made(visits, students, staff)
    pairs = pd.DataFrame(
        {"key": key.take(made["entry"].to_numpy()).array, "family": made["family"].array}
    )
    pairs = pairs[(made["student"] != "").to_numpy() & (pairs["key"] != "")]
    homes = key.map(pairs.drop_duplicates()["key"].value_counts()).fillna(0).astype(int)
    copied = (homes >= same_text_families) & key.duplicated() & (key != "")
    first = key.drop_duplicates()
    origin = key.map(pd.Series(first.index, index=first.array))
    return visits.flag(
        copied,
        "content",
        "家访内容与{}等共{}户的完全相同",
        pd.Series(_places(visits, copied, origin), index=visits.index),
        homes,
        suggestion="请按实际谈话补写各家不同的情况",
    )


def _places(visits: Table, copied: pd.Series, origin: pd.Series) -> list[str]:
    """Where each copied text first stands: its row, with the sheet where that is another one."""
    said = [""] * len(visits)
    for at in np.flatnonzero(copied.to_numpy(dtype=bool)).tolist():
        first = int(origin.iloc[at])
        mine, its = (visits.pieces[visits.piece_no[n]] for n in (at, first))
        sheet = "" if mine.sheet is its.sheet else f"［{its.sheet.name}］"
        said[at] = f"{sheet}第{visits.row[first] + 1}行"
    return said
