"""Charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sheets import Sheet


class Charts:
    """Stub."""

    def __init__(self, sheet: Sheet) -> None:
        raise NotImplementedError
