"""Phone numbers as people write them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from kongcuo_xl.clean.cell_text import HALF_ALL, text, texts
from kongcuo_xl.clean.distinct_values import each
from kongcuo_xl.clean.utf8 import Mask, among, arrow, as_series, holding, layout, replaced

_PHONE_BREAK = re.compile(r"[/、;,|\n\r\\]|或")
_PHONE_NOISE = re.compile(r"[\s\-—–()（）.·+'‘’`]+|[\u4e00-\u9fff]+:?|:")
_MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9]\d{9})")
_MOBILES = re.compile(r"(?:1[3-9]\d{9})+")
_LANDLINE = re.compile(r"(?:0086|86)?(0(?:10|2\d)|0[3-9]\d{2})(\d{7,8})")
_SERVICE = re.compile(r"[48]00\d{7}")
_NO_DIGIT = ~among(b"0123456789")


def phone(value: object) -> tuple[str, bool]:
    """The numbers of a cell, ``13800138000、0316-2345678``, and whether all are well written.

    A mobile number has 11 digits, another an area code and 7 or 8. Dashes, spaces, +86 and words
    such as (父) do not matter. Several stand apart by / 、 ; , or a space. A blank is ("", True).
    """
    plain = text(value).translate(HALF_ALL)
    if not plain:
        return "", True
    numbers: dict[str, bool] = {}
    for piece in _PHONE_BREAK.split(plain):
        if whole := _one_phone(piece):
            numbers[whole] = True
        elif run := _MOBILES.fullmatch(_PHONE_NOISE.sub("", piece)):
            numbers |= dict.fromkeys(_MOBILE.findall(run[0]), True)
        else:
            for part in piece.split():
                one = _one_phone(part)
                numbers[one or part] = bool(one)
    return "、".join(numbers), bool(numbers) and all(numbers.values())


def _one_phone(piece: str) -> str:
    digits = _PHONE_NOISE.sub("", piece.split("转")[0])
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _LANDLINE.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    return digits if _SERVICE.fullmatch(digits) else ""


def phones(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """``phone`` of every value: the tidied text, and whether it is well written (bool)."""
    tidied = texts(values)
    array = arrow(tidied)
    good = _are_mobiles(array)
    if not good.all():
        other = ~good
        answers = each(tidied[other], phone)
        array = replaced(array, other, pa.array([one[0] for one in answers], type=pa.string()))
        tidied = as_series(array, values.index)
        good[other] = [one[1] for one in answers]
    return tidied, pd.Series(good, index=values.index)


def are_mobiles(values: pd.Series) -> pd.Series:
    """Which tidied texts are the eleven digits of a mobile number and nothing else."""
    return pd.Series(_are_mobiles(arrow(values)), index=values.index)


def _are_mobiles(array: pa.Array) -> Mask:
    data, offsets = layout(array)
    good: Mask = (np.diff(offsets) == 11) & ~holding(array, _NO_DIGIT)
    starts = offsets[:-1][good]
    good[good] = (data[starts] == ord("1")) & (data[starts + 1] >= ord("3"))
    return good
