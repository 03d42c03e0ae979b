"""Every kind of table with its fields and the words of their headings: ``fields.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kongcuo_xl import clean
from kongcuo_xl.tables.wordings import QUESTIONS, same_as, unqualified


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a kind of table may have."""

    id: str
    label: str
    type: str
    words: frozenset[str]
    """Header wordings, normalised by ``clean.header_keys``."""


@dataclass(frozen=True)
class Kind:
    """A kind of table: its Chinese name, the words in titles that point to it, and its fields."""

    id: str
    label: str
    titles: tuple[str, ...]
    required: tuple[str, ...]
    own: frozenset[str]
    """Fields that tell it from its neighbours."""
    sure: frozenset[str]
    """Fields that nearly settle it."""
    fields: Mapping[str, Field]
    by_word: Mapping[str, str]
    """Normalised header wording → field id."""
    ticked: Mapping[str, tuple[str, str]]
    """Normalised heading of a column that is ticked → the field and the value that a tick says."""

    def field_named(self, key: str) -> str | None:
        """The field that a normalised heading names, by its own wording or once what only
        qualifies it is gone (现就读学校全称, 是否提供在读证明); None if it names none.
        """
        if key in self.by_word:
            return self.by_word[key]
        for word, allowed in unqualified(key):
            name = self.by_word.get(word)
            if name and (allowed is None or self.fields[name].type in allowed):
                return name
        return None


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Words of headings that no one kind of table owns."""

    person: frozenset[str]
    """Upper headings that name another person than the pupil."""
    values: frozenset[str]
    """Words that are as often a value as a heading."""
    traps: tuple[str, ...]
    """What shows that a heading holding a known word means something else."""
    suffixes: tuple[str, ...]


def _field(id_: str, shared: dict[str, Any]) -> Field:
    words = frozenset(clean.header_keys(w)[0] for w in [shared["label"], *shared["words"]])
    if shared["type"] == "flag":
        # Whatever is answered by yes or no may be asked: 有无协议书, 是否有协议书.
        asked = [w for w in words if not w.startswith(("是", "有")) and len(w) > 1]
        words |= {ask + w for ask in QUESTIONS for w in asked}
    return Field(id_, shared["label"], shared["type"], words)


@cache
def _catalogue() -> tuple[dict[str, Kind], GroupWords]:
    text = (resources.files("kongcuo_xl") / "fields.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    kinds = {}
    for id_, table in data["table"].items():
        fields: dict[str, Field] = {}
        for name in dict.fromkeys([*table["required"], *table["columns"]]):
            source = dict(table.get("field", {}).get(name) or data["field"][name])
            if name in table.get("labels", {}):
                label = table["labels"][name]
                source = {**source, "label": label, "words": [label, *source["words"]]}
            more = table.get("words", {}).get(name, ())
            source = {**source, "words": [*source["words"], *more]}
            fields[name] = _field(name, source)
        by_word: dict[str, str] = {}
        # Required fields come first, so a wording claimed twice goes to the one that matters more.
        for name, item in fields.items():
            for word in item.words:
                by_word.setdefault(word, name)
        # What is only the same word in other clothes comes after everything that is written out.
        for name, item in fields.items():
            for word in sorted(item.words):
                for same in same_as(word, item.type):
                    by_word.setdefault(same, name)
        kinds[id_] = Kind(
            id_,
            table["label"],
            tuple(table["titles"]),
            tuple(table["required"]),
            frozenset(table["own"]),
            frozenset(table.get("sure", ())),
            fields,
            by_word,
            {
                word: (name, value)
                for name, values in table.get("ticked", {}).items()
                for value, words in values.items()
                for word in (clean.header_keys(w)[0] for w in words)
            },
        )
    groups = data["groups"]
    return kinds, GroupWords(
        frozenset(clean.header_keys(w)[0] for w in groups["person"]),
        frozenset(clean.header_keys(w)[0] for w in groups["values"]),
        tuple(groups["traps"]),
        tuple(groups["suffixes"]),
    )


def kinds() -> dict[str, Kind]:
    """Every kind of table, by id, in the order of ``fields.toml``."""
    return _catalogue()[0]


def group_words() -> GroupWords:
    """Words of upper header cells."""
    return _catalogue()[1]
