"""The check character of 公民身份号码 (GB 11643-1999): how many numbers a second are judged."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks import seven
from benchmarks.roster import roster
from benchmarks.stopwatch import at_least, in_turn, table
from kongcuo_xl import identity

try:
    import numba
except ImportError:
    numba = None

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHARACTERS = np.frombuffer(b"10X98765432", np.uint8)


def plain(numbers: list[str]) -> int:
    return sum(number[17] == seven.check_character(number) for number in numbers)


def by_character(numbers: pd.Series) -> int:
    """What is found in many a notebook: ``.str[i]`` for each of the seventeen digits."""
    total = sum(numbers.str[at].astype(int) * int(w) for at, w in enumerate(_WEIGHTS))
    return int((numbers.str[17] == (total % 11).map(dict(enumerate("10X98765432")))).sum())


def compiled() -> Callable[[pd.Series], int]:
    """A loop over the bytes of the Arrow strings, compiled by numba."""

    @numba.njit(cache=False)
    def count(digits: np.ndarray, weights: np.ndarray, characters: np.ndarray) -> int:
        right = 0
        for row in range(len(digits) // 18):
            total = 0
            for at in range(17):
                total += (digits[row * 18 + at] - 48) * weights[at]
            right += characters[total % 11] == digits[row * 18 + 17]
        return right

    def contestant(numbers: pd.Series) -> int:
        array = pa.array(numbers, type=pa.large_string())
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        digits = np.frombuffer(array.buffers()[2], np.uint8)
        return int(count(digits, _WEIGHTS, _CHARACTERS))

    return contestant


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    numbers = roster(args.numbers)["身份证号"]
    numbers = numbers[numbers.str.len() == 18].reset_index(drop=True)
    listed = numbers.to_list()
    contestants: dict[str, Callable[[], object]] = {
        "plain Python": lambda: plain(listed),
        "pandas, .str per character": lambda: by_character(numbers),
        "kongcuo-xl": lambda: int(identity.check_ok(numbers).sum()),
        "kongcuo-xl, the character itself": lambda: identity.check_character(numbers),
    }
    if numba is not None:
        with_numba = compiled()
        contestants["numba over the Arrow bytes"] = lambda: with_numba(numbers)
    timings = in_turn(contestants, args.runs)
    us = timings["kongcuo-xl"].seconds
    print(f"## Check character: {len(numbers):,} numbers\n")
    lines = [
        (name, t.seconds, len(numbers) / t.seconds / 1e6, t.seconds / us)
        for name, t in timings.items()
    ]
    print(table(["work", "seconds", "million/s", "time / ours"], lines) + "\n")
    print(at_least("million numbers a second", len(numbers) / us / 1e6, 10))
    answers = {t.result for t in timings.values() if isinstance(t.result, int)}
    if len(answers) != 1:
        raise SystemExit(f"the contestants disagree: {answers}")


if __name__ == "__main__":
    main()
