"""公民身份号码 (GB 11643-1999) and 学籍号, read many at a time.

The vectorised functions take a Series of tidied text (``tidy_id``), in which ``""`` or a missing
value is a blank, and return a Series on the same index. They work on the bytes of the Arrow
strings, eighteen to a row, and never make a Python object a cell.

A number's last character is ISO 7064 MOD 11-2 over the first seventeen digits.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kongcuo_xl.clean.utf8 import (
    Bytes,
    Mask,
    Offsets,
    among,
    arrow,
    as_series,
    holding,
    layout,
    matrix,
    replaced,
)
from kongcuo_xl.screen import mask as mask
from kongcuo_xl.screen import mask_in as mask_in

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""The check character by the weighted sum of the digits, modulo 11."""

KINDS = ("blank", "id18", "id15", "temporary", "residence", "malformed")
"""What ``kind`` can say. residence: 港澳台居民居住证 (81…, 82…, 83…), same arithmetic as id18.
temporary: numbers starting 999 that a school gives until there is an ID."""

_TEMPORARY = re.compile(rb"999[0-9]{11,15}[0-9X]")
_WIDTHS = (18, 15)
SEXES = ("男", "女", None)
"""What ``Numbers.sexes`` can point at."""
_ZERO, _NINE = np.frombuffer(b"09", dtype=np.uint8)
_X_DIGIT = np.uint8(ord("X") - ord("0"))
_NO_CHARACTER = len(CHECK_CHARACTERS)
_CHECK_DIGITS = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8) - _ZERO
"""The check characters as ``_columns`` tells them."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]")
_MONTH_STARTS = _MONTHS.astype("datetime64[D]").astype(np.int64)
"""The first day of each month of these years, in days since 1970."""
_SECONDS_A_DAY = 24 * 60 * 60
_NO_DAY = np.datetime64("NaT", "s").astype(np.int64)


# --- the characters of a column of numbers -------------------------------------------------------


def _texts(values: pd.Series) -> pa.LargeStringArray:
    """The Series as one Arrow array of strings, blanks as ``""``."""
    array = arrow(values)
    return array.fill_null("") if array.null_count else array


def _columns(data: Bytes, offsets: Offsets, chosen: Mask, width: int) -> Bytes:
    """The characters of the chosen strings as a matrix, a row for each place in the string.

    Each string must be ``width`` bytes long. Digits are told as numbers, X as ``_X_DIGIT``.
    """
    digits: Bytes = matrix(data, offsets, chosen, width) - _ZERO
    return digits


def _wanted(columns: Bytes) -> npt.NDArray[np.uint8]:
    """Places in ``CHECK_CHARACTERS`` of what the first 17 characters ask for."""
    total = np.zeros(columns.shape[1], np.uint16)
    for column, weight in zip(columns, WEIGHTS, strict=False):
        total += column * np.uint16(weight)
    return np.where(_all_digits(columns[:17]), total % 11, _NO_CHARACTER).astype(np.uint8)


def _ends_in(columns: Bytes, wanted: npt.NDArray[np.uint8]) -> Mask:
    """Whether the 18th character is the one that the first 17 ask for."""
    right: Mask = (wanted != _NO_CHARACTER) & (
        _CHECK_DIGITS.take(wanted, mode="clip") == columns[17]
    )
    return right


def _all_digits(columns: Bytes) -> Mask:
    found: Mask = columns.max(axis=0, initial=0) <= 9
    return found


def _is_number(columns: Bytes) -> Mask:
    """Which are digits throughout, save for an X as the last of eighteen."""
    last = columns[-1]
    ends: Mask = last <= 9
    if len(columns) == 18:
        ends |= last == _X_DIGIT
    ends &= _all_digits(columns[:-1])
    return ends


# --- tidying -------------------------------------------------------------------------------------

_UNTIDY = ~among(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DROPPED = re.compile(
    "[\\s\u00a0\u00ad\u180e\u200b-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ufeff]+"
)
_APOSTROPHES = "'‘’`＇′\""
_DASHES = re.compile("(?<=[0-9])[-‐‑‒–—－](?=[0-9Xx])")
_LOOKALIKE_X = re.compile("(?<=[0-9]{17})[хХхΧχ×✕]$")


def tidy(text: str) -> str:
    """One number as it should have been typed; see ``tidy_id``."""
    text = _DROPPED.sub("", text.translate(_FULL_WIDTH)).strip(_APOSTROPHES)
    text = _LOOKALIKE_X.sub("X", _DASHES.sub("", text))
    return text.upper() if text.isascii() else text


def tidy_id(raw: pd.Series) -> pd.Series:
    """Numbers as they should have been typed: no spaces, apostrophes or dashes, half-width.

    Letters that look like X (Cyrillic, Greek, ×) become X only after seventeen digits. Digits are
    never added, taken away or changed; a missing value becomes ``""``.
    """
    return _tidied(raw, tidy)


def _tidied(raw: pd.Series, as_typed: Callable[[str], str]) -> pd.Series:
    """A column of numbers, those that are not digits and capitals already made tidy."""
    array = _texts(raw)
    untidy = holding(array, _UNTIDY)
    if untidy.any():
        tidied = [as_typed(text) for text in array.filter(pa.array(untidy)).to_pylist()]
        array = replaced(array, untidy, pa.array(tidied))
    return as_series(array, raw.index)


# --- 公民身份号码 ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers, read at once: arrays with one entry a row."""

    kinds: npt.NDArray[np.int8]
    """Places in ``KINDS``; see ``kind``."""
    born: npt.NDArray[np.datetime64]
    """See ``birth_date``."""
    sexes: npt.NDArray[np.int8]
    """Places in ``SEXES``; see ``sex``."""
    regions: npt.NDArray[np.int32]
    """The first six digits; -1 for what is no number."""
    wanted: npt.NDArray[np.uint8]
    """Places in ``CHECK_CHARACTERS`` of what the first 17 of 18 ask for, its length where they are
    no digits."""
    checked: Mask
    """See ``check_ok``."""

    def are(self, *kinds: str) -> Mask:
        """Which are of one of these kinds."""
        found = np.zeros(len(self.kinds), dtype=bool)
        for kind in kinds:
            found |= self.kinds == KINDS.index(kind)
        return found


def numbers(ids: pd.Series) -> Numbers:
    """All that can be told of each number of a column."""
    return _read(_texts(ids))


def _read(array: pa.LargeStringArray) -> Numbers:
    data, offsets = layout(array)
    lengths = np.diff(offsets)
    found = Numbers(
        _plain_kinds(offsets),
        np.full(len(array), np.datetime64("NaT"), dtype="datetime64[s]"),
        np.full(len(array), SEXES.index(None), np.int8),
        np.full(len(array), -1, np.int32),
        np.full(len(array), _NO_CHARACTER, np.uint8),
        np.zeros(len(array), dtype=bool),
    )
    for width in _WIDTHS:
        chosen = lengths == width
        if not chosen.any():
            continue
        columns = _columns(data, offsets, chosen, width)
        number = _is_number(columns)
        found.kinds[chosen] = _kinds(columns, number)
        found.born[chosen] = _births(columns, number)
        found.sexes[chosen] = _sexes(columns, number)
        found.regions[chosen] = np.where(number, _field(columns[:6]), -1)
        if width == 18:
            wanted = _wanted(columns)
            found.wanted[chosen] = wanted
            found.checked[chosen] = _ends_in(columns, wanted)
    found.kinds[_are_temporary(data, offsets)] = KINDS.index("temporary")
    return found


def kind(ids: pd.Series) -> pd.Series:
    """What each number is, as a category out of ``KINDS``. The check character is not looked at.

    id15 is a number of the first generation: a kind of its own here, but not a number that a
    roster may hold today (ID102).
    """
    codes = numbers(ids).kinds
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(KINDS)), index=ids.index)


def _plain_kinds(offsets: Offsets) -> npt.NDArray[np.int8]:
    """blank or malformed, by the length alone."""
    blank, malformed = np.int8(KINDS.index("blank")), np.int8(KINDS.index("malformed"))
    return np.where(offsets[1:] == offsets[:-1], blank, malformed)


def _kinds(columns: Bytes, number: Mask) -> npt.NDArray[np.int8]:
    """Places in ``KINDS`` of numbers of 18 or 15 characters."""
    eighteen = len(columns) == 18
    right = KINDS.index("id18" if eighteen else "id15")
    found = np.where(number, np.int8(right), np.int8(KINDS.index("malformed")))
    if eighteen:
        permit = (columns[0] == 8) & (columns[1] >= 1) & (columns[1] <= 3)
        found[permit & number] = KINDS.index("residence")
    return found


def _are_temporary(data: Bytes, offsets: Offsets) -> Mask:
    """Which strings are numbers that a school has given: 999 and 12 to 16 characters more."""
    found: Mask = np.zeros(len(offsets) - 1, dtype=bool)
    if not len(data):
        return found
    # Where a string is empty, the byte is that of the next one, which does no harm.
    begins = data.take(offsets[:-1], mode="clip")
    for at in np.flatnonzero(begins == _NINE).tolist():
        text = data[offsets[at] : offsets[at + 1]].tobytes()
        found[at] = _TEMPORARY.fullmatch(text) is not None
    return found


def check_character(ids: pd.Series) -> pd.Series:
    """The check character that the first 17 digits ask for; missing where there are no 17 digits.

    Takes numbers of 17 or 18 characters (GB 11643-1999).
    """
    data, offsets = layout(_texts(ids))
    lengths = np.diff(offsets)
    places = np.full(len(lengths), _NO_CHARACTER, np.uint8)
    for width in (17, 18):
        chosen = lengths == width
        places[chosen] = _wanted(_columns(data, offsets, chosen, width))
    return _words([*CHECK_CHARACTERS, None], places, ids.index)


def _words(
    words: Sequence[str | None], places: npt.NDArray[Any], index: pd.Index[Any]
) -> pd.Series:
    """The words at these places, as a string Series."""
    taken = pa.array(words, type=pa.large_string()).take(pa.array(places))
    return as_series(taken, index)


def check_ok(ids: pd.Series) -> pd.Series:
    """Whether each is 17 digits and the right check character; False for anything else."""
    data, offsets = layout(_texts(ids))
    chosen = np.diff(offsets) == 18
    columns = _columns(data, offsets, chosen, 18)
    right = np.zeros(len(chosen), dtype=bool)
    right[chosen] = _ends_in(columns, _wanted(columns))
    return pd.Series(right, index=ids.index)


def _field(columns: Bytes) -> npt.NDArray[np.int32]:
    """The number that some digits beside each other make; an even number of them."""
    number = np.zeros(columns.shape[1], np.int32)
    for tens, ones in zip(columns[::2], columns[1::2], strict=True):
        number = number * 100 + (tens * 10 + ones)
    return number


def birth_date(ids: pd.Series) -> pd.Series:
    """Date of birth in each number, datetime64[s]; NaT where there is none or it is impossible.

    Years outside 1900 to 2100 are impossible. A 15-digit number was born in 19xx.
    """
    return pd.Series(numbers(ids).born, index=ids.index)


def _births(columns: Bytes, number: Mask) -> npt.NDArray[np.datetime64]:
    """Days of birth in numbers of 18 or 15 characters; NaT for impossible ones."""
    century, year_end = (0, 10) if len(columns) == 18 else (1900, 8)
    year = _field(columns[6:year_end]) + century
    tens, ones = columns[year_end : year_end + 4 : 2], columns[year_end + 1 : year_end + 4 : 2]
    month, day = tens * 10 + ones
    possible = number & (year >= _FIRST_YEAR) & (year <= _LAST_YEAR)
    possible &= (month >= 1) & (month <= 12) & (day >= 1)
    of_month = np.where(possible, (year - _FIRST_YEAR) * 12 + month - 1, 0)
    days = _MONTH_STARTS.take(of_month) + (day - 1)
    possible &= days < _MONTH_STARTS[1:].take(of_month)
    seconds = np.where(possible, days * _SECONDS_A_DAY, _NO_DAY)
    return seconds.view("datetime64[s]")


def sex(ids: pd.Series) -> pd.Series:
    """男 where the order number is odd, 女 where it is even, else missing."""
    return sex_words(numbers(ids).sexes, ids.index)


def sex_words(sexes: npt.NDArray[np.int8], index: pd.Index[Any]) -> pd.Series:
    """The words for ``Numbers.sexes``, as ``sex`` tells them."""
    return _words(SEXES, sexes, index)


def _sexes(columns: Bytes, number: Mask) -> npt.NDArray[np.int8]:
    """Places in ``SEXES`` of numbers of 18 or 15 characters."""
    order = columns[16 if len(columns) == 18 else 14]
    return np.where(number, 1 - (order & 1).astype(np.int8), np.int8(SEXES.index(None)))


@dataclass(frozen=True, slots=True)
class Number:
    """One number, read; see the functions of the same names for what each thing means."""

    text: str
    """The number tidied."""
    kind: str
    born: dt.date | None = None
    sex: str = ""
    check_character: str = ""
    check_ok: bool = False


def read(texts: Sequence[str]) -> list[Number]:
    """A few numbers as people typed them; a column of thousands is better off as a Series."""
    tidied = [tidy(text) for text in texts]
    found = _read(pa.array(tidied, type=pa.large_string()))
    born = found.born.astype("datetime64[D]").tolist()
    columns = (found.kinds, found.sexes, found.wanted, found.checked)
    return [
        Number(text, KINDS[kind], day, SEXES[sex] or "", CHECK_CHARACTERS[wanted:][:1], right)
        for text, day, (kind, sex, wanted, right) in zip(
            tidied, born, zip(*(column.tolist() for column in columns), strict=True), strict=True
        )
    ]


def expected_check(id17: str) -> str:
    """The check character for a number's first 17 digits; ``""`` if they are not 17 digits."""
    digits = id17[:17]
    if len(digits) != 17 or not digits.isascii() or not digits.isdecimal():
        return ""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def one_digit_apart(a: str, b: str) -> bool:
    """Whether two numbers of equal length differ in exactly one character."""
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


# --- 学籍号 ---------------------------------------------------------------------------------------


def tidy_student_number(raw: pd.Series) -> pd.Series:
    """学籍号 as they should have been typed: as ``tidy_id``, every letter a capital."""
    return _tidied(raw, lambda text: tidy(text).upper())


def student_number_ok(numbers: pd.Series, letters: str = "GJL") -> pd.Series:
    """Whether each is one of the letters and 18 characters (digits, the last may be X).

    Blank is False.
    """
    formal = _are_student_numbers(_texts(numbers), letters.encode())
    return pd.Series(formal, index=numbers.index)


def _are_student_numbers(array: pa.LargeStringArray, letters: bytes) -> Mask:
    """Which are one of these letters and 18 characters."""
    data, offsets = layout(array)
    chosen = np.diff(offsets) == 19
    columns = _columns(data, offsets, chosen, 19)
    formal = np.zeros(len(chosen), dtype=bool)
    formal[chosen] = among(letters)[columns[0] + _ZERO] & _is_number(columns[1:])
    return formal
