"""The formulas of an open Calc document that call our functions: found, and entered anew.

LibreOffice imports this with every document: nothing heavy stands at the top.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, Area, column_number

SERVICE = "kongcuo.Functions"
"""What Calc knows the functions by; a formula in its files reads SERVICE.AT_RISK(…)."""
OURS = re.compile(rf"{re.escape(SERVICE)}\.", re.IGNORECASE)
_NEVER_ASK = ("ID_BIRTH", "ID_SEX", "ID_MASK", "KC_RULE")
"""Functions that answer from their arguments alone, whatever these are: their cells are data."""
_ASK = re.compile(rf"{OURS.pattern}(?!(?:{'|'.join(_NEVER_ASK)})\()", re.IGNORECASE)

_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_QUOTED = re.compile(r'("(?:[^"]|"")*")')
_SHEET = r"\$('(?:[^']|'')*'|[^\W\d]\w*)\."
_CORNER = r"\$?([A-Z]{1,3})?\$?(\d{1,7})?"
_ELSEWHERE = re.compile(
    rf"{_SHEET}{_CORNER}(?::(?:\$(?:'(?:[^']|'')*'|[^\W\d]\w*)\.)?{_CORNER})?(?![\w(])"
)

Texts: TypeAlias = Sequence[Sequence[str]]
Areas: TypeAlias = dict[str, list[Area]]
"""Cells of a document by the names of its sheets."""


def enter_anew(
    document: Any, change: Callable[[str], str], too: re.Pattern[str] | None = None
) -> int:
    """Put the formulas through a function and enter those that it changes; how many there were.

    What stands in quotes is left alone. Formulas in which ``too`` is found are entered as well.
    For its user the document is as it was: unchanged if it was, with nothing more to be undone.
    """
    wanted = [
        (sheet, area.top + row, area.left + column, new)
        for sheet in _sheets(document)
        for area, texts in of_sheet(sheet)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        if (new := _outside_quotes(text, change)) != text or (too and too.search(text))
    ]
    if not wanted:
        return 0
    unsaved = document.isModified()
    document.UndoManager.lock()
    document.addActionLock()
    try:
        for sheet, row, column, text in wanted:
            cell = sheet.getCellByPosition(column, row)
            if text.startswith("{"):
                _enter_array(sheet, cell, text[1:-1])
            else:
                cell.setFormula(text)
    finally:
        document.removeActionLock()
        document.UndoManager.unlock()
        document.setModified(unsaved)
    return len(wanted)


def being_calculated(document: Any) -> Areas:
    """The cells that call a function of ours that reads the workbook, or depend on one that does.

    Whoever asks for their values from within a function asks for that function's own answer.
    """
    sheets = {sheet.Name: sheet for sheet in _sheets(document)}
    formulas = {name: list(of_sheet(sheet)) for name, sheet in sheets.items()}
    found = {name: list(_where(formulas[name], _ASK.search)) for name in sheets}
    seen = -1
    while seen != (seen := sum(map(len, found.values()))):
        for name, sheet in sheets.items():
            found[name] = _with_dependents(document, sheet, found[name])
        for name in sheets:
            known = found[name]
            found[name] = known + [
                area
                for area in _where(formulas[name], lambda text: _asks_elsewhere(text, found))
                if not any(one.covers(area) for one in known)
            ]
    return {name: areas for name, areas in found.items() if areas}


def _sheets(document: Any) -> list[Any]:
    return [document.Sheets.getByIndex(number) for number in range(document.Sheets.Count)]


def of_sheet(sheet: Any) -> Iterator[tuple[Area, Texts]]:
    """The formulas of a sheet (com.sun.star.sheet.XSpreadsheet), area by area, as Calc spells them.

    Those of an array stand in braces.
    """
    for each in sheet.queryContentCells(_FORMULAS).RangeAddresses:
        area = _area(each)
        cells = sheet.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        yield area, cells.getFormulaArray()


def _outside_quotes(formula: str, change: Callable[[str], str]) -> str:
    if '"' not in formula:
        return change(formula)
    parts = _QUOTED.split(formula)
    parts[::2] = map(change, parts[::2])
    return "".join(parts)


def _enter_array(sheet: Any, cell: Any, text: str) -> None:
    whole = sheet.createCursorByRange(cell)
    whole.collapseToCurrentArray()
    if whole.getArrayFormula() != f"{{{text}}}":  # its first cell has not been here yet
        whole.setArrayFormula(text)


def _where(
    formulas: Sequence[tuple[Area, Texts]], wanted: Callable[[str], object]
) -> Iterator[Area]:
    """The cells whose formulas are wanted, a run of rows as one area."""
    for area, texts in formulas:
        for column in range(area.left, area.right + 1):
            start = None
            for row in range(area.top, area.bottom + 2):
                inside = row <= area.bottom and wanted(texts[row - area.top][column - area.left])
                if inside and start is None:
                    start = row
                elif not inside and start is not None:
                    yield Area(start, column, row - 1, column)
                    start = None


def _with_dependents(document: Any, sheet: Any, areas: list[Area]) -> list[Area]:
    """The areas and the cells of the same sheet that depend on them."""
    if not areas:
        return areas
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for top, left, bottom, right in areas:
        cells = sheet.getCellRangeByPosition(left, top, right, bottom)
        ranges.addRangeAddress(cells.RangeAddress, True)
    return [*map(_area, ranges.queryDependents(True).RangeAddresses)]


def _asks_elsewhere(formula: str, found: Areas) -> bool:
    """Whether a formula refers to one of the cells found on another sheet."""
    if "$" not in formula:
        return False
    for name, *corners in _ELSEWHERE.findall(formula):
        plain = name[1:-1].replace("''", "'") if name.startswith("'") else name
        if any(area.meets(_spanned(*corners)) for area in found.get(plain, ())):
            return True
    return False


def _spanned(left: str, top: str, right: str, bottom: str) -> Area:
    """``B5``, ``B5:C9``, ``A:C`` and ``2:4`` as areas."""
    return Area(
        int(top) - 1 if top else 0,
        column_number(left) if left else 0,
        int(bottom or top or LAST_ROW + 1) - 1,
        column_number(right or left) if right or left else LAST_COLUMN,
    )


def _area(address: Any) -> Area:
    return Area(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)
