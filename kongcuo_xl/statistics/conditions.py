"""Conditions: which of the people that a measure counts are asked for.

Each condition looks at one column of the people and accepts some of its values. To add one, give
``Conditions`` a field of that name and ``CONDITIONS`` a line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple

from kongcuo_xl import clean
from kongcuo_xl.records import Records
from kongcuo_xl.statistics.traits import Traits
from kongcuo_xl.tables import kinds

PRIMARY, JUNIOR = range(1, 7), range(7, 10)
STAGES = {"小学": PRIMARY, "初中": JUNIOR}
OR = "、"
"""Joins several values of which each will do: 言语、肢体."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which of the people count; what is not said does not matter.

    Where a text names several values, joined by 、, any of them will do.
    """

    grade: int | None = None
    stage: str = ""
    """小学 or 初中."""
    sex: str = ""
    klass: str = ""
    """As people say it: 七(1)班."""
    group: str = ""
    """A flag of the roster: ``left_behind`` …"""
    school: str = ""
    """The name of a school, as its unit or its tables have it."""
    village: str = ""
    age: str = ""
    """Full years at the policy's cut-off day: 6, or 6-11."""
    boarding: str = ""
    """寄宿 or 走读."""
    nation: str = ""
    """A nation in full (土家族), or 少数民族: any of the fifty-five."""
    disability: str = ""
    """``traits.DISABILITIES``: 视力, 听力 …"""
    placement: str = ""
    """``traits.PLACEMENTS``: 随班就读, 送教上门 …"""
    reason: str = ""
    """Why somebody left, is away or on leave, as ``vocabulary.toml`` [reason] names it."""
    destination: str = ""
    """Where somebody went, as ``vocabulary.toml`` [destination] names it."""

    @property
    def words(self) -> str:
        """The conditions as people read them."""
        return OR.join(CONDITIONS[name].words(value) for name, value in self.set) or "全部"

    @property
    def set(self) -> list[tuple[str, Any]]:
        """The conditions that there are, in the order in which people read them."""
        return _set(self)

    @property
    def grades(self) -> frozenset[int]:
        """The grades asked for; none where all are."""
        direct = frozenset() if self.grade is None else frozenset({self.grade})
        return direct or frozenset(STAGES.get(self.stage, ()))


@lru_cache(maxsize=4096)
def _set(conditions: Conditions) -> list[tuple[str, Any]]:
    return [(n, v) for n in CONDITIONS if (v := getattr(conditions, n)) not in (None, "")]


class Condition(NamedTuple):
    """What one condition looks at."""

    column: Callable[[Any], str]
    """The column that it looks at: one of ``records.PERSON``, a trait, or ``group:left_behind``."""
    accepts: Callable[[Records, Any], Collection[Hashable]]
    """The values of the column that meet it."""
    words: Callable[[Any], str]
    told_by: Callable[[Records, Traits, Any], AbstractSet[str] | None] = lambda *_: None
    """The units that can tell; None where all can."""


def _of(column: str) -> Callable[[Any], str]:
    return lambda _: column


def _any_of(_: Records, value: Any) -> frozenset[str]:
    return frozenset(filter(None, str(value).split(OR)))


def _trait(name: str, words: Callable[[Any], str] = str) -> Condition:
    def told_by(_: Records, traits: Traits, __: Any) -> set[str]:
        return traits.told_by(name)

    return Condition(_of(name), _any_of, words, told_by)


def _stage_grades(_: Records, value: str) -> frozenset[int]:
    return frozenset(grade for stage in value.split(OR) for grade in STAGES[stage])


def _ages(_: Records, value: Any) -> frozenset[str]:
    first, _dash, last = str(value).partition("-")
    return frozenset(map(str, range(int(first), int(last or first) + 1)))


def _nations(_: Records, value: str) -> frozenset[str]:
    minorities = frozenset(clean.NATIONS) - {"汉族"}
    named = [minorities if one == "少数民族" else {one} for one in value.split(OR)]
    return frozenset().union(*named)


def group_label(group: str) -> str:
    """A special group as people call it."""
    return kinds()["students"].fields[group].label


CONDITIONS: dict[str, Condition] = {
    "school": Condition(
        _of("unit"), lambda r, v: r.units_of(v), str, lambda r, _, v: r.units_of(v)
    ),
    "stage": Condition(_of("grade"), _stage_grades, str),
    "grade": Condition(_of("grade"), lambda _, v: {v}, clean.grade_label),
    "klass": Condition(_of("klass"), lambda _, v: {v}, str),
    "village": _trait("village"),
    "age": Condition(_of("age"), _ages, lambda v: f"{v}周岁"),
    "sex": Condition(_of("sex"), _any_of, str),
    "group": Condition(
        lambda group: f"group:{group}",
        lambda *_: {True},
        group_label,
        lambda records, _, group: records.units_flagging(group),
    ),
    "boarding": _trait("boarding"),
    "nation": _trait("nation")._replace(accepts=_nations),
    "disability": _trait("disability", lambda v: v if "残疾" in v else f"{v}残疾"),
    "placement": _trait("placement"),
    "reason": _trait("reason", lambda v: f"原因为{v}"),
    "destination": _trait("destination", lambda v: f"去向为{v}"),
}  # fmt: skip
"""Every condition by the name of its field, in the order in which people read them."""

assert set(CONDITIONS) == {each.name for each in fields(Conditions)}
