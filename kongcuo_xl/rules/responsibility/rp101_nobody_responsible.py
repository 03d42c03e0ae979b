"""没有包保人。

查什么：政策的包保层级（chain）中的学校、教学点、年级、班级，在包保责任表里没有列出，或列出了没有
包保人。学校和教学点以学校表为准；年级和班级以班级表为准，没有班级表的以花名册为准。班级表的“包保
领导”也算。

为什么：每一所学校、每一个班都要有人负责，漏掉的一个就是没有人管的一个。

常见误报：包保对象写成别的名称，认不出是哪个学校或班级。

示例：

    政策 zhushan-2021
    [一中/班级表]
    年级   | 班级       | 班主任
    七年级 | 1班        | 王芳
    七年级 | 2班◀错误 | 李强
    [一中/包保责任表]
    包保对象 | 包保人    | 职务
    全校     | 赵明      | 校长
    七年级   | ◀错误 | 副校长
    七(1)班  | 王芳      | 班主任
    [学校表]
    学校名称    | 类别
    一中        | 初中
    何寨学校    | 小学
    程庄教学点  | 教学点
    李庄小学◀错误 | 小学
    [包保情况一览表]
    序号 | 包保学校             | 包保人 | 备注
    1    | 何寨学校  程庄教学点 | 孙丽   |
"""

from collections.abc import Iterator

import numpy as np

from kongcuo_xl import clean
from kongcuo_xl.cases import stated
from kongcuo_xl.rules.responsibility.targets import (
    Targets,
    named_targets,
)
from kongcuo_xl.tables import Flags, MissingTableError, Piece, Table, place
from kongcuo_xl.units import related, same_school

LEVEL = "错误"
BASIS = ("1.1-03", "002-01", "003-05", "003-06")
ACROSS_UNITS = True

_HINT = "请确定包保人并列入包保责任表"


def check(
    chain: tuple[str, ...],
    school_year: int,
    responsibility: Table | None = None,
    schools: Table | None = None,
    classes: Table | None = None,
    students: Table | None = None,
) -> Iterator[Flags]:
    leaders = _led_by_leaders(classes)
    if responsibility is None and (classes is None or not classes.any_has("keeper_leader")):
        raise MissingTableError("responsibility")
    named: dict[int, Targets] = {}
    if responsibility is not None:
        named = named_targets(responsibility, school_year)
        yield _blank_keepers(responsibility, named, leaders)
        if schools is not None:
            yield _schools(schools, responsibility, named, chain)
    for unit, keys in _classes_of(classes, students).items():
        rows: list[int] = []
        if responsibility is not None:
            rows = np.flatnonzero(responsibility.unit == unit).tolist()
        if not rows and not _keeps_leaders(classes, unit):
            continue
        told = [named[row] for row in rows if row in named]
        if rows and not any(map(_any_of_school, told)) and not _keeps_leaders(classes, unit):
            continue  # a list of pupils or villages says nothing of who keeps the classes
        kept = set().union(*(t.classes for t in told))
        graded = set().union(*(t.grades for t in told))
        if responsibility is not None:
            # Whoever keeps a grade keeps its only class.
            kept |= {f"{g}|{only}" for g in graded if (only := responsibility.only_class(unit, g))}
        if "班级" in chain and not any(t.every_class for t in told):
            lacking = [k for k in keys if k not in kept and f"{unit}|{k}" not in leaders]
            where = _sheet_of(responsibility, rows, [r for r in rows if _of_classes(named, r)])
            yield from _missing(unit, lacking, "klass", classes, where)
        if "年级" in chain and rows and not any(t.every_grade for t in told):
            grades = dict.fromkeys(int(k.split("|")[0]) for k in keys)
            lacking = [f"{g}|" for g in grades if g not in graded]
            listed = [r for r in rows if r in named and named[r].grades]
            listed += [r for r in rows if _of_classes(named, r)]
            yield from _missing(
                unit, lacking, "grade", classes, _sheet_of(responsibility, rows, listed)
            )


def _led_by_leaders(classes: Table | None) -> set[str]:
    """``unit|grade|class`` of the classes whose 包保领导 the 班级表 names."""
    if classes is None:
        return set()
    return set(classes.class_key[stated(classes, "keeper_leader")]) - {""}


def _keeps_leaders(classes: Table | None, unit: str) -> bool:
    return classes is not None and bool(
        (classes.has("keeper_leader") & (classes.unit == unit)).any()
    )


def _classes_of(classes: Table | None, students: Table | None) -> dict[str, list[str]]:
    """Unit → its classes as ``grade|class``, by 班级表, else by 花名册."""
    found: dict[str, list[str]] = {}
    for table in (classes, students):
        if table is None:
            continue
        settled = set(found)
        for key in table.class_key.unique():
            unit, _, rest = key.partition("|") if key else ("", "", "")
            if rest and unit not in settled:
                found.setdefault(unit, []).append(rest)
    return found


def _blank_keepers(responsibility: Table, named: dict[int, Targets], leaders: set[str]) -> Flags:
    """Rows that name a target and nobody for it, on no row."""
    target = responsibility.unit + "|" + responsibility["target"]
    held = set(target[stated(responsibility, "keeper")])
    empty = responsibility.has("keeper") & ~stated(responsibility, "keeper") & ~target.isin(held)
    rows = [
        row
        for row in np.flatnonzero(empty).tolist()
        if row in named and not _all_led(named[row], responsibility.unit[row], leaders)
    ]
    return responsibility.flag_at(
        rows, "keeper", "{}没有包保人", responsibility["target"], suggestion="请确定包保人并填写"
    )


def _all_led(named: Targets, unit: str, leaders: set[str]) -> bool:
    return bool(named.classes) and all(f"{unit}|{key}" in leaders for key in named.classes)


def _schools(
    schools: Table, responsibility: Table, named: dict[int, Targets], chain: tuple[str, ...]
) -> Flags:
    name, unit = schools.maybe("school"), schools.unit
    point = (schools.text("school_kind") + name).str.contains("教学点")
    level = point.map({True: "教学点", False: "学校"})
    whole = {responsibility.unit[row] for row in named if named[row].whole_school}
    in_unit = unit.value_counts()
    lacking = []
    for at in np.flatnonzero((name != "") & level.isin(chain)).tolist():
        near = [row for row in named if related(responsibility.unit[row], unit[at])]
        if not near:
            continue
        own_folder = any(
            same_school(one.rpartition("/")[2], name[at])
            or (one == unit[at] and in_unit[unit[at]] == 1)
            for one in whole
        )
        listed = any(same_school(s, name[at]) for row in near for s in named[row].schools)
        if not own_folder and not listed:
            lacking.append(at)
    return schools.flag_at(lacking, "school", "{}没有包保人", name, suggestion=_HINT)


def _any_of_school(told: Targets) -> bool:
    """Whether a cell names a school, a grade or a class at all."""
    return told != Targets()


def _of_classes(named: dict[int, Targets], row: int) -> bool:
    return row in named and bool(named[row].classes)


def _sheet_of(responsibility: Table | None, rows: list[int], fitting: list[int]) -> Piece | None:
    """The list whose rows speak of such targets, else the unit's first; None where it has none."""
    if responsibility is None or not rows:
        return None
    number = int(responsibility.piece_no[(fitting or rows)[0]])
    return responsibility.pieces[number]


def _missing(
    unit: str, keys: list[str], field: str, classes: Table | None, where: Piece | None
) -> Iterator[Flags]:
    """Classes (or grades, ``7|``) without anybody, at their cell or at the list's heading."""
    for key in keys:
        grade, _, number = key.partition("|")
        label = clean.class_label(int(grade), number) if number else clean.grade_label(int(grade))
        message = f"{label}没有包保人"
        if classes is not None:
            own, wanted = classes.class_key, f"{unit}|{key}"
            rows = np.flatnonzero(own == wanted if number else own.str.startswith(wanted))
            if len(rows):
                yield classes.flag_at(rows[:1], field, message, suggestion=_HINT)
                continue
        if where is not None:
            yield place(where, where.heading_cell("target"), message, suggestion=_HINT)
