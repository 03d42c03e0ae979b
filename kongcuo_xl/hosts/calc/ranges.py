"""Ranges of cells."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from . import alignment, copying, filling, formulas, picturing, searching, values
from .addresses import area_of, cell_address, range_address
from .areas import COLUMNS, ROWS, Area
from .borders import Borders
from .bridge import Uno, enum
from .conditional_formats import ConditionalFormats
from .data_validation import DataValidation
from .failures import SheetProtected, explains
from .filters import AutoFilter
from .fonts import Characters, Font
from .notes import Note
from .units import AUTOMATIC, colour, column_characters, column_hundredths, hundredths, points, rgb

if TYPE_CHECKING:
    from .books import Book
    from .sheets import Sheet

EVERYTHING = 1023  # com.sun.star.sheet.CellFlags, all of them
CONTENTS = 1 | 2 | 4 | 16  # values, dates, strings, formulas
FORMATS = 32 | 64  # hard attributes, styles
NOTES = 8
MANY = 64
UNCLIPPED = 100_000

CHANGES = {
    "clear_contents", "clear_formats", "clear", "autofit", "group", "ungroup", "set_colors",
    "adjust_indent", "add_note", "add_hyperlink", "insert", "delete", "copy_from", "paste", "move",
    "autofill", "sort", "remove_duplicates", "replace_all", "merge", "unmerge",
}  # fmt: skip

DOWN, RIGHT, UP, LEFT = "down", "right", "up", "left"
_DIRECTIONS = {
    "d": DOWN, "down": DOWN, "r": RIGHT, "right": RIGHT,
    "u": UP, "up": UP, "l": LEFT, "left": LEFT,
}  # fmt: skip


def guarded(cls: type[Range]) -> type[Range]:
    """Class decorator: what changes cells looks first whether it may."""

    def first(change: Any) -> Any:
        @functools.wraps(change)
        def call(self: Range, *args: Any, **options: Any) -> Any:
            self.guard()
            return change(self, *args, **options)

        return call

    for name, member in list(vars(cls).items()):
        if isinstance(member, property) and member.fset and name not in ("name", "formula2"):
            changed = property(member.fget, first(member.fset), doc=member.__doc__)
            setattr(cls, name, changed)
        elif name in CHANGES:
            setattr(cls, name, first(member))
    return cls


@explains
@guarded
class Range(base_classes.Range):
    """A rectangle of cells; or nothing, as slicing past the end gives (`area` is None)."""

    options: dict[str, Any]

    def __init__(
        self, sheet: Sheet, area: Area | None, given: str = "", place: Area | None = None
    ) -> None:
        self.sheet = sheet
        self.area = area
        self.arg1_input = given
        self._place = place or area or Area(0, 0, 0, 0)

    @classmethod
    def at(cls, book: Book, address: Uno) -> Range:
        """The range at a UNO range address."""
        from .sheets import Sheet

        sheet = Sheet(book, book.doc.Sheets.getByIndex(address.Sheet))
        return cls(sheet, area_of(address))

    @property
    def book(self) -> Book:
        """The book it is in."""
        book: Book = self.sheet.book
        return book

    def piece(self, area: Area) -> Uno:
        """The UNO cells of an area of this sheet."""
        if area.bottom >= ROWS or area.right >= COLUMNS or area.top < 0 or area.left < 0:
            raise IndexError("The range goes beyond the sheet.")
        if area.rows == area.columns == 1:
            return self.sheet.xl.getCellByPosition(area.left, area.top)
        return self.sheet.xl.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)

    def several(self, area: Area, places: Sequence[tuple[int, int]]) -> Uno:
        """UNO ranges over single cells, given as (row, column) from the corner of an area."""
        sheet = self.sheet.number
        runs: list[list[int]] = []
        for column, row in sorted((c, r) for r, c in places):
            if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
                runs[-1][2] = row
            else:
                runs.append([column, row, row])
        ranges = self.book.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddresses(
            tuple(
                range_address(
                    sheet, Area(area.top + first, area.left + column, last - first + 1, 1)
                )
                for column, first, last in runs
            ),
            False,
        )
        return ranges

    @property
    def cells(self) -> Area:
        """The area. Raises XlwingsError for an empty slice."""
        if self.area is None:
            raise XlwingsError("The range is empty.")
        return self.area

    @property
    def xl(self) -> Uno:
        """The UNO cells; None for an empty slice."""
        return None if self.area is None else self.piece(self.area)

    @property
    def api(self) -> Uno:
        """The UNO cells (com.sun.star.sheet.SheetCellRange or SheetCell)."""
        return self.xl

    @property
    def address_struct(self) -> Uno:
        """The UNO range address."""
        return range_address(self.sheet.number, self.cells)

    @property
    def corner_struct(self) -> Uno:
        """The UNO address of the first cell."""
        return cell_address(self.sheet.number, self.cells)

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column (1-based), number of rows, number of columns."""
        return (self.sheet.xl, self.row, self.column, *self.shape)

    def guard(self) -> None:
        """Raises SheetProtected for cells that are locked.

        LibreOffice leaves most of what is asked of such cells undone, and says nothing.
        """
        if self.area is None or not self.sheet.xl.isProtected():
            return
        protection = self.common("CellProtection")
        if protection is None or protection.IsLocked:
            raise SheetProtected(f"The sheet {self.sheet.name} is protected; nothing was changed.")

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    @property
    def row(self) -> int:
        """The first row, 1-based."""
        return self._place.top + 1

    @property
    def column(self) -> int:
        """The first column, 1-based."""
        return self._place.left + 1

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        return (self._place.rows, self._place.columns)

    def _new(self, area: Area) -> Range:
        return Range(self.sheet, area)

    def __call__(self, *args: int) -> Range:
        """A cell by row and column, or by its number along the rows; 1-based, may lie outside."""
        area = self.cells
        if len(args) == 1:
            row, column = divmod(args[0] - 1, area.columns)
        elif len(args) == 2:
            row, column = args[0] - 1, args[1] - 1
        else:
            raise ValueError("Invalid arguments")
        row, column = area.top + row, area.left + column
        if row < 0 or column < 0:
            raise IndexError("The range goes beyond the sheet.")
        return self._new(Area(row, column, 1, 1))

    @property
    def rows(self) -> Range:
        """Itself; xlwings walks over the rows."""
        return self

    @property
    def columns(self) -> Range:
        """Itself; xlwings walks over the columns."""
        return self

    # Values and formulas

    def told(self) -> values.Told:
        """What the cells hold as LibreOffice tells it; cheaper to compare than values."""
        return values.told(self, self.cells)

    @property
    def raw_value(self) -> Any:
        """The value of a cell, or rows of values; None for an empty cell."""
        if self.area is None:
            return None
        rows = self._padded(self.area, lambda area: values.read(self, area), None)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.area is not None:
            values.write(self, self.area, self._filled(data))

    def _padded(self, area: Area, read: Callable[[Area], list[list[Any]]], blank: Any) -> Any:
        """Read what is used of an area; a whole column is mostly empty."""
        if area.rows * area.columns <= UNCLIPPED:
            return read(area)
        part = area.within(self.sheet.used_area)
        rows: list[list[Any]] = []
        inner = read(part) if part is not None else []
        for r in range(area.top, area.bottom + 1):
            if part is None or not part.top <= r <= part.bottom:
                rows.append([blank] * area.columns)
            else:
                before, after = part.left - area.left, area.right - part.right
                rows.append([blank] * before + inner[r - part.top] + [blank] * after)
        return rows

    def _filled(self, data: Any) -> list[list[Any]]:
        """Rows for the whole range: a single value fills it, as in Excel."""
        rows, columns = self.shape
        if not isinstance(data, (list, tuple)):
            value = values.prepared(data)
            if isinstance(value, str) and value.startswith("=") and len(value) > 1:
                return self._copies(value)
            return [[value] * columns] * rows
        if data and not isinstance(data[0], (list, tuple)):
            data = [data] * rows
        return [[values.prepared(value) for value in row] for row in data]

    def _copies(self, formula: str) -> list[list[str]]:
        rows, columns = self.shape
        return [[formulas.shifted(formula, r, c) for c in range(columns)] for r in range(rows)]

    def spell(self, formula: str, row: int, column: int) -> str:
        """An Excel formula in the spelling of Calc's API, for the cell it goes into."""
        if "[" in formula:
            from .tables import plain_references

            formula = plain_references(self.sheet, formula, row, column)
        return formulas.to_calc(formula)

    def _excel(self, formula: str, row: int, column: int) -> str:
        text = formulas.to_excel(formula, self.book.addin_names)
        if "$" in text and text.startswith("=") and self.sheet.has_tables:
            from .tables import structured_references

            text = structured_references(self.sheet, text, row, column)
        return text.removeprefix("'") if formula.startswith("'") else text

    def _read_formulas(self, area: Area) -> list[list[str]]:
        found = self.piece(area).getFormulaArray()
        return [
            [self._excel(text, area.top + r, area.left + c) for c, text in enumerate(row)]
            for r, row in enumerate(found)
        ]

    @property
    def formula(self) -> Any:
        """The formula of a cell, or a tuple of rows; a constant's text where there is none."""
        if self.area is None:
            return None
        rows = self._padded(self.area, self._read_formulas, "")
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: Any) -> None:
        if self.area is None:
            return
        area = self.area
        rows = (
            value
            if isinstance(value, (list, tuple)) and value and isinstance(value[0], (list, tuple))
            else [value] * area.rows
            if isinstance(value, (list, tuple))
            else self._copies(str(value))
            if isinstance(value, str) and value.startswith("=")
            else [[value] * area.columns] * area.rows
        )
        self.xl.setFormulaArray(
            tuple(
                tuple(
                    self.spell("" if text is None else str(text), area.top + r, area.left + c)
                    for c, text in enumerate(row)
                )
                for r, row in enumerate(rows)
            )
        )

    @property
    def formula2(self) -> Any:
        """As `formula`: Calc has no formulas that spill."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self.formula = value

    @property
    def formula_array(self) -> str | None:
        """The array formula of the range; None when it has none."""
        if self.area is None:
            return None
        text = self.piece(self.area).getArrayFormula()
        if not text:
            first = self.piece(Area(self.area.top, self.area.left, 1, 1)).getFormula()
            text = first if len(self) == 1 else ""
        return formulas.to_excel(text, self.book.addin_names) if text else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        area = self.cells
        text = self.spell(value if value.startswith("=") else f"={value}", area.top, area.left)
        cells = self.sheet.xl.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        cells.setArrayFormula(text)

    @property
    def has_array(self) -> bool:
        """Whether the first cell is part of an array formula."""
        if self.area is None:
            return False
        first = self.piece(Area(self.area.top, self.area.left, 1, 1))
        return bool(first.getArrayFormula())

    # Clearing

    def _clear(self, flags: int) -> None:
        if self.area is not None:
            self.xl.clearContents(flags)

    def clear_contents(self) -> None:
        """Empty the cells; formats and notes stay."""
        self._clear(CONTENTS)

    def clear_formats(self) -> None:
        """Back to the standard format; contents stay."""
        if self.area is not None:
            self.conditional_formats.clear()
        self._clear(FORMATS)

    def clear(self) -> None:
        """Contents, formats, notes, conditional formats and validation."""
        if self.area is not None:
            self.conditional_formats.clear()
            self.data_validation.delete()
        self._clear(CONTENTS | FORMATS | NOTES)

    # Finding the way

    def end(self, direction: str) -> Range:
        """The last cell of the block in a direction, as Ctrl+arrow goes."""
        return self._new(filling.end(self, _DIRECTIONS[direction]))

    @property
    def current_region(self) -> Range:
        """The block of filled cells around, up to empty rows and columns."""
        cursor = self.sheet.xl.createCursorByRange(self.piece(self.cells))
        cursor.collapseToCurrentRegion()
        return Range.at(self.book, cursor.RangeAddress)

    @property
    def address(self) -> str:
        """As $A$1:$B$2."""
        return self.cells.address()

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, relative or absolute, with the book's and the sheet's name if wanted."""
        text = self.cells.address(rows_fixed=row_absolute, columns_fixed=col_absolute)
        if not external:
            return text
        where = f"[{self.book.name}]{self.sheet.name}".replace("'", "''")
        return f"'{where}'!{text}"

    # Rows and columns

    def _lines(self, kind: str) -> tuple[Uno, int]:
        area = self.cells
        cells = self.sheet.xl.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        return (cells.Rows, area.rows) if kind == "rows" else (cells.Columns, area.columns)

    def _same(self, kind: str, name: str, total: int | None) -> Any:
        """What all rows, or columns, have in common; None when they differ.

        Many lines are compared by their sum `total`, not one by one.
        """
        lines, count = self._lines(kind)
        first = getattr(lines.getByIndex(0), name)
        if count <= MANY or total is None:
            for index in range(1, min(count, 1000)):
                if getattr(lines.getByIndex(index), name) != first:
                    return None
            return first
        return first if abs(total - first * count) <= count else None

    @property
    def column_width(self) -> float | None:
        """In characters of the standard font; None when the columns differ."""
        if self.area is None:
            return 0
        width = self._same("columns", "Width", self.xl.Size.Width)
        return None if width is None else column_characters(width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._lines("columns")[0].Width = column_hundredths(value)

    @property
    def row_height(self) -> float | None:
        """In points; None when the rows differ."""
        if self.area is None:
            return 0
        height = self._same("rows", "Height", self.xl.Size.Height)
        return None if height is None else points(height)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._lines("rows")[0].Height = hundredths(value)

    @property
    def width(self) -> float:
        """In points."""
        return points(self.xl.Size.Width)

    @property
    def height(self) -> float:
        """In points."""
        return points(self.xl.Size.Height)

    @property
    def left(self) -> float:
        """The distance from the left edge of the sheet, in points."""
        return points(self.xl.Position.X)

    @property
    def top(self) -> float:
        """The distance from the upper edge of the sheet, in points."""
        return points(self.xl.Position.Y)

    def _hidden(self, kind: str) -> bool | None:
        """One question, of whole rows or columns: what hides these must not seem to hide those."""
        area = self.cells
        rows = kind == "rows"
        whole = (
            Area(area.top, 0, area.rows, COLUMNS)
            if rows
            else Area(0, area.left, ROWS, area.columns)
        )
        seen = [area_of(a) for a in self.piece(whole).queryVisibleCells().RangeAddresses]
        shown: set[int] = set()
        for part in seen:
            first, last = (part.top, part.bottom) if rows else (part.left, part.right)
            shown.update(range(first, last + 1))
        if not shown:
            return True
        return False if len(shown) == (area.rows if rows else area.columns) else None

    @property
    def row_hidden(self) -> bool | None:
        """Whether its rows are hidden; None when some are."""
        return self._hidden("rows")

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._lines("rows")[0].IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether its columns are hidden; None when some are."""
        return self._hidden("columns")

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._lines("columns")[0].IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        """Make columns as wide and rows as high as their contents."""
        if self.area is None:
            return
        if axis in (None, "c", "columns"):
            self._lines("columns")[0].OptimalWidth = True
        if axis in (None, "r", "rows"):
            self._lines("rows")[0].OptimalHeight = True

    def group(self, by: str) -> None:
        """Put rows or columns into an outline group."""
        self.sheet.xl.group(self.address_struct, enum("table.TableOrientation", by.upper()))

    def ungroup(self, by: str) -> None:
        """Take rows or columns out of their outline group."""
        self.sheet.xl.ungroup(self.address_struct, enum("table.TableOrientation", by.upper()))

    # Formats

    def common(self, name: str) -> Any:
        """A property that all cells share; None when they differ."""
        cells = self.xl
        if len(self) > 1 and cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
            return None
        return getattr(cells, name)

    @property
    def number_format(self) -> str | None:
        """Excel's code; None when the cells differ."""
        if self.area is None:
            return ""
        cells = self.sheet.xl.getCellRangeByPosition(
            self.area.left, self.area.top, self.area.right, self.area.bottom
        )
        if len(self) > 1 and cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return None
        return self.book.number_formats.code(cells.NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        if self.area is not None:
            self.xl.NumberFormat = self.book.number_formats.key(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill; None without one, or when the cells differ."""
        if self.area is None:
            return None
        found = self.common("CellBackColor")
        return None if found in (None, AUTOMATIC) else rgb(found)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        if self.area is not None:
            self.xl.CellBackColor = colour(color_or_rgb)

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """A colour for each cell, `...` leaves a cell as it is. One call a colour, not a cell."""
        places: dict[int, list[tuple[int, int]]] = {}
        for r, row in enumerate(colors):
            for c, value in enumerate(row):
                if value is not ...:
                    places.setdefault(colour(value), []).append((r, c))
        for value, where in places.items():
            self.several(self.cells, where).CellBackColor = value

    @property
    def font(self) -> Font:
        """The font of its cells."""
        return Font(self)

    @property
    def characters(self) -> Characters:
        """The text of a cell, piece by piece."""
        return Characters(self.xl)

    @property
    def borders(self) -> Borders:
        """The lines around and between its cells."""
        return Borders(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether long text is broken; None when the cells differ."""
        return None if self.area is None else self.common("IsTextWrapped")

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.xl.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self) -> str | None:
        """xlwings' word for it; None when the cells differ."""
        return alignment.horizontal(self)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        alignment.set_horizontal(self, value)

    @property
    def vertical_alignment(self) -> str | None:
        """xlwings' word for it; None when the cells differ."""
        return alignment.vertical(self)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        alignment.set_vertical(self, value)

    def adjust_indent(self, amount: int) -> None:
        """Indent by so many steps more, or less."""
        alignment.adjust_indent(self, amount)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that touch its cells."""
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        """What may be typed into its cells."""
        return DataValidation(self)

    # Names, notes, links

    @property
    def name(self) -> Any:
        """The name that stands for exactly this range; None without one."""
        if self.area is None:
            return None
        return self.book.names.of(self)

    @name.setter
    def name(self, value: str) -> None:
        self.book.names.add(value, f"={self.sheet.reference}!{self.address}")

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        return None if self.area is None else Note.of(self)

    def add_note(self, text: str) -> Note:
        """A note on the cell."""
        return Note.add(self, text)

    @property
    def comment(self) -> Any:
        """Calc has notes, and no threads."""
        raise NotImplementedError("Calc has notes, and no threaded comments.")

    def add_comment(self, text: str) -> Any:
        """Calc has notes, and no threads."""
        raise NotImplementedError("Calc has notes, and no threaded comments.")

    @property
    def hyperlink(self) -> str:
        """The address a cell's text leads to."""
        fields = self.xl.getTextFields()
        if not fields.Count:
            raise XlwingsError("The cell doesn't seem to contain a hyperlink!")
        return str(fields.getByIndex(0).URL)

    def add_hyperlink(self, address: str, text_to_display: str, screen_tip: str) -> None:
        """Text that leads somewhere. Calc shows the address as the tip."""
        field = self.book.doc.createInstance("com.sun.star.text.TextField.URL")
        field.URL = address
        field.Representation = text_to_display
        area = self.cells
        cell = self.piece(Area(area.top, area.left, 1, 1))
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)

    # Changing the sheet

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells; without `shift` whole rows and wide ranges push down, others right."""
        area = self.cells
        if area.columns == COLUMNS:
            mode = "ROWS"
        elif area.rows == ROWS:
            mode = "COLUMNS"
        elif shift is None:
            mode = "RIGHT" if area.rows > area.columns else "DOWN"
        else:
            mode = shift.upper()
        self.sheet.insert_cells(area, mode)
        if copy_origin == "format_from_right_or_below":
            source = Area(
                area.top + (area.rows if mode in ("DOWN", "ROWS") else 0),
                area.left + (area.columns if mode in ("RIGHT", "COLUMNS") else 0),
                area.rows,
                area.columns,
            )
            copying.paste(self._new(source), self, "formats", None, False, False)

    def delete(self, shift: str | None = None) -> None:
        """Remove cells; without `shift` wide ranges pull up, others left."""
        area = self.cells
        if area.columns == COLUMNS:
            mode = "ROWS"
        elif area.rows == ROWS:
            mode = "COLUMNS"
        elif shift is None:
            mode = "UP" if area.columns > area.rows else "LEFT"
        else:
            mode = shift.upper()
        self.sheet.remove_cells(area, mode)

    def copy(self, destination: Any = None) -> None:
        """Copy to a range, or for a later paste()."""
        if destination is None:
            self.book.app.copied = self
            copying.to_clipboard(self)
        else:
            copying.paste(self, destination.impl, "all", None, False, False)

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:  # fmt: skip
        """Copy another range, or its formats, formulas or values only, to here."""
        copying.paste(source_range.impl, self, copy_type, None, skip_blanks, transpose)

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Insert what was copied last in this app."""
        copied = self.book.app.copied
        if copied is None:
            raise XlwingsError("Nothing was copied: call Range.copy() first.")
        copying.paste(copied, self, paste or "all", operation, skip_blanks, transpose)

    def move(self, destination: Any) -> None:
        """Move to another place in the book; formulas that refer to it follow."""
        self.sheet.xl.moveRange(destination.impl.corner_struct, self.address_struct)
        self.book.shifts += 1

    def copy_picture(self, appearance: str, format: str) -> None:
        """Put the cells on the clipboard, which also holds them as a picture."""
        copying.to_clipboard(self)

    def autofill(self, destination: Any, type_: str) -> None:
        """Continue a series over a larger range."""
        filling.autofill(self, destination.impl, type_)

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        """Sort rows by columns of the range, 1-based; formats move along."""
        filling.sort(self, keys, ascending, has_headers)

    def remove_duplicates(self, columns: list[int], has_headers: bool) -> None:
        """Keep the first of the rows that are equal in these columns; the rest moves up."""
        searching.remove_duplicates(self, columns, has_headers)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Range]:
        """Blanks, constants, formulas or visible cells, as ranges."""
        return [self._new(area) for area in searching.special(self, cell_type, value_type)]

    def find(
        self, text: str, whole: bool, direction: str, order: str, match_case: bool
    ) -> Range | None:
        """The first cell, in this order, whose formula or text matches."""
        found = searching.find(self, text, whole, direction, order, match_case)
        return None if found is None else self._new(found)

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        """Replace in formulas and constants."""
        searching.replace_all(self, old, new, whole, match_case)

    @property
    def autofilter(self) -> AutoFilter:
        """The filter over the range."""
        return AutoFilter(self.sheet, self)

    @property
    def table(self) -> Any:
        """The table it lies in; None outside one."""
        from .tables import table_at

        return table_at(self)

    # Merging

    @property
    def merge_area(self) -> Range:
        """The merged cells that the first cell belongs to; itself when it is not merged."""
        area = self.cells
        cursor = self.sheet.xl.createCursorByRange(self.piece(Area(area.top, area.left, 1, 1)))
        cursor.collapseToMergedArea()
        return Range.at(self.book, cursor.RangeAddress)

    @property
    def merge_cells(self) -> bool | None:
        """Whether its cells are merged; None when some are."""
        merged = self.merge_area.cells
        area = self.cells
        if merged.rows * merged.columns > 1:
            return True if merged.within(area) == area or merged.joined(area) == merged else None
        if len(self) == 1:
            return False
        return None if any_merged(self) else False

    def merge(self, across: bool) -> None:
        """Merge into one cell, or each row for itself. The first cell's value stays."""
        area = self.cells
        self.unmerge()
        parts = (
            [Area(row, area.left, 1, area.columns) for row in range(area.top, area.bottom + 1)]
            if across
            else [area]
        )
        for part in parts:
            if part.rows * part.columns == 1:
                continue
            if part.columns > 1:
                rest = Area(part.top, part.left + 1, part.rows, part.columns - 1)
                self.piece(rest).clearContents(CONTENTS)
            if part.rows > 1:
                rest = Area(part.top + 1, part.left, part.rows - 1, 1)
                self.piece(rest).clearContents(CONTENTS)
            self.piece(part).merge(True)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        self.piece(self.cells).merge(False)

    # Showing and printing

    def select(self) -> None:
        """Select it in the book's window."""
        controller = self.book.controller
        controller.setActiveSheet(self.sheet.xl)
        controller.select(self.xl)

    def to_pdf(self, path: str, quality: str) -> None:
        """The range as PDF."""
        from .books import pdf_quality

        self.book.export(path, "calc_pdf_Export", {**pdf_quality(quality), "Selection": self.xl})

    def to_png(self, path: str) -> None:
        """The range as a picture."""
        picturing.to_png(self, os.path.realpath(path))


def any_merged(cells: Range) -> bool:
    """Whether a range holds merged cells."""
    state = cells.xl.getPropertyState("IsMerged") if hasattr(cells.xl, "IsMerged") else None
    if state is not None and state.value == "AMBIGUOUS_VALUE":
        return True
    return bool(cells.piece(cells.cells).getIsMerged())
