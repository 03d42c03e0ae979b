"""Yes and no as people write them."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pandas as pd

from kongcuo_xl.clean.cell_text import key
from kongcuo_xl.clean.distinct_values import answers_by_value

_YES = frozenset(
    (
        "是",
        "√",
        "✓",
        "✔",
        "☑",
        "✅",
        "有",
        "y",
        "yes",
        "1",
        "true",
        "t",
        "v",
        "对",
        "已",
        "真",
        "属于",
        "享受",
    )
)
_NO = frozenset(
    (
        "否",
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "☒",
        "x",
        "无",
        "n",
        "no",
        "0",
        "false",
        "f",
        "不",
        "未",
        "没",
        "没有",
        "不是",
        "不属于",
        "非",
        "错",
        "假",
    )
)
_YES_START = re.compile(r"已[\u4e00-\u9fff]|[是有√✓✔][(,，:;。]")
_UNSURE = re.compile("未知|不[详明清知]")
_NO_START = re.compile(r"[未没不][\u4e00-\u9fff]|[否无×✗✘][(,，:;。]|尚未|暂无|暂未")


def yes_no(value: object) -> bool | Literal["bad"] | None:
    """True, False, None for a blank (also - and /), ``"bad"`` for any other word.

    是/否, √/×, 有/无, Y/N, 1/0, 已…/未…, TRUE/FALSE. What follows in brackets does not matter.
    """
    word = key(value)
    if word in ("", "-", "--", "—", "——", "/", "\\"):
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    if _UNSURE.match(word):
        return "bad"
    if _NO_START.match(word):
        return False
    return True if _YES_START.match(word) else "bad"


def flags(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """``yes_no`` of every value: nullable booleans, and where a value is neither (bool)."""
    positions, answers = answers_by_value(values, yes_no)
    bad = np.array([answer == "bad" for answer in answers])
    told = [None if answer == "bad" else answer for answer in answers]
    taken = pd.array(told, dtype="boolean").take(positions % len(answers))
    return pd.Series(taken, index=values.index), pd.Series(bad[positions], index=values.index)
