"""The bytes of a column of strings, as Arrow keeps them: one after another, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Bytes: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]
Offsets: TypeAlias = npt.NDArray[np.int64]

_BLOCK = 1 << 12
"""Strings turned round at a time, so that they stay in the processor's nearest cache."""


def arrow(values: pd.Series) -> pa.Array:
    """A string Series as one Arrow array, nulls kept; nothing is copied where it is one already."""
    array = pa.array(values, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


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
        held[np.searchsorted(offsets, places, side="right") - 1] = True
    return held


def matrix(data: Bytes, offsets: Offsets, chosen: Mask, width: int) -> Bytes:
    """The bytes of the chosen strings, all ``width`` long: a row for each place, a column each."""
    if not chosen.all():
        data = data[np.repeat(chosen, np.diff(offsets))]
    rows = data.reshape(-1, width)
    turned = np.empty((width, len(rows)), np.uint8)
    for begin in range(0, len(rows), _BLOCK):
        turned[:, begin : begin + _BLOCK] = rows[begin : begin + _BLOCK].T
    return turned


def repeated(values: pd.Series) -> Mask:
    """Which strings of a column without missing values stand more than once."""
    encoded = arrow(values).dictionary_encode().indices.to_numpy()
    several: Mask = (np.bincount(encoded) > 1)[encoded]
    return several


def replaced(array: pa.Array, chosen: Mask, values: pa.Array) -> pa.Array:
    """The strings with others in the chosen places, in their order."""
    return pc.replace_with_mask(array, pa.array(chosen), values.cast(array.type))
