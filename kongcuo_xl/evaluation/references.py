"""What formulas refer to: cells and areas, names and tables looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kongcuo_xl.book import Area, Cell, Sheet
from kongcuo_xl.formulas import UnsupportedError, placed, tokens
from kongcuo_xl.hosts.ooxml.formula_cells import Formulas, StructuredTable

DEEPEST = 8
"""Names that stand for names: more than this is a circle."""
_REFERS = re.compile(r"[A-Za-z\[:]")


def may_refer(text: str) -> bool:
    """Whether a formula can refer to anything; a quick look that spares most the reading."""
    return _REFERS.search(text) is not None


class References:
    """What the formulas of a workbook refer to, names and tables looked up."""

    def __init__(self, formulas: Formulas, sheets: Mapping[str, Sheet]) -> None:
        """``sheets`` by their names in small letters."""
        self._formulas = formulas
        self._sheets = sheets

    def areas(self, sheet: str, text: str, depth: int = 0) -> list[tuple[str, Area]]:
        """The areas that a formula on a sheet refers to."""
        found: list[tuple[str, Area]] = []
        for kind, said in tokens(text):
            if kind in ("cell", "area", "lines"):
                name, area = placed(said)
                known = self._sheets.get(name.lower()) if name else None
                found.append((known.name if known else name or sheet, area))
            elif kind == "table":
                table = self._formulas.tables.get(said.partition("[")[0].lower())
                found += [(table.sheet, table.area)] if table else []
            elif kind == "name" and depth < DEEPEST:
                meant = self.meaning(sheet, said)
                found += self.areas(sheet, meant, depth + 1) if meant else []
        return found

    def meaning(self, sheet: str, said: str) -> str:
        """What a defined name says; ``""`` for one that there is not."""
        owner, _, plain = said.rpartition("!")
        names = self._formulas.names
        return names.get((owner.strip("'") or sheet, plain.lower())) or names.get(
            ("", plain.lower()), ""
        )


def is_fixed(reference: str) -> bool:
    """Whether a reference stays where it is when its formula is moved: $A$1, 名册!$A:$C."""
    cells = reference.rpartition("!")[2]
    return all(re.fullmatch(r"(\$[A-Za-z]+)?(\$\d+)?", part) for part in cells.split(":"))


_SPECIAL = {"#all", "#data", "#headers", "#totals", "#this row"}


def table_area(table: StructuredTable, inside: str, here: Cell, *, own: bool) -> Area:
    """The area that the brackets behind a table's name mean (18.17.6.3).

    Raises UnsupportedError.
    """
    parts = re.findall(r"\[((?:[^\[\]']|'.)*)\]", inside) if "[" in inside else [inside]
    plain = [re.sub(r"'(.)", r"\1", part) for part in parts if part]
    rows = [part.lower() for part in plain if part.lower() in _SPECIAL]
    names = [part for part in plain if part.lower() not in _SPECIAL]
    lowered = [column.lower() for column in table.columns]
    if any(name.lower() not in lowered for name in names) or len(names) > 2:
        raise UnsupportedError(inside)
    columns = sorted(table.area.left + lowered.index(name.lower()) for name in names)
    left, right = (columns[0], columns[-1]) if columns else (table.area.left, table.area.right)
    if len(columns) == 2 and "]:[" not in inside:
        raise UnsupportedError(inside)
    top, bottom = table.area.top + table.headers, table.area.bottom - table.totals
    match rows:
        case [] | ["#data"]:
            return Area(top, left, bottom, right)
        case ["#this row"] if own and top <= here[0] <= bottom:
            return Area(here[0], left, here[0], right)
        case ["#all"]:
            return Area(table.area.top, left, table.area.bottom, right)
        case ["#headers"] if table.headers:
            return Area(table.area.top, left, table.area.top, right)
        case ["#totals"] if table.totals:
            return Area(table.area.bottom, left, table.area.bottom, right)
    raise UnsupportedError(inside)
