"""How a name sounds: one that was typed by ear stands in other characters."""

from __future__ import annotations


def syllables(name: str) -> list[str]:
    """The name in pinyin without tones, a syllable a character: 王明 → wang, ming."""
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load, and few need them

    return lazy_pinyin(name)
