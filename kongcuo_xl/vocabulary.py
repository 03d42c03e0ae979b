"""What the words of changes, cases, disabilities … mean. They are data, in ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

import pandas as pd

from kongcuo_xl import clean

Subject: TypeAlias = Literal[
    "change", "case", "pupil", "disability", "placement", "boarding", "reason", "destination"
]


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("kongcuo_xl") / "vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _words(subject: Subject) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Whole wordings, and those that may stand within a cell, longest first."""
    pairs = [
        (clean.key(word), meaning) for meaning, words in _data()[subject].items() for word in words
    ]
    within = [pair for pair in pairs if not pair[0].isdecimal()]
    return dict(reversed(pairs)), sorted(within, key=lambda pair: -len(pair[0]))


def meaning(subject: Subject, text: object) -> str:
    """What a cell says about a subject, as ``vocabulary.toml`` names it; ``""`` for other words."""
    word = clean.key(text)
    if not word:
        return ""
    whole, within = _words(subject)
    return whole.get(word) or next((says for part, says in within if part in word), "")


def sorts(subject: Subject) -> tuple[str, ...]:
    """Everything that the words of a subject may mean."""
    return tuple(_data()[subject])


def meanings(subject: Subject, values: pd.Series) -> pd.Series:
    """``meaning`` of every value, as a string Series."""
    return clean.each_text(values, lambda value: meaning(subject, value))


def effect(change: str) -> int:
    """What a change does to the number in 学籍: 1, −1, or 0."""
    effects = _data()["effect"]
    return 1 if change in effects["增"] else -1 if change in effects["减"] else 0


@cache
def label_words() -> tuple[tuple[str, str], ...]:
    """Words of the labels of forms and what each stands for (``""`` for nothing), longest first."""
    pairs = [(word, token) for token, words in _data()["label"].items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def is_topic(head: str) -> bool:
    """Whether a head over others says nothing of whom or what they count."""
    return head in _data()["topic"]["words"]


@cache
def figures() -> dict[frozenset[str], str]:
    """What the words of a figure's labels together ask for: words → measure."""
    found: dict[frozenset[str], str] = {}
    for measure, lines in _data()["figure"].items():
        for line in lines:
            sets = [frozenset[str]()]
            for word in line.split():
                plain = word.removesuffix("?")
                more = [each | {plain} for each in sets]
                sets = [*sets, *more] if word.endswith("?") else more
            found |= dict.fromkeys(sets, measure)
    return found


def narrower(title: str) -> str:
    """The first word of a title that makes its form one about fewer people; ``""`` for none."""
    return next((word for word in _data()["narrower"]["words"] if word in title), "")
