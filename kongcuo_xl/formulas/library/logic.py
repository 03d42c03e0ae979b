"""Truth, and what a value is."""

from __future__ import annotations

from collections.abc import Sequence

from kongcuo_xl.book import Value
from kongcuo_xl.formulas.library.registry import MANY, WrongError, scalar, truth_of, values, whole
from kongcuo_xl.formulas.values import (
    NA,
    WRONG,
    Blank,
    ErrorValue,
    Operand,
)


def _conditions(given: Sequence[Operand]) -> list[bool]:
    found: list[bool] = []
    for operand in given:
        for value in values(operand):
            if isinstance(value, ErrorValue):
                raise WrongError(value)
            # Texts and blanks in ranges are passed over.
            if not (isinstance(operand, list) and isinstance(value, str)):
                found.append(truth_of(value))
    if not found:
        raise WrongError(WRONG)
    return found


@whole("AND", 1, MANY)
def _and(*given: Operand) -> Value:
    return all(_conditions(given))


@whole("OR", 1, MANY)
def _or(*given: Operand) -> Value:
    return any(_conditions(given))


scalar("NOT", 1)(lambda value: not truth_of(value))
scalar("TRUE", 0)(lambda: True)
scalar("FALSE", 0)(lambda: False)
scalar("NA", 0)(lambda: NA)
scalar("ISBLANK", 1)(lambda value: isinstance(value, Blank))
scalar("ISERROR", 1)(lambda value: isinstance(value, ErrorValue))
scalar("ISERR", 1)(lambda value: isinstance(value, ErrorValue) and value != NA)
scalar("ISNA", 1)(lambda value: isinstance(value, ErrorValue) and value == NA)
scalar("ISLOGICAL", 1)(lambda value: isinstance(value, bool))
scalar("ISNUMBER", 1)(lambda value: not isinstance(value, (str, bool)))
scalar("ISTEXT", 1)(lambda v: isinstance(v, str) and not isinstance(v, (Blank, ErrorValue)))
