"""The text of a cell as a person reads it, and texts for comparing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kongcuo_xl.clean.distinct_values import each
from kongcuo_xl.clean.utf8 import Mask, among, arrow, as_series, holding, replaced

INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Characters that show nothing; for use in a character class."""
_SPACE = r"\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ENDS = re.compile(f"^[{_SPACE}{INVISIBLE}]+|[{_SPACE}{INVISIBLE}]+$")
_LINE_BREAKS = re.compile("[\t ]*[\r\n\v\f\u2028\u2029\u0085]+[\t ]*")
_PLAIN = re.compile("[!-~\u4e00-\u9fff]+")
_ALL_SPACE = re.compile(f"[{_SPACE}{INVISIBLE}]+")
UNSEEN = re.compile(f"[{INVISIBLE}]")

HALF_ALL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
"""Every full-width character and its half-width one."""
HALF_LETTERS = {
    code: half for code, half in HALF_ALL.items() if chr(half).isalnum() or chr(half) in " +-./%"
}
"""Only letters, digits and ``＋－．／％``: Chinese punctuation stays."""
_TOUCHED = (
    r"[\x00-\x1f\x7f-\xa0\x{ad}\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2069}"
    r"\x{3000}\x{feff}\x{ff05}\x{ff0b}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]|^ | $"
)
"""Whatever ``text`` would change in a string, for Arrow's RE2 (it may hold a little more)."""
_MAY_BE_TOUCHED = among([*range(0x21), 0x7F, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF])
"""First bytes of all such characters, in UTF-8."""


def text(value: object) -> str:
    """What a person reads in the cell, tidied.

    Whole numbers have no ``.0`` and none has an exponent; dates are ISO, with the time only if
    there is one; True is ``TRUE``, as spreadsheets show it. Full-width letters, digits and
    ``＋－．／％`` become half-width (Chinese punctuation stays), line breaks a space; all
    kinds of space and invisible characters go from the ends.
    """
    if type(value) is str:
        if _PLAIN.fullmatch(value):
            return value
        if value.isascii() and value.isprintable():
            return value.strip(" ")
        return _ENDS.sub("", _LINE_BREAKS.sub(" ", value.translate(HALF_LETTERS)))
    if type(value) is float and value.is_integer():
        return str(int(value))
    if value is None or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | np.integer):
        return str(value)
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, dt.datetime):
        if value.time() == dt.time.min:
            return value.date().isoformat()
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return text(str(value))


def _number_text(number: float) -> str:
    if number in (float("inf"), float("-inf")):
        return ""
    if number.is_integer():
        return str(int(number))
    digits = f"{number:.15g}"
    return f"{Decimal(digits):f}" if "e" in digits else digits


def texts(values: pd.Series) -> pd.Series:
    """``text`` of every value, as a string Series."""
    if values.dtype == object:
        array, _ = text_array(values.tolist())
    elif isinstance(values.dtype, pd.StringDtype):
        array, _ = _tidied(arrow(values).fill_null(""))
    else:
        array = pa.array(each(values, text), type=pa.large_string())
    return as_series(array, values.index)


def text_array(values: Sequence[object]) -> tuple[pa.Array, Mask]:
    """``text`` of every value, as an Arrow array, and which may not be what was typed."""
    try:
        array = pa.array(values, type=pa.large_string())
        return _tidied(array.fill_null("") if array.null_count else array)
    except pa.ArrowTypeError:
        other = np.array([kind is not str for kind in map(type, values)], dtype=bool)
        others = [value for value in values if type(value) is not str]
        array = pa.array(values, type=pa.large_string(), mask=other)
        array, touched = _tidied(replaced(array, other, _other_texts(others)))
        return array, touched | other


def _other_texts(values: Sequence[object]) -> pa.Array:
    """``text`` of values of which none is a string."""
    if set(map(type, values)) == {dt.date}:
        return pa.array(values, type=pa.date32()).cast(pa.string()).cast(pa.large_string())
    return pa.array(each(pd.Series(values, dtype=object), text), type=pa.large_string())


def _tidied(array: pa.Array) -> tuple[pa.Array, Mask]:
    """``text`` of every string, and which it may have changed."""
    touched = holding(array, _MAY_BE_TOUCHED)
    if touched.any():
        suspects = array.filter(pa.array(touched))
        touched[touched] = pc.match_substring_regex(suspects, _TOUCHED)
        written = array.filter(pa.array(touched)).to_pylist()
        array = replaced(array, touched, pa.array(each(pd.Series(written, dtype=object), text)))
    return array, touched


def trimmed(written: str) -> str:
    """The text without spaces at its ends and without invisible characters; all else as it is."""
    return _ENDS.sub("", UNSEEN.sub("", written))


def is_in(values: pd.Series, among: Iterable[str]) -> pd.Series:
    """Which texts are among others; ``isin`` looks at each of the others in Python."""
    others = among if isinstance(among, pd.Series) else pd.Series(list(among), dtype="str")
    found = pc.is_in(arrow(values), value_set=arrow(others))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index)


def key(value: object) -> str:
    """A name for comparing: no spaces or invisible characters, half-width, lower case."""
    plain = value if isinstance(value, str) else text(value)
    return _ALL_SPACE.sub("", plain.translate(HALF_ALL)).lower()
