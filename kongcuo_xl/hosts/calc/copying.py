"""Copying cells: formats, values or all of it, within a book and between books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from . import values
from .addresses import area_of, range_address
from .areas import Area
from .bridge import properties

if TYPE_CHECKING:
    from .ranges import Range

# Letters of .uno:InsertContents: strings, values, dates, formulas, notes, formats.
_FLAGS = {
    "all": "SVDFNT",
    "all_using_source_theme": "SVDFNT",
    "all_merging_conditional_formats": "SVDFNT",
    "all_except_borders": "SVDFNT",
    "formats": "T",
    "formulas": "SVDF",
    "formulas_and_number_formats": "SVDF",
    "values": "SVD",
    "values_and_number_formats": "SVD",
    "comments": "N",
}
_SIDES = ("BottomBorder2", "DiagonalBLTR2", "DiagonalTLBR2", "LeftBorder2", "RightBorder2",
          "TopBorder2")  # fmt: skip
_Looks: TypeAlias = list[tuple[list[Area], dict[str, Any]]]
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

    A larger target that is a multiple of the source is filled with copies.
    """
    if what == "column_widths":
        _column_widths(source, target)
        return
    corners = _corners(source, target, transpose)
    if what == "validation":
        _spread(_formats(source, ("Validation",)), corners, transpose)
        return
    simple = what == "all" and operation is None and not skip_blanks and not transpose
    if simple and source.book.uid == target.book.uid:
        for corner in corners:
            target.sheet.xl.copyRange(corner.corner_struct, source.address_struct)
        return
    numbers = _number_formats(source, target) if what.endswith("number_formats") else []
    if what.startswith("values") and operation is None and not skip_blanks:
        for corner in corners:
            _values(source, corner, transpose)
        _spread(numbers, corners, transpose)
        return
    before = [_formats(_size(source, corner, transpose), _SIDES) for corner in corners]
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
    _spread(numbers, corners, transpose)
    if what == "all_except_borders":
        for corner, lines in zip(corners, before, strict=True):
            _spread(lines, [corner], False)


def _corners(source: Range, target: Range, transpose: bool) -> list[Range]:
    """Where copies go: a target that is a multiple of the source is filled with copies."""
    rows, columns = source.shape[::-1] if transpose else source.shape
    down, across = 1, 1
    if target.shape[0] % rows == 0 and target.shape[1] % columns == 0:
        down, across = target.shape[0] // rows, target.shape[1] // columns
    return [target(r * rows + 1, c * columns + 1) for r in range(down) for c in range(across)]


def _size(source: Range, corner: Range, transpose: bool) -> Range:
    """The cells that a copy at a corner covers."""
    rows, columns = source.shape[::-1] if transpose else source.shape
    first = corner.cells
    return corner.sheet.range((first.top + 1, first.left + 1, rows, columns))


def _formats(cells: Range, names: tuple[str, ...]) -> _Looks:
    """Properties of cells, those of cells that are alike once; areas from the first cell on."""
    area = cells.cells
    whole = cells.sheet.xl.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
    groups = whole.getUniqueCellFormatRanges()
    found: _Looks = []
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        areas = [area_of(address) for address in group.RangeAddresses]
        looks = {name: getattr(group, name) for name in names}
        found.append(
            ([Area(a.top - area.top, a.left - area.left, a.rows, a.columns) for a in areas], looks)
        )
    return found


def _number_formats(source: Range, target: Range) -> _Looks:
    """The number formats of a range, as the book of another one knows them."""
    known, wanted = source.book.number_formats, target.book.number_formats
    return [
        (areas, {"NumberFormat": wanted.key(known.code(looks["NumberFormat"]))})
        for areas, looks in _formats(source, ("NumberFormat",))
    ]


def _spread(found: _Looks, corners: list[Range], transpose: bool) -> None:
    """Give cells these properties, from each corner on."""
    for corner in corners:
        first, sheet = corner.cells, corner.sheet
        for areas, looks in found:
            ranges = sheet.book.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
            placed = [
                Area(first.top + a.left, first.left + a.top, a.columns, a.rows)
                if transpose
                else Area(first.top + a.top, first.left + a.left, a.rows, a.columns)
                for a in areas
            ]
            ranges.addRangeAddresses(tuple(range_address(sheet.number, a) for a in placed), False)
            for name, value in looks.items():
                setattr(ranges, name, value)


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
