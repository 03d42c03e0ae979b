"""The spreadsheet language: a formula's text as something that can be worked out.

``+ - * / ^ & %`` and comparisons, constants, arrays, cells and ranges of any sheet, whole columns,
names, columns of tables, and the functions of ``library``. What else there is, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, Area, Cell, Value, column_number, from_a1
from kongcuo_xl.formulas.library import ARRAYS_INSIDE, ERRORS_TOO, SCALARS, WHOLES
from kongcuo_xl.formulas.values import (
    BLANK,
    DIV0,
    NA,
    NUM,
    ErrorValue,
    Operand,
    Range,
    UnsupportedError,
    each,
    met,
    number,
    ranks,
    single,
    text,
    truth,
)


class Surroundings:
    """What a formula sees. This one sees nothing; what can be seen is overridden."""

    here: Cell = (0, 0)
    """The cell that the formula stands in."""
    array = False
    """It is an array formula: a range is every cell of it, not the one on its own row."""

    def area(self, sheet: str, area: Area) -> Range:
        """The values of an area; ``sheet`` is ``""`` for the formula's own."""
        raise UnsupportedError(f"{sheet}!{area.a1}")

    def named(self, name: str) -> Operand:
        """What a defined name stands for."""
        raise UnsupportedError(name)

    def of_table(self, reference: str) -> Operand:
        """The cells that a reference to a table means: ``Table1[姓名]``."""
        raise UnsupportedError(reference)

    def called(self, name: str, given: Sequence[Operand | None]) -> Operand:
        """What a function comes to that the language does not have; None is one left out."""
        raise UnsupportedError(f"{name} of {len(given)} arguments")


Come: TypeAlias = Callable[[Surroundings], Operand]
"""What a part of a formula comes to."""

_QUOTED = r"'(?:[^']|'')+'"
_SHEET = rf"(?:(?:{_QUOTED}|[\w.]+)!)?"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_INSIDE = r"(?:[^\[\]']|'.)*"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | "(?P<text>(?:[^"]|"")*)"
  | (?P<error>\#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!))
  | (?P<function>(?:(?:{_QUOTED}|\[[^\[\]]*\][\w.]*|[\w.]+)!)?[^\W\d][\w.]*)(?=\s*\()
  | (?P<area>{_SHEET}{_CELL}:{_CELL})(?![\w(])
  | (?P<lines>{_SHEET}(?:{_COLUMN}:{_COLUMN}|\$?[0-9]+:\$?[0-9]+))(?![\w(.])
  | (?P<cell>{_SHEET}{_CELL})(?![\w(.!:])
  | (?P<table>[^\W\d][\w.]*\[(?:{_INSIDE}|\[{_INSIDE}\])*\])
  | (?P<name>{_SHEET}[^\W\d][\w.\\?]*)(?![(\[!:])
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<sign><>|<=|>=|[-+*/^=<>(),&%{{}};])
  | (?P<unknown>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.)+", re.I)
_END = ("end", "")


class Token(NamedTuple):
    """A part of a formula: its kind and text."""

    kind: str
    text: str


def tokens(formula: str) -> Iterator[Token]:
    """The parts of a formula without spaces; what is none of the language is ``unknown``."""
    for found in _TOKEN.finditer(formula):
        kind = str(found.lastgroup)
        if kind != "space":
            yield Token(kind, found[kind])


def placed(reference: str) -> tuple[str, Area]:
    """Sheet (``""`` for the own) and area of ``A1``, ``'七(1)班'!$A$1:B2``, ``A:C``, ``2:5``."""
    sheet, _, cells = reference.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    first, _, last = cells.replace("$", "").partition(":")
    last = last or first
    if first.isdigit():
        ends = sorted((int(first) - 1, int(last) - 1))
        return sheet, Area(ends[0], 0, ends[1], LAST_COLUMN)
    if first.isalpha():
        sides = sorted((column_number(first), column_number(last)))
        return sheet, Area(0, sides[0], LAST_ROW, sides[1])
    (top, left), (bottom, right) = from_a1(first), from_a1(last)
    return sheet, Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


@lru_cache(maxsize=8192)
def read(formula: str) -> Come:
    """The formula (without ``=``) as a function. Raises UnsupportedError."""
    reader = _Reader(formula)
    come = reader.comparison()
    if reader.next != _END:
        raise UnsupportedError(formula)
    return come


def _refused(formula: str) -> UnsupportedError:
    return UnsupportedError(formula)


class _Reader:
    """Recursive descent over the tokens of one formula; each part becomes a function."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        self._tokens: Iterator[tuple[str, str]] = tokens(formula)
        self.next: tuple[str, str] = next(self._tokens, _END)

    def _take(self, *signs: str) -> str:
        kind, said = self.next
        if kind == "sign" and said in signs:
            self.next = next(self._tokens, _END)
            return said
        return ""

    def _must(self, sign: str) -> None:
        if not self._take(sign):
            raise _refused(self._formula)

    def _left_to_right(self, part: Callable[[], Come], *signs: str) -> Come:
        left = part()
        while sign := self._take(*signs):
            left = _worked(sign, left, part())
        return left

    def comparison(self) -> Come:
        return self._left_to_right(self._joined, "<>", "<=", ">=", "=", "<", ">")

    def _joined(self) -> Come:
        return self._left_to_right(self._sum, "&")

    def _sum(self) -> Come:
        return self._left_to_right(self._product, "+", "-")

    def _product(self) -> Come:
        return self._left_to_right(self._power, "*", "/")

    def _power(self) -> Come:
        return self._left_to_right(self._percent, "^")

    def _percent(self) -> Come:
        left = self._signed()
        while self._take("%"):
            left = _worked("/", left, lambda _: 100)
        return left

    def _signed(self) -> Come:
        if sign := self._take("-", "+"):
            part = self._signed()
            return _worked("-", lambda _: 0, part) if sign == "-" else part
        return self._factor()

    def _factor(self) -> Come:
        if self._take("("):
            inner = self.comparison()
            self._must(")")
            return inner
        if self._take("{"):
            return self._array()
        kind, said = self.next
        self.next = next(self._tokens, _END)
        match kind:
            case "number" | "text" | "error":
                value = _constant(kind, said)
                return lambda _: value
            case "cell" | "area" | "lines":
                sheet, area = placed(said)
                return lambda around: around.area(sheet, area)
            case "table":
                return lambda around: around.of_table(said)
            case "name" if said.upper() in ("TRUE", "FALSE"):
                truth_ = said.upper() == "TRUE"
                return lambda _: truth_
            case "name":
                return lambda around: around.named(said)
            case "function":
                return self._function(said)
        raise _refused(self._formula)

    def _array(self) -> Come:
        rows: list[list[Value]] = [[]]
        while True:
            minus = self._take("-")
            kind, said = self.next
            self.next = next(self._tokens, _END)
            if kind not in ("number", "text", "error"):
                raise _refused(self._formula)
            rows[-1].append(_constant(kind, minus + said if kind == "number" else said))
            sign = self._take(",", ";", "}")
            if sign == "}":
                break
            if not sign:
                raise _refused(self._formula)
            if sign == ";":
                rows.append([])
        if len({len(row) for row in rows}) > 1:
            raise _refused(self._formula)
        return lambda _: [list(row) for row in rows]

    def _function(self, name: str) -> Come:
        self._must("(")
        asked: list[Come | None] = []
        if not self._take(")"):
            while True:
                bare = self.next == ("sign", ",") or self.next == ("sign", ")")
                asked.append(None if bare else self.comparison())
                if not self._take(","):
                    break
            self._must(")")
        return _function(name, asked, self._formula)


def _constant(kind: str, said: str) -> Value:
    if kind == "text":
        return said.replace('""', '"')
    if kind == "error":
        return ErrorValue(said)
    return int(said) if said.lstrip("-").isdigit() else float(said)


def _worked(sign: str, left: Come, right: Come) -> Come:
    work = _SIGNS[sign]

    def come(around: Surroundings) -> Operand:
        given = [left(around), right(around)]
        return each(work, given, around.here, array=around.array, errors=False)

    return come


def _calculated(work: Callable[[float, float], Value]) -> Callable[[Value, Value], Value]:
    def done(left: Value, right: Value) -> Value:
        a, b = number(left), number(right)
        if isinstance(a, ErrorValue):
            return a
        if isinstance(b, ErrorValue):
            return b
        try:
            return work(a, b)
        except OverflowError:
            return NUM

    return done


def _power(base: float, exponent: float) -> Value:
    try:
        found: float | complex = base**exponent
    except ZeroDivisionError:
        return DIV0
    return NUM if isinstance(found, complex) or (base == exponent == 0) else found


def _compared(test: Callable[[object, object], bool]) -> Callable[[Value, Value], Value]:
    return lambda left, right: test(*ranks(left, right))


_SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    "+": _calculated(lambda a, b: a + b),
    "-": _calculated(lambda a, b: a - b),
    "*": _calculated(lambda a, b: a * b),
    "/": _calculated(lambda a, b: a / b if b else DIV0),
    "^": _calculated(_power),
    "&": lambda a, b: text(a) + text(b),
    "=": _compared(lambda a, b: a == b),
    "<>": _compared(lambda a, b: a != b),
    "<": _compared(lambda a, b: a < b),  # type: ignore[operator]
    ">": _compared(lambda a, b: a > b),  # type: ignore[operator]
    "<=": _compared(lambda a, b: a <= b),  # type: ignore[operator]
    ">=": _compared(lambda a, b: a >= b),  # type: ignore[operator]
}


# ── functions ────────────────────────────────────────────────────────────────────────────────────
def _function(name: str, asked: list[Come | None], formula: str) -> Come:
    """The call of a function. Raises UnsupportedError for too few or too many arguments."""
    plain = _PREFIX.sub("", name).upper()
    given = [part or (lambda _: BLANK) for part in asked]
    if plain in _CHOICES:
        fewest, most, choice = _CHOICES[plain]
        if not fewest <= len(asked) <= most:
            raise _refused(formula)
        return lambda around: choice(around, given)
    if plain in SCALARS:
        fewest, most, scalar = SCALARS[plain]
        if not fewest <= len(asked) <= most:
            raise _refused(formula)
        errors = plain in ERRORS_TOO
        return lambda around: each(
            scalar, [part(around) for part in given], around.here, array=around.array, errors=errors
        )
    if plain in WHOLES:
        fewest, most, whole = WHOLES[plain]
        if not fewest <= len(asked) <= most:
            raise _refused(formula)

        def come(around: Surroundings) -> Operand:
            inside = _whole_ranges(around) if plain in ARRAYS_INSIDE else around
            return whole(*(part(inside) for part in given))

        return come
    return lambda around: around.called(
        name, [None if part is None else part(around) for part in asked]
    )


def _whole_ranges(around: Surroundings) -> Surroundings:
    if around.array:
        return around
    inside = copy(around)
    inside.array = True
    return inside


def _if(around: Surroundings, asked: Sequence[Come]) -> Operand:
    condition = met(asked[0](around), around.here, array=around.array)
    otherwise = asked[2] if len(asked) > 2 else lambda _: False
    if isinstance(condition, list):
        parts = [condition, asked[1](around), otherwise(around)]
        return each(_chosen, parts, around.here, array=around.array, errors=True)
    found = truth(condition)
    if isinstance(found, ErrorValue):
        return found
    return (asked[1] if found else otherwise)(around)


def _chosen(condition: Value, yes: Value, no: Value) -> Value:
    found = truth(condition)
    return found if isinstance(found, ErrorValue) else yes if found else no


def _ifs(around: Surroundings, asked: Sequence[Come]) -> Operand:
    if len(asked) % 2:
        raise UnsupportedError("IFS")
    for condition, answer in zip(asked[::2], asked[1::2], strict=True):
        found = truth(single(condition(around), around.here))
        if isinstance(found, ErrorValue):
            return found
        if found:
            return answer(around)
    return NA


def _instead(only: ErrorValue | None) -> Callable[[Surroundings, Sequence[Come]], Operand]:
    """IFERROR, or IFNA with the one error that it is about."""

    def caught(value: Value) -> bool:
        return isinstance(value, ErrorValue) and (only is None or value == only)

    def choice(around: Surroundings, asked: Sequence[Come]) -> Operand:
        first = met(asked[0](around), around.here, array=around.array)
        if isinstance(first, list):
            return each(
                lambda value, other: other if caught(value) else value,
                [first, asked[1](around)], around.here, array=around.array, errors=True,
            )  # fmt: skip
        return asked[1](around) if caught(first) else first

    return choice


def _choose(around: Surroundings, asked: Sequence[Come]) -> Operand:
    at = number(single(asked[0](around), around.here))
    if isinstance(at, ErrorValue):
        return at
    return asked[int(at)](around) if 1 <= at < len(asked) else ErrorValue("#VALUE!")


def _one(around: Surroundings, asked: Sequence[Come]) -> Operand:
    """``@``: what of a range or array is meant by one cell."""
    return single(asked[0](around), around.here)


def _row(around: Surroundings, asked: Sequence[Come]) -> Operand:
    if not asked:
        return around.here[0] + 1
    given = asked[0](around)
    if not isinstance(given, Range) or given.area.top != given.area.bottom:
        raise UnsupportedError("ROW")
    return given.area.top + 1


_CHOICES: dict[str, tuple[int, int, Callable[[Surroundings, Sequence[Come]], Operand]]] = {
    "IF": (2, 3, _if),
    "IFS": (2, 254, _ifs),
    "IFERROR": (2, 2, _instead(None)),
    "IFNA": (2, 2, _instead(NA)),
    "CHOOSE": (2, 255, _choose),
    "SINGLE": (1, 1, _one),
    "ROW": (0, 1, _row),
}
"""Functions that work out only the arguments they need, or ask where they stand."""
