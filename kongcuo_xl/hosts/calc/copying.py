"""Copying cells: formats, values or all of it, within a book and between books."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import values
from .areas import Area
from .bridge import properties

if TYPE_CHECKING:
    from .ranges import Range

# Letters of .uno:InsertContents: strings, values, dates, formulas, notes, formats.
_FLAGS = {
    "all": "SVDFNT",
    "all_using_source_theme": "SVDFNT",
    "all_merging_conditional_formats": "SVDFNT",
    "formats": "T",
    "formulas": "SVDF",
    "formulas_and_number_formats": "SVDFT",
    "values": "SVD",
    "values_and_number_formats": "SVDT",
    "comments": "N",
}
_OPERATIONS = {None: 0, "add": 1, "subtract": 2, "multiply": 3, "divide": 4}


def to_clipboard(cells: Range) -> None:
    """Copy as Ctrl+C does."""
    office = cells.book.app.office
    helper = office.service("com.sun.star.frame.DispatchHelper")
    _with_selection(cells, lambda frame: helper.executeDispatch(frame, ".uno:Copy", "", 0, ()))


def _with_selection(cells: Range, act: Any) -> None:
    """Do something that works on the selection; sheet and selection are as before afterwards."""
    controller = cells.book.controller
    sheet, selected = controller.ActiveSheet, controller.Selection
    controller.setActiveSheet(cells.sheet.xl)
    controller.select(cells.xl)
    try:
        act(controller.Frame)
    finally:
        controller.setActiveSheet(sheet)
        if selected is not None:
            controller.select(selected)


def paste(
    source: Range, target: Range, what: str, operation: str | None, skip_blanks: bool,
    transpose: bool,
) -> None:  # fmt: skip
    """Insert one range, or a side of it, at the first cell of another.

    Raises NotImplementedError for what Calc cannot insert by itself: column widths, validation.
    """
    if what == "column_widths":
        _column_widths(source, target)
        return
    if what not in _FLAGS:
        raise NotImplementedError(f"Calc does not paste {what} alone.")
    simple = what == "all" and operation is None and not skip_blanks and not transpose
    if simple and source.book.uid == target.book.uid:
        for corner in _corners(source, target):
            target.sheet.xl.copyRange(corner.corner_struct, source.address_struct)
        return
    if what == "values" and operation is None and not skip_blanks:
        _values(source, target, transpose)
        return
    to_clipboard(source)
    helper = target.book.app.office.service("com.sun.star.frame.DispatchHelper")
    arguments = properties(
        Flags=_FLAGS[what],
        FormulaCommand=_OPERATIONS[operation],
        SkipEmptyCells=skip_blanks,
        Transpose=transpose,
        AsLink=False,
        MoveMode=4,
    )
    _with_selection(
        target,
        lambda frame: helper.executeDispatch(frame, ".uno:InsertContents", "", 0, arguments),
    )


def _corners(source: Range, target: Range) -> list[Range]:
    """Where copies go: a target that is a multiple of the source is filled with copies."""
    rows, columns = source.shape
    down, across = 1, 1
    if target.shape[0] % rows == 0 and target.shape[1] % columns == 0:
        down, across = target.shape[0] // rows, target.shape[1] // columns
    return [target(r * rows + 1, c * columns + 1) for r in range(down) for c in range(across)]


def _values(source: Range, target: Range, transpose: bool) -> None:
    rows = values.read(source, source.cells)
    if transpose:
        rows = [list(column) for column in zip(*rows, strict=True)]
    corner = target.cells
    area = Area(corner.top, corner.left, len(rows), len(rows[0]))
    values.write(target, area, rows, entered=False)


def _column_widths(source: Range, target: Range) -> None:
    columns = source.xl.Columns
    for index in range(source.shape[1]):
        target(1, index + 1).xl.Columns.getByIndex(0).Width = columns.getByIndex(index).Width


def to_png(cells: Range, path: str) -> None:
    """A picture of the cells."""

    def export(frame: Any) -> None:
        transferable = frame.Controller.getTransferable()
        for flavor in transferable.getTransferDataFlavors():
            if flavor.MimeType.startswith("image/png"):
                data = transferable.getTransferData(flavor)
                Path(path).write_bytes(data.value if hasattr(data, "value") else bytes(data))
                return
        raise NotImplementedError("This LibreOffice gives out no picture of cells.")

    _with_selection(cells, export)
