"""Texts: cut, joined, searched, and numbers written as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kongcuo_xl.book import Value
from kongcuo_xl.formulas import formats
from kongcuo_xl.formulas.library.conditions import wildcards
from kongcuo_xl.formulas.library.registry import (
    MANY,
    WrongError,
    number_of,
    one_value,
    scalar,
    truth_of,
    values,
    whole,
)
from kongcuo_xl.formulas.values import (
    BLANK,
    WRONG,
    ErrorValue,
    Operand,
    number,
    text,
)

scalar("LEN", 1)(lambda value: len(text(value)))
scalar("TRIM", 1)(lambda value: re.sub(" +", " ", text(value)).strip(" "))
scalar("UPPER", 1)(lambda value: text(value).upper())
scalar("LOWER", 1)(lambda value: text(value).lower())
scalar("EXACT", 2)(lambda a, b: text(a) == text(b))
scalar("VALUE", 1)(lambda value: number_of(BLANK if value == "" else value))
scalar("REPT", 2)(lambda value, times: text(value) * _length(times))
scalar("HYPERLINK", 1, 2)(lambda link, *shown: shown[0] if shown else link)
scalar("T", 1)(lambda value: value if isinstance(value, str) else "")


@scalar("TEXT", 2)
def _text(value: Value, form: Value) -> Value:
    if isinstance(value, bool) or isinstance(number(value), ErrorValue):
        return text(value)
    said = text(form)
    return text(value) if said == "@" else formats.written(number_of(value), said)


def _length(value: Value) -> int:
    count = int(number_of(value))
    if count < 0:
        raise WrongError(WRONG)
    return count


@scalar("LEFT", 1, 2)
def _left(value: Value, count: Value = 1) -> Value:
    return text(value)[: _length(count)]


@scalar("RIGHT", 1, 2)
def _right(value: Value, count: Value = 1) -> Value:
    said, most = text(value), _length(count)
    return said[-most:] if most else ""


@scalar("MID", 3)
def _mid(value: Value, start: Value, count: Value) -> Value:
    first = _length(start)
    return text(value)[first - 1 :][: _length(count)] if first else WRONG


@scalar("SUBSTITUTE", 3)
def _substitute(value: Value, old: Value, new: Value) -> Value:
    return text(value).replace(text(old), text(new)) if text(old) else text(value)


@scalar("FIND", 2, 3)
def _find(wanted: Value, within: Value, start: Value = 1) -> Value:
    at = text(within).find(text(wanted), max(_length(start) - 1, 0))
    return WRONG if at < 0 else at + 1


@scalar("SEARCH", 2, 3)
def _search(wanted: Value, within: Value, start: Value = 1) -> Value:
    pattern = wildcards(text(wanted)) or re.compile(re.escape(text(wanted)), re.I)
    found = pattern.search(text(within), max(_length(start) - 1, 0))
    return found.start() + 1 if found else WRONG


def _texts(given: Sequence[Operand]) -> Iterator[str]:
    for one in given:
        for value in values(one):
            if isinstance(value, ErrorValue):
                raise WrongError(value)
            yield text(value)


scalar("CONCATENATE", 1, MANY)(lambda *given: "".join(map(text, given)))
whole("CONCAT", 1, MANY)(lambda *given: "".join(_texts(given)))


@whole("TEXTJOIN", 3, MANY)
def _textjoin(between: Operand, skip: Operand, *given: Operand) -> Value:
    said, skips = list(_texts(given)), truth_of(one_value(skip))
    return text(one_value(between)).join(s for s in said if s or not skips)
