"""What the formulas of a form come to, for readers without a calculation engine.

As much of the spreadsheet language as forms use for totals and shares: + − * / & %, comparisons,
SUM, COUNT, COUNTA, AVERAGE, IF, IFERROR, ROUND, ABS, MAX, MIN, over cells and ranges of the sheet
itself and of others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeAlias

from kongcuo_xl.book import Area, Cell, Value, from_a1

ValueOf = Callable[[Cell], Value]
Elsewhere: TypeAlias = Callable[[str], ValueOf] | None
Come: TypeAlias = Callable[[ValueOf, Elsewhere], Value | list[Value]]
"""What a part of a formula comes to, given the cells of its sheet and those of others."""
END = ("end", "")


class UnsupportedError(ValueError):
    """A formula that this reader does not know how to work out."""


_SHEET = r"(?:(?:'(?:[^']|'')+'|[\w.]+)!)?"
_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>(?:[^"]|"")*)"'
    rf"|(?P<area>{_SHEET}\$?[A-Z]{{1,3}}\$?\d+:\$?[A-Z]{{1,3}}\$?\d+)"
    rf"|(?P<cell>{_SHEET}\$?[A-Z]{{1,3}}\$?\d+)(?![\w(])"
    r"|(?P<name>[A-Z]+)(?=\()|(?P<sign><>|<=|>=|[-+*/=<>(),&%]))"
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def result(formula: str, value_of: ValueOf, elsewhere: Elsewhere = None) -> Value:
    """What a formula (without ``=``) comes to; ``value_of`` gives the value of a cell.

    ``elsewhere`` does so for the cells of another sheet, by its name (KeyError for no such).

    Raises UnsupportedError for functions and references it does not know, and for errors such as a
    division by zero.
    """
    value = _single(_read(formula)(value_of, elsewhere), formula)
    if isinstance(value, float) and math.isnan(value):
        raise UnsupportedError(formula)
    return value


@lru_cache(maxsize=4096)
def _read(formula: str) -> Come:
    """The formula as a function. Raises UnsupportedError."""
    reader = _Reader(formula)
    come = reader.comparison()
    if reader.next != END:
        raise UnsupportedError(formula)
    return come


_CELL = r"\$?[A-Z]{1,3}\$?"
_REFERENCE = re.compile(
    rf"({_SHEET})(?<![A-Za-z0-9_.$])({_CELL})(\d+)(?::({_CELL})(\d+))?(?![\d(A-Za-z_!])"
)


def shifted(
    formula: str, at: int, count: int, like: int | None = None, sheet: str = "", own: bool = True
) -> str:
    """The formula once ``count`` rows were inserted on a sheet before row ``at`` (from 0).

    A range that ends right above them and holds the row ``like`` comes to include them. ``sheet``
    is the name of that sheet; ``own``: the formula stands on it.
    """

    def meant(prefix: str) -> bool:
        name = prefix[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        return name.lower() == sheet.lower() if prefix else own

    def moved(found: re.Match[str]) -> str:
        prefix, first, top, last, bottom = found.groups()
        if not meant(prefix):
            return found[0]
        below = int(bottom or top)
        grows = last and like is not None and below == at and int(top) <= like + 1 <= below
        start = int(top) + count if int(top) > at else int(top)
        end = below + count if below > at or grows else below
        return f"{prefix}{first}{start}" + (f":{last}{end}" if last else "")

    # Texts in quotation marks stay as they are.
    parts = formula.split('"')
    parts[::2] = [_REFERENCE.sub(moved, part) for part in parts[::2]]
    return '"'.join(parts)


_LOWERED = re.compile(
    rf"({_SHEET})(?<![A-Za-z0-9_.$])(\$?[A-Z]{{1,3}})(\$?)(\d+)(?::(\$?[A-Z]{{1,3}})(\$?)(\d+))?"
    r"(?![\d(A-Za-z_!])"
)


def lowered(formula: str) -> Callable[[int], str]:
    """The formula copied some rows further down, by how many: what is not fixed by $ moves."""
    parts: list[tuple[str, int | None]] = []
    quoted = formula.split('"')
    for n, part in enumerate(quoted):
        at = 0
        for found in _LOWERED.finditer(part) if n % 2 == 0 else ():
            for group, fixed in ((4, 3), (7, 6)):
                if found[group] and not found[fixed]:
                    parts.append((part[at : found.start(group)], int(found[group])))
                    at = found.end(group)
        parts.append((part[at:] + ('"' if n < len(quoted) - 1 else ""), None))

    def copied(rows: int) -> str:
        return "".join(f"{text}{'' if row is None else row + rows}" for text, row in parts)

    return copied


def _as_text(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _split(formula: str) -> Iterator[tuple[str, str]]:
    """The tokens of a formula; what is not one ends them as ``unknown``."""
    at = 0
    text = formula.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            yield "unknown", text[at:]
            return
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _cells(reference: str) -> tuple[Cell, ...]:
    """The cells of a range such as ``C5:C13``, row by row."""
    first, last = map(from_a1, reference.split(":"))
    area = Area(*first, *last)
    return tuple(
        (row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )


def _single(value: Value | list[Value], formula: str) -> Value:
    """One value; a range by itself is none."""
    if isinstance(value, list):
        raise UnsupportedError(formula)
    return value


def _number(value: Value | list[Value], formula: str) -> float:
    if value == "":
        return 0
    if isinstance(value, (int, float)):
        return value
    raise UnsupportedError(formula)


class _Reader:
    """Recursive descent over the tokens of one formula; each part becomes a function."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        self._tokens = _split(formula)
        self.next = next(self._tokens, END)

    def _take(self, *signs: str) -> str:
        kind, text = self.next
        if kind == "sign" and text in signs:
            self.next = next(self._tokens, END)
            return text
        return ""

    def comparison(self) -> Come:
        left = self._joined()
        while sign := self._take(*_COMPARE):
            left = _compared(sign, left, self._joined(), self._formula)
        return left

    def _joined(self) -> Come:
        left = self._sum()
        while self._take("&"):
            left = _appended(left, self._sum(), self._formula)
        return left

    def _sum(self) -> Come:
        left = self._product()
        while sign := self._take("+", "-"):
            left = _calculated(sign, left, self._product(), self._formula)
        return left

    def _product(self) -> Come:
        left = self._percent()
        while sign := self._take("*", "/"):
            left = _calculated(sign, left, self._percent(), self._formula)
        return left

    def _percent(self) -> Come:
        left = self._factor()
        while self._take("%"):
            left = _calculated("/", left, lambda _, __: 100, self._formula)
        return left

    def _factor(self) -> Come:
        if self._take("-"):
            return _calculated("-", lambda _, __: 0, self._factor(), self._formula)
        if self._take("("):
            inner = self.comparison()
            self._close()
            return inner
        kind, text = self.next
        self.next = next(self._tokens, END)
        match kind:
            case "number":
                number = float(text) if "." in text else int(text)
                return lambda _, __: number
            case "text":
                said = text.replace('""', '"')
                return lambda _, __: said
            case "cell" | "area":
                return self._placed(text)
            case "name":
                return self._function(text)
        raise UnsupportedError(self._formula)

    def _placed(self, reference: str) -> Come:
        """The values of the cells that a reference means."""
        formula = self._formula
        sheet, mark, plain = reference.rpartition("!")
        name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        several = ":" in plain
        cells = _cells(plain) if several else (from_a1(plain),)

        def come(value_of: ValueOf, elsewhere: Elsewhere) -> Value | list[Value]:
            if mark:
                try:
                    if elsewhere is None:
                        raise UnsupportedError(formula)
                    value_of = elsewhere(name)
                except KeyError:
                    raise UnsupportedError(formula) from None
            return [value_of(cell) for cell in cells] if several else value_of(cells[0])

        return come

    def _close(self) -> None:
        if not self._take(")"):
            raise UnsupportedError(self._formula)

    def _function(self, name: str) -> Come:
        if not self._take("("):
            raise UnsupportedError(self._formula)
        asked = [self.comparison()]
        while self._take(","):
            asked.append(self.comparison())
        self._close()
        formula = self._formula
        return lambda value_of, elsewhere: _called(
            name, [each(value_of, elsewhere) for each in asked], formula
        )


def _compared(sign: str, left: Come, right: Come, formula: str) -> Come:
    def come(value_of: ValueOf, elsewhere: Elsewhere) -> Value:
        a = _single(left(value_of, elsewhere), formula)
        b = _single(right(value_of, elsewhere), formula)
        if isinstance(a, str) and isinstance(b, str):
            return (a == b) == (sign in ("=", "<=", ">="))
        return _COMPARE[sign](_number(a, formula), _number(b, formula))

    return come


def _appended(left: Come, right: Come, formula: str) -> Come:
    def come(value_of: ValueOf, elsewhere: Elsewhere) -> Value:
        a = _single(left(value_of, elsewhere), formula)
        return _as_text(a) + _as_text(_single(right(value_of, elsewhere), formula))

    return come


def _calculated(sign: str, left: Come, right: Come, formula: str) -> Come:
    def come(value_of: ValueOf, elsewhere: Elsewhere) -> Value:
        a = _number(left(value_of, elsewhere), formula)
        b = _number(right(value_of, elsewhere), formula)
        match sign:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
        # Not a number until something makes use of it: the other branch of an IF does not.
        return a / b if b else math.nan

    return come


def _called(name: str, given: list[Value | list[Value]], formula: str) -> Value:
    """What a function comes to."""
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
        case "AVERAGE", _:
            return sum(numbers) / len(numbers) if numbers else math.nan
        case "ABS", 1:
            return abs(_number(given[0], formula))
        case "IFERROR", 2:
            first = _single(given[0], formula)
            failed = isinstance(first, float) and math.isnan(first)
            return _single(given[1], formula) if failed else first
        case "IF", 2:
            return _single(given[1], formula) if _single(given[0], formula) else False
        case "IF", 3:
            chosen = given[1] if _single(given[0], formula) else given[2]
            return _single(chosen, formula)
        case "ROUND", 2:
            return round(_number(given[0], formula), int(_number(given[1], formula)))
    raise UnsupportedError(formula)
