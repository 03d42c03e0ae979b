"""同一学生在各表信息不一致。

查什么：同一名学生在学籍表、花名册、点名册、安置表、特殊群体名册和个案台账里的班级（年级）、性别、
出生日期、监护人电话互相不同。以学籍表为准，没有学籍表的以花名册为准，标在另一张表的格子上，一项标一处。

为什么：各表对不上，上报的数就对不上；哪张表是对的，要到孩子那里去问。

常见误报：刚换过班、换过电话，有一张表没有更新。出生日期、性别与自己的身份证号不符的由 ID107、ID108
说，身份证号不对的人不查。电话有几个的，有一个相同就算一致。

示例：

    [学籍表]
    姓名 | 身份证件号         | 学籍号              | 年级   | 班级
    张三 | 110105201309010017 | G110105201309010017 | 七年级 | 1班
    李四 | 110105201309010033 | G110105201309010033 | 七年级 | 1班

    [学生花名册]
    姓名 | 身份证号           | 年级   | 班级
    张三 | 110105201309010017 | 七年级 | 2班◀疑问
    李四 | 110105201309010033 | 七年级 | 1班
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl import clean, identity
from kongcuo_xl.id_validity import numbers
from kongcuo_xl.people import match, take
from kongcuo_xl.tables import Flags, Table, Tables, kinds

LEVEL = "疑问"
BASIS = ("1.5-07",)

_KINDS = ("students", "roll_call", "placements", "special_groups", "cases")
_PHONES = ("phone", "father_phone", "mother_phone")
_SUGGESTION = "请核实后把写错的一处改正"


def check(tables: Tables) -> Iterator[Flags]:
    official = [kind for kind in ("registry", "students") if kind in tables]
    for kind in _KINDS:
        if kind not in tables:
            continue
        told = {name: pd.Series(False, index=tables[kind].index) for name in _FIELDS}
        for other in official:
            if other != kind:
                yield from _compare(tables[kind], tables[other], told)


_FIELDS = ("class", "sex", "birth_date", "phone")


def _compare(mine: Table, theirs: Table, told: dict[str, pd.Series]) -> Iterator[Flags]:
    """Faults of one table against a more official one; ``told`` grows by them."""
    if not len(mine) or not len(theirs):
        return
    position = match(mine, theirs)
    both = (position >= 0) & _id_usable(mine).to_numpy(dtype=bool)
    both &= take(_id_usable(theirs), position, False).to_numpy(dtype=bool)
    label = kinds()[theirs.kind].label
    fields = kinds()[mine.kind].fields

    def flag(name: str, field: pd.Series | str, word: str, a: pd.Series, b: pd.Series,
             faulty: pd.Series) -> Iterator[Flags]:  # fmt: skip
        faulty = faulty & both & ~told[name]
        told[name] |= faulty
        for one in [field] if isinstance(field, str) else sorted(set(field[faulty])):
            here = faulty if isinstance(field, str) else faulty & (field == one)
            yield mine.flag(
                here, one, "{}的{}这里是{}，{}是{}", mine.maybe("name"), word, a, label, b,
                suggestion=_SUGGESTION,
            )  # fmt: skip

    if "klass" in fields:
        yield from flag("class", *_class_difference(mine, theirs, position))
    if "sex" in fields and "sex" in kinds()[theirs.kind].fields:
        a, b = mine.maybe("sex").fillna(""), _taken(theirs.maybe("sex").fillna(""), position)
        own = ~_against_id(mine, "sex") & ~take(_against_id(theirs, "sex"), position, False)
        yield from flag("sex", "sex", "性别", a, b, (a != "") & (b != "") & (a != b) & own)
    if "birth_date" in fields and "birth_date" in kinds()[theirs.kind].fields:
        born, other = mine.maybe("birth_date"), take(theirs.maybe("birth_date"), position)
        own = ~_against_id(mine, "birth_date")
        own &= ~take(_against_id(theirs, "birth_date"), position, False)
        # A birth date given as a month agrees with every day of it.
        same = (born == other) | (
            (born.dt.to_period("M") == other.dt.to_period("M"))
            & ((born.dt.day == 1) | (other.dt.day == 1))
        )
        faulty = born.notna() & other.notna() & ~same & own
        yield from flag("birth_date", "birth_date", "出生日期", _day(born), _day(other), faulty)
    if "phone" in fields and "phone" in kinds()[theirs.kind].fields:
        yield from flag(
            "phone", "phone", "联系电话", *_phone_difference(mine, theirs, position, both)
        )


def _taken(values: pd.Series, position: npt.NDArray[np.int64]) -> pd.Series:
    return take(values, position, "")


def _day(dates: pd.Series) -> pd.Series:
    codes, days = pd.factorize(dates)
    written = np.array([*(f"{day:%Y-%m-%d}" for day in days), ""], dtype=object)
    return pd.Series(written[codes], index=dates.index, dtype="str")


def _id_usable(table: Table) -> pd.Series:
    """Rows whose ID is blank, of another kind of document, or right."""
    if "id_number" not in kinds()[table.kind].fields:
        return pd.Series(True, index=table.index)
    return _id_right(table) | numbers(table).are("blank")


def _id_right(table: Table) -> pd.Series:
    read = numbers(table)
    return pd.Series(read.are("id18", "residence") & read.checked, index=table.index)


def _against_id(table: Table, field: str) -> pd.Series:
    """Rows whose sex or birth date contradicts their own valid ID: another rule's fault."""
    if "id_number" not in kinds()[table.kind].fields:
        return pd.Series(False, index=table.index)
    right, read = _id_right(table), numbers(table)
    if field == "sex":
        said = identity.sex_words(read.sexes, table.index)
        return right & (table.maybe("sex").fillna("") != said)
    born = pd.Series(read.born, index=table.index)
    return right & born.notna() & (table.maybe("birth_date") != born)


def _class_difference(
    mine: Table, theirs: Table, position: npt.NDArray[np.int64]
) -> tuple[pd.Series, str, pd.Series, pd.Series, pd.Series]:
    """Field to mark, its word, both values, and who differs; an unknown grade or class agrees."""
    grade, number = mine.maybe("grade"), mine.maybe("klass")
    other_grade = take(theirs.maybe("grade"), position)
    other_number = _taken(theirs.maybe("klass"), position)
    grades = (grade != other_grade).fillna(False).astype(bool)
    # A class without a grade on either side can't be told from one of another grade.
    classes = (number != "") & (other_number != "") & (number != other_number)
    classes &= grade.notna() & other_grade.notna()
    # A named class that one pupil alone is in is no class: another rule's fault (ST104).
    alone = ~number.str.fullmatch("[0-9]*") & ~mine.class_key.duplicated(keep=False)
    grades, classes = grades & ~alone, classes & ~alone
    only_grade = grades & ~classes & mine.has("grade")
    field = pd.Series("klass", index=mine.index).where(~only_grade, "grade")
    return field, "班级", _label(grade, number), _label(other_grade, other_number), grades | classes


def _label(grade: pd.Series, number: pd.Series) -> pd.Series:
    codes, pairs = pd.factorize(grade.astype("str") + "|" + number)
    labels = []
    for pair in pairs:
        written, _, klass = str(pair).partition("|")
        known = written not in ("", "<NA>", "nan")
        labels.append(clean.class_label(int(float(written)) if known else None, klass or None))
    return pd.Series(np.array([*labels, ""], dtype=object)[codes], index=grade.index)


def _phone_difference(
    mine: Table, theirs: Table, position: npt.NDArray[np.int64], both: npt.NDArray[np.bool_]
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Both phones as written, and where well-written numbers have none in common."""
    a, a_good = clean.phones(mine.raw("phone"))
    theirs_text, theirs_good = clean.phones(theirs.raw("phone"))
    b, b_good = _taken(theirs_text, position), take(theirs_good, position, False)
    differ = (a != "") & (b != "") & a_good & b_good.astype(bool) & (a != b) & both
    if differ.any():
        where = np.flatnonzero(differ.to_numpy(dtype=bool))
        for at in where.tolist():
            numbers = set(a[at].split("、")) | _others(mine, at)
            other = set(b[at].split("、")) | _others(theirs, int(position[at]))
            differ.iat[at] = not numbers & other
    return a, b, differ


def _others(table: Table, row: int) -> set[str]:
    """The parents' numbers of a row."""
    found: set[str] = set()
    for field in _PHONES[1:]:
        if field in kinds()[table.kind].fields:
            found |= set(clean.phone(table.raw(field)[row])[0].split("、")) - {""}
    return found
