"""The language of cross-checks: two expressions and an operator, in the terms of DHIS2.

An expression has numbers (``100``, ``5%``), names, ``+ − × ÷``, brackets, and sums over a range of
numbered names (``第11列..第18列``). A name is a word (``enrolled_end``, ``期末在籍``, ``D17``) that
begins with no digit, with dots or ``@`` between parts, or any text in quotation marks. Full-width
signs will do everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, TypeAlias

from kongcuo_xl.book import Value

Operator: TypeAlias = Literal[
    "equal_to",
    "not_equal_to",
    "greater_than",
    "greater_than_or_equal_to",
    "less_than",
    "less_than_or_equal_to",
    "compulsory_pair",
    "exclusive_pair",
]
Missing: TypeAlias = Literal["skip_if_any_missing", "skip_if_all_missing", "never_skip"]

WORDS: dict[Operator, str] = {
    "equal_to": "应等于",
    "not_equal_to": "应不等于",
    "greater_than": "应大于",
    "greater_than_or_equal_to": "应不小于",
    "less_than": "应小于",
    "less_than_or_equal_to": "应不大于",
    "compulsory_pair": "应同时填写",
    "exclusive_pair": "不应同时填写",
}
"""What stands between the two sides, in words."""
MISSING: tuple[Missing, ...] = ("skip_if_any_missing", "skip_if_all_missing", "never_skip")
_RELATIVE = 1e-9
_LONGEST_RANGE = 500


class CheckError(ValueError):
    """A cross-check that can't be read; the message is one Chinese sentence."""


@dataclass(frozen=True)
class Check:
    """A cross-check: two expressions, what must hold between them, and what blanks do to it.

    A blank on a side that is not skipped counts as 0. A pair is about something being there at all:
    ``compulsory_pair`` on both sides or on none, ``exclusive_pair`` never on both.
    """

    name: str
    left: str
    operator: Operator
    right: str
    missing: Missing = "skip_if_any_missing"
    """Each side is looked at by itself: one without a value makes the check be left out."""
    tolerance: float = 0
    """How far the sides may be apart for what was rounded."""

    def __post_init__(self) -> None:
        """Raises CheckError for an operator or strategy that there is not, or a faulty side."""
        if self.operator not in WORDS:
            raise CheckError(
                f"勾稽“{self.name}”的 operator“{self.operator}”没有；可以写：{'、'.join(WORDS)}。"
            )
        if self.missing not in MISSING:
            raise CheckError(
                f"勾稽“{self.name}”的 missing“{self.missing}”没有；可以写：{'、'.join(MISSING)}。"
            )
        for side in (self.left, self.right):
            parse(side)

    @cached_property
    def sides(self) -> tuple[Expression, Expression]:
        """Both sides read."""
        return parse(self.left), parse(self.right)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names on both sides, in order, each once."""
        left, right = self.sides
        return tuple(dict.fromkeys((*left.names, *right.names)))


class Sides(NamedTuple):
    """What the two sides of a check come to."""

    left: float
    right: float


def broken(check: Check, values: Mapping[str, Value]) -> Sides | None:
    """The two sides where a check fails; None where it holds or is not to be made.

    ``values`` holds figures by name; ``""`` and words are blanks, 无 is 0. A name that is not there
    makes no check: that sheet has not this figure.
    """
    left, right = check.sides
    numbers: dict[str, float | None] = {}
    for name in check.names:
        if name not in values:
            return None
        numbers[name] = _number(values[name])
    if check.operator in ("compulsory_pair", "exclusive_pair"):
        there = [any(numbers[n] is not None for n in side.names) for side in (left, right)]
        fails = there[0] != there[1] if check.operator == "compulsory_pair" else all(there)
        return Sides(left.value(numbers) or 0, right.value(numbers) or 0) if fails else None
    for side in (left, right):
        if check.missing == "never_skip" or not side.names:
            continue
        blank = [numbers[name] is None for name in side.names]
        if all(blank) or (check.missing == "skip_if_any_missing" and any(blank)):
            return None
    one, other = left.value(numbers), right.value(numbers)
    if one is None or other is None or _holds(check, one, other):
        return None
    return Sides(one, other)


def renamed(side: str, names: Mapping[str, str]) -> str:
    """An expression with other words for its names; a range becomes the sum that it stands for.

    Names that ``names`` does not hold stay.
    """
    return "".join(
        text if kind != "name" else _joined_names(text, names) for kind, text in _pieces(side)
    )


def _joined_names(text: str, names: Mapping[str, str]) -> str:
    every = parse(text).names
    said = " + ".join(names.get(name, name) for name in every)
    return f"({said})" if len(every) > 1 else said


def _pieces(side: str) -> Iterator[tuple[str, str]]:
    """The names of an expression (ranges whole), and what stands between them."""
    at = 0
    text = plain(side)
    for found in _NAMES.finditer(text):
        yield "", text[at : found.start()]
        yield "name", found[0]
        at = found.end()
    yield "", text[at:]


def _holds(check: Check, left: float, right: float) -> bool:
    slack = check.tolerance + _RELATIVE * max(1.0, abs(left), abs(right))
    match check.operator:
        case "equal_to":
            return abs(left - right) <= slack
        case "not_equal_to":
            return abs(left - right) > slack
        case "greater_than":
            return left > right + slack
        case "greater_than_or_equal_to":
            return left >= right - slack
        case "less_than":
            return left < right - slack
        case _:
            return left <= right + slack


def _number(value: Value) -> float | None:
    if value == "无":
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)


# ── expressions ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Expression:
    """One side of a check."""

    names: tuple[str, ...]
    """Every name in it, in order, each once."""
    _come: Callable[[Mapping[str, float | None]], float]

    def value(self, numbers: Mapping[str, float | None]) -> float | None:
        """What it comes to, blanks as 0; None for a division by nothing.

        Raises KeyError for a name that has no number.
        """
        try:
            return self._come(numbers)
        except ZeroDivisionError:
            return None


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)(?![\w一-鿿])"
    r'|(?P<quoted>"[^"]+")'
    r"|(?P<name>(?!\d)\w+(?:[.@]\w+)*)"
    r"|(?P<sign>\.\.|[-+*/()]))"
)
_NAME = r'(?:"[^"]+"|(?!\d)\w+(?:[.@]\w+)*)'
_NAMES = re.compile(rf"(?<![\w.@]){_NAME}(?:\s*\.\.\s*{_NAME})?")
_SIGNS = str.maketrans("−–×·÷“”〔〕[]", '--**/""()()')


@lru_cache(maxsize=8192)
def parse(text: str) -> Expression:
    """An expression read. Raises CheckError, saying in one sentence what is wrong with it."""
    return _Reader(text).whole()


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """A text with the signs of the language in their half-width form."""
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)


Come: TypeAlias = Callable[[Mapping[str, float | None]], float]


class _Reader:
    """Recursive descent over the tokens of one expression; each part becomes a function."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split(plain(text)))
        self._at = 0
        self._names: dict[str, None] = {}

    def _split(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        text = text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise CheckError(f"勾稽式“{self._text}”中的“{text[at:].strip()}”看不懂。")
            yield found.lastgroup, found[found.lastgroup]
            at = found.end()

    def whole(self) -> Expression:
        come = self._sum()
        if self._at < len(self._tokens):
            raise CheckError(
                f"勾稽式“{self._text}”在“{self._tokens[self._at][1]}”之前少一个运算符号。"
            )
        return Expression(tuple(self._names), come)

    def _take(self, *signs: str) -> str:
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "sign" and text in signs:
                self._at += 1
                return text
        return ""

    def _sum(self) -> Come:
        come = self._product()
        while sign := self._take("+", "-"):
            come = _joined(sign, come, self._product())
        return come

    def _product(self) -> Come:
        come = self._factor()
        while sign := self._take("*", "/"):
            come = _joined(sign, come, self._factor())
        return come

    def _factor(self) -> Come:
        if self._take("-"):
            return _joined("-", lambda _: 0, self._factor())
        if self._take("("):
            come = self._sum()
            if not self._take(")"):
                raise CheckError(f"勾稽式“{self._text}”的括号没有配对。")
            return come
        if self._at == len(self._tokens):
            raise CheckError(f"勾稽式“{self._text}”没有写完。")
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            number = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
            return lambda _: number
        if kind == "sign":
            raise CheckError(f"勾稽式“{self._text}”在“{text}”的地方少一个数或名称。")
        name = text.strip('"')
        names = self._range(name) if self._take("..") else (name,)
        self._names |= dict.fromkeys(names)
        return lambda numbers: sum(numbers[each] or 0 for each in names)

    def _range(self, first: str) -> tuple[str, ...]:
        kind, last = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        self._at += 1
        if kind not in ("name", "quoted"):
            raise CheckError(f"勾稽式“{self._text}”的“{first}..”没有写到哪里为止。")
        ends = [_NUMBERED.fullmatch(name) for name in (first, last.strip('"'))]
        if (
            ends[0] is None
            or ends[1] is None
            or (ends[0][1], ends[0][3])
            != (
                ends[1][1],
                ends[1][3],
            )
        ):
            raise CheckError(f"勾稽式“{self._text}”的“{first}..{last}”不是连续编号的几项。")
        low, high = int(ends[0][2]), int(ends[1][2])
        if not low <= high <= low + _LONGEST_RANGE:
            raise CheckError(f"勾稽式“{self._text}”的“{first}..{last}”前后次序不对。")
        return tuple(f"{ends[0][1]}{number}{ends[0][3]}" for number in range(low, high + 1))


_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)")


def _joined(sign: str, left: Come, right: Come) -> Come:
    match sign:
        case "+":
            return lambda numbers: left(numbers) + right(numbers)
        case "-":
            return lambda numbers: left(numbers) - right(numbers)
        case "*":
            return lambda numbers: left(numbers) * right(numbers)
    return lambda numbers: left(numbers) / right(numbers)
