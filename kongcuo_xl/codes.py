"""Columns with a fixed list of values: the wordings each may hold, from ``codes.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pandas as pd

from kongcuo_xl import clean

if TYPE_CHECKING:
    from kongcuo_xl.tables import Field, Table

_SEVERAL = re.compile(r"[、,，;；/+和及\s]+")
_YES_OR_NO = "是、否"
_DASHES = ("", "-", "--", "—", "/")


@dataclass(frozen=True, slots=True)
class CodeList:
    """What a column may hold."""

    label: str
    """The official values, as a clerk reads them."""
    words: frozenset[str]
    yes_no: bool = False
    """Whether 是, 否, √ … are answers as well."""
    ending: str = ""
    """A word that may stand behind each value."""
    behind: str = ""
    """A pattern of what may follow it in the same cell: 视力残疾一级."""
    several: bool = False
    """Whether a cell may hold several values."""
    no: frozenset[str] = frozenset()
    """The words that say no in a yes/no column; the others say yes."""

    def holds(self, value: str) -> bool:
        """Whether a cell's text is one of the values, or blank."""
        return (self.yes_no and clean.yes_no(value) != "bad") or self._holds_word(value)

    def _holds_word(self, value: object) -> bool:
        plain = clean.header_keys(value)
        if any(self._one(word) for word in plain):
            return True
        parts = _SEVERAL.split(clean.text(value))
        return self.several and all(self._one(clean.key(part)) for part in parts)

    def says(self, value: object) -> bool | None:
        """What a cell of a yes/no column says by one of the words; None where it holds none."""
        plain = clean.key(value)
        if plain in self.no:
            return False
        return True if plain and plain not in _DASHES and self._holds_word(value) else None

    def _one(self, word: str) -> bool:
        if self.behind:
            word = re.sub(f"(?:{self.behind})$", "", word)
        return word in _DASHES or bool({word, word.removesuffix(self.ending)} & self.words)


@cache
def _data() -> dict[str, dict[str, object]]:
    text = (resources.files("kongcuo_xl") / "codes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def code_list(field: Field) -> CodeList | None:
    """What a column may hold; None for a column that takes anything."""
    raw = _data().get(field.id)
    flag = field.type == "flag"
    not_judged = _data()["just_yes_or_no"]["not_judged"]
    assert isinstance(not_judged, list)
    if field.id in not_judged or (raw is None and not flag):
        return None
    if raw is None:
        return CodeList(_YES_OR_NO, frozenset(), yes_no=True)
    words = [*_words(raw, "values"), *_words(raw, "also")]
    return CodeList(
        str(raw["label"]),
        frozenset(clean.key(word) for word in words),
        yes_no=flag or bool(raw.get("yes_no")),
        ending=str(raw.get("ending", "")),
        behind=str(raw.get("behind", "")),
        several=bool(raw.get("several")),
        no=frozenset(clean.key(word) for word in _words(raw, "no")) if "no" in raw else frozenset(),
    )


def choices(field: Field) -> tuple[str, ...]:
    """The wordings to choose from in a new sheet, without codes; ``()`` where anything may stand.

    A yes/no column offers 是 and 否 before its own words.
    """
    codes = code_list(field)
    if codes is None:
        return ()
    official = _words(_data().get(field.id, {"values": []}), "values")
    words = [w for w in official if not w.isascii() and not w[0].isdecimal()]
    return tuple(dict.fromkeys([*(("是", "否") if field.type == "flag" else ()), *words]))


def _words(raw: dict[str, object], part: str) -> list[str]:
    words = raw[part]
    assert isinstance(words, list)
    return words


def outside(table: Table, field_id: str, codes: CodeList) -> pd.Series:
    """Rows whose cell holds something that is not on the list."""
    return ~clean.which(table.text(field_id), codes.holds)


def flags(field: Field, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """A yes/no column: nullable booleans, and where a value is neither (bool).

    The column's own words count first: 双亲留守 is a yes, 非留守 a no.
    """
    told, bad = clean.flags(values)
    codes = code_list(field)
    if codes is None or not codes.words:
        return told, bad
    said = pd.Series(
        pd.array(list(clean.each(values, codes.says)), dtype="boolean"), index=values.index
    )
    return said.fillna(told), bad & said.isna()
