"""行政区划 codes (GB/T 2260), those in force and those abandoned since 1980.

The table is ``data/regions.csv``; where it comes from is told in ``data/README.md``. A code that is
not in it is only unusual: the newest changes may be missing.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

_PLACEHOLDERS = ("市辖区", "县", "省直辖", "自治区直辖")
"""Names of levels that exist only in the code, such as the prefecture 110100 of Beijing."""


@cache
def _names() -> dict[str, str]:
    table = (files("kongcuo_xl") / "data" / "regions.csv").read_text(encoding="utf-8")
    return dict(line.split(",", 1) for line in table.splitlines()[1:])


@cache
def _listed() -> npt.NDArray[np.bool_]:
    """Whether each number of six digits is a code; the last place stands for -1, which is none."""
    listed = np.zeros(1_000_001, dtype=bool)
    listed[[int(code) for code in _names()]] = True
    return listed


def listed(codes: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which codes, told as numbers, are in the table; -1 is none."""
    return _listed()[codes]


def name(code: str) -> str:
    """The place in full, ``河北省唐山市路南区``; ``""`` when the code is not listed.

    Levels that are only placeholders (市辖区, 省直辖县级行政区划) are left out, and a level that
    the table lacks is passed over.
    """
    names = _names()
    if code not in names:
        return ""
    parts: list[str] = []
    for level in dict.fromkeys((code[:2] + "0000", code[:4] + "00", code)):
        part = names.get(level, "")
        placeholder = level != code and (
            part in _PLACEHOLDERS or part.startswith(_PLACEHOLDERS[2:])
        )
        if part and not placeholder:
            parts.append(part)
    return "".join(parts)
