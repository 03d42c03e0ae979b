"""Which functions of ours a formula calls, and whether it asks the tables of its workbook."""

from __future__ import annotations

import re

from kongcuo_xl.formulas import (
    tokens,
)
from kongcuo_xl.functions import FUNCTIONS, CellFunction


def asks_tables(text: str) -> bool:
    """Whether a formula, as Excel or as LibreOffice spells it, asks the tables of its workbook."""
    return _ASKS_TABLES.search(text) is not None and any(
        _ASKS_TABLES.search(part) for part in text.split('"')[::2]
    )


_ASKS_TABLES = re.compile(
    rf"(?<!\w)(?:{'|'.join(n for n, f in FUNCTIONS.items() if f.asks_workbook)})\(",
    re.IGNORECASE,
)


def function_of(token: str) -> CellFunction | None:
    """The function of ours that a formula calls, however its name is written.

    Excel writes ``AT_RISK``, ``[1]!AT_RISK``, ``'C:\\…\\控辍保学.xlam'!AT_RISK`` or
    ``_xludf.AT_RISK``; LibreOffice ``at_risk``, or with the name of a service before it.
    """
    prefix, _, name = token.rpartition("!")[2].rpartition(".")
    plain = name.upper()
    if plain in FUNCTIONS:
        return FUNCTIONS[plain]
    return _JOINED.get(plain) if prefix else None


_JOINED = {name.replace("_", ""): function for name, function in FUNCTIONS.items()}


def calls_of(text: str) -> list[CellFunction]:
    """Our functions in a formula, in the order in which they stand there."""
    found = (function_of(token.text) for token in tokens(text) if token.kind == "function")
    return [function for function in found if function is not None]
