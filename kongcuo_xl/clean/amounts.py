"""Numbers with their counters, and parts of a school day."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kongcuo_xl.clean.cell_text import key
from kongcuo_xl.clean.distinct_values import each
from kongcuo_xl.clean.numerals import HAN_NUMERAL, NUMERAL, han_number, small_number

_COUNTER = "[\u4e00-\u9fffa-z/]{0,4}"
_ARABIC = re.compile(rf"[约第共计近]*([-+]?(?:\d+(?:\.\d*)?|\.\d+))(%)?({_COUNTER})")
_HAN_COUNT = re.compile(rf"[约第共计近]*((?:{HAN_NUMERAL})?)(半)?(个)?({_COUNTER}?)(半)?")


def number(value: object) -> float | None:
    """The number in a cell: 3次, 2课时, ０.5天, 半天 (0.5), 一天半 (1.5), 1,200, 95% (0.95).

    None for blanks and for what is no number.
    """
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        return None if value != value else float(value)
    word = re.sub(r"\([^)]*\)", "", key(value)).replace("，", ",")
    word = re.sub(r"(?<=\d),(?=\d{3})", "", word)
    if found := _ARABIC.fullmatch(word):
        half = 0.5 if found[3].endswith("半") else 0.0
        return float(found[1]) / (100 if found[2] else 1) + half
    found = _HAN_COUNT.fullmatch(word)
    if not found or not (found[1] or found[2]):
        return None
    whole = han_number(found[1]) if found[1] else 0
    return None if whole is None else whole + (0.5 if found[2] or found[5] else 0.0)


def numbers(values: pd.Series) -> pd.Series:
    """``number`` of every value, float64 with NaN for none."""
    return pd.Series(each(values, number).astype(float), index=values.index)


_LESSONS = re.compile(rf"第?({NUMERAL})(?:节课?)?(?:[-至到~、,]第?({NUMERAL}))?节?课?")
_MORNING_LESSONS = 4


def period_of_day(value: object) -> float | None:
    """The part of a school day, in days: 上午 0.5, 全天 1.0, 第1-4节 0.5, 第3-6节 1.0.

    Lessons 1 to 4 are the morning; a half day in which a lesson was missed counts as half a day.
    None for blanks and for what is not understood.
    """
    word = re.sub(r"[()]", "", key(value))
    if not word:
        return None
    if re.search("全[天日]|整[天日]|终日|上午.*下午|上下午", word):
        return 1.0
    if re.search("上午|下午|早[读自操]|晚[自修]|中午|^[早午晚]$|^am$|^pm$", word):
        return 0.5
    found = _LESSONS.fullmatch(word)
    if found and ("节" in word or "第" in word or found[2]):
        first = small_number(found[1]) or 0
        last = small_number(found[2] or found[1]) or 0
        return 1.0 if first <= _MORNING_LESSONS < last else 0.5
    return number(word)
