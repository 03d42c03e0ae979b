"""A desk whose user has answered beforehand, and which keeps what was shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kongcuo_xl.commands import Desk


class PreparedDesk(Desk):
    """Each question takes the next of ``answers``; a question too many is a fault of the test."""

    def __init__(self, book: Any, answers: Iterable[Any] = (), cancel_after: int = -1) -> None:
        super().__init__(book)
        self.answers = list(answers)
        self.cancel_after = cancel_after
        """How many times ``cancelled`` says no before it says yes; -1: it never does."""
        self.said: list[str] = []
        self.asked: list[str] = []
        self.statuses: list[str] = []
        self.shown: list[Path] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def _answer(self, question: str) -> Any:
        self.asked.append(question)
        return self.answers.pop(0)

    def confirm(self, text: str) -> bool:
        return bool(self._answer(text))

    def choose(self, text: str, options: Sequence[str]) -> str | None:
        answer: str | None = self._answer(text)
        assert answer is None or answer in options
        return answer

    def ask(self, text: str, default: str = "") -> str | None:  # noqa: ARG002 - as a Desk's
        answer: str | None = self._answer(text)
        return answer

    def file(self, title: str, endings: Sequence[str]) -> Path | None:  # noqa: ARG002
        answer: Path | None = self._answer(title)
        return answer

    def folder(self, title: str) -> Path | None:
        answer: Path | None = self._answer(title)
        return answer

    def status(self, text: str) -> None:
        self.statuses.append(text)

    def cancelled(self) -> bool:
        self.cancel_after -= 1
        return self.cancel_after == -1

    def show(self, path: Path) -> None:
        self.shown.append(path)
