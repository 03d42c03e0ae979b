"""Text as it may be shown: IDs masked, nothing in it that a terminal or a reader would not see.

A name may hold characters that turn the line round, hide themselves, or command the terminal; a
file's name may hold an ID. This module is light, so that an error message comes at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_NUMBER_IN_TEXT = re.compile(
    rf"[GJLgjl]?\d(?:[{_BETWEEN}]*\d){{13,}}[{_BETWEEN}]*[\dXx]"
    r"|(?<![0-9A-Za-z])\d[\dOoQDIlZSB]{13,16}[\dXx](?![0-9A-Za-z])"  # O typed for 0, l for 1
    r"|\d{6}[ \u00a0\u3000‐‑‒–—－-]\d{8}[ \u00a0\u3000‐‑‒–—－-]\d{3}[\dXx]"
)

CALLED = {
    0x00AD: "软连字符",
    0x200B: "零宽空格",
    0x200C: "零宽字符",
    0x200D: "零宽连接符",
    0x200E: "书写方向符",
    0x200F: "书写方向符",
    0x202A: "书写方向符",
    0x202B: "书写方向符",
    0x202C: "书写方向符",
    0x202D: "书写方向符",
    0x202E: "从右往左书写符",
    0x2060: "零宽字符",
    0xFEFF: "零宽字符",
}
"""What people call the commonest characters that are not seen."""

_UNSEEN = {
    code: f"〔U+{code:04X}〕"
    for code in (
        *(c for c in range(0x20) if c not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *CALLED,
        *range(0x2061, 0x2065),
        *range(0x2066, 0x206A),
        0x180E,
        0x2028,
        0x2029,
        *range(0xD800, 0xE000),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    )
}
_ESCAPED = {
    code: f"\\u{code:04x}" if code < 0x10000 else f"\\udb40\\u{0xDC00 + code - 0xE0000:04x}"
    for code in _UNSEEN
}


def mask(text: str) -> str:
    """A number with its middle hidden: ``110105********002X``, G110105********002X.

    What is shorter than 15 characters shows its first three and last two; up to seven, all.
    """
    letter, number = (text[:1], text[1:]) if text[:1] in tuple("GJLgjl") else ("", text)
    head, tail = (6, 4 if len(number) >= 18 else 3) if len(number) >= 15 else (3, 2)
    hidden = len(number) - head - tail
    if hidden <= 2:
        return text
    return letter + number[:head] + "*" * hidden + number[-tail:]


def mask_in(text: str) -> str:
    """A sentence in which the middle of every ID and 学籍号 is hidden, however it is embedded."""
    return _NUMBER_IN_TEXT.sub(lambda found: mask(found[0]), text)


def ids(text: str, *, show_ids: bool) -> str:
    """The text with its IDs masked, or as it is where somebody asked to see them."""
    return text if show_ids else mask_in(text)


def visible(text: str) -> str:
    """The text with each character that is not seen written out: ``王〔U+200B〕明``.

    Line breaks and tabs stay; nothing that is left can command a terminal or turn a line round.
    """
    return text.translate(_UNSEEN)


def in_json(text: str) -> str:
    """A JSON document in which such characters are escaped: the same data, safe on a terminal."""
    return text.translate(_ESCAPED)


def shown(text: str, *, show_ids: bool = False) -> str:
    """Text for a terminal: characters made visible, IDs masked unless somebody asks to see them."""
    return visible(ids(text, show_ids=show_ids))


def named(characters: Iterable[str]) -> str:
    """Characters that are not seen, as people look them up: ``U+200B 零宽空格、U+0007``."""
    told = dict.fromkeys(f"U+{ord(ch):04X} {CALLED.get(ord(ch), '')}".strip() for ch in characters)
    return "、".join(told)
