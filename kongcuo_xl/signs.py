"""Signs in free text: a pupil means to leave school, that is over, nobody can be reached.

The words are data, in ``data/signs.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

import pandas as pd

from kongcuo_xl import clean

Sign: TypeAlias = Literal["辍学意向", "意向消除", "联系不上"]

_CLAUSES = re.compile(r"[，,。；;：:！!？?、\s]+|但是?|然而")


@cache
def _patterns(sign: Sign) -> tuple[re.Pattern[str], re.Pattern[str]]:
    text = (resources.files("kongcuo_xl") / "data" / "signs.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)[sign]
    words, denied = (
        re.compile("|".join(map(re.escape, sorted(data[key], key=len, reverse=True))))
        for key in ("words", "denied")
    )
    return words, denied


def says(text: str, sign: Sign) -> str:
    """The clause of a text that gives a sign, ``""`` where none does or it is denied.

    ``没有辍学倾向`` and ``了解是否有辍学倾向`` give none.
    """
    words, denied = _patterns(sign)
    if not words.search(text):
        return ""
    for clause in _CLAUSES.split(text):
        found = words.search(clause)
        if found and not denied.search(clause[: found.start()]):
            return clause
    return ""


def said(texts: pd.Series, sign: Sign) -> pd.Series:
    """``says`` of every text."""
    clauses = pd.Series("", index=texts.index, dtype="str")
    hits = texts.str.contains(_patterns(sign)[0].pattern)
    if hits.any():
        clauses[hits] = clean.each(texts[hits], lambda text: says(text, sign))
    return clauses
