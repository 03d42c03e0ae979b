"""What a tidying came to."""

from __future__ import annotations

from dataclasses import dataclass, field

from kongcuo_xl import copies
from kongcuo_xl.finding import Unreadable
from kongcuo_xl.tidying.correction import Correction


@dataclass(slots=True)
class Outcome:
    """What a tidying came to."""

    corrections: list[Correction] = field(default_factory=list)
    suggestions: list[Correction] = field(default_factory=list)
    written: list[copies.Copy] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Something could not be read or written."""
        return bool(self.unreadable) or any(copy.failure for copy in self.written)
