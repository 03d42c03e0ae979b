"""Grades and classes as people write them, and as they are shown."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from kongcuo_xl.clean.cell_text import key
from kongcuo_xl.clean.distinct_values import answers_by_value
from kongcuo_xl.clean.header_words import simplified
from kongcuo_xl.clean.numerals import HAN_ONES, NUMERAL, small_number

_STAGE_BASE = {"小": 0, "初": 6, "高": 9}
_STAGE_LAST = {"小": 6, "初": 9, "高": 12}
_STAGE = "小学|初中|高中|小|初|高"
_GRADE = re.compile(rf"({_STAGE})?(十[一二]?|[{HAN_ONES}]|0?[1-9]|1[0-2])(年级|年|级)?")
_COHORT = re.compile(rf"({_STAGE})?((?:19|20)\d\d)(级|届)?")
_BEFORE_SCHOOL = re.compile("学前班?|[大中小]班|幼儿园?|幼小衔接")


def grade(value: object, school_year: int | None = None, stage: str | None = None) -> int | None:
    """The grade: 1 to 9, 10 to 12 for 高中, 0 before school; None when it is none.

    Understands 一年级, 7年级, 七, 7, 初一 (7), 小一, 高一 (10). An entry cohort (2019级, 初2023级)
    needs ``school_year``, the year in which it began; ``stage`` (小学, 初中, 高中) says what was
    entered when the text does not, else the cohort is taken to have entered grade 1. 2026届 is the
    cohort that leaves its stage in 2026 and needs a stage.
    """
    word = simplified(key(value))
    if _BEFORE_SCHOOL.fullmatch(word):
        return 0
    if found := _COHORT.fullmatch(word):
        return _cohort_grade(found[1] or stage, int(found[2]), found[3], school_year)
    found = _GRADE.fullmatch(word)
    return _stage_grade(found[1], found[2]) if found else None


def _stage_grade(stage: str | None, numeral: str) -> int | None:
    number = small_number(numeral)
    if number is None or stage is None:
        return number
    base, last = _STAGE_BASE[stage[0]], _STAGE_LAST[stage[0]]
    within = number if number > base else number + base
    if stage[0] == "初" and number == 4:  # the fourth year of a junior school of four years
        within = 9
    return within if base < within <= last else None


def _cohort_grade(
    stage: str | None, year: int, word: str | None, school_year: int | None
) -> int | None:
    if school_year is None:
        return None
    base = _STAGE_BASE.get(stage[0], 0) if stage else 0
    last = _STAGE_LAST.get(stage[0], 9) if stage else 9
    if word == "届":
        number = last - (year - school_year - 1) if stage else 0
    else:
        number = base + school_year - year + 1
    return number if base < number <= last else None


class Class(NamedTuple):
    """A class: its grade, and its number (``"2"``) or name (``"红星班"``); None is unknown."""

    grade: int | None
    number: str | None


_GRADE_WORD = rf"(?:(?:{_STAGE})(?:[{HAN_ONES}]|\d)|[{HAN_ONES}]|\d{{1,2}})(?:年级?|级)"
_STAGE_WORD = rf"(?:小|初|高)[{HAN_ONES}\d]|(?:小学|初中|高中)[{HAN_ONES}\d]"
_COHORT_WORD = rf"(?:{_STAGE})?20\d\d[级届]"
_GRADE_THEN_CLASS = re.compile(
    rf"({_COHORT_WORD}|{_GRADE_WORD}|{_STAGE_WORD}|[{HAN_ONES}](?=[(\-.·_/\d]|[{HAN_ONES}]班$)|\d(?=[(\-.·_/])"
    rf"|0[1-9](?=[(\-.·_/]))"
    rf"[\-.·_/]?\(?({NUMERAL})\)?(?:班|级)?"
)
_GRADE_THEN_NAME = re.compile(
    rf"({_COHORT_WORD}|{_GRADE_WORD}|{_STAGE_WORD}|[{HAN_ONES}](?=\())[\-.·_]?\(?([^()]+?)\)?(班?)"
)
_RUN_TOGETHER = re.compile(r"0?([1-9])(0[1-9]|[1-9]\d)班?")
_COHORT_CODE = re.compile(r"([1-4]\d)(0[1-9]|[1-9]\d)班?")
_AFTER_SCHOOL = re.compile(r".*(?:学校|小学|中学|教学点|校区|分校)(.*[\dA-Za-z)班级].*)")
_CLASS_ONLY = re.compile(rf"第?\(?({NUMERAL})\)?班?")


def class_of(
    grade_value: object,
    class_value: object,
    school_year: int | None = None,
    stage: str | None = None,
) -> Class:
    """Grade and class out of a grade cell and a class cell, either of which may hold both.

    Understands 七(2)班, 七年级2班, 七2, 7.2, 7-2, 702, 0702, 初一（3）班, 七年级二班, 2023级3班,
    1703 (class 3 of the cohort of 2017), 2班, 二班, and named classes (红星班, as they are).
    Where the grade cell says a grade, it is the grade.
    """
    said = grade(grade_value, school_year, stage)
    grade_word, class_word = simplified(key(grade_value)), simplified(key(class_value))
    return _class_of_words(said, grade_word, class_word, school_year, stage)


def _class_of_words(
    said: int | None, grade_word: str, class_word: str, school_year: int | None, stage: str | None
) -> Class:
    """``class_of`` of what two cells hold once simplified; ``said`` is the grade cell's grade."""
    if not class_word and said is None and grade_word:
        class_word, grade_word = grade_word, ""
    found = _split_class(class_word, school_year, stage)
    if said is None and found.grade is None and grade_word:
        said = _split_class(grade_word, school_year, stage).grade
    return Class(found.grade if said is None else said, found.number)


_ROMAN = {0x2160 + i: str(i + 1) for i in range(12)} | {0x2170 + i: str(i + 1) for i in range(12)}


@lru_cache(maxsize=4096)
def _split_class(word: str, school_year: int | None, stage: str | None) -> Class:
    if not word:
        return Class(None, None)
    word = re.sub("[〔【\\[]", "(", re.sub("[〕】\\]]", ")", word)).translate(_ROMAN)
    if found := _GRADE_THEN_CLASS.fullmatch(word):
        return Class(grade(found[1], school_year, stage), _class_number(found[2]))
    if found := _CLASS_ONLY.fullmatch(word):
        return Class(None, _class_number(found[1]))
    if found := _RUN_TOGETHER.fullmatch(word):
        return Class(int(found[1]), _class_number(found[2]))
    if found := _COHORT_CODE.fullmatch(word):
        cohort = _cohort_grade(stage, 2000 + int(found[1]), "级", school_year)
        return Class(cohort, _class_number(found[2]))
    whole = grade(word, school_year, stage)
    if whole is not None:
        return Class(whole, None)
    if found := _GRADE_THEN_NAME.fullmatch(word):
        return Class(grade(found[1], school_year, stage), found[2].upper() + "班")
    if found := _AFTER_SCHOOL.fullmatch(word):
        return _split_class(found[1], school_year, stage)
    return Class(None, word.upper())


def _class_number(numeral: str) -> str | None:
    number = small_number(numeral)
    return str(number) if number else None


def classes(
    grade_values: pd.Series,
    class_values: pd.Series,
    school_year: int | None = None,
    stage: str | None = None,
) -> pd.DataFrame:
    """``class_of`` of every row: columns ``grade`` (Int64) and ``number`` (text)."""
    grade_at, grades = answers_by_value(
        grade_values, lambda value: (grade(value, school_year, stage), simplified(key(value)))
    )
    class_at, class_words = answers_by_value(class_values, lambda value: simplified(key(value)))
    # The last answer is the one for missing values, which -1 points at.
    pairs = (grade_at % len(grades)) * len(class_words) + class_at % len(class_words)
    at, distinct = pd.factorize(pairs)
    found = []
    for pair in distinct.tolist():
        said, grade_word = grades[pair // len(class_words)]
        class_word = class_words[pair % len(class_words)]
        found.append(_class_of_words(said, grade_word, class_word, school_year, stage))
    number_of = pd.array([one.grade for one in found], dtype="Int64")
    name_of = pd.array([one.number for one in found], dtype="str")
    return pd.DataFrame(
        {"grade": number_of.take(at), "number": name_of.take(at)}, index=grade_values.index
    )


def grade_label(number: int) -> str:
    """How a grade is written: 七年级, 高一, 学前."""
    if number == 0:
        return "学前"
    if number > 9:
        return "高" + "一二三"[number - 10]
    return HAN_ONES[number - 1] + "年级"


def class_label(number: int | None, name: str | None) -> str:
    """How a class is written: 七(2)班, 七年级红星班, 2班; a grade alone is 七年级."""
    named = name is not None and not name.isdecimal()
    if number is None or name is None:
        if number is not None:
            return grade_label(number)
        return (name or "") if named or not name else f"{name}班"
    if named:
        return grade_label(number) + name
    short = grade_label(number).removesuffix("年级")
    return f"{short}({name})班"
