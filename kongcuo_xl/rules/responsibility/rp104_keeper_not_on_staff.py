"""包保人不在教职工名册。

查什么：包保责任表的包保人，花名册、易辍对象名单的包保教师和包保领导，班级表的包保领导，在本单位教
职工名册中找不到。职务是乡镇、村、局等外单位的，和包村、组、户的，不查；一张表列了几所学校的，只查本
校的；只写姓的，名册中有这个姓就不报。

为什么：名字写错或人已调走，这个班、这个学生就没有人包了。

常见误报：新调入的教师还没有进名册；外单位包保人没有写职务。

示例：

    [教职工名册]
    姓名 | 职务   | 任教学科
    赵明 | 校长   |
    王芳 | 教师   | 语文
    [包保责任表]
    层级 | 包保对象 | 包保人        | 职务
    校   | 全校     | 赵明          | 校长
    班   | 七(1)班  | 王芳老师      | 班主任
    班   | 七(2)班  | 李墙◀疑问 | 班主任
    村   | 何寨村   | 孙丽          | 村主任
"""

import difflib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.rules.responsibility.targets import named_targets
from kongcuo_xl.tables import Flags, MissingTableError, Table
from kongcuo_xl.teachers import posts_by_unit, strangers, written_names
from kongcuo_xl.units import same_school

LEVEL = "疑问"
BASIS = ("一般填表要求",)

_OUTSIDE = r"局|镇长|乡长|镇政府|乡政府|街道|村|社区|居委|派出所|司法|干部|公司|中心校"
_OUTSIDE_TIER = r"村|组|户|乡镇|县"


def check(
    staff: Table,
    school_year: int,
    responsibility: Table | None = None,
    students: Table | None = None,
    dropout_prone: Table | None = None,
    classes: Table | None = None,
) -> Iterator[Flags]:
    staff.need("name")
    known = posts_by_unit(staff)
    looked = False
    if responsibility is not None and responsibility.any_has("keeper"):
        looked = True
        said = responsibility.text("tier") + responsibility.text("target")
        outside = said.str.contains("村$") | responsibility.text("tier").str.contains(_OUTSIDE_TIER)
        outside |= responsibility.text("post").str.contains(_OUTSIDE)
        outside |= _of_other_schools(responsibility, school_year)
        yield _unknown(responsibility, "keeper", known, ~outside)
    for table in (students, dropout_prone, classes):
        for field in ("keeper", "keeper_leader"):
            if table is not None and table.any_has(field):
                looked = True
                yield _unknown(table, field, known, pd.Series(True, index=table.index))
    if not looked:
        raise MissingTableError("responsibility")


def _of_other_schools(responsibility: Table, school_year: int) -> pd.Series:
    """Rows that name other schools than the unit's own, in a list of several schools."""
    named = {
        row: targets.schools
        for row, targets in named_targets(responsibility, school_year).items()
        if targets.schools
    }
    listed: dict[int, set[str]] = {}
    for row, schools in named.items():
        listed.setdefault(int(responsibility.piece_no[row]), set()).update(schools)
    other = pd.Series(False, index=responsibility.index)
    for row, schools in named.items():
        unit = responsibility.unit[row].rsplit("/", 1)[-1]
        several = len(listed[int(responsibility.piece_no[row])]) > 1
        other[row] = several and not any(same_school(unit, school) for school in schools)
    return other


def _unknown(
    table: Table, field: str, known: dict[str, dict[str, str]], looked_at: pd.Series
) -> Flags:
    def names_of(unit_and_cell: str) -> str:
        unit, _, cell = unit_and_cell.partition("\0")
        return "、".join(strangers(written_names(cell), known[unit])) if unit in known else ""

    names = pd.Series(
        clean.each(table.unit + "\0" + table.text(field), names_of), index=table.index
    ).astype("str")
    where = np.flatnonzero((names != "") & looked_at).tolist()
    hints: dict[str, str] = {}
    for at in where:
        key = f"{table.unit[at]}\0{names[at]}"
        if key not in hints:
            close = difflib.get_close_matches(
                names[at].split("、")[0], known[table.unit[at]], 2, 0.5
            )
            hints[key] = (
                f"名册中相近的有{'、'.join(close)}，请核对"
                if close
                else "请核对姓名；确是外单位的人，在职务中写明"
            )
    said = pd.Series("", index=table.index, dtype=object)
    for at in where:
        said[at] = hints[f"{table.unit[at]}\0{names[at]}"]
    return table.flag_at(
        where,
        field,
        "包保人{}不在教职工名册；{}",
        names,
        said,
        suggestion="请改正姓名，或把教师补入教职工名册",
    )
