"""What is said of a policy that can't be used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any


class PolicyError(Exception):
    """A policy that can't be used; the message is one Chinese sentence for the user."""


def text_tuple(raw: object, place: str) -> tuple[str, ...]:
    """A list of texts as a tuple. Raises PolicyError."""
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise PolicyError(f'{place}要填一列文字，如 ["002-13"]，现在是{as_written(raw)}。')
    return tuple(raw)


def check_keys(table: Mapping[str, Any], known: Iterable[str], where: str, what: str) -> None:
    """Raises PolicyError if a section has a key that is not known."""
    valid = list(known)
    for key in table:
        if key not in valid:
            raise PolicyError(no_such(where, what, key, valid))


def no_such(where: str, what: str, key: str, valid: Iterable[str]) -> str:
    """The sentence that says that there is no such key, and which is nearest."""
    return f"{where}：没有名为“{key}”的{what}，最接近的是“{closest(key, valid)}”。"


def closest(word: str, valid: Iterable[str]) -> str:
    """The valid word most like the one written."""
    return difflib.get_close_matches(word, list(valid), n=1, cutoff=0.0)[0]


def as_written(raw: object) -> str:
    """What stands there, quoted for a message."""
    return f"“{str(raw)[:40]}”" if raw not in ("", None) else "空的"
