"""A column worked out once a distinct value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kongcuo_xl.clean.utf8 import arrow, as_series

T = TypeVar("T")


def each(values: pd.Series, function: Callable[[Any], T]) -> npt.NDArray[np.object_]:
    """``function`` of every value as an object array; called once a distinct value.

    Missing values are handed over as ``""``. Numbers that are equal (1, 1.0) count as one value;
    True and False are kept apart from 1 and 0.
    """
    positions, answers = answers_by_value(values, function)
    return answers[positions]


def which(values: pd.Series, says: Callable[[Any], bool]) -> pd.Series:
    """The values of which ``says`` is true, as a bool Series; asked once a distinct value."""
    positions, answers = answers_by_value(values, says)
    return pd.Series(answers.astype(bool)[positions], index=values.index)


def each_text(values: pd.Series, function: Callable[[Any], str | None]) -> pd.Series:
    """``function`` of every value as a string Series; called once a distinct value."""
    positions, answers = answers_by_value(values, function)
    taken = pa.array(answers, type=pa.large_string()).take(pa.array(positions % len(answers)))
    return as_series(taken, values.index)


def answers_by_value(
    values: pd.Series, function: Callable[[Any], T]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
    """Position of each value's answer, and the answers; position -1 (the last) is a missing one."""
    if isinstance(values.dtype, pd.StringDtype):
        encoded = arrow(values).dictionary_encode()
        positions = encoded.indices.fill_null(-1).to_numpy().astype(np.intp)
        uniques = encoded.dictionary.to_pylist()
    else:
        positions, uniques = pd.factorize(_hashable(values))
    answers = np.empty(len(uniques) + 1, dtype=object)
    for place, value in enumerate(uniques):
        answers[place] = function(value.value if isinstance(value, _Truth) else value)
    answers[-1] = function("") if (positions == -1).any() else None
    return positions, answers


def _hashable(values: pd.Series) -> npt.NDArray[Any]:
    """The values as an array, with True and False made unlike 1 and 0."""
    raw = values.to_numpy(dtype=object) if values.dtype != object else values.to_numpy()
    if _may_hold_bools(values) and bool in set(map(type, raw.tolist())):
        truths = [value is True or value is False for value in raw]
        raw = raw.copy()
        raw[truths] = [_TRUE if value else _FALSE for value in raw[truths]]
    return raw


class _Truth:
    """A bool that does not equal 1."""

    def __init__(self, value: bool) -> None:
        self.value = value


_TRUE, _FALSE = _Truth(True), _Truth(False)


def _may_hold_bools(values: pd.Series) -> bool:
    return values.dtype == object or pd.api.types.is_bool_dtype(values.dtype)
