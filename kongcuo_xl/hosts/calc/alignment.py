"""Where the text stands in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bridge import enum

if TYPE_CHECKING:
    from .ranges import Range

DISTRIBUTE = 1  # com.sun.star.table.CellJustifyMethod
AUTO = 0
INDENT = 353  # one of Excel's steps, in 1/100 mm
_HORIZONTAL = {
    "general": ("STANDARD", AUTO),
    "left": ("LEFT", AUTO),
    "center": ("CENTER", AUTO),
    "right": ("RIGHT", AUTO),
    "fill": ("REPEAT", AUTO),
    "justify": ("BLOCK", AUTO),
    "distributed": ("BLOCK", DISTRIBUTE),
}
# com.sun.star.table.CellVertJustify2; the standard is the bottom, as in Excel.
_VERTICAL = {
    "bottom": (0, AUTO),
    "top": (1, AUTO),
    "center": (2, AUTO),
    "justify": (4, AUTO),
    "distributed": (4, DISTRIBUTE),
}


def horizontal(cells: Range) -> str | None:
    """xlwings' word; None when the cells differ."""
    found = cells.common("HoriJustify")
    method = cells.common("HoriJustifyMethod")
    if found is None or method is None:
        return None
    for word, (value, wanted) in _HORIZONTAL.items():
        if value == found.value and (value != "BLOCK" or wanted == method):
            return word
    return "general"


def set_horizontal(cells: Range, word: str) -> None:
    """Raises NotImplementedError for center_across_selection."""
    if word not in _HORIZONTAL:
        raise NotImplementedError(f"Calc has no alignment {word}.")
    value, method = _HORIZONTAL[word]
    xl = cells.xl
    xl.HoriJustify = enum("table.CellHoriJustify", value)
    xl.HoriJustifyMethod = method


def vertical(cells: Range) -> str | None:
    """xlwings' word; None when the cells differ."""
    found = cells.common("VertJustify")
    method = cells.common("VertJustifyMethod")
    if found is None or method is None:
        return None
    for word, (value, wanted) in _VERTICAL.items():
        if value == found and (value != 4 or wanted == method):
            return word
    return "bottom"


def set_vertical(cells: Range, word: str) -> None:
    """top, center, bottom, justify or distributed."""
    value, method = _VERTICAL[word]
    xl = cells.xl
    xl.VertJustify = value
    xl.VertJustifyMethod = method


def adjust_indent(cells: Range, amount: int) -> None:
    """Indent by so many steps more, or less."""
    xl = cells.xl
    if xl.HoriJustify.value == "STANDARD":
        xl.HoriJustify = enum("table.CellHoriJustify", "LEFT")
    xl.ParaIndent = max(0, xl.ParaIndent + amount * INDENT)
