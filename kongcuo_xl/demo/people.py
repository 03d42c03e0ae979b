"""Invented people: names, 公民身份号码 with valid check characters, telephone numbers."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib import resources
from random import Random
from typing import Any

from kongcuo_xl.identity import expected_check


def words() -> dict[str, Any]:
    """The word lists of ``data/demo_names.toml``."""
    text = resources.files("kongcuo_xl").joinpath("data", "demo_names.toml").read_text("utf-8")
    return tomllib.loads(text)


def identity_number(region: str, birth: dt.date | str, order: int) -> str:
    """An 18-character number with its check character (GB 11643-1999).

    ``birth`` may be eight digits, so that an impossible date can be written; ``order`` is odd for
    a boy, even for a girl.
    """
    day = birth if isinstance(birth, str) else f"{birth:%Y%m%d}"
    body = f"{region}{day}{order:03d}"
    return body + expected_check(body)


class Invention:
    """A source of people that never gives the same name, number or text twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.words = words()
        self._names: set[str] = set()
        self._numbers: set[str] = set()
        self._texts: set[str] = set()
        self._phone = 0

    def name(self, sex: str) -> str:
        """A name for 男 or 女, of two to four characters."""
        given = self.words["girls" if sex == "女" else "boys"]
        while True:
            rare = self.rng.random() < 0.02
            surname = self.rng.choice(self.words["compound_surnames" if rare else "surnames"])
            length = 1 if self.rng.random() < 0.15 else 2
            name = surname + "".join(self.rng.sample(given, length))
            if name not in self._names:
                self._names.add(name)
                return str(name)

    def identity(self, birth: dt.date, sex: str, region: str = "") -> str:
        """An unused valid number for that birth date and sex."""
        while True:
            where = region or self.rng.choice(self.words["regions"])
            order = self.rng.randrange(1, 499) * 2 + (sex == "男")
            number = identity_number(where, birth, order)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def phone(self) -> str:
        """An unused 11-digit number."""
        self._phone += 1
        return f"199{self._phone * 7919 % 100_000_000:08d}"

    def visit_text(self) -> str:
        """What a home visit was about: a sentence nobody else has written."""
        parts = self.words["visit"]
        while True:
            text = "，".join(self.rng.choice(parts[p]) for p in ("openings", "middles", "endings"))
            if text in self._texts:
                text = f"{text}，{self.rng.choice(parts['openings'])}"
            if text not in self._texts:
                self._texts.add(text)
                return text
