"""Cross-checks as county sheets print them: ``1=2+5+8=11+…+18``, ``期末=期初+增加-减少``.

A chain says that several expressions are equal (or one not greater than the next). Numbers in it
are columns (栏次), or rows where it says 行; ``11+…+18`` is the sum of all from 11 to 18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kongcuo_xl.crosschecks.expression import Check, CheckError, Missing, Operator, parse, plain

_OPERATORS: dict[str, Operator] = {
    "=": "equal_to",
    "≤": "less_than_or_equal_to",
    "<=": "less_than_or_equal_to",
    "=<": "less_than_or_equal_to",
    "≦": "less_than_or_equal_to",
    "⩽": "less_than_or_equal_to",
    "≥": "greater_than_or_equal_to",
    ">=": "greater_than_or_equal_to",
    "=>": "greater_than_or_equal_to",
    "≧": "greater_than_or_equal_to",
    "⩾": "greater_than_or_equal_to",
    "<": "less_than",
    ">": "greater_than",
    "≠": "not_equal_to",
}
_WORDED = (
    ("不大于|小于等于|小于或等于|不超过|不多于", "≤"), ("不小于|大于等于|大于或等于|不少于", "≥"),
    ("不等于", "≠"), ("大于", ">"), ("小于", "<"), ("等于", "="),
)  # fmt: skip
_SPLIT = re.compile(r"[;；。\n，,、]")
_RELATION = re.compile("|".join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True)))
_LEAD = re.compile(
    r"^\s*(?:(?:[^=≤≥<>:\d]*?(?:关系式?|勾稽|审核|说明|公式|备注|填表|注意?)[^=≤≥<>:\d]*?(?::|\s|(?=\d)))"
    r"+|注\d*:?)\s*"
)
_ITEM = re.compile(r"^\s*(?:\(\d{1,2}\)|\d{1,2}[.)])\s*(?=[^\s=+*/≤≥<>-])")
_COLUMN = re.compile(
    r"(?<![\w.%])(?:(?:第|col)?\s*(\d{1,3})\s*(列|栏|项|行|col)?|([列栏行])\s*(\d{1,3}))(?![\d.%\w])",
    re.I,
)
_DOTS = re.compile(r"\s*\+?\s*(?:\.{2,}|⋯+)\s*\+?\s*")
_THROUGH = re.compile(r"(?<=\d)\s*([列栏行项]?)\s*(?:~|至|到)\s*(?=第?\s*\d)")
_DASH = re.compile(r"(?<=\d)\s*([列栏行项]?)\s*[—-]+\s*(?=[第列栏行]?\s*\d)")
_SUM_OF = re.compile(r"(?<=[\d列栏行项])\s*各?[列栏行项]?\s*(?:之和|合计|相加|求和|的和)$")
_SUM = re.compile(r"\b(?:sum|求和)\s*\(([^()]*)\)", re.I)
_YEAR = re.compile(r"\d{4}")
_HUNDRED = re.compile(r"(?<=[*/])\s*(1000|100)(?![\d%])")


@dataclass(frozen=True, slots=True)
class Chain:
    """Expressions that a note says are equal, or in order; names are 第n列, 第n行 or words."""

    text: str
    """As it is printed."""
    sides: tuple[str, ...]
    operators: tuple[Operator, ...]
    """Between each side and the one after it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in it, each once."""
        return tuple(dict.fromkeys(name for side in self.sides for name in parse(side).names))

    def checks(self, missing: Missing = "skip_if_all_missing") -> tuple[Check, ...]:
        """The chain as checks: its first side against each of those equal to it, else by pairs."""
        if set(self.operators) == {"equal_to"}:
            first, *others = self.sides
            pairs = [(first, "equal_to", other) for other in others]
        else:
            neighbours = pairwise(self.sides)
            pairs = [(a, op, b) for (a, b), op in zip(neighbours, self.operators, strict=True)]
        return tuple(
            Check(self.text, left, operator, right, missing)  # type: ignore[arg-type]
            for left, operator, right in pairs
        )


def read(text: str) -> Chain:
    """The chain that a text is, of numbered columns, numbered rows or words.

    Raises CheckError when it is none.
    """
    written = _worded(plain(text)).strip()
    found = _RELATION.findall(written)
    parts = [part.strip() for part in _RELATION.split(written)]
    if not found or not all(parts) or _YEAR.search(written):
        raise CheckError(f"“{text.strip()}”不是勾稽关系。")
    rows = "行" in written
    sides = tuple(_side(part, "行" if rows else "列") for part in parts)
    if any(_plain_number(side) for side in sides) or _same(sides):
        raise CheckError(f"“{text.strip()}”不是勾稽关系。")
    return Chain(text.strip(), sides, tuple(_OPERATORS[sign] for sign in found))


def _worded(text: str) -> str:
    text = text.replace("其中:", "其中")
    for words, sign in _WORDED:
        text = re.sub(words, sign, text)
    return text


def _side(text: str, line: str) -> str:
    """One side in the language of expressions."""
    if _SUM_OF.search(text):
        text = _DASH.sub(r"\1 .. ", _SUM_OF.sub("", text))
    text = _SUM.sub(lambda found: f"({found[1].replace(':', ' .. ')})", text)
    text = _THROUGH.sub(r"\1 .. ", _DOTS.sub(" .. ", text)).replace("—", "-")
    text = _HUNDRED.sub(lambda found: f" {found[1]}.0", text)
    text = re.sub(r"\(\s*(\d{1,3})\s*\)", r" \1 ", text)
    text = _COLUMN.sub(lambda found: f" 第{found[1] or found[4]}{_kind(found, line)} ", text)
    text = re.sub(r"\s*\.\.\s*", "..", " ".join(text.split()))
    parse(text)
    return text


def _kind(found: re.Match[str], line: str) -> str:
    said = found[2] or found[3] or ""
    return "行" if said == "行" else line


def _plain_number(side: str) -> bool:
    return not parse(side).names


def _same(sides: tuple[str, ...]) -> bool:
    return len(set(sides)) < 2


def found_in(text: str) -> list[Chain]:
    """Every chain that stands in a note on a sheet; the rest of the note is passed over."""
    chains = []
    for part in _SPLIT.split(plain(text).replace("\r", "\n")):
        bare = _ITEM.sub("", _LEAD.sub("", part)).strip(" :.")
        if not _RELATION.search(_worded(bare)):
            continue
        try:
            chains.append(read(bare))
        except CheckError:
            continue
    return chains
