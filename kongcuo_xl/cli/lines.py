"""Text in columns of a terminal, where a Chinese character is two wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CLOSING = "，。、；：？！）】》」”’…％,.;:?!)]}%"
"""What may not begin a line."""
OPENING = "（【《「“‘([{"
"""What may not end one."""
_UNITS = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[^\s\u2e80-\uffef]+|[^\s])[{re.escape(CLOSING)}]*|\s+"
)
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")


def width(text: str) -> int:
    """How many columns a text takes."""
    from rich.cells import cell_len

    return len(text) if text.isascii() else cell_len(text)


def padded(text: str, columns: int) -> str:
    """The text, filled with blanks to that many columns."""
    return text + " " * (columns - width(text))


def folded(text: str, columns: int, hang: int | None = None) -> list[str]:
    """A line as lines that fit; those after the first stand ``hang`` columns in.

    Without ``hang`` they stand under the line's last column of text: what follows two blanks or
    more. A word longer than a line is cut.
    """
    if width(text) <= columns:
        return [text]
    if hang is None:
        hang = _hang(text, columns)
    lines, line, room = [], "", columns
    for unit in _pieces(text, columns - hang):
        if line.strip() and width(line) + width(unit.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
            if unit.isspace():
                continue
        if not line and lines:
            line = " " * hang
            if unit.isspace():
                continue
        line += unit
    return [*lines, line.rstrip()] if line.strip() else lines


def _hang(text: str, columns: int) -> int:
    starts = [width(text[: gap.end()]) for gap in _GAP.finditer(text)]
    indent = len(text) - len(text.lstrip(" "))
    return next(
        (at for at in reversed(starts) if at <= columns // 2), min(indent + 2, columns // 2)
    )


def _pieces(text: str, columns: int) -> Iterable[str]:
    for unit in _UNITS.findall(text):
        while width(unit) > columns:
            cut = next(n for n in range(len(unit), 0, -1) if width(unit[:n]) <= columns or n == 1)
            yield unit[:cut]
            unit = unit[cut:]
        if unit:
            yield unit


def table(rows: Sequence[Sequence[str]], *, between: str = "  ") -> list[str]:
    """Rows in columns as wide as their widest cell; the last column is not filled."""
    columns = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    return [
        between.join(
            [*(padded(c, w) for c, w in zip(row[:-1], columns, strict=False)), row[-1]]
        ).rstrip()
        for row in rows
    ]
