"""家访重复登记。

查什么：同一教师同一天对同一学生的家访登记了不止一行。除第一行外都标出，只计一次。

为什么：重复的行会虚增家访人次。

常见误报：同班有两名同名学生、又分不清是哪一名的，不报。

示例：

    [家访登记表]
    日期            | 教师       | 学生 | 班级    | 形式 | 内容                 | 结果
    2025-09-10      | 王芳       | 张三 | 七(1)班 | 入户 | 了解学生暑假学习情况 | 良好
    2025-09-10      | 李强       | 张三 | 七(1)班 | 入户 | 了解学生暑假学习情况 | 良好
    2025.9.10◀疑问  | 王芳、赵敏 | 张三 | 七(1)班 | 电话 | 了解学生暑假生活情况 | 良好
"""

import pandas as pd

from kongcuo_xl.tables import Flags, Table
from kongcuo_xl.visits import visits_made

LEVEL = "疑问"
BASIS = ("一般填表要求",)


def check(visits: Table, students: Table | None = None, staff: Table | None = None) -> Flags:
    made = visits_made(visits, students, staff)
    told = made[(made["teacher"] != "") & (made["student"] != "") & made["date"].notna()]
    same = told.groupby(["unit", "teacher", "pupil", "date"], sort=False)["entry"]
    again = told.assign(first=same.transform("first"))[told["again"]]
    again = again.drop_duplicates("entry").set_index("entry")
    places = [
        f"［{visits.pieces[visits.piece_no[n]].sheet.name}］第{visits.row[n] + 1}行"
        for n in again["first"]
    ]
    earlier = pd.Series(places, index=again.index, dtype="str")
    said = again["teacher"] + "当天对" + again["student"] + "的家访已在" + earlier + "登记"
    return visits.flag_at(
        again.index.to_numpy(),
        "date",
        "{}，只计一次",
        said.reindex(visits.index, fill_value=""),
        suggestion="确是重复的请删去一行；日期、教师或学生写错的请改正",
    )
