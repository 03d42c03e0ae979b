"""What a grid of values can't tell about a sheet, gathered before the values are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kongcuo_xl.book import Area, Cell

EXACT_DIGITS = 15
"""A double, and so Excel, keeps 15 decimal digits; what follows them is made up."""


@dataclass(slots=True)
class Facts:
    """Facts of one sheet; ``height`` and ``width`` reach from A1 to the last cell with content."""

    height: int = 0
    width: int = 0
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    """A filter criterion is set on the sheet."""
    uncached: set[Cell] = field(default_factory=set)
    counted: set[Cell] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    long_numbers: dict[Cell, str] = field(default_factory=dict)
    protected: bool = False
    formulas: bool = False
    """A cell holds a formula."""
    calls: bool = False

    def reach(self, row: int, column: int) -> None:
        """Note that the cell has content."""
        self.height = max(self.height, row + 1)
        self.width = max(self.width, column + 1)


def long_number(text: str) -> str:
    """The digits of a stored whole number that has more than 15 of them, else ``""``.

    ``1.10105200001011E+17`` → ``110105200001011000``; fractions keep what people see, so they
    are never long.
    """
    text = text.strip()
    if len(text) <= EXACT_DIGITS:
        return ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    if not number.is_finite() or not 15 <= number.adjusted() < 40:
        return ""
    return format(number, "f").partition(".")[0]
