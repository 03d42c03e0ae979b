"""What the formulas of a form come to, for readers without a calculation engine.

As much of the spreadsheet language as forms use for totals and shares: + − * / & %, comparisons,
SUM, COUNT, COUNTA, AVERAGE, IF, IFERROR, ROUND, ABS, MAX, MIN, over cells and ranges of the sheet
itself and of others.
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


def result(
    formula: str, value_of: ValueOf, elsewhere: Callable[[str], ValueOf] | None = None
) -> Value:
    """What a formula (without ``=``) comes to; ``value_of`` gives the value of a cell.

    ``elsewhere`` does so for the cells of another sheet, by its name (KeyError for no such).

    Raises UnsupportedError for functions and references it does not know, and for errors such as a
    division by zero.
    """
    reader = _Reader(formula, value_of, elsewhere)
    found = reader.comparison()
    if reader.next != END:
        raise UnsupportedError(formula)
    value = reader.single(found)
    if isinstance(value, float) and math.isnan(value):
        raise UnsupportedError(formula)
    return value


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

    def __init__(
        self, formula: str, value_of: ValueOf, elsewhere: Callable[[str], ValueOf] | None
    ) -> None:
        self._formula = formula
        self._elsewhere = elsewhere
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
        left = self._joined()
        while sign := self._take(*_COMPARE):
            a, b = self.single(left), self.single(self._joined())
            if isinstance(a, str) and isinstance(b, str):
                left = (a == b) == (sign in ("=", "<=", ">="))
            else:
                left = _COMPARE[sign](self._number(a), self._number(b))
        return left

    def _joined(self) -> Value | list[Value]:
        left = self._sum()
        while self._take("&"):
            left = _as_text(self.single(left)) + _as_text(self.single(self._sum()))
        return left

    def _sum(self) -> Value | list[Value]:
        left = self._product()
        while sign := self._take("+", "-"):
            a, b = self._number(left), self._number(self._product())
            left = a + b if sign == "+" else a - b
        return left

    def _product(self) -> Value | list[Value]:
        left = self._percent()
        while sign := self._take("*", "/"):
            a, b = self._number(left), self._number(self._percent())
            # Not a number until something makes use of it: the other branch of an IF does not.
            left = a * b if sign == "*" else a / b if b else math.nan
        return left

    def _percent(self) -> Value | list[Value]:
        left = self._factor()
        while self._take("%"):
            left = self._number(left) / 100
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
                value_of, plain = self._placed(text)
                return value_of(from_a1(plain))
            case "area":
                value_of, plain = self._placed(text)
                return [value_of(cell) for cell in _cells(plain)]
            case "name":
                return self._function(text)
        raise UnsupportedError(self._formula)

    def _placed(self, reference: str) -> tuple[ValueOf, str]:
        """Whose cells a reference means, and the reference without its sheet."""
        sheet, mark, plain = reference.rpartition("!")
        if not mark:
            return self._value_of, plain
        name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        try:
            if self._elsewhere is not None:
                return self._elsewhere(name), plain
        except KeyError:
            pass
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
            case "AVERAGE", _:
                return sum(numbers) / len(numbers) if numbers else math.nan
            case "ABS", 1:
                return abs(self._number(given[0]))
            case "IFERROR", 2:
                first = self.single(given[0])
                failed = isinstance(first, float) and math.isnan(first)
                return self.single(given[1]) if failed else first
            case "IF", 2:
                return self.single(given[1]) if self.single(given[0]) else False
            case "IF", 3:
                return self.single(given[1] if self.single(given[0]) else given[2])
            case "ROUND", 2:
                return round(self._number(given[0]), int(self._number(given[1])))
        raise UnsupportedError(self._formula)
