"""People's names, replaced by invented ones of the same length."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from functools import cache

from kongcuo_xl import clean
from kongcuo_xl.disguise.words import GAP, HAN, SPACES, word_set, words

_NAMES_APART = re.compile("(?:[(（][^()（）]*[)）])?[、，,/]")


def surname_of(name: str) -> str:
    """The family name that a full name begins with: one character, or a known pair."""
    return name[:2] if len(name) > 2 and name[:2] in word_set("compound_surnames") else name[:1]


class Names:
    """Who bears which invented name; who shares a name with whom, and how names differ, is kept."""

    def __init__(self, source: random.Random, nobody: Collection[str] = ()) -> None:
        """``nobody`` are words that may stand among names and are none (headings)."""
        self._random = source
        self._nobody = word_set("nobody").union(nobody)
        self._names: dict[str, str] = {}
        self._lengths: dict[str, set[int]] = {}
        """First character → how long the names are that begin with it."""
        self._surnames: dict[str, str] = {}
        self._given: dict[str, dict[str, str]] = {}
        """Family name → character of a given name → the one in its place."""

    def learn(self, value: object) -> None:
        """The names in a cell of a column of names."""
        for written in {*clean.split_names(value), clean.person_name(value)}:
            plain = SPACES.sub("", written)
            for name in re.findall(f"[{HAN}]+(?:[·•．・.][{HAN}]+)*", plain):
                if self.is_nobody(name) or any(w in name for w in word_set("after_place")):
                    continue
                if 2 <= len(name) <= 8 or "·" in name:
                    self._add(name)

    def learn_labelled(self, text: str) -> None:
        """Names that follow a label in any text: 班主任：王芳."""
        if "：" in text or ":" in text:
            for found in _labelled().finditer(text):
                for name in _NAMES_APART.split(SPACES.sub("", found[1])):
                    known = self.is_surname(surname_of(name)) and not self.is_nobody(name)
                    if known and 2 <= len(name) <= 3:
                        self._add(name)

    def is_nobody(self, word: str) -> bool:
        """Whether a word may stand among names and is none."""
        return word in self._nobody

    def is_surname(self, text: str) -> bool:
        """Whether a family name is common, or borne by somebody learnt."""
        return (
            text in words()["surnames"]
            or text in word_set("compound_surnames")
            or text in self._surnames
        )

    def _add(self, name: str) -> None:
        if name not in self._names:
            self._names[name] = ""
            self._lengths.setdefault(name[0], set()).add(len(name))

    def made_for(self, name: str) -> str:
        """The invented name of somebody learnt; of the same length."""
        made = self._names.get(name)
        if not made:
            surname = surname_of(name)
            made = self.surname(surname) + "".join(
                ch if ch in "·•．・." else self._given_character(surname, ch)
                for ch in name[len(surname) :]
            )
            self._names[name] = made
        return made

    def surname(self, surname: str) -> str:
        """The family name in the place of another, the same for all who bear it."""
        if surname not in self._surnames:
            pool = words()["compound_surnames"] if len(surname) == 2 else words()["surnames"]
            used = set(self._surnames.values())
            free = [each for each in pool if each not in used and each != surname] or [
                each for each in pool if each != surname
            ]
            self._surnames[surname] = self._random.choice(free)
        return self._surnames[surname]

    def _given_character(self, surname: str, character: str) -> str:
        """Chosen for each family apart: one name that is found out tells nothing of the others."""
        known = self._given.setdefault(surname, {})
        if character not in known:
            used = set(known.values())
            free = [ch for ch in words()["given"] if ch not in used and ch != character]
            known[character] = self._random.choice(free or words()["given"])
        return known[character]

    def replaced_in(self, text: str) -> str:
        """A text with every name learnt in it replaced, the longest first, gaps kept."""
        if not any(ch in self._lengths for ch in text):
            return text
        places = [i for i, ch in enumerate(text) if not SPACES.match(ch)]
        plain = "".join(text[i] for i in places)
        out = list(text)
        at = 0
        while at < len(plain):
            for length in sorted(self._lengths.get(plain[at], ()), reverse=True):
                name = plain[at : at + length]
                if name in self._names and self._stands(name, plain, at):
                    for offset, ch in enumerate(self.made_for(name)):
                        out[places[at + offset]] = ch
                    at += length - 1
                    break
            at += 1
        return "".join(out)

    @staticmethod
    def _stands(name: str, text: str, at: int) -> bool:
        """Whether a name here is a person's, not the beginning of a place or a school."""
        after = text[at + len(name) : at + len(name) + 3]
        return len(text) == len(name) or not after.startswith(tuple(words()["after_place"]))

    def titles_in(self, text: str) -> str:
        """A text with family names before a title replaced: 王老师."""
        return _titled().sub(lambda m: self.surname(m[1]), text)


@cache
def _labelled() -> re.Pattern[str]:
    known = "|".join(sorted(words()["labels"], key=len, reverse=True))
    one = f"[{HAN}](?:{GAP}?[{HAN}]){{1,3}}"
    next_one = f"(?:[(（][^()（）]{{1,20}}[)）])?{GAP}*[、，,/]{GAP}*{one}(?![{HAN}])"
    return re.compile(f"(?:{known})(?:姓名)?[)）]?{GAP}*[:：]{GAP}*({one}(?:{next_one}){{0,20}})")


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(sorted(words()["titles"], key=len, reverse=True))
    long = "|".join(words()["compound_surnames"])
    single = words()["surnames"]
    return re.compile(f"(?<![{HAN}])({long}|[{single}])(?={titles})")
