"""Names of people: for comparing, what is odd about them, several in one cell."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from kongcuo_xl import screen
from kongcuo_xl.clean.cell_text import HALF_ALL, HALF_LETTERS, INVISIBLE, UNSEEN, text, texts
from kongcuo_xl.clean.distinct_values import each
from kongcuo_xl.clean.utf8 import among, arrow, as_series, holding, layout, replaced, strings_at

_HAN = (
    "\u3400-\u4dbf\u4e00-\u9fff\u3007\uf900-\ufaff"
    "\U00020000-\U0002a6df\U0002a700-\U0002ebef\U0002ebf0-\U0002ee5f\U0002f800-\U0002fa1f"
    "\U00030000-\U000323af"
)
"""Han characters with their extensions, and 〇; for use in a character class."""

_DOT = re.compile(f"(?<=[{_HAN}A-Za-z])\\s*[·・•‧∙●⋅･᛫ㆍ˙]\\s*(?=[{_HAN}A-Za-z])")
_HAN_POINT = re.compile(f"(?<=[{_HAN}])\\s*[.．。]\\s*(?=[{_HAN}])")
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}·])\\s+(?=[{_HAN}·])")
_ONE_HAN = re.compile(f"[{_HAN}]")
_NOT_PLAIN_HAN = ~among(range(0x80, 0xC0)) & ~among(range(0xE4, 0xEA))
"""Bytes of characters outside U+4000 to U+9FFF in UTF-8; no name without one needs tidying."""
_FIRST_OF_4000, _SECOND_OF_4E00 = "\u4e00".encode()[:2]
"""U+4000 to U+4FFF begin alike; those before U+4E00, the rare ones, have a lower second byte."""
_HAN_NAME = re.compile(f"[{_HAN}]+(?:·[{_HAN}]+)*")


_OF_SEX_AND_NATION = re.compile(
    f"(?<=[{_HAN}])\\s*[(（](?:[男女]|[{_HAN}]{{1,5}}族|[男女][,，、 ][{_HAN}]{{1,5}}族)[)）]$"
)


def person_name(value: object) -> str:
    """A name for comparing: no spaces between Han characters (张　三 → 张三), one kind of dot.

    Invisible characters are gone; the dots of minority names (・ • ．) are all ``·``. What lists
    of names write behind one is no part of it: 张三（女，苗族）.
    """
    name = UNSEEN.sub("", text(value).translate(HALF_LETTERS)).strip()
    if _HAN_NAME.fullmatch(name):
        return name
    name = _OF_SEX_AND_NATION.sub("", name)
    name = _HAN_POINT.sub("·", _DOT.sub("·", name))
    return _BETWEEN_HAN.sub("", re.sub(r"\s+", " ", name))


def person_names(values: pd.Series) -> pd.Series:
    """``person_name`` of every value, as a string Series."""
    names = texts(values)
    array = arrow(names)
    odd = holding(array, _NOT_PLAIN_HAN)
    if odd.any():
        tidied = each(names[odd], person_name)
        array = replaced(array, odd, pa.array(tidied, type=pa.string()))
        names = as_series(array, values.index)
    return names


def are_plain_names(names: pd.Series) -> pd.Series:
    """Which tidied names are two common Han characters or more and nothing else."""
    array = arrow(names)
    data, offsets = layout(array)
    plain = (np.diff(offsets) >= len("二字".encode())) & ~holding(array, _NOT_PLAIN_HAN)
    rare = np.flatnonzero((data[:-1] == _FIRST_OF_4000) & (data[1:] < _SECOND_OF_4E00))
    plain[strings_at(rare, offsets)] = False
    return pd.Series(plain, index=names.index)


_UNSEEN_IN_NAME = re.compile(f"[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f]")


def name_odd(value: object) -> str:
    """What is odd about the way a name is typed, in Chinese; ``""`` when nothing is.

    Takes the raw cell: spaces that only pad a name of two characters are not odd.
    """
    raw = value if isinstance(value, str) else text(value)
    name = person_name(raw)
    if not name:
        return ""
    if unseen := _UNSEEN_IN_NAME.findall(raw.strip("\ufeff")):
        return f"姓名中有看不见的字符（{screen.named(unseen)}）"
    if re.search(r"[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]", name):
        return "姓名中有无法显示的字"
    if re.search(r"\D\d{1,2}$", name):
        return "姓名末尾带有数字"
    if re.search(r"\d", name):
        return "姓名中有数字"
    if found := re.search(f"[^{_HAN}·A-Za-z\\s'\\-.]", name):
        return f"姓名中有符号“{found[0]}”"
    if not _ONE_HAN.search(name):
        return "姓名只有字母" if re.search("[A-Za-z]", name) else "姓名中没有文字"
    if re.search("[A-Za-z]", name):
        return "姓名中夹有字母"
    if not _HAN_NAME.fullmatch(name):
        return "姓名中有多余的符号或空格"
    if len(name) == 1:
        return "姓名只有一个字"
    spaced = _HAN_POINT.sub("·", _DOT.sub("·", text(raw).translate(HALF_LETTERS)))
    return "姓名中有空格" if re.search(r"\s", spaced) and len(name) > 2 else ""


_NAME_BREAK = re.compile(r"[、,;/|\\\n\r&+]|\d+[.、)]|[(\[【][^)\]】]*[)\]】]|[①-⑳]|以及")
_NAME_TAIL = re.compile(r"(?:等|共)?\s*[\d一二三四五六七八九十两]+\s*[人名位]$|等$")
_NAME_TITLE = re.compile(f"(?<=[{_HAN}]{{2}})(?:老师|同学)$")
_NAME_AND = re.compile(f"([{_HAN}]{{2,4}})[和及与]([{_HAN}]{{2,4}})")


def split_names(value: object) -> list[str]:
    """The names in a cell, tidied, in order: ``张三、李四``, ``张 三 李 四``, ``张三和李四``.

    Notes in brackets, numbering and 等3人 are dropped; 无 is nobody. 和, 及 and 与 part two names
    only where two to four characters stand on either side.
    """
    raw = value if isinstance(value, str) else text(value)
    plain = UNSEEN.sub("", raw).translate(HALF_ALL).replace("，", ",").strip()
    names: list[str] = []
    for piece in _NAME_BREAK.split(_NAME_TAIL.sub("", plain)):
        dotted = _HAN_POINT.sub("·", _DOT.sub("·", piece.strip()))
        for word in _join_padded(dotted.split()):
            joined = _NAME_AND.fullmatch(word)
            names += [joined[1], joined[2]] if joined else [_NAME_TITLE.sub("", word)]
    return [name for name in map(person_name, names) if name not in ("", "无", "没有", "-", "—")]


def _join_padded(words: list[str]) -> list[str]:
    """Words between spaces, with single characters joined to the name that they belong to."""
    names: list[str] = []
    single = [len(word) == 1 and bool(_ONE_HAN.match(word)) for word in words]
    if len(words) == 3 and all(single):
        return ["".join(words)]
    place = 0
    while place < len(words):
        if single[place] and place + 1 < len(words):
            names.append(words[place] + words[place + 1])
            place += 2
        elif single[place] and names:
            names[-1] += words[place]
            place += 1
        else:
            names.append(words[place])
            place += 1
    return names
