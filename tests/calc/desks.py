"""A desk whose user has prepared every answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kongcuo_xl.commands import Desk


class PreparedDesk(Desk):
    """The answers that a user will give, and what was said and shown."""

    def __init__(self, book: Any, **answers: Any) -> None:
        super().__init__(book)
        self.answers = answers
        self.said: list[str] = []
        self.asked: list[str] = []
        self.shown: list[Path] = []
        self.states: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def confirm(self, text: str) -> bool:
        self.asked.append(text)
        return bool(self.answers.get("confirm"))

    def choose(self, text: str, options: Sequence[str]) -> str | None:
        self.asked.append("\n".join((text, *options)))
        wanted = self.answers.get("choose")
        return next((one for one in options if wanted is not None and wanted in one), None)

    def ask(self, text: str, default: str = "") -> str | None:
        self.asked.append(f"{text}［{default}］")
        answer: str | None = self.answers.get("ask")
        return answer

    def file(self, title: str, endings: Sequence[str]) -> Path | None:
        self.asked.append(f"{title}（{'、'.join(endings)}）")
        answer: Path | None = self.answers.get("file")
        return answer

    def folder(self, title: str) -> Path | None:
        self.asked.append(title)
        answer: Path | None = self.answers.get("folder")
        return answer

    def status(self, text: str) -> None:
        self.states.append(text)

    def cancelled(self) -> bool:
        return False

    def show(self, path: Path) -> None:
        self.shown.append(path)
