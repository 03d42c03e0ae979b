"""Sheets, their panes and their pages."""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from .addresses import area_of, range_address
from .areas import COLUMNS, ROWS, Area, parsed, quoted, split_sheet
from .bridge import Uno, enum, properties
from .charts import Charts
from .drawings import Pictures, Shapes
from .failures import explains
from .menu import menu_state
from .names import Names
from .notes import Note
from .pivot_tables import PivotTables
from .ranges import CONTENTS, EVERYTHING, FORMATS, Range
from .tables import Tables, adopt_copied_tables

if TYPE_CHECKING:
    from .books import Book

ZERO = "Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based."


@explains
class Sheets(base_classes.Sheets):
    """The sheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.XSpreadsheets."""
        return self.book.doc.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet that is shown."""
        return Sheet(self.book, self.book.controller.ActiveSheet)

    def __call__(self, name_or_index: int | str) -> Sheet:
        """By name, or by place, 1-based. Raises KeyError."""
        sheets = self.api
        if isinstance(name_or_index, numbers.Number):
            index = int(name_or_index)
            if not 1 <= index <= sheets.Count:
                raise KeyError(name_or_index)
            return Sheet(self.book, sheets.getByIndex(index - 1))
        if sheets.hasByName(name_or_index):
            return Sheet(self.book, sheets.getByName(name_or_index))
        for name in sheets.ElementNames:
            if name.lower() == str(name_or_index).lower():
                return Sheet(self.book, sheets.getByName(name))
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        for index in range(len(self)):
            yield self(index + 1)

    def free_name(self) -> str:
        """The next of Sheet1, Sheet2, … that is not taken."""
        taken = {name.lower() for name in self.api.ElementNames}
        number = len(taken) + 1
        while f"sheet{number}" in taken:
            number += 1
        return f"Sheet{number}"

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """A new sheet, before the active one by default; it becomes the active one."""
        self.book.guard()
        if before is not None:
            position = before.number
        elif after is not None:
            position = after.number + 1
        else:
            position = self.active.number
        name = name or self.free_name()
        self.api.insertNewByName(name, position)
        sheet = self(name)
        sheet.activate()
        return sheet


@explains
class Sheet(base_classes.Sheet):
    """One sheet."""

    book: Any = None  # the base class has a property without a setter

    def __init__(self, book: Book, xl: Uno) -> None:
        self.book = book
        self._xl = xl
        self._shifts = book.shifts

    @property
    def xl(self) -> Uno:
        """The sheet. Inserting and removing cells shrinks LibreOffice's own idea of its size."""
        if self._shifts != self.book.shifts:
            self._xl = self.book.doc.Sheets.getByIndex(self._xl.RangeAddress.Sheet)
            self._shifts = self.book.shifts
        return self._xl

    def insert_cells(self, area: Area, mode: str) -> None:
        """Insert cells, pushing others DOWN or RIGHT; or whole ROWS or COLUMNS."""
        self.xl.insertCells(range_address(self.number, area), enum("sheet.CellInsertMode", mode))
        self.book.shifts += 1

    def remove_cells(self, area: Area, mode: str) -> None:
        """Remove cells, pulling others UP or LEFT; or whole ROWS or COLUMNS."""
        self.xl.removeRange(range_address(self.number, area), enum("sheet.CellDeleteMode", mode))
        self.book.shifts += 1

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.Spreadsheet."""
        return self.xl

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.xl.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.book.guard()
        taken = {name.lower() for name in self.book.doc.Sheets.ElementNames}
        if value.lower() in taken - {self.name.lower()}:
            raise ValueError(f"Sheet named '{value}' already present in workbook")
        self.xl.setName(value)

    @property
    def reference(self) -> str:
        """Its name as written in a formula, quoted if need be."""
        return quoted(self.name)

    @property
    def names(self) -> Names:
        """The names that belong to this sheet."""
        return Names(self.book, self)

    @property
    def number(self) -> int:
        """Its place, 0-based."""
        return int(self.xl.RangeAddress.Sheet)

    @property
    def index(self) -> int:
        """Its place, 1-based."""
        return self.number + 1

    def _range(self, arg: Any) -> Range:
        if isinstance(arg, Range):
            return arg
        if isinstance(arg, tuple):
            if len(arg) == 4:
                row, column, rows, columns = arg
                place = Area(row - 1, column - 1, rows, columns)
                return Range(self, place if rows and columns else None, place=place)
            if 0 in arg:
                raise IndexError(ZERO)
            return Range(self, Area(arg[0] - 1, arg[1] - 1, 1, 1))
        if isinstance(arg, str):
            return self._named(arg)
        raise ValueError(f"Invalid range: {arg!r}")

    def _named(self, text: str) -> Range:
        name, rest = split_sheet(text)
        area = parsed(rest)
        if area is not None:
            if name and name.lower() != self.name.lower():
                raise ValueError(f"{text} is not on the sheet {self.name}.")
            return Range(self, area, text)
        if "," in text:
            raise NotImplementedError("Ranges of several areas.")
        found = self.book.names.find(text, self) or self.tables.range_of(text)
        if found is None:
            raise XlwingsError(f"{text} is neither an address nor a name on {self.name}.")
        if found.sheet.name != self.name:
            raise XlwingsError(f"{text} is not on the sheet {self.name}.")
        return found

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Cells by address, by name, or by (row, column), 1-based."""
        if isinstance(arg1, numbers.Number) and isinstance(arg2, numbers.Number):
            arg1, arg2 = (arg1, arg2), None
        first = self._range(arg1)
        if arg2 is None:
            return first
        return Range(self, first.cells.joined(self._range(arg2).cells))

    @property
    def cells(self) -> Range:
        """All of it."""
        return Range(self, Area(0, 0, ROWS, COLUMNS))

    @property
    def used_area(self) -> Area:
        """From the first to the last cell in use; A1 on an empty sheet."""
        cursor = self.xl.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return area_of(cursor.RangeAddress)

    @property
    def used_range(self) -> Range:
        """From the first to the last cell in use; A1 on an empty sheet."""
        return Range(self, self.used_area)

    def activate(self) -> None:
        """Show it."""
        self.book.controller.setActiveSheet(self.xl)

    def select(self) -> None:
        """Show it."""
        self.activate()

    def clear_contents(self) -> None:
        """Empty all cells; formats and notes stay."""
        self.cells.guard()
        self.xl.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """All cells back to the standard format."""
        self.cells.guard()
        self.cells.conditional_formats.clear()
        self.xl.clearContents(FORMATS)

    def clear(self) -> None:
        """Empty all cells and take off their formats and notes."""
        self.cells.guard()
        self.cells.conditional_formats.clear()
        self.cells.data_validation.delete()
        self.xl.clearContents(EVERYTHING & ~128)  # drawings stay

    def autofit(self, axis: str | None = None) -> None:
        """Make columns as wide and rows as high as their contents."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Remove it. Raises XlwingsError for the only visible sheet."""
        self.book.guard()
        visible = [sheet for sheet in self.book.sheets if sheet.visible]
        if len(visible) == 1 and visible[0].name == self.name:
            raise XlwingsError("A book needs at least one visible sheet.")
        self.book.doc.Sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy it before or after a sheet of this book or of another one in the same app."""
        beside = before or after
        if beside is None:
            raise ValueError("Either before or after is needed.")
        position = beside.number + (0 if before else 1)
        target = beside.book
        target.guard()
        taken = {name.lower() for name in target.doc.Sheets.ElementNames}
        name, number = self.name, 2
        while name.lower() in taken:
            ending = f" ({number})"
            name, number = self.name[: 31 - len(ending)] + ending, number + 1
        if target.uid == self.book.uid:
            target.doc.Sheets.copyByName(self.name, name, position)
        else:
            place = target.doc.Sheets.importSheet(self.book.doc, self.name, position)
            target.doc.Sheets.getByIndex(place).setName(name)
        copied = target.sheets(name)
        adopt_copied_tables(self, copied)
        copied.activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move it before or after another sheet of the book."""
        beside = before or after
        if beside is None:
            raise ValueError("Either before or after is needed.")
        self.book.guard()
        position = beside.number + (0 if before else 1)
        self.book.doc.Sheets.moveByName(self.name, position)

    @property
    def charts(self) -> Charts:
        """Its charts."""
        return Charts(self)

    @property
    def shapes(self) -> Shapes:
        """Its drawings, pictures and charts."""
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        """Its pictures."""
        return Pictures(self)

    @property
    def tables(self) -> Tables:
        """Its tables."""
        return Tables(self)

    @property
    def has_tables(self) -> bool:
        """Whether the book has any table."""
        return bool(self.book.doc.DatabaseRanges.Count)

    @property
    def pivot_tables(self) -> PivotTables:
        """Its pivot tables."""
        return PivotTables(self)

    @property
    def notes(self) -> list[Note]:
        """Its notes."""
        return Note.on(self)

    @property
    def comments(self) -> Any:
        """Calc has notes, and no threads."""
        raise NotImplementedError("Calc has notes, and no threaded comments.")

    @property
    def visible(self) -> bool:
        """Whether its tab is shown."""
        return bool(self.xl.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.guard()
        self.xl.IsVisible = bool(value)

    def _need_visible(self) -> None:
        if not self.visible:
            raise ValueError(f"The sheet {self.name} is hidden.")

    @property
    def show_gridlines(self) -> bool:
        """Whether the grid is drawn. Raises ValueError for a hidden sheet."""
        self._need_visible()
        with self.shown() as frame:
            return bool(menu_state(self.book.app.office, frame, "ToggleSheetGrid"))

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        if self.show_gridlines != bool(value):
            self.dispatched("ToggleSheetGrid")

    def shown(self) -> _Shown:
        """Show it for a while, for what works on the shown sheet only; gives the frame."""
        return _Shown(self)

    def dispatched(self, command: str, **arguments: Any) -> None:
        """Carry out a command of the menu on this sheet; the shown sheet stays the same."""
        helper = self.book.app.office.service("com.sun.star.frame.DispatchHelper")
        with self.shown() as frame:
            helper.executeDispatch(frame, f".uno:{command}", "", 0, properties(**arguments))

    @property
    def freeze_panes(self) -> FreezePanes:
        """The part that stays in place."""
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        """How it is printed."""
        return PageSetup(self)

    def to_html(self, path: str) -> None:
        """This sheet alone as a web page."""
        other = self.book.books.add()
        try:
            self.copy(other.sheets(1), None)
            for sheet in list(other.sheets)[1:]:
                sheet.delete()
            other.export(path, "HTML (StarCalc)", {})
        finally:
            other.close()


class _Shown:
    # Not contextlib.contextmanager: that sets the traceback of exceptions, which UNO's refuse.
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._controller = sheet.book.controller
        self._before = self._controller.ActiveSheet

    def __enter__(self) -> Uno:
        self._controller.setActiveSheet(self._sheet.xl)
        return self._controller.Frame

    def __exit__(self, *problem: object) -> None:
        self._controller.setActiveSheet(self._before)


@explains
class FreezePanes(base_classes.FreezePanes):
    """Rows and columns that stay in place while the rest scrolls."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Keep the rows and columns of a range that begins at A1, or whole rows, or columns."""
        area = parsed(split_sheet(frozen_range)[1])
        if area is None:
            raise ValueError(f"{frozen_range} is no address.")
        columns = 0 if area.columns == COLUMNS else area.right + 1
        rows = 0 if area.rows == ROWS else area.bottom + 1
        self._freeze(columns, rows)

    def unfreeze(self) -> None:
        """Let everything scroll."""
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        with self.sheet.shown() as frame:
            frame.Controller.freezeAtPosition(columns, rows)


@explains
class PageSetup(base_classes.PageSetup):
    """How a sheet is printed."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Uno:
        """The page style (com.sun.star.sheet.TablePageStyle)."""
        styles = self.sheet.book.doc.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self.sheet.xl.PageStyle)

    @property
    def print_area(self) -> str | None:
        """What is printed, as $A$1:$B$2; None for all."""
        areas = self.sheet.xl.getPrintAreas()
        return ",".join(area_of(area).address() for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        areas = []
        for part in (value or "").split(","):
            if part:
                area = parsed(split_sheet(part)[1])
                if area is None:
                    raise ValueError(f"{part} is no address.")
                areas.append(range_address(self.sheet.number, area))
        if areas or not self.sheet.visible:
            self.sheet.xl.setPrintAreas(tuple(areas))
        else:
            # A sheet that a program took the areas from would not be printed beside others.
            self.sheet.dispatched("DeletePrintArea")
