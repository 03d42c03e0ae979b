"""The seven checks as people write them by hand: a loop over rows, and columns with pandas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.roster import SEVEN

Fault = tuple[str, int]
"""(code, row from 0)."""

ID = re.compile(r"\d{17}[\dX]")
PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHARACTERS = "10X98765432"


def check_character(number: str) -> str:
    """The last character that seventeen digits ask for."""
    return _CHARACTERS[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11]


def by_row(rows: Iterable[Sequence[object]]) -> Iterator[Fault]:
    """A plain loop; ``rows`` as in roster.roster, dates as datetime or date."""
    seen: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        name, sex, number, _, born, _, _, _, _, phone = row
        if not name:
            yield "ST101", at
        if phone and not PHONE.fullmatch(str(phone)):
            yield "ST107", at
        if not number:
            continue
        number = str(number)
        seen.setdefault(number, []).append(at)
        if not ID.fullmatch(number):
            yield "ID102", at
        elif number[17] != check_character(number):
            yield "ID103", at
        else:
            if isinstance(born, date) and number[6:14] != f"{born:%Y%m%d}":
                yield "ID107", at
            if sex and sex != ("男" if int(number[16]) % 2 else "女"):
                yield "ID108", at
    for places in seen.values():
        if len(places) > 1:
            yield from (("ID106", at) for at in places)


def check_characters_ok(numbers: pd.Series) -> np.ndarray:
    """Whether each well-formed number of the Series has the right last character; numpy."""
    digits = numbers.to_numpy().astype("S18").view(np.uint8).reshape(-1, 18)
    total = (digits[:, :17].astype(np.int32) - 48) @ np.array(_WEIGHTS, np.int32)
    return np.frombuffer(_CHARACTERS.encode(), np.uint8)[total % 11] == digits[:, 17]


def by_column(people: pd.DataFrame) -> list[Fault]:
    """The same with pandas and numpy, a column at a time."""
    number, phone = people["身份证号"], people["联系电话"]
    shaped = number.str.fullmatch(ID)
    right = pd.Series(False, index=people.index)
    right[shaped] = check_characters_ok(number[shaped])
    sex = np.where(number[right].str[16].isin(list("13579")), "男", "女")
    wrong = {
        "ST101": people["姓名"] == "",
        "ID102": (number != "") & ~shaped,
        "ID103": shaped & ~right,
        "ID106": (number != "") & number.duplicated(keep=False),
        "ID107": people["出生日期"][right].dt.strftime("%Y%m%d") != number[right].str[6:14],
        "ID108": people["性别"][right] != sex,
        "ST107": (phone != "") & ~phone.str.fullmatch(PHONE),
    }
    return [(code, int(at)) for code, mask in wrong.items() for at in mask.index[mask]]


def same(found: dict[str, Counter[str]]) -> str:
    """A sentence on whether all contestants found the same number of each of the seven."""
    counts = {name: tuple(c[code] for code in SEVEN) for name, c in found.items()}
    if len(set(counts.values())) == 1:
        total = sum(next(iter(counts.values())))
        return f"All found the same {total:,} faults ({', '.join(SEVEN)})."
    listed = "; ".join(f"{name}: {'/'.join(map(str, c))}" for name, c in counts.items())
    return f"Found for {'/'.join(SEVEN)}: {listed}."
