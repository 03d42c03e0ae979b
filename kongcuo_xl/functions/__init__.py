"""Cell functions: ``=AT_RISK()`` and the rest, the same in Excel, LibreOffice and headless runs.

``FUNCTIONS`` is the one registry: front-ends register what it lists, and the reference page is
written from it. A function is one decorated callable in the module of its subject.
"""

from __future__ import annotations

from kongcuo_xl.functions import dates, id_numbers, pupils, rates, rulebook, visiting
from kongcuo_xl.functions.function import Argument, Block, CellFunction, Given, Here
from kongcuo_xl.functions.workbook import Workbook

__all__ = ["FUNCTIONS", "Argument", "Block", "CellFunction", "Given", "Here", "Workbook"]

CATEGORY = "控辍保学"
"""The category of the function wizard."""

FUNCTIONS: dict[str, CellFunction] = {
    each.name: each
    for module in (pupils, id_numbers, dates, visiting, rates, rulebook)
    for each in vars(module).values()
    if isinstance(each, CellFunction)
}
"""Every cell function by name."""
