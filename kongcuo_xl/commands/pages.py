"""Pages of text in the browser, for what a message box is too small for."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kongcuo_xl.commands.desk import Desk

_LOOK = (
    "body{font:16px/1.7 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em}"
    "pre{background:#f5f5f5;padding:.6em;overflow:auto}"
)
_LINES = 25
"""How many lines a message box holds on a small screen."""


def show(desk: Desk, title: str, text: str) -> None:
    """Open a page of text."""
    _open(desk, title, f'<pre style="white-space: pre-wrap">{html.escape(text)}</pre>')


def show_markdown(desk: Desk, title: str, text: str) -> None:
    """Open a page written in Markdown."""
    from markdown_it import MarkdownIt

    _open(desk, title, MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def _open(desk: Desk, title: str, body: str) -> None:
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(title)}'
        f"</title><style>{_LOOK}</style>{body}</html>"
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
