"""The bytes of a column of strings, as Arrow keeps them: one after another, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Bytes: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]
Offsets: TypeAlias = npt.NDArray[np.int64]

_STRINGS = pd.Series(dtype="str").dtype
_BLOCK = 1 << 12
"""Strings turned round at a time, so that they stay in the processor's nearest cache."""
_FEW = 1 << 11
"""Up to so many strings are compared as they are; of more, only those of one fingerprint."""
_WORD = 8
"""Bytes that a fingerprint takes up at a time."""
_FIRST_BYTES = np.frombuffer(
    b"".join(b"\xff" * kept + bytes(_WORD - kept) for kept in range(_WORD + 1)), np.uint64
)
"""A word with its first bytes set: none of them to all eight."""
_END = np.uint64(0xFFFF)
"""The bits of a fingerprint that it is sifted by."""
_SPREADING, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
"""An odd number without pattern (2^64 over the golden ratio), and half the bits of a word."""


def arrow(values: pd.Series) -> pa.Array:
    """A string Series as one Arrow array, nulls kept; nothing is copied where it is one already."""
    array = pa.array(values, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def as_series(array: pa.Array, index: pd.Index[Any]) -> pd.Series:
    """An Arrow array of strings as a string Series; nothing is copied."""
    return pd.Series(pd.array(array, dtype=_STRINGS), index=index, copy=False)


def layout(array: pa.Array) -> tuple[Bytes, Offsets]:
    """The bytes of large strings without nulls, and where each begins and the last one ends."""
    _, offset_buffer, data_buffer = array.buffers()
    if len(array) == 0 or data_buffer is None:
        return np.empty(0, np.uint8), np.zeros(len(array) + 1, np.int64)
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[array.offset :][: len(array) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8)[offsets[0] : offsets[-1]]
    return data, offsets - offsets[0]


def among(values: Iterable[int]) -> Mask:
    """A table that says of each byte whether it is one of these."""
    table = np.zeros(256, dtype=bool)
    table[list(values)] = True
    return table


def holding(array: pa.Array, table: Mask) -> Mask:
    """Which strings hold a byte of which the table is true. Many times faster than a pattern."""
    data, offsets = layout(array)
    held = np.zeros(len(array), dtype=bool)
    others = np.flatnonzero(~table).astype(np.uint8).tobytes()
    if data.tobytes().translate(None, others):
        places = np.flatnonzero(table[data])
        held[strings_at(places, offsets)] = True
    return held


def strings_at(places: npt.NDArray[np.intp], offsets: Offsets) -> npt.NDArray[np.intp]:
    """The numbers of the strings in which some of the bytes lie."""
    return np.searchsorted(offsets, places, side="right") - 1


def matrix(data: Bytes, offsets: Offsets, chosen: Mask, width: int) -> Bytes:
    """The bytes of the chosen strings, all ``width`` long: a row for each place, a column each."""
    if chosen.all():
        rows = data.reshape(-1, width)
    elif chosen.any():
        rows = _runs(data, f"V{width}")[offsets[:-1][chosen]].view(np.uint8).reshape(-1, width)
    else:
        rows = np.empty((0, width), np.uint8)
    turned = np.empty((width, len(rows)), np.uint8)
    for begin in range(0, len(rows), _BLOCK):
        turned[:, begin : begin + _BLOCK] = rows[begin : begin + _BLOCK].T
    return turned


def fingerprints(array: pa.Array) -> npt.NDArray[np.uint64]:
    """A number for each large string: one for equal ones, hardly ever one for two that differ."""
    data, offsets = layout(array)
    words = _runs(np.append(data, np.zeros(_WORD, np.uint8)), np.uint64)
    starts, lengths = offsets[:-1], np.diff(offsets)
    found = lengths.astype(np.uint64)
    for begin in range(0, int(lengths.max(initial=0)), _WORD):
        going = lengths > begin
        longer = slice(None) if going.all() else np.flatnonzero(going)
        left, word = lengths[longer] - begin, words[starts[longer] + begin]
        if left.min() < _WORD:
            word &= _FIRST_BYTES[np.minimum(left, _WORD)]
        mixed = (found[longer] ^ word) * _SPREADING
        found[longer] = mixed ^ (mixed >> _HALF)
    return found


def _runs(data: Bytes, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """The bytes from each place on, as values of a type; they overlap, so nothing is copied."""
    kind = np.dtype(kind)
    return np.ndarray(len(data) - kind.itemsize + 1, kind, data, strides=(1,))


def are_empty(values: pd.Series) -> pd.Series:
    """Which strings of a column without missing values are ``""``, by their lengths alone."""
    _, offsets = layout(arrow(values))
    return pd.Series(offsets[1:] == offsets[:-1], index=values.index)


def repeated(values: pd.Series) -> Mask:
    """Which strings of a column without missing values stand more than once."""
    array = arrow(values)
    several = np.ones(len(array), dtype=bool)
    if len(array) > _FEW:
        several = _may_be_repeated(fingerprints(array))
    # The strings themselves have the last word.
    suspects = np.flatnonzero(several)
    encoded = array.take(pa.array(suspects)).dictionary_encode().indices.to_numpy()
    several[suspects] = (np.bincount(encoded) > 1)[encoded]
    return several


def repeated_together(values: pd.Series, days: pd.Series) -> Mask:
    """Rows whose string and day stand together in another row; no string may be missing."""
    told = fingerprints(arrow(values)) ^ (days.to_numpy().view(np.uint64) * _SPREADING)
    several = _may_be_repeated(told)
    suspects = pd.DataFrame({"value": values[several], "day": days[several]})
    several[several] = suspects.duplicated(keep=False)
    return several


def _may_be_repeated(told: npt.NDArray[np.uint64]) -> Mask:
    """Which fingerprints may stand more than once: all that do, and a few others."""
    ordered = np.sort(told)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    ends = np.zeros(int(_END) + 1, dtype=bool)
    ends[twice & _END] = True
    found: Mask = ends[told & _END]
    return found


def replaced(array: pa.Array, chosen: Mask, values: pa.Array) -> pa.Array:
    """The strings with others in the chosen places, in their order."""
    taken = np.arange(len(array))
    taken[chosen] = np.arange(len(array), len(array) + len(values))
    return pa.concat_arrays([array, values.cast(array.type)]).take(pa.array(taken))
