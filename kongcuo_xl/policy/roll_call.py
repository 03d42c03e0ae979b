"""The marks of roll-call grids, and what each says about a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Meaning: TypeAlias = Literal["出勤", "旷课", "事假", "病假", "其他假", "迟到", "早退"]
MEANINGS: tuple[Meaning, ...] = ("出勤", "旷课", "事假", "病假", "其他假", "迟到", "早退")
Half: TypeAlias = Literal["", "上午", "下午"]


class Mark(NamedTuple):
    """What a roll-call mark says about a day or half of it."""

    meaning: Meaning
    days: float = 1.0
    half: Half = ""
    """Which half, when ``days`` is 0.5 and the mark says so."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The vocabulary of roll-call grids."""

    whole: Mapping[str, Meaning]
    half: Mapping[str, Meaning]
    """Marks that mean half a day by themselves."""
    words: Mapping[str, str]
    """Affix → 上午, 下午 or 半天."""

    def read(self, written: str) -> tuple[Mark, ...]:
        """The parts of a day that a cell's text describes, empty if it can't be read.

        ``√`` is one whole day; ``旷上``, ``×下``, ``½旷`` half a day of that and the other half
        present; ``√×``, ``病/事`` the morning and the afternoon.
        """
        mark = "".join(written.split())
        if mark in self.whole:
            return (Mark(self.whole[mark]),)
        if mark in self.half:
            return (Mark(self.half[mark], 0.5), Mark("出勤", 0.5))
        for word in sorted(self.words, key=len, reverse=True):
            for bare in (mark.removeprefix(word), mark.removesuffix(word)):
                if bare != mark and bare in self.whole:
                    return self._half_day(self.whole[bare], self.words[word])
        return self._two_halves(mark)

    @staticmethod
    def _half_day(meaning: Meaning, word: str) -> tuple[Mark, ...]:
        if word == "上午":
            return (Mark(meaning, 0.5, "上午"), Mark("出勤", 0.5, "下午"))
        if word == "下午":
            return (Mark("出勤", 0.5, "上午"), Mark(meaning, 0.5, "下午"))
        return (Mark(meaning, 0.5), Mark("出勤", 0.5))

    def _two_halves(self, mark: str) -> tuple[Mark, ...]:
        for cut in range(1, len(mark)):
            morning, afternoon = mark[:cut], mark[cut:]
            if len(afternoon) > 1 and afternoon[0] in "/／|、":
                afternoon = afternoon[1:]
            if morning in self.whole and afternoon in self.whole:
                return (
                    Mark(self.whole[morning], 0.5, "上午"),
                    Mark(self.whole[afternoon], 0.5, "下午"),
                )
        return ()
