"""Numbers below a hundred in Arabic or Chinese digits."""

from __future__ import annotations

import re

DIGIT_VALUES = dict(
    zip("〇零○一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)
)
HAN_ONES = "一二三四五六七八九"
HAN_DIGITS = "〇零○" + HAN_ONES
HAN_NUMERAL = "[一二三四五六七八九十两廿卅〇零○]+"
"""A pattern of a number written in Chinese, as in dates."""
NUMERAL = rf"\d{{1,2}}|[{HAN_ONES}]|[一二三]?十[{HAN_ONES}]?"
"""Alternatives of a pattern: a number from 1 to 99 in either script, as of classes and lessons."""


def han_number(numeral: str) -> int | None:
    """A number below 100 in Chinese: 十一, 二十, 廿一, 三十一; or its digits: 二〇一五."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if "十" not in numeral:
        digits = "".join(str(DIGIT_VALUES[one]) for one in numeral)
        return int(digits) if digits else None
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (DIGIT_VALUES[tens] if tens else 1) * 10 + (DIGIT_VALUES[ones] if ones else 0)


def small_number(numeral: str) -> int | None:
    """A number in Arabic or Chinese digits."""
    if numeral.isascii() and numeral.isdecimal():
        return int(numeral)
    return han_number(numeral) if re.fullmatch(HAN_NUMERAL, numeral) else None
