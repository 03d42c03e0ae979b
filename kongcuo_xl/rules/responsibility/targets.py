"""包保对象: the schools, grades and classes that a cell of the 包保责任表 names.

One cell may name several: 何寨学校  程庄教学点, 七、八年级, 七(1)、(2)班.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kongcuo_xl import clean
from kongcuo_xl.tables import Table
from kongcuo_xl.teachers import headed_classes

_NUMERAL = "[一二三四五六七八九1-9]"
_GRADES = re.compile(f"({_NUMERAL}(?:[、,，和及]{_NUMERAL})*)年级")
_GRADE_RANGE = re.compile(f"({_NUMERAL})(?:年级)?[至到~～—–-]({_NUMERAL})年级")
_CLASS_RANGE = re.compile(
    rf"({_NUMERAL})(?:年级)?[(（]?(\d{{1,2}})[)）]?班?[至到~～—–-][(（]?(\d{{1,2}})[)）]?班"
)
_BREAK = re.compile(r"[、,，;；/\n\r\s]+|(?<=[校点学中小])(?:和|及|与)")
_SCHOOL = re.compile("学校|小学|中学|初中|教学点|校$|[中小]$")
_WHOLE_SCHOOL = re.compile("全校|^学校$|本校|我校|学校整体")
_EVERY_CLASS = re.compile("(?:各|每个?|所有|全部)班")
_EVERY_GRADE = re.compile("(?:各|每个?|所有|全部)年级")


@dataclass(frozen=True, slots=True)
class Targets:
    """What one cell names. ``classes`` are ``grade|class``; ``schools`` names as written."""

    schools: tuple[str, ...] = ()
    grades: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    whole_school: bool = False
    every_grade: bool = False
    every_class: bool = False


def targets(cell: str, school_year: int | None) -> Targets:
    """The schools, grades and classes that a cell names."""
    text = re.sub(r"\s*([()（）])\s*", r"\1", cell)
    classes = set(headed_classes(_CLASS_RANGE.sub("、", text), school_year))
    for grade, first, last in _CLASS_RANGE.findall(text):
        number = clean.grade(f"{grade}年级")
        classes |= {f"{number}|{one}" for one in range(int(first), int(last) + 1)}
    grades: set[int] = set()
    if not classes:
        for first, last in _GRADE_RANGE.findall(text):
            low, high = clean.grade(f"{first}年级"), clean.grade(f"{last}年级")
            grades |= set(range(low or 0, (high or 0) + 1)) - {0}
        for listed in _GRADES.findall(text):
            numbers = (clean.grade(f"{one}年级") for one in re.findall(_NUMERAL, listed))
            grades |= {number for number in numbers if number}
    whole = bool(_WHOLE_SCHOOL.search(text))
    parts = [] if whole or classes or grades else [p for p in _BREAK.split(text) if p]
    return Targets(
        tuple(p for p in parts if _SCHOOL.search(p)),
        frozenset(grades),
        frozenset(classes),
        whole,
        bool(_EVERY_GRADE.search(text)),
        bool(_EVERY_CLASS.search(text)),
    )


def named_targets(responsibility: Table, school_year: int | None) -> dict[int, Targets]:
    """Row → what its cell names, for the rows that have a target."""
    cells = responsibility["target"]
    known = {cell: targets(cell, school_year) for cell in cells.unique()}
    return {at: known[cell] for at, cell in enumerate(cells) if cell}
