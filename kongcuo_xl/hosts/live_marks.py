"""Our marks in an open workbook: known by the same signs as in files, wherever they went since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kongcuo_xl.book import Area
from kongcuo_xl.marks import LIST_KIND
from kongcuo_xl.plan import OURS


@dataclass(frozen=True, slots=True)
class Ours:
    """Something of ours: ``kind`` is ``result``, ``print`` or ``list``, as in files."""

    kind: str
    sheet: str
    area: Area
    name: str
    """The hidden defined name that says so."""


def names(book: Any) -> list[Any]:
    """Our hidden defined names, those too whose cells are gone."""
    return [name for name in book.names if name.name.startswith(OURS)]


def ours(book: Any) -> list[Ours]:
    """What in an ``xlwings.Book`` is ours."""
    found = []
    for name in names(book):
        try:
            cells = name.refers_to_range
            sheet = cells.sheet.name
        except Exception:  # whatever a program says of a name whose cells were deleted
            continue
        rows, columns = cells.shape
        top, left = cells.row - 1, cells.column - 1
        area = Area(top, left, top + rows - 1, left + columns - 1)
        kind = name.name[len(OURS) :].split("_")[0]
        found.append(Ours(kind, sheet, area, name.name))
    return found


def list_sheet(book: Any) -> str:
    """The name of our 问题清单; ``""`` without one."""
    return next((each.sheet for each in ours(book) if each.kind == LIST_KIND), "")
