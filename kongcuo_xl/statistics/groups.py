"""Special groups: 留守, 随迁, 孤儿 … among those in 学籍. Each is a condition as well."""

from __future__ import annotations

from collections.abc import Callable

from kongcuo_xl.records import Counted, Records
from kongcuo_xl.statistics.conditions import group_label
from kongcuo_xl.statistics.coverage import only, outside, without
from kongcuo_xl.statistics.enrolment import enrolled
from kongcuo_xl.statistics.measure import Measure

GROUPS = (
    "left_behind", "migrant", "single_parent", "orphan", "unsupported", "disabled", "inclusive",
    "registered_poor", "monitored", "sudden_hardship", "prisoner_child", "weak", "weary",
    "relapsing", "prone",
)  # fmt: skip


def in_group(group: str) -> Callable[[Records], Counted]:
    """Those in 学籍 at the end of the period who are of a special group."""

    def count(records: Records) -> Counted:
        counted = enrolled(records, at_start=False)
        told = records.units_flagging(group)
        why = f"名册没有“{group_label(group)}”这一列，也没有这类学生的名单"
        lacking = dict(counted.lacking)
        lacking |= without(records, told | set(lacking), why)
        people = only(outside(counted.people, lacking), records.in_group(group))
        basis = f"{counted.basis}，名册或名单注明{group_label(group)}的"
        return Counted(people, basis, counted.notes, lacking, counted.gaps)

    return count


def _measure(group: str) -> Measure:
    label = group_label(group).split("/")[0]
    named = label if label.endswith(("生", "子女", "户", "儿")) else f"{label}学生"
    definition = f"期末在籍学生中，学籍表、花名册注明或特殊群体名单列入{label}的学生"
    return Measure(group, named, definition, in_group(group), basis="学籍")


MEASURES = tuple(map(_measure, GROUPS))
