"""What the formulas of a form come to, for readers without a calculation engine.

As much of the spreadsheet language as forms use for totals and shares: + − * /, comparisons, SUM,
COUNT, COUNTA, IF, ROUND, MAX, MIN, over cells and ranges of one sheet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

from kongcuo_xl.book import Area, Cell, Value, from_a1

ValueOf = Callable[[Cell], Value]
END = ("end", "")


class UnsupportedError(ValueError):
    """A formula that this reader does not know how to work out."""


_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<area>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)|(?P<cell>\$?[A-Z]{1,3}\$?\d+)(?!\()"
    r"|(?P<name>[A-Z]+)(?=\()|(?P<sign><>|<=|>=|[-+*/=<>(),]))"
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def result(formula: str, value_of: ValueOf) -> Value:
    """What a formula (without ``=``) comes to; ``value_of`` gives the value of a cell.

    Raises UnsupportedError for functions and references it does not know, and for errors such as a
    division by zero.
    """
    reader = _Reader(formula, value_of)
    found = reader.comparison()
    if reader.next != END:
        raise UnsupportedError(formula)
    value = reader.single(found)
    if isinstance(value, float) and math.isnan(value):
        raise UnsupportedError(formula)
    return value


_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.!])(\$?[A-Z]{1,3}\$?)(\d+)(?![\d(A-Za-z_!])")


def shifted(formula: str, at: int, count: int) -> str:
    """The formula once ``count`` rows were inserted on its sheet before row ``at`` (from 0)."""

    def moved(found: re.Match[str]) -> str:
        row = int(found[2])
        return f"{found[1]}{row + count if row > at else row}"

    # Texts in quotation marks stay as they are.
    parts = formula.split('"')
    parts[::2] = [_REFERENCE.sub(moved, part) for part in parts[::2]]
    return '"'.join(parts)


@lru_cache(maxsize=4096)
def _split(formula: str) -> tuple[tuple[str, str], ...]:
    """The tokens of a formula; what is not one ends them as ``unknown``."""
    tokens: list[tuple[str, str]] = []
    at = 0
    text = formula.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            return (*tokens, ("unknown", text[at:]))
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tuple(tokens)


@lru_cache(maxsize=4096)
def _cells(reference: str) -> tuple[Cell, ...]:
    """The cells of a range such as ``C5:C13``, row by row."""
    first, last = map(from_a1, reference.split(":"))
    area = Area(*first, *last)
    return tuple(
        (row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )


class _Reader:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, formula: str, value_of: ValueOf) -> None:
        self._formula = formula
        self._value_of = value_of
        self._tokens = iter(_split(formula))
        self.next = next(self._tokens, END)

    def _take(self, *signs: str) -> str:
        kind, text = self.next
        if kind == "sign" and text in signs:
            self.next = next(self._tokens, END)
            return text
        return ""

    def single(self, value: Value | list[Value]) -> Value:
        """One value; a range by itself is none."""
        if isinstance(value, list):
            raise UnsupportedError(self._formula)
        return value

    def _number(self, value: Value | list[Value]) -> float:
        plain = self.single(value)
        if plain == "":
            return 0
        if isinstance(plain, (int, float)):
            return plain
        raise UnsupportedError(self._formula)

    def comparison(self) -> Value | list[Value]:
        left = self._sum()
        while sign := self._take(*_COMPARE):
            a, b = self.single(left), self.single(self._sum())
            if isinstance(a, str) and isinstance(b, str):
                left = (a == b) == (sign in ("=", "<=", ">="))
            else:
                left = _COMPARE[sign](self._number(a), self._number(b))
        return left

    def _sum(self) -> Value | list[Value]:
        left = self._product()
        while sign := self._take("+", "-"):
            a, b = self._number(left), self._number(self._product())
            left = a + b if sign == "+" else a - b
        return left

    def _product(self) -> Value | list[Value]:
        left = self._factor()
        while sign := self._take("*", "/"):
            a, b = self._number(left), self._number(self._factor())
            # Not a number until something makes use of it: the other branch of an IF does not.
            left = a * b if sign == "*" else a / b if b else math.nan
        return left

    def _factor(self) -> Value | list[Value]:
        if self._take("-"):
            return -self._number(self._factor())
        if self._take("("):
            inner = self.comparison()
            self._close()
            return inner
        kind, text = self.next
        self.next = next(self._tokens, END)
        match kind:
            case "number":
                return float(text) if "." in text else int(text)
            case "text":
                return text.replace('""', '"')
            case "cell":
                return self._value_of(from_a1(text))
            case "area":
                return [self._value_of(cell) for cell in _cells(text)]
            case "name":
                return self._function(text)
        raise UnsupportedError(self._formula)

    def _close(self) -> None:
        if not self._take(")"):
            raise UnsupportedError(self._formula)

    def _function(self, name: str) -> Value:
        if not self._take("("):
            raise UnsupportedError(self._formula)
        given = [self.comparison()]
        while self._take(","):
            given.append(self.comparison())
        self._close()
        flat = [v for each in given for v in (each if isinstance(each, list) else [each])]
        numbers = [v for v in flat if isinstance(v, (int, float)) and not isinstance(v, bool)]
        match name, len(given):
            case "SUM", _:
                return sum(numbers)
            case "COUNT", _:
                return len(numbers)
            case "COUNTA", _:
                return sum(value != "" for value in flat)
            case "MAX", _:
                return max(numbers, default=0)
            case "MIN", _:
                return min(numbers, default=0)
            case "IF", 3:
                return self.single(given[1] if self.single(given[0]) else given[2])
            case "ROUND", 2:
                return round(self._number(given[0]), int(self._number(given[1])))
        raise UnsupportedError(self._formula)
