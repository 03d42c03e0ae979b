"""Formulas for which a workbook stores no result, worked out; run in isolation.

Programs that write workbooks without being spreadsheets leave formulas uncounted. cellrune counts
them deterministically: it runs no macro, follows no link and reads no clock, so a formula with
TODAY() stays without a result (FM103).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from kongcuo_xl.book import Cell, Value, a1, from_a1

Results = dict[str, dict[Cell, Value]]


def available() -> bool:
    """Whether the library that calculates is installed (``pip install kongcuo-xl[calc]``)."""
    return find_spec("cellrune") is not None


def calculated(data: bytes, asked: Mapping[str, Sequence[Cell]]) -> tuple[Results, Results]:
    """(values, errors) of the formula cells asked about, by sheet; what can't be counted is absent.

    Numbers come as numbers, whatever format the cell shows them in. An error's value is its text.
    """
    import cellrune

    values: Results = {}
    errors: Results = {}
    with cellrune.Workbook.from_bytes(data) as workbook:
        targets = [(sheet, cell) for sheet, cells in asked.items() for cell in cells]
        for start in range(0, len(targets), _AT_ONCE):
            wanted: list[cellrune.CalculationTarget] = [
                {"sheet": sheet, "start": a1(*cell)} for sheet, cell in targets[start:][:_AT_ONCE]
            ]
            for found in workbook.calculate_targets(wanted)["cells"]:
                result, place = found["result"], found["cell"]
                if result["kind"] != "value":
                    continue
                value = result["value"]
                cell = from_a1(place["address"])
                kept = values.setdefault(place["sheet_name"], {})
                if value["kind"] == "error":
                    errors.setdefault(place["sheet_name"], {})[cell] = value["value"]
                elif value["kind"] == "blank":
                    kept[cell] = ""
                elif value["kind"] in ("number", "text", "logical"):
                    kept[cell] = value["value"]
    return values, errors


_AT_ONCE = 500
