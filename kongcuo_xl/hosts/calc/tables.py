"""Tables: Excel's on Calc's database ranges.

Calc keeps a table's range, header, totals row and filter. It has no table styles: which style and
which stripes were asked for is remembered with the open book, so that what is set can be read.
Structured references are written as plain ones; `[@Price]` is read back where it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from . import filling, formulas
from .addresses import area_of, range_address
from .areas import Area, between, letters, quoted
from .bridge import Uno
from .failures import explains
from .filters import SHEET_FILTER, AutoFilter

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

TOTAL = "Total"
SUM_OF_SHOWN = 109  # the function number of SUBTOTAL that Excel's totals row begins with
_SPECIAL = re.compile(r"[^\w]")
_SUBTOTAL = re.compile(r"(=SUBTOTAL\(\d+;)[^();]*\)\Z", re.IGNORECASE)


@dataclass
class Look:
    """What Calc has no place for."""

    style: str | None = None
    row_stripes: bool = True
    column_stripes: bool = False
    first_column: bool = False
    last_column: bool = False
    hidden_headers: list[str] = field(default_factory=list)
    header_filter: bool = True


def _ranges(sheet: Sheet) -> Uno:
    return sheet.book.doc.DatabaseRanges


@explains
class Tables(base_classes.Tables):
    """The tables of a sheet, from top to bottom."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DatabaseRanges of the book."""
        return _ranges(self.sheet)

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def _all(self) -> list[Table]:
        ranges = self.api
        number = self.sheet.number
        found = []
        for name in ranges.ElementNames:
            area = ranges.getByName(name).DataArea
            if area.Sheet == number and not name.startswith(SHEET_FILTER):
                found.append((area.StartRow, area.StartColumn, name))
        return [Table(self.sheet, name) for _, _, name in sorted(found)]

    def __call__(self, key: int | str) -> Table:
        """By name, or by place, 1-based. Raises KeyError."""
        tables = self._all()
        if isinstance(key, str):
            for table in tables:
                if table.name.lower() == key.lower():
                    return table
            raise KeyError(key)
        if not 1 <= key <= len(tables):
            raise KeyError(key)
        return tables[key - 1]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def range_of(self, text: str) -> Range | None:
        """The body of the table of this name anywhere in the book, as Excel means the name."""
        for sheet in self.sheet.book.sheets:
            if text in sheet.tables:
                table: Table = sheet.tables(text)
                return table.data_body_range or table.range
        return None

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> Table:
        """A table over a range. Without headers a row Column1, Column2, … is pushed in above."""
        cells: Range = source.impl
        area = cells.cells
        for table in self._all():
            if table.area.meets(area):
                raise XlwingsError(f"The range meets the table {table.name}.")
        if not has_headers:
            first = Area(area.top, area.left, 1, area.columns)
            self.sheet.insert_cells(first, "DOWN")
            area = replace(area, rows=area.rows + 1)
        elif area.rows == 1:
            area = replace(area, rows=2)
        ranges = self.api
        if name is None:
            number = 1
            taken = {known.lower() for known in ranges.ElementNames}
            while f"table{number}" in taken:
                number += 1
            name = f"Table{number}"
        elif ranges.hasByName(name):
            raise XlwingsError(f"There is a table {name} already.")
        ranges.addNewByName(name, _struct(self.sheet, area))
        table = Table(self.sheet, name)
        table.xl.ContainsHeader = True
        table.xl.AutoFilter = True
        table.look.style = table_style_name
        table.name_columns()
        return table


def _struct(sheet: Sheet, area: Area) -> Uno:
    return range_address(sheet.number, area)


@explains
class Table(base_classes.Table):
    """One table."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet = sheet
        self._name = name

    @property
    def xl(self) -> Uno:
        """The database range."""
        return _ranges(self.sheet).getByName(self._name)

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DatabaseRange."""
        return self.xl

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    @property
    def look(self) -> Look:
        """What Calc has no place for."""
        looks: dict[str, Look] = self.sheet.book.table_looks
        return looks.setdefault(self._name.lower(), Look())

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        looks = self.sheet.book.table_looks
        look = self.look
        self.xl.setName(value)
        looks.pop(self._name.lower(), None)
        looks[value.lower()] = look
        self._name = value

    @property
    def display_name(self) -> str:
        """Its name."""
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def area(self) -> Area:
        """All of it: header, body, totals."""
        return area_of(self.xl.DataArea)

    @area.setter
    def area(self, value: Area) -> None:
        self.xl.DataArea = _struct(self.sheet, value)

    def _cells(self, area: Area) -> Range:
        from .ranges import Range

        return Range(self.sheet, area)

    @property
    def body(self) -> Area:
        """The rows between header and totals; at least one, which may be blank."""
        area = self.area
        top = area.top + (1 if self.show_headers else 0)
        bottom = area.bottom - (1 if self.show_totals else 0)
        return between(top, area.left, max(top, bottom), area.right)

    @property
    def is_empty(self) -> bool:
        """Whether there is only the blank row that waits for the first entry."""
        body = self.body
        if body.rows > 1:
            return False
        row = self._cells(body).piece(body).getFormulaArray()[0]
        return all(text == "" for text in row)

    @property
    def range(self) -> Range:
        """All of it."""
        return self._cells(self.area)

    @property
    def data_body_range(self) -> Range | None:
        """Its rows; None while there are none."""
        return None if self.is_empty else self._cells(self.body)

    @property
    def header_row_range(self) -> Range | None:
        """Its header; None when it is not shown."""
        if not self.show_headers:
            return None
        area = self.area
        return self._cells(Area(area.top, area.left, 1, area.columns))

    @property
    def insert_row_range(self) -> Range | None:
        """The blank row of a table without rows."""
        return self._cells(self.body) if self.is_empty else None

    @property
    def totals_row_range(self) -> Range | None:
        """Its totals; None when they are not shown."""
        if not self.show_totals:
            return None
        area = self.area
        return self._cells(Area(area.bottom, area.left, 1, area.columns))

    def names(self) -> list[str]:
        """The names of its columns."""
        if not self.show_headers:
            return list(self.look.hidden_headers)
        area = self.area
        header = Area(area.top, area.left, 1, area.columns)
        cells = self._cells(header).piece(header)
        return [cells.getCellByPosition(index, 0).getString() for index in range(area.columns)]

    def name_columns(self) -> None:
        """Give every column a name of its own, as Excel does."""
        area = self.area
        header = Area(area.top, area.left, 1, area.columns)
        cells = self._cells(header).piece(header)
        taken: set[str] = set()
        for index, name in enumerate(self.names()):
            new, number = name or f"Column{index + 1}", 2
            while new.casefold() in taken:
                new, number = f"{name or 'Column'}{number}", number + 1
            taken.add(new.casefold())
            if new != name:
                cells.getCellByPosition(index, 0).setString(new)

    def resize(self, range: Any) -> None:
        """Cover another range, which must begin in the same place.

        A range that does not end where the totals are is one of header and rows alone: the totals
        come below it.
        """
        new: Area = range.impl.cells
        old = self.area
        if not self.show_totals:
            self.area = new
        elif new.bottom == old.bottom:
            self.area = new
            self.xl.TotalsRow = True
        else:
            totals = self._cells(Area(old.bottom, old.left, 1, old.columns))
            (texts,) = totals.xl.getFormulaArray() if old.columns > 1 else ((totals.xl.Formula,),)
            self.show_totals = False
            self.area = new
            self.show_totals = True
            self._total(texts)
        if self.show_headers:
            self.name_columns()

    def _total(self, texts: Sequence[str]) -> None:
        """Fill the totals as they were, over the rows that there are now."""
        body, area = self.body, self.area
        for column, text in enumerate(texts[: area.columns]):
            letter = letters(area.left + column)
            rows = f"${letter}${body.top + 1}:${letter}${body.bottom + 1}"
            cell = self._cells(Area(area.bottom, area.left + column, 1, 1)).xl
            cell.setFormula(_SUBTOTAL.sub(rf"\g<1>{rows})", text))

    # Parts that can be shown

    @property
    def show_headers(self) -> bool:
        """Whether the header is shown."""
        return bool(self.xl.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if value == self.show_headers:
            return
        area = self.area
        look = self.look
        if value:
            area = between(area.top - 1, area.left, area.bottom, area.right)
            header = Area(area.top, area.left, 1, area.columns)
            names = (look.hidden_headers + [""] * area.columns)[: area.columns]
            self._cells(header).piece(header).setDataArray((tuple(names),))
            self.area = area
            self.xl.ContainsHeader = True
            self.xl.AutoFilter = look.header_filter
            self.name_columns()
        else:
            look.hidden_headers = self.names()
            look.header_filter = self.show_autofilter
            header = Area(area.top, area.left, 1, area.columns)
            self.xl.AutoFilter = False
            self.xl.ContainsHeader = False
            self.area = between(area.top + 1, area.left, area.bottom, area.right)
            self._cells(header).clear_contents()

    @property
    def show_totals(self) -> bool:
        """Whether the totals are shown."""
        return bool(self.xl.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if value == self.show_totals:
            return
        area = self.area
        if not value:
            totals = Area(area.bottom, area.left, 1, area.columns)
            self._cells(totals).clear_contents()
            self.xl.TotalsRow = False
            self.area = between(area.top, area.left, area.bottom - 1, area.right)
            return
        body = self.body
        totals = Area(area.bottom + 1, area.left, 1, area.columns)
        self._make_room(totals)
        self.area = between(area.top, area.left, area.bottom + 1, area.right)
        self.xl.TotalsRow = True
        cells = self._cells(totals).piece(totals)
        if area.columns > 1:
            cells.getCellByPosition(0, 0).setString(TOTAL)
        column = letters(area.right)
        cells.getCellByPosition(area.columns - 1, 0).setFormula(
            f"=SUBTOTAL({SUM_OF_SHOWN};${column}${body.top + 1}:${column}${body.bottom + 1})"
        )

    def _make_room(self, area: Area) -> None:
        """Push down what stands in the way."""
        texts = self._cells(area).piece(area).getFormulaArray()
        if any(text for row in texts for text in row):
            self.sheet.insert_cells(area, "DOWN")

    @property
    def show_autofilter(self) -> bool:
        """Whether the header has buttons."""
        return bool(self.xl.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.xl.AutoFilter = bool(value)

    @property
    def autofilter(self) -> AutoFilter:
        """Its filter."""
        return AutoFilter(self.sheet, self.range, self)

    # Style

    @property
    def table_style(self) -> str | None:
        """The name of the style that was asked for; Calc draws none."""
        return self.look.style

    @table_style.setter
    def table_style(self, value: str | None) -> None:
        self.look.style = value

    @property
    def show_table_style_row_stripes(self) -> bool:
        """As asked for; Calc draws none."""
        return self.look.row_stripes

    @show_table_style_row_stripes.setter
    def show_table_style_row_stripes(self, value: bool) -> None:
        self.look.row_stripes = bool(value)

    @property
    def show_table_style_column_stripes(self) -> bool:
        """As asked for; Calc draws none."""
        return self.look.column_stripes

    @show_table_style_column_stripes.setter
    def show_table_style_column_stripes(self, value: bool) -> None:
        self.look.column_stripes = bool(value)

    @property
    def show_table_style_first_column(self) -> bool:
        """As asked for; Calc draws none."""
        return self.look.first_column

    @show_table_style_first_column.setter
    def show_table_style_first_column(self, value: bool) -> None:
        self.look.first_column = bool(value)

    @property
    def show_table_style_last_column(self) -> bool:
        """As asked for; Calc draws none."""
        return self.look.last_column

    @show_table_style_last_column.setter
    def show_table_style_last_column(self, value: bool) -> None:
        self.look.last_column = bool(value)

    # Rows, columns, order

    @property
    def rows(self) -> TableRows:
        """Its rows."""
        return TableRows(self)

    @property
    def columns(self) -> TableColumns:
        """Its columns."""
        return TableColumns(self)

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        """Sort its rows by columns, 1-based; header and totals stay."""
        if not self.is_empty:
            filling.sort(self._cells(self.body), keys, ascending, False)


@explains
class TableRows(base_classes.TableRows):
    """The rows of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def api(self) -> Uno:
        """The database range."""
        return self.table.xl

    @property
    def parent(self) -> Table:
        """The table."""
        return self.table

    @property
    def column_count(self) -> int:
        """The number of columns."""
        return self.table.area.columns

    def __len__(self) -> int:
        return 0 if self.table.is_empty else self.table.body.rows

    async def get_count(self) -> int:
        """The number of rows."""
        return len(self)

    def __call__(self, key: int) -> TableRow:
        """By its place, 1-based. Raises KeyError."""
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return TableRow(self.table, key)

    def __iter__(self) -> Iterator[TableRow]:
        return (TableRow(self.table, index + 1) for index in range(len(self)))

    def add(self, values: list[Any] | None, index: int | None) -> TableRow:
        """Insert a row, at the end by default. Columns of one formula are continued."""
        table = self.table
        count = len(self)
        place = count if index is None else index - 1
        body, area = table.body, table.area
        if count:
            row = Area(body.top + place, area.left, 1, area.columns)
            if place == count and not table.show_totals:
                table._make_room(row)
            else:
                table.sheet.insert_cells(row, "DOWN")
            grown = replace(area, rows=area.rows + 1)
            if table.area != grown:
                totals = table.show_totals
                table.area = grown
                table.xl.TotalsRow = totals
            self._continue_formulas(body, row)
        else:
            row = Area(body.top, area.left, 1, area.columns)
        if values is not None:
            for column, value in enumerate(values):
                if value is not None:
                    cell = table._cells(Area(row.top, row.left + column, 1, 1))
                    cell.raw_value = value
        return TableRow(table, place + 1)

    def _continue_formulas(self, body: Area, row: Area) -> None:
        if body.rows < 1:
            return
        above = row.top - 1 if row.top > body.top else row.top + 1
        cells = self.table._cells(row)
        # The row that was there before is still whole on one side of the new one.
        body = between(body.top, body.left, body.bottom + 1, body.right)
        texts = cells.piece(body).getFormulaArray()
        for column in range(body.columns):
            kinds = {
                formulas.relative(texts[r - body.top][column], r, body.left + column)
                for r in range(body.top, body.bottom + 1)
                if r != row.top
            }
            if len(kinds) == 1 and next(iter(kinds)).startswith("="):
                source = _struct(self.table.sheet, Area(above, body.left + column, 1, 1))
                target = cells(1, column + 1)
                self.table.sheet.xl.copyRange(target.corner_struct, source)


@explains
class TableRow(base_classes.TableRow):
    """One row."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        self._index = index

    @property
    def index(self) -> int:
        """Its place, 1-based."""
        return self._index

    @property
    def range(self) -> Range:
        """Its cells."""
        body = self.table.body
        return self.table._cells(Area(body.top + self._index - 1, body.left, 1, body.columns))

    async def get_range(self) -> Range:
        """Its cells."""
        return self.range

    def delete(self) -> None:
        """Remove it. The last one becomes the blank row of an empty table."""
        table = self.table
        row = self.range.cells
        if table.body.rows == 1:
            self.range.clear_contents()
            return
        area, totals = table.area, table.show_totals
        table.sheet.remove_cells(row, "UP")
        shrunk = replace(area, rows=area.rows - 1)
        if table.area != shrunk:
            table.area = shrunk
            table.xl.TotalsRow = totals


@explains
class TableColumns(base_classes.TableColumns):
    """The columns of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def api(self) -> Uno:
        """The database range."""
        return self.table.xl

    @property
    def parent(self) -> Table:
        """The table."""
        return self.table

    def __len__(self) -> int:
        return self.table.area.columns

    async def get_count(self) -> int:
        """The number of columns."""
        return len(self)

    def __call__(self, key: int | str) -> TableColumn:
        """By name, or by place, 1-based. Raises KeyError."""
        if isinstance(key, str):
            names = [name.casefold() for name in self.table.names()]
            if key.casefold() not in names:
                raise KeyError(key)
            return TableColumn(self.table, names.index(key.casefold()) + 1)
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return TableColumn(self.table, key)

    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self.table, index + 1) for index in range(len(self)))

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(self, name: str, index: int | None) -> TableColumn:
        """Insert a column, at the end by default."""
        table = self.table
        area, totals = table.area, table.show_totals
        place = area.columns if index is None else index - 1
        column = Area(area.top, area.left + place, area.rows, 1)
        table.sheet.insert_cells(column, "RIGHT")
        grown = replace(area, columns=area.columns + 1)
        if table.area != grown:
            table.area = grown
            table.xl.TotalsRow = totals
        if table.show_headers:
            table._cells(Area(area.top, column.left, 1, 1)).xl.setString(name)
        else:
            table.look.hidden_headers.insert(place, name)
        return TableColumn(table, place + 1)


@explains
class TableColumn(base_classes.TableColumn):
    """One column."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        self._index = index

    @property
    def name(self) -> str:
        """Its name."""
        return self.table.names()[self._index - 1]

    @property
    def index(self) -> int:
        """Its place, 1-based."""
        return self._index

    @property
    def range(self) -> Range:
        """Header, body and totals."""
        area = self.table.area
        return self.table._cells(Area(area.top, area.left + self._index - 1, area.rows, 1))

    async def get_range(self) -> Range:
        """Header, body and totals."""
        return self.range

    @property
    def data_body_range(self) -> Range | None:
        """Its cells between header and totals; None in an empty table."""
        if self.table.is_empty:
            return None
        body = self.table.body
        return self.table._cells(Area(body.top, body.left + self._index - 1, body.rows, 1))

    async def get_data_body_range(self) -> Range | None:
        """Its cells between header and totals; None in an empty table."""
        return self.data_body_range

    def delete(self) -> None:
        """Remove it; what is to the right of the table moves left."""
        table = self.table
        area, totals = table.area, table.show_totals
        if area.columns == 1:
            raise XlwingsError("A table needs at least one column.")
        if not table.show_headers:
            del table.look.hidden_headers[self._index - 1]
        table.sheet.remove_cells(self.range.cells, "LEFT")
        shrunk = replace(area, columns=area.columns - 1)
        if table.area != shrunk:
            table.area = shrunk
            table.xl.TotalsRow = totals


def table_at(cells: Range) -> Table | None:
    """The table in which the first cell of a range lies."""
    first = cells.cells
    corner = Area(first.top, first.left, 1, 1)
    found: list[Table] = [table for table in cells.sheet.tables if table.area.meets(corner)]
    return found[0] if found else None


def adopt_copied_tables(source: Sheet, copy: Sheet) -> None:
    """Give a copied sheet the tables of its original, under names of their own."""
    have = {table.area: table for table in copy.tables}
    for table in source.tables:
        twin = have.get(table.area)
        if twin is None:
            taken = {name.lower() for name in _ranges(copy).ElementNames}
            number = 2
            while f"{table.name}_{number}".lower() in taken:
                number += 1
            name = f"{table.name}_{number}"
            _ranges(copy).addNewByName(name, _struct(copy, table.area))
            twin = Table(copy, name)
            for feature in ("ContainsHeader", "TotalsRow", "AutoFilter"):
                setattr(twin.xl, feature, getattr(table.xl, feature))
        copy.book.table_looks[twin.name.lower()] = replace(table.look)


# Structured references

_INNER = re.compile(r"\[(?P<whole>(?:[^\[\]]|\[[^\]]*\])*)\]")


def plain_references(sheet: Sheet, formula: str, row: int, column: int) -> str:
    """A formula with Table[Column] and [@Column] written as cell references."""
    out: list[str] = []
    previous: tuple[str, str] = ("", "")
    for kind, part in formulas.tokens(formula):
        if kind != "bracket":
            if previous[0] == "name":
                out.append(previous[1])
            if kind != "name":
                out.append(part)
            previous = (kind, part)
            continue
        table = _meant(sheet, previous[1] if previous[0] == "name" else "", row, column)
        if table is None:
            raise XlwingsError(f"{formula}: there is no such table.")
        out.append(_reference(sheet, table, part, row))
        previous = ("", "")
    if previous[0] == "name":
        out.append(previous[1])
    return "".join(out)


def _meant(sheet: Sheet, name: str, row: int, column: int) -> Table | None:
    from .ranges import Range

    if not name:
        return table_at(Range(sheet, Area(row, column, 1, 1)))
    for other in sheet.book.sheets:
        tables: Tables = other.tables
        if name in tables:
            return tables(name)
    return None


def _reference(sheet: Sheet, table: Table, bracket: str, row: int) -> str:
    inside = bracket[1:-1].strip()
    this_row = inside.startswith("@")
    inside = inside.removeprefix("@").strip()
    parts = _INNER.findall(inside) if inside.startswith("[") else [inside] if inside else []
    columns = [part for part in parts if not part.startswith("#")]
    items = {part.lower() for part in parts if part.startswith("#")}
    this_row = this_row or "#this row" in items
    area, body = table.area, table.body
    top, bottom = body.top, body.bottom
    if "#all" in items:
        top, bottom = area.top, area.bottom
    elif "#headers" in items:
        top = area.top
        bottom = body.bottom if "#data" in items else area.top
    elif "#totals" in items:
        top = body.top if "#data" in items else area.bottom
        bottom = area.bottom
    names = [name.casefold() for name in table.names()]
    left, right = area.left, area.right
    if columns:
        wanted = [column.replace("'", "").casefold() for column in columns]
        for name in wanted:
            if name not in names:
                raise XlwingsError(f"The table {table.name} has no column {name}.")
        left, right = area.left + names.index(wanted[0]), area.left + names.index(wanted[-1])
    where = "" if table.sheet.name == sheet.name else f"{quoted(table.sheet.name)}!"
    if this_row:
        first = f"{where}${letters(left)}{row + 1}"
        return first if left == right else f"{first}:${letters(right)}{row + 1}"
    return where + between(top, left, bottom, right).address()


def structured_references(sheet: Sheet, formula: str, row: int, column: int) -> str:
    """A formula of a table's body with $B3, in row 3, written as [@Price] again."""
    from .ranges import Range

    table = table_at(Range(sheet, Area(row, column, 1, 1)))
    if table is None or not table.body.meets(Area(row, column, 1, 1)):
        return formula
    area = table.area
    names = table.names()
    same_row = {f"${letters(area.left + index)}{row + 1}": name for index, name in enumerate(names)}
    parts = list(formulas.tokens(formula))
    out = []
    for at, (kind, part) in enumerate(parts):
        beside = {parts[i][1] for i in (at - 1, at + 1) if 0 <= i < len(parts)}
        after_sheet = at > 0 and parts[at - 1][0] in ("sheet", "calcsheet")
        name = same_row.get(part) if kind == "cell" else None
        if name and ":" not in beside and not after_sheet:
            out.append(f"[@[{name}]]" if _SPECIAL.search(name) else f"[@{name}]")
        else:
            out.append(part)
    return "".join(out)
