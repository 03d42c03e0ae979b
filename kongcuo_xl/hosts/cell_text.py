"""Text put into cells of new workbooks: it stays a text, and the part that holds it stays XML."""

from __future__ import annotations

from typing import Any

from kongcuo_xl.hosts.ooxml.markup import ILLEGAL


def put(cell: Any, text: str) -> None:
    """Set a cell of openpyxl to a text; one that begins with = is no formula, a blank is empty.

    Characters that XML 1.0 can't hold are left out.
    """
    cell.value = ILLEGAL.sub("", text) or None
    if cell.value is not None:
        cell.data_type = "s"
