"""Two ways of writing one person's name: what the difference is, and which names are near."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from kongcuo_xl.clean.sounds import syllables

MOST_SUGGESTED = 3


@cache
def _groups() -> dict[str, frozenset[str]]:
    text = (resources.files("kongcuo_xl") / "data" / "lookalikes.txt").read_text(encoding="utf-8")
    groups: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            for one in line:
                groups[one] = groups.get(one, frozenset()) | frozenset(line)
    return groups


def difference(written: str, official: str) -> str:
    """How two names differ, in Chinese: 间隔点, 同音字, 形近字, 多字或少字, or 姓名不同."""
    if written.replace("·", "") == official.replace("·", ""):
        return "少数民族姓名的间隔点写法不同"
    pairs = [(a, b) for a, b in zip(written, official, strict=False) if a != b]
    if len(written) == len(official):
        if all(b in _groups().get(a, ()) for a, b in pairs):
            return "形近字"
        if syllables(written) == syllables(official):
            return "同音字"
    elif Levenshtein.distance(written, official) == abs(len(written) - len(official)):
        return "多字或少字"
    return "姓名不同"


def nearest(names: Sequence[str], known: Sequence[str]) -> list[list[str]]:
    """For each name, up to three known ones that a slip of the pen away or sound alike.

    One character may differ, be missing or be one too many; of a name of two characters, it is the
    second that may differ.
    """
    if not names or not known:
        return [[] for _ in names]
    sounds: dict[str, list[str]] = {}
    for one in known:
        sounds.setdefault("".join(syllables(one)), []).append(one)
    distances = cdist(names, known, scorer=Levenshtein.distance, score_cutoff=1)
    found = []
    for name, row in zip(names, distances, strict=True):
        alike = sounds.get("".join(syllables(name)), [])
        near = [known[at] for at in (row <= 1).nonzero()[0]]
        near = [one for one in near if len(name) > 2 or one[:1] == name[:1]]
        found.append(list(dict.fromkeys([*alike, *near]))[:MOST_SUGGESTED])
    return found
