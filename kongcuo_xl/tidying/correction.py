"""A cell's value before and after, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass

from kongcuo_xl import clean
from kongcuo_xl.book import Cell, Value, a1


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell's value before and after, and what was done; a suggestion has not been done."""

    file: str
    sheet: str
    row: int
    column: int
    person: str
    field: str
    before: str
    after: Value
    reason: str
    secret: bool = False
    """The value is an ID, to be masked."""
    like: Cell | None = None
    """The cell whose look a text that becomes a date takes."""

    @property
    def cell(self) -> str:
        """The address, ``C3``."""
        return a1(self.row, self.column)

    def shown(self, *, show_ids: bool = False) -> tuple[str, str]:
        """Before and after as text, IDs masked."""
        texts = self.before, clean.text(self.after)
        if show_ids or not self.secret:
            return texts
        return _masked(texts[0]), _masked(texts[1])


def _masked(text: str) -> str:
    """A number with the middle hidden, wherever spaces stand in it."""
    hidden, count = [], 0
    for ch in text:
        count += ch.isdigit()
        hidden.append("*" if ch.isdigit() and 6 < count <= 14 else ch)
    return "".join(hidden)
