"""One value brought into its right writing: what is surely right, and what it may have meant.

Spaces at the ends and invisible characters go everywhere; an ID, a phone number, a date and a
nation are also brought into their one right writing. 张　三 is a style and stays.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import pandas as pd

from kongcuo_xl import clean, identity
from kongcuo_xl.book import Value
from kongcuo_xl.tidying.dates import APOSTROPHES, DateStyle, full_day

_SPACES = "去掉首尾空格和不可见字符"
_WIDTH = "全角改半角"
_INNER = "去掉号码中间的空格或短横"
_CASE = "字母改大写"
_NATION = "民族写全称"
_DATE = "日期统一写法"
_QUOTE = "去掉撇号"
_NUMBERS = ("id", "student_no", "phone", "date", "number")
"""Types of column in which a full-width digit is nobody's choice."""
WELL_FORMED = {
    "id": re.compile(r"\d{15}|\d{17}[\dX]"),
    "student_no": re.compile(r"[GJL]\d{17}[\dX]"),
}
_FULL_WIDTH = {0x3000: 0x20} | {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：（）！？"
}
_QUOTED_ENDS = re.compile(rf"^[\s{APOSTROPHES}]+|[\s{APOSTROPHES}]+$")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_PADDED_NAME = re.compile(r"[\u3400-\u9fff][ \u3000]+[\u3400-\u9fff]")
_Tidied: TypeAlias = tuple[Value, tuple[str, ...]]
"""A value as it should be, and what was done to it."""
Judged: TypeAlias = tuple[_Tidied | None, _Tidied | None]
"""What is surely right, and what may be."""


def judged(value: str, type_: str, style: DateStyle | None) -> Judged:
    """The sure correction of a value, and a doubtful one of what that leaves."""
    after, done = _sure(value, type_, style)
    doubt = None
    if isinstance(after, str) and after:
        doubt = _doubtful(after, type_, style)
    return ((after, tuple(done)) if after != value else None), doubt


def _sure(value: str, type_: str, style: DateStyle | None) -> tuple[Value, list[str]]:
    done: list[str] = []

    def step(before: str, after: str, words: str) -> str:
        if after != before:
            done.append(words)
        return after

    word = step(value, clean.trimmed(value), _SPACES)
    if type_ == "nation":
        full = f"{word}族"
        return (step(word, full, _NATION) if full in clean.NATIONS else word), done
    if type_ not in _NUMBERS:
        return word, done
    word = step(word, clean.trimmed(word.translate(_FULL_WIDTH)), _WIDTH)
    bare = _QUOTED_ENDS.sub("", word)
    if bare and any(ch.isdigit() for ch in bare):
        word = step(word, bare, _QUOTE)
    if type_ in WELL_FORMED:
        dense = re.sub(r"[\s\-‐–—]", "", word)
        if WELL_FORMED[type_].fullmatch(dense.upper()):
            word = step(word, dense, _INNER)
            word = step(word, word.upper(), _CASE)
    elif type_ == "phone":
        mobile = _MOBILE.fullmatch(re.sub(r"[\s\-‐–—]", "", word))
        if mobile:
            word = step(word, mobile[1], _INNER)
    elif style is not None:
        day = full_day(word)
        if day is not None:
            written = style.written(day[0])
            if written != word:
                done.append(_DATE)
            return written, done
    return word, done


def _doubtful(word: str, type_: str, style: DateStyle | None) -> _Tidied | None:
    """What a value may have been meant to be, where that could be wrong."""
    meant: str | None = None
    why = ""
    if type_ == "name" and not _PADDED_NAME.fullmatch(word):
        meant, why = clean.person_name(word), "姓名中间的空格或间隔点"
    elif type_ == "id":
        meant = str(identity.tidy_id(pd.Series([word], dtype="str")).iloc[0])
        meant = meant if WELL_FORMED["id"].fullmatch(meant) else None
        why = "末位可能是 X，请对照户口簿"
    elif type_ == "sex":
        meant, why = clean.sex(word), "性别写“男”或“女”"
    elif type_ == "nation":
        meant, why = clean.nation(word), _NATION
    elif type_ == "phone":
        numbers, good = clean.phone(word)
        meant, why = (numbers if good else None), "电话只写号码"
    elif type_ == "date" and style is not None and full_day(word) is None:
        found, status = clean.date(word)
        if found is not None and status == "ok":
            return style.written(found), ("日期写法可能有别的读法，请核对",)
    return (meant, (why,)) if meant and meant != word else None
