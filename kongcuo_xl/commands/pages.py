"""Pages of text in the browser, for what a message box is too small for."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kongcuo_xl.commands.desk import Desk

_LINES = 25
"""How many lines a message box holds on a small screen."""


def show(desk: Desk, title: str, text: str) -> None:
    """Open a page of text."""
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(title)}'
        f'</title><pre style="white-space: pre-wrap">{html.escape(text)}</pre></html>'
    )
    with tempfile.NamedTemporaryFile(
        "w", prefix="kongcuo_", suffix=".html", delete=False, encoding="utf-8"
    ) as file:
        file.write(page)
    desk.show(Path(file.name))


def say(desk: Desk, text: str) -> None:
    """Say a text in a message; where that is too small, as a page."""
    lines = text.splitlines()
    if len(lines) <= _LINES:
        desk.say(text)
    else:
        show(desk, lines[0], text)


def few(sentences: Sequence[str], most: int = 6) -> str:
    """The first of many sentences, a line each, and how many there are besides."""
    shown = list(sentences[:most])
    if len(sentences) > most:
        shown.append(f"……另有 {len(sentences) - most} 条。")
    return "\n".join(shown)
