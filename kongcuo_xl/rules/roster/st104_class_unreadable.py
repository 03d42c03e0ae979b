"""年级或班级认不出。

查什么：年级、班级的写法认不出，或空着，而标题、工作表名、文件名里也没有写明。全校班级都编号、只有一个
学生的“××班”，也当作认不出。整张表都没有年级的，只在列名处说一次；整列都没有的由 FM102 说。

为什么：不知道在哪个班，点名、家访、包保都落不到人，年龄也没法核对。

常见误报：只有一个学生的特色班名：与班级表一致、无误的写明情况。

示例：

    [花名册]
    姓名 | 身份证号           | 年级        | 班级
    张三 | 110105201309010017 | 七年级      | 1班
    李四 | 110105201309010025 | 期年级◀错误 | 1班
    王五 | 110105201309010033 |             | 七(2)班
    赵六 | 110105201309010041 | 七年级      | 借读班◀错误
    钱七 | 11010520130901005X | 七年级      | ◀错误

    [名单]
    姓名 | 身份证号           | 班级◀错误
    孙八 | 110105201211050061 | 3班
    周九 | 11010520121105007X | 3班

    [七年级4班]
    姓名 | 身份证号           | 监护人
    吴十 | 110105201211050088 | 吴大
    郑一 | 110105201211050096 | 郑大
"""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.tables import Flags, Table, place

LEVEL = "错误"
BASIS = ("一般填表要求",)

_NO_CLASS = (
    r"(?:借读|临时|待定|待分|未分|未定|未编|不详|不明|不清楚|未知|其[他它]|跟班).*|无班?|没有"
    r"|[^\u4e00-\u9fffA-Z0-9]+"
)
_NUMBER = re.compile("[0-9]+")
_ENOUGH_TO_TELL = 20
"""So many pupils in numbered classes show that a school numbers its classes."""


def check(students: Table) -> Iterator[Flags]:
    if not students.any_has("klass"):
        students.need("grade")
    no_grade = students.maybe("grade").isna()
    grade_cell = students.has("grade")
    # Without a column of its own the grade should have been in the class.
    by_class = no_grade & ~grade_cell & students.has("klass")
    no_class = _no_class(students) & students.has("klass") & ~by_class
    yield from _told(students, no_grade & grade_cell, "grade", "年级")
    yield from _told(students, by_class, "klass", "年级")
    yield from _told(students, no_class, "klass", "班级")


def _no_class(students: Table) -> pd.Series:
    """Rows whose class is unknown, or a word that is no class."""
    klass = students.maybe("klass")
    # A class cell that only says the grade is made good by the class in the title.
    titled = students.of_piece((bool(p.context.klass) for p in students.pieces), "bool")
    blank = clean.are_empty(klass)
    named = clean.which(klass, lambda word: word != "" and not _NUMBER.fullmatch(word))
    if not named.any():
        return blank & ~titled
    numbered = np.bincount(students.unit_no[~blank & ~named], minlength=students.unit_no.max() + 1)
    usual = numbered[students.unit_no] >= _ENOUGH_TO_TELL
    no_name = clean.which(klass, _is_no_class) | (usual & _alone(students))
    unknown: pd.Series = (blank & ~titled) | (named & no_name)
    return unknown


def _alone(students: Table) -> npt.NDArray[np.bool_]:
    """Rows that share their class with no other."""
    # All rows without a grade or a class are as one class.
    alone: npt.NDArray[np.bool_] = (np.bincount(students.class_no) == 1)[students.class_no]
    return alone


def _is_no_class(word: str) -> bool:
    return bool(re.fullmatch(_NO_CLASS, word))


def _told(students: Table, rows: pd.Series, field_id: str, label: str) -> Iterator[Flags]:
    """The faulty cells of a column; one finding at its heading where a whole table says nothing."""
    if not rows.any():
        return
    rows = rows & ~_under_a_merge(students, field_id)
    written = students.text(field_id)
    silent = (written == "") | (field_id == "klass" and label == "年级")
    for at in np.unique(students.piece_no[rows.to_numpy(dtype=bool)]):
        piece = students.pieces[at]
        of_piece = students.index[students.piece_no == at]
        if len(of_piece) > 1 and (rows & silent)[of_piece].all():
            rows[of_piece] = False
            yield place(
                piece,
                piece.heading_cell(field_id),
                f"整张表都没有写{label}，标题、工作表名和文件名里也没有",
                suggestion=f"请补填{label}列，或在标题写明{label}",
            )
    form = "七年级" if label == "年级" else "1班或七(1)班"
    yield students.flag(
        rows & (written != ""),
        field_id,
        f"从“{{}}”认不出{label}",
        written,
        suggestion=f"请写成{form}这样的写法",
    )
    yield students.flag(
        rows & (written == ""),
        field_id,
        f"没有填{label}，标题和工作表名里也没有",
        suggestion=f"请补填{label}",
    )


def _under_a_merge(students: Table, field_id: str) -> pd.Series:
    """Rows whose cell belongs to a merged cell that begins further up and holds something."""
    within = pd.Series(False, index=students.index)
    for at, piece in enumerate(students.pieces):
        column = piece.columns.get(field_id)
        covered = {
            row
            for merge in piece.sheet.merges
            if column is not None
            and merge.left <= column <= merge.right
            and piece.sheet.rows[merge.top][merge.left] != ""
            for row in range(merge.top + 1, min(merge.bottom, piece.area.bottom) + 1)
        }
        if covered:
            of_piece = students.piece_no == at
            within |= of_piece & np.isin(students.row, list(covered))
    return within
