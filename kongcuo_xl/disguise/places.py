"""Villages, roads and estates, replaced by invented ones below the township."""

from __future__ import annotations

import random
import re

from kongcuo_xl.disguise.words import HAN, words

_ADMIN = re.compile(
    f"[{HAN}]{{1,8}}?(?:自治区|自治州|街道办事处|街道|省|市|县|旗|镇|乡|(?<![社小])区)"
)
_PLACE_KINDS = "村民委员会|村委会|居委会|村|屯|寨|社区|小区|花园|家园|苑|路|街|巷|弄|大道|大厦"
_PLACE = re.compile(f"([{HAN}]{{1,6}}?)(?={_PLACE_KINDS})")
_PLACE_END = re.compile(f"(?:{_PLACE_KINDS}|居)+$")
_NUMERAL = re.compile("[一二三四五六七八九十百零〇两第上中下东西南北]+")


class Places:
    """Which invented place stands for which; districts and townships stay as they are."""

    def __init__(self, source: random.Random, taken: set[str]) -> None:
        """``taken`` are words and numbers given out already."""
        self._random = source
        self._taken = taken
        self._places: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, raw: str) -> str | None:
        """The cell in the place of one of a column of villages; None for what is none."""
        proper = _PLACE_END.sub("", raw)
        if not re.fullmatch(f"[{HAN}]{{1,5}}", proper) or _NUMERAL.fullmatch(proper):
            return None
        self._add(proper)
        return self._places[proper] + raw[len(proper) :]

    def learn_address(self, raw: str) -> None:
        """Places below the township that an address names."""
        at = 0
        while found := _ADMIN.match(raw, at):
            at = found.end()
        for found in _PLACE.finditer(raw, at):
            if not _NUMERAL.fullmatch(found[1]):
                self._add(found[1])

    def _add(self, proper: str) -> None:
        if proper in self._places or _ADMIN.fullmatch(proper):
            return
        first, last = words()["places_first"], words()["places_last"]
        for _ in range(1000):
            made = "".join(self._random.choice(first) for _ in range(max(len(proper) - 1, 1)))
            made = made[: len(proper) - 1] + self._random.choice(last)
            if made not in self._taken and made not in self._places:
                break
        self._taken.add(made)
        self._places[proper] = made
        self._pattern = None

    def replaced_in(self, text: str) -> str:
        """A text with every place learnt in it replaced."""
        if not self._places:
            return text
        if self._pattern is None:
            known = "|".join(sorted(map(re.escape, self._places), key=len, reverse=True))
            self._pattern = re.compile(f"(?:{known})(?={_PLACE_KINDS})")
        return self._pattern.sub(lambda m: self._places[m[0]], text)
