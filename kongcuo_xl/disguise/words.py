"""The word lists that a disguise draws from, and how Chinese text is looked through."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
GAP = "[ \t\u00a0\u3000\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
SPACES = re.compile(f"{GAP}+")


@cache
def words() -> dict[str, Any]:
    """The word lists of ``data/disguise.toml``."""
    text = resources.files("kongcuo_xl").joinpath("data", "disguise.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def word_set(key: str) -> frozenset[str]:
    """One of the lists, as a set."""
    return frozenset(words()[key])
