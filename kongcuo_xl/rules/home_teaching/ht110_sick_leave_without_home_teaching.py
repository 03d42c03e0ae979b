"""因病休学学生未列入送教。

查什么：政策要求因病休学的学生也送教（home_teaching_sick_leave）时，变动登记中因病休学、还没有复学的学生，
不在安置表的送教学生里，也没有送教记录。

为什么：休学的学生义务教育没有停，能送教的要送教上门。

常见误报：病情不允许上课的学生；休学已满、复学没有登记的。

示例：

    日期 2025-10-20
    政策 model-2
    [学籍变动登记册]
    姓名      | 变动类别 | 变动日期   | 原因     | 起止
    张三◀疑问 | 休学     | 2025-09-10 | 因病手术 | 2025-09-10至2026-07-10
    李四      | 休学     | 2025-09-10 | 因病治疗 | 2025-09-10至2026-07-10
    周五      | 休学     | 2025-03-10 | 因病治疗 | 2025-03-10至2025-09-10
    周五      | 复学     | 2025-09-10 | 病愈     |
    [送教上门学生]
    姓名 | 残疾类型 | 安置方式
    李四 | 无       | 送教上门
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kongcuo_xl.people import UNKNOWN, key_of, match
from kongcuo_xl.rules.home_teaching.taught import at_home, taught_on_roster
from kongcuo_xl.tables import Flags, MissingTableError, Table

LEVEL = "疑问"
BASIS = ("1.2-18",)

_ILL = "病|伤|手术|住院|治疗|疗养|康复|癌|瘤|骨折|抑郁|残"


def check(
    changes: Table,
    date: dt.date,
    home_teaching_sick_leave: bool,
    placements: Table | None = None,
    home_teaching: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    if not home_teaching_sick_leave:
        return
    lists = [table for table in (placements, home_teaching) if table is not None]
    if not lists:
        raise MissingTableError("placements")
    kind = changes["change_kind"]
    leaving = kind.str.contains("休学") | (kind == "11")
    ill = changes.maybe("sick").fillna(False).astype(bool)
    ill |= changes.text("reason").str.contains(_ILL) | kind.str.contains("病")
    listed = changes.unit.isin({p.unit for table in lists for p in table.pieces})
    taught = pd.Series(False, index=changes.index)
    if placements is not None:
        taught |= _among(changes, placements, at_home(placements))
    if home_teaching is not None:
        taught |= _among(changes, home_teaching, pd.Series(True, index=home_teaching.index))
    person = np.full(len(changes), UNKNOWN)
    if students is not None:
        taught |= _among(changes, students, taught_on_roster(students))
        person = match(changes, students)
    begun = changes.maybe("change_date").isna() | (changes["change_date"] <= pd.Timestamp(date))
    faulty = leaving & ill & listed & begun & ~taught & ~_superseded(changes, date)
    message = "{}因病休学，没有列入送教"
    suggestion = "请评估能否送教；能送教的列入安置表并安排"
    on_roster = pd.Series(person >= 0, index=changes.index)
    if students is not None:
        rows = np.unique(person[(faulty & on_roster).to_numpy(dtype=bool)])
        yield students.flag_at(rows, "name", message, students.maybe("name"), suggestion=suggestion)
    yield changes.flag(
        faulty & ~on_roster, "name", message, changes.maybe("name"), suggestion=suggestion
    )


def _among(changes: Table, roster: Table, chosen: pd.Series) -> pd.Series:
    """Rows of the register whose person is among the chosen rows, by any key they share."""
    found = pd.Series(False, index=changes.index)
    for key in ("id_number", "student_no", "name"):
        held = set(key_of(roster, key)[chosen]) - {""}
        found |= key_of(changes, key).isin(held)
    return found


def _superseded(changes: Table, date: dt.date) -> pd.Series:
    """Rows after which the same person has another change: 复学, 转出 ….

    An extended leave stands on a later row of its own.
    """
    name = key_of(changes, "name")
    when = changes.maybe("change_date").where(changes.maybe("change_date") <= pd.Timestamp(date))
    last = when.groupby(name).transform("max")
    return (when < last).fillna(False)
