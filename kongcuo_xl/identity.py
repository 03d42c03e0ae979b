"""公民身份号码 (GB 11643-1999) and 学籍号, read many at a time.

The vectorised functions take a Series of tidied text (``tidy_id``), in which ``""`` or a missing
value is a blank, and return a Series on the same index. They work on the bytes of the Arrow
strings, eighteen to a row, and never make a Python object a cell.

A number's last character is ISO 7064 MOD 11-2 over the first seventeen digits.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kongcuo_xl.screen import mask as mask
from kongcuo_xl.screen import mask_in as mask_in

Bytes: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""The check character by the weighted sum of the digits, modulo 11."""

KINDS = ("blank", "id18", "id15", "temporary", "residence", "malformed")
"""What ``kind`` can say. residence: 港澳台居民居住证 (81…, 82…, 83…), same arithmetic as id18.
temporary: numbers starting 999 that a school gives until there is an ID."""

_TEMPORARY = r"^999[0-9]{11,15}[0-9X]$"
_WIDTHS = (18, 15)
_SEXES = ("男", "女", None)
_CHECK_BYTES = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8)
_ZERO = np.uint8(ord("0"))
_X_DIGIT = np.uint8(ord("X") - ord("0"))
_BLOCK = 1 << 15
"""Rows worked at a time, so that the columns of a block stay in the processor's cache."""


# --- the bytes of a column of strings ------------------------------------------------------------


def _arrow(texts: pd.Series) -> pa.LargeStringArray:
    """The Series as one Arrow array of strings, blanks as ``""``."""
    array = pa.array(texts, type=pa.large_string(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.fill_null("") if array.null_count else array


def _layout(array: pa.LargeStringArray) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """The strings' bytes, one after another, and the length of each in bytes."""
    _, offset_buffer, data_buffer = array.buffers()
    if len(array) == 0 or data_buffer is None:
        return np.empty(0, np.uint8), np.zeros(len(array), np.int64)
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[array.offset :][: len(array) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8)[offsets[0] : offsets[-1]]
    return data, np.diff(offsets)


def _rows(data: Bytes, lengths: npt.NDArray[np.int64], chosen: Mask, width: int) -> Bytes:
    """The chosen strings as a matrix; each must be ``width`` bytes long."""
    if not chosen.all():
        data = data[np.repeat(chosen, lengths)]
    return data.reshape(-1, width)


def _remainders(rows: Bytes) -> tuple[npt.NDArray[np.uint8], Mask, Bytes]:
    """Weighted sum modulo 11, whether all 17 are digits, and the 18th byte (0 if there is none).

    ``rows`` is n × 17 or n × 18.
    """
    count, width = rows.shape
    remainders = np.empty(count, np.uint8)
    digits_only = np.empty(count, bool)
    for begin in range(0, count, _BLOCK):
        columns = np.ascontiguousarray(rows[begin : begin + _BLOCK, :17].T) - _ZERO
        total = np.zeros(columns.shape[1], np.uint16)
        for column, weight in zip(columns, WEIGHTS, strict=True):
            total += column * np.uint16(weight)
        remainders[begin : begin + _BLOCK] = total % 11
        digits_only[begin : begin + _BLOCK] = columns.max(axis=0) <= 9
    last = rows[:, 17] if width == 18 else np.zeros(count, np.uint8)
    return remainders, digits_only, last


def _flags(index: pd.Index[Any], chosen: Mask, values: Mask) -> pd.Series:
    flags = np.zeros(len(chosen), bool)
    flags[chosen] = values
    return pd.Series(flags, index=index)


def _is_number(rows: Bytes) -> Mask:
    """Which rows are digits throughout, save for an X as the last of eighteen."""
    digits = rows - _ZERO
    last = digits[:, -1]
    body = digits[:, :-1].max(axis=1, initial=0) <= 9
    ends: Mask = body & ((last <= 9) | ((last == _X_DIGIT) & (rows.shape[1] == 18)))
    return ends


# --- tidying -------------------------------------------------------------------------------------

_UNTIDY = r"[^0-9A-Z]"
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
    array = _arrow(raw)
    tidied = pd.Series(pd.array(array, dtype="str"), index=raw.index)
    untidy = pc.match_substring_regex(array, _UNTIDY).to_numpy(zero_copy_only=False)
    if untidy.any():
        values = array.filter(pa.array(untidy)).to_pylist()
        fresh = array.to_numpy(zero_copy_only=False)
        fresh = np.array(fresh, dtype=object)
        fresh[untidy] = [tidy(value) for value in values]
        tidied = pd.Series(pd.array(fresh, dtype="str"), index=raw.index)
    return tidied


# --- 公民身份号码 ------------------------------------------------------------------------------


def kind(ids: pd.Series) -> pd.Series:
    """What each number is, as a category out of ``KINDS``. The check character is not looked at.

    id15 is a number of the first generation: a kind of its own here, but not a number that a
    roster may hold today (ID102).
    """
    array = _arrow(ids)
    data, lengths = _layout(array)
    codes = np.full(len(array), KINDS.index("malformed"), np.int8)
    codes[lengths == 0] = KINDS.index("blank")
    for width in _WIDTHS:
        chosen = lengths == width
        if chosen.any():
            codes[chosen] = _kinds(_rows(data, lengths, chosen, width))
    temporary = pc.match_substring_regex(array, _TEMPORARY)
    codes[temporary.to_numpy(zero_copy_only=False)] = KINDS.index("temporary")
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(KINDS)), index=ids.index)


def _kinds(rows: Bytes) -> npt.NDArray[np.int8]:
    """Places in ``KINDS`` of numbers of 18 or 15 characters."""
    eighteen = rows.shape[1] == 18
    number, malformed = KINDS.index("id18" if eighteen else "id15"), KINDS.index("malformed")
    found = np.where(_is_number(rows), number, malformed).astype(np.int8)
    if eighteen:
        second = rows[:, 1] - _ZERO
        permit = (rows[:, 0] == ord("8")) & (second >= 1) & (second <= 3)
        found[permit & (found == number)] = KINDS.index("residence")
    return found


def check_character(ids: pd.Series) -> pd.Series:
    """The check character that the first 17 digits ask for; missing where there are no 17 digits.

    Takes numbers of 17 or 18 characters (GB 11643-1999).
    """
    data, lengths = _layout(_arrow(ids))
    answer = np.zeros(len(lengths), np.uint8)
    for width in (17, 18):
        chosen = lengths == width
        remainders, digits_only, _ = _remainders(_rows(data, lengths, chosen, width))
        answer[chosen] = np.where(digits_only, _CHECK_BYTES[remainders], 0)
    categories = np.array([None, *CHECK_CHARACTERS], dtype=object)
    position = np.zeros(256, np.int8)
    position[_CHECK_BYTES] = np.arange(1, 12)
    return pd.Series(pd.array(categories[position[answer]], dtype="str"), index=ids.index)


def check_ok(ids: pd.Series) -> pd.Series:
    """Whether each is 17 digits and the right check character; False for anything else."""
    data, lengths = _layout(_arrow(ids))
    chosen = lengths == 18
    remainders, digits_only, last = _remainders(_rows(data, lengths, chosen, 18))
    return _flags(ids.index, chosen, digits_only & (_CHECK_BYTES[remainders] == last))


def _field(rows: Bytes, begin: int, end: int) -> npt.NDArray[np.int32]:
    number = np.zeros(len(rows), np.int32)
    for column in range(begin, end):
        number = number * 10 + (rows[:, column].astype(np.int32) - 48)
    return number


def birth_date(ids: pd.Series) -> pd.Series:
    """Date of birth in each number, datetime64[s]; NaT where there is none or it is impossible.

    Years outside 1900 to 2100 are impossible. A 15-digit number was born in 19xx.
    """
    data, lengths = _layout(_arrow(ids))
    born = np.full(len(lengths), np.datetime64("NaT"), dtype="datetime64[s]")
    for width in _WIDTHS:
        chosen = lengths == width
        born[chosen] = _births(_rows(data, lengths, chosen, width)).astype("datetime64[s]")
    return pd.Series(born, index=ids.index)


def _births(rows: Bytes) -> npt.NDArray[Any]:
    """Days of birth in numbers of 18 or 15 characters; NaT for impossible ones."""
    century, year_end = (0, 10) if rows.shape[1] == 18 else (1900, 8)
    year = _field(rows, 6, year_end) + century
    month = _field(rows, year_end, year_end + 2)
    day = _field(rows, year_end + 2, year_end + 4)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    possible = (
        _is_number(rows)
        & (year >= 1900)
        & (year <= 2100)
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (days.astype("datetime64[M]") == months)
    )
    days[~possible] = np.datetime64("NaT")
    return days


def sex(ids: pd.Series) -> pd.Series:
    """男 where the order number is odd, 女 where it is even, else missing."""
    data, lengths = _layout(_arrow(ids))
    codes = np.full(len(lengths), 2, np.int8)
    for width in _WIDTHS:
        chosen = lengths == width
        codes[chosen] = _sexes(_rows(data, lengths, chosen, width))
    words = np.array(_SEXES, dtype=object)
    return pd.Series(pd.array(words[codes], dtype="str"), index=ids.index)


def _sexes(rows: Bytes) -> npt.NDArray[np.int8]:
    """Places in ``_SEXES`` of numbers of 18 or 15 characters."""
    order = rows[:, 16 if rows.shape[1] == 18 else 14]
    return np.where(_is_number(rows), 1 - (order & 1).astype(np.int8), 2)


def region(ids: pd.Series) -> pd.Series:
    """The six digits of the place of first registration; missing for what is no number."""
    array = _arrow(ids)
    data, lengths = _layout(array)
    numbers = np.zeros(len(lengths), bool)
    for width in (18, 15):
        chosen = lengths == width
        numbers[chosen] = _is_number(_rows(data, lengths, chosen, width))
    six = pc.if_else(pa.array(numbers), pc.utf8_slice_codeunits(array, 0, 6), None)
    return pd.Series(pd.array(six, dtype="str"), index=ids.index)


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
    found = [Number(text, _plain_kind(text)) for text in map(tidy, texts)]
    for width in _WIDTHS:
        at = [n for n, one in enumerate(found) if len(one.text) == width and one.text.isascii()]
        if not at:
            continue
        data = "".join(found[n].text for n in at).encode()
        rows = np.frombuffer(data, dtype=np.uint8).reshape(-1, width)
        kinds, born, sexes = _kinds(rows).tolist(), _births(rows).tolist(), _sexes(rows).tolist()
        wanted = np.zeros(len(at), np.uint8)
        if width == 18:
            remainders, digits_only, _ = _remainders(rows)
            wanted = np.where(digits_only, _CHECK_BYTES[remainders], wanted)
        for n, *told in zip(
            at, kinds, born, sexes, wanted.tolist(), (wanted == rows[:, -1]).tolist(), strict=True
        ):
            found[n] = _number(found[n], *told)
    return found


def _plain_kind(text: str) -> str:
    if re.match(_TEMPORARY, text):
        return "temporary"
    return "malformed" if text else "blank"


def _number(
    plain: Number, kind: int, born: dt.date | None, sex: int, wanted: int, right: bool
) -> Number:
    return Number(
        plain.text,
        plain.kind if plain.kind == "temporary" else KINDS[kind],
        born,
        _SEXES[sex] or "",
        chr(wanted) if wanted else "",
        bool(wanted) and right,
    )


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


def student_number_ok(numbers: pd.Series) -> pd.Series:
    """Whether each is G, J or L and 18 characters (digits, the last may be X). Blank is False."""
    matched = pc.match_substring_regex(_arrow(numbers), "^[GJL][0-9]{17}[0-9X]$")
    return pd.Series(matched.to_numpy(zero_copy_only=False), index=numbers.index)


def student_number_id(numbers: pd.Series) -> pd.Series:
    """The 18 characters behind the letter of a well-formed G number; missing for all others."""
    array = _arrow(numbers)
    formal = pc.match_substring_regex(array, "^G[0-9]{17}[0-9X]$")
    eighteen = pc.if_else(formal, pc.utf8_slice_codeunits(array, 1, 19), None)
    return pd.Series(pd.array(eighteen, dtype="str"), index=numbers.index)
