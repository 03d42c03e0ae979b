"""Pivot tables: Excel's on Calc's DataPilot tables.

Calc lays the report out in its own way: it heads the rows with the names of their fields, and has
no compact layout; the compact one is drawn as an outline. Captions are chosen as Excel does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from xlwings import XlwingsError, base_classes

from .addresses import area_of, cell_address, range_address
from .areas import Area
from .bridge import Uno, enum, struct
from .failures import explains

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet
    from .tables import Table

WHOLE_TABLE, RESULT = 1, 2  # com.sun.star.sheet.DataPilotOutputRangeType
# com.sun.star.sheet.GeneralFunction2, and what Excel's captions call it
_FUNCTIONS = {
    "sum": (2, "Sum"),
    "count": (3, "Count"),
    "average": (4, "Average"),
    "max": (5, "Max"),
    "min": (6, "Min"),
    "product": (7, "Product"),
    "count_numbers": (8, "Count"),
    "stdev": (9, "StdDev"),
    "stdevp": (10, "StdDevp"),
    "var": (11, "Var"),
    "varp": (12, "Varp"),
}
_BY_CHOICE = {0: "sum", 1: "sum"}  # what LibreOffice does where no function was chosen
TABULAR, OUTLINE = 0, 1  # com.sun.star.sheet.DataPilotFieldLayoutMode
_AREAS = {"rows": "ROW", "columns": "COLUMN", "filters": "PAGE"}
_HOLDERS = {"rows": "RowFields", "columns": "ColumnFields", "filters": "PageFields"}


def _orientation(word: str) -> Uno:
    return enum("sheet.DataPilotFieldOrientation", word)


@explains
class PivotTables(base_classes.PivotTables):
    """The pivot tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DataPilotTables."""
        return self.sheet.xl.DataPilotTables

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def __call__(self, key: int | str) -> PivotTable:
        """By name, or by place, 1-based. Raises KeyError."""
        names = self.api.ElementNames
        if isinstance(key, str):
            for name in names:
                if name.lower() == key.lower():
                    return PivotTable(self.sheet, name)
            raise KeyError(key)
        if not 1 <= key <= len(names):
            raise KeyError(key)
        return PivotTable(self.sheet, names[key - 1])

    def __len__(self) -> int:
        return len(self.api.ElementNames)

    def __iter__(self) -> Iterator[PivotTable]:
        return (PivotTable(self.sheet, name) for name in self.api.ElementNames)

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(self, source: Range | Table, destination: Range, name: str | None = None) -> PivotTable:
        """An empty one over a range with its header, or over a table.

        Raises XlwingsError where there is another one at its place.
        """
        cells = source.area
        if cells is None:
            raise XlwingsError("The range is empty.")
        used = cells.within(source.sheet.used_area)  # whole columns are mostly empty
        corner = destination.cells
        for other in self:
            if other.range.cells.meets(Area(corner.top, corner.left, 1, 1)):
                raise XlwingsError(f"The pivot table {other.name} is there.")
        if name is None:
            taken = {
                found.lower()
                for sheet in self.sheet.book.sheets
                for found in sheet.xl.DataPilotTables.ElementNames
            }
            number = 1
            while f"pivottable{number}" in taken:
                number += 1
            name = f"PivotTable{number}"
        tables = self.api
        descriptor = tables.createDataPilotDescriptor()
        descriptor.setSourceRange(range_address(source.sheet.number, used or cells))
        descriptor.ShowFilterButton = False
        tables.insertNewByName(name, cell_address(self.sheet.number, corner), descriptor)
        return PivotTable(self.sheet, name)


@explains
class PivotTable(base_classes.PivotTable):
    """One pivot table."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet = sheet
        self._name = name

    @property
    def xl(self) -> Uno:
        """The table. Raises KeyError when it is no longer there."""
        tables = self.sheet.xl.DataPilotTables
        if not tables.hasByName(self._name):
            raise KeyError(self._name)
        return tables.getByName(self._name)

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DataPilotTable2."""
        return self.xl

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.xl.setName(value)
        layouts = self.sheet.book.pivot_layouts
        if self._name in layouts:
            layouts[value] = layouts.pop(self._name)
        self._name = value

    # Fields

    @property
    def field_names(self) -> list[str]:
        """The headings of the source, in its order."""
        address = self.xl.getSourceRange()
        sheet = self.sheet.book.doc.Sheets.getByIndex(address.Sheet)
        header = sheet.getCellRangeByPosition(
            address.StartColumn, address.StartRow, address.EndColumn, address.StartRow
        )
        fields = self.xl.DataPilotFields
        return [
            header.getCellByPosition(index, 0).getString() or str(fields.getByIndex(index).Name)
            for index in range(address.EndColumn - address.StartColumn + 1)
        ]

    def place_of(self, name: str) -> int:
        """The place of a source field, 0-based.

        Raises KeyError, and XlwingsError for a heading that ends with a star, which to LibreOffice
        is the second use of another field.
        """
        names = self.field_names
        if name not in names:
            raise KeyError(name)
        if name.endswith("*"):
            raise XlwingsError(f"Calc cannot use a heading that ends with a star: {name}")
        return names.index(name)

    def fields(self, area: str) -> list[str]:
        """The source fields in an area. What stands for the values is none of them."""
        found = getattr(self.xl, _HOLDERS[area]).ElementNames
        known = set(self.field_names)
        return [name for name in found if name in known]

    @property
    def data_fields(self) -> dict[str, Uno]:
        """The fields of values by LibreOffice's names of them, such as Sales and Sales*."""
        found = self.xl.DataFields
        return {name: found.getByName(name) for name in found.ElementNames}

    @property
    def rows(self) -> PivotFields:
        """The fields down the side."""
        return PivotFields(self, "rows")

    @property
    def columns(self) -> PivotFields:
        """The fields along the top."""
        return PivotFields(self, "columns")

    @property
    def filters(self) -> PivotFields:
        """The fields above the report."""
        return PivotFields(self, "filters")

    @property
    def values(self) -> PivotValueFields:
        """What is worked out."""
        return PivotValueFields(self)

    # Looks

    @property
    def layout(self) -> str | None:
        """compact, outline or tabular; None when the rows differ."""
        asked = str(self.sheet.book.pivot_layouts.get(self._name, "compact"))
        rows = self.xl.RowFields
        modes = {
            field.LayoutInfo.LayoutMode if field.HasLayoutInfo else TABULAR
            for name, field in ((n, rows.getByName(n)) for n in self.fields("rows"))
        }
        if not modes:
            return asked
        if len(modes) > 1:
            return None
        if modes == {TABULAR}:
            return "tabular"
        return "outline" if asked == "outline" else "compact"

    @layout.setter
    def layout(self, value: str) -> None:
        self.sheet.book.pivot_layouts[self._name] = value
        self.change(lambda: self.lay_out(self.fields("rows")))

    def lay_out(self, names: list[str]) -> None:
        """Give fields of the rows the layout that was asked for."""
        asked = self.sheet.book.pivot_layouts.get(self._name, "compact")
        mode = TABULAR if asked == "tabular" else OUTLINE
        for name in names:
            field = self.xl.RowFields.getByName(name)
            field.LayoutInfo = struct("sheet.DataPilotFieldLayoutInfo", LayoutMode=mode)

    @property
    def show_row_grand_totals(self) -> bool:
        """Whether each row ends with its total: LibreOffice thinks of the column they make."""
        return bool(self.xl.ColumnGrand)

    @show_row_grand_totals.setter
    def show_row_grand_totals(self, value: bool) -> None:
        def change() -> None:
            self.xl.ColumnGrand = value

        self.change(change)

    @property
    def show_column_grand_totals(self) -> bool:
        """Whether the last row has the totals of the columns."""
        return bool(self.xl.RowGrand)

    @show_column_grand_totals.setter
    def show_column_grand_totals(self, value: bool) -> None:
        def change() -> None:
            self.xl.RowGrand = value

        self.change(change)

    # Its cells

    def _output(self, part: int) -> Area:
        return area_of(self.xl.getOutputRangeByType(part))

    def cells(self, area: Area) -> Range:
        """Cells of its sheet."""
        from .ranges import Range

        return Range(self.sheet, area)

    @property
    def range(self) -> Range:
        """The report without the filters."""
        return self.cells(self._output(WHOLE_TABLE))

    async def get_range(self) -> Range:
        """The report without the filters."""
        return self.range

    @property
    def data_body_range(self) -> Range | None:
        """The values; None without any."""
        return self.cells(self._output(RESULT)) if self.data_fields else None

    async def get_data_body_range(self) -> Range | None:
        """The values; None without any."""
        return self.data_body_range

    def columns_of(self, field: int) -> list[Area]:
        """The cells that show a field of values, which is given by its place.

        None are found where somebody has put the values down the side, or before other fields.
        """
        count = len(self.data_fields)
        if field >= count:
            return []
        body = self._output(RESULT)
        if count == 1:
            return [body]
        layout = self.xl.getDataLayoutField()
        along = self.xl.ColumnFields
        if layout.Orientation.value != "COLUMN":
            return []
        if along.getByIndex(along.Count - 1).Name != layout.Name:
            return []
        return [
            Area(body.top, column, body.rows, 1)
            for column in range(body.left + field, body.right + 1, count)
        ]

    # Changes

    def change(self, act: Callable[[], object]) -> None:
        """Change the table, which is written anew; number formats of its values are kept."""
        formats = {key: field.number_format for key, field in self.values.by_key().items()}
        act()
        for key, field in self.values.by_key().items():
            if formats.get(key) not in (None, "General"):
                field.show_as(formats[key])

    def arrange_values(self) -> None:
        """Values stand side by side, as in Excel, where there are several."""
        layout = self.xl.getDataLayoutField()
        if len(self.data_fields) > 1 and layout.Orientation.value == "COLUMN":
            layout.Orientation = _orientation("HIDDEN")  # to come last again
        layout.Orientation = _orientation("COLUMN" if len(self.data_fields) > 1 else "HIDDEN")

    def keep_place(self, top: int) -> None:
        """Move it so that its report begins in a row again; filters stand above that."""
        now = self._output(WHOLE_TABLE)
        whole = area_of(self.xl.OutputRange)
        start = max(0, top - (now.top - whole.top))
        if start == whole.top:
            return
        target = Area(start, whole.left, 1, 1)
        self.sheet.xl.moveRange(
            cell_address(self.sheet.number, target), range_address(self.sheet.number, whole)
        )
        self.xl.refresh()

    def refresh(self) -> None:
        """Read the source again; a table that it was made of, with the rows it has now."""
        self.change(self._refresh)

    def _refresh(self) -> None:
        address = self.xl.getSourceRange()
        area = area_of(address)
        source = next(s for s in self.sheet.book.sheets if s.number == address.Sheet)
        for table in source.tables:
            body = table.area
            totals = 1 if table.show_totals else 0
            same = (body.top, body.left, body.columns) == (area.top, area.left, area.columns)
            if same and body.rows - totals != area.rows:
                grown = Area(body.top, body.left, body.rows - totals, body.columns)
                self.xl.setSourceRange(range_address(address.Sheet, grown))
        self.xl.refresh()

    def delete(self) -> None:
        """Remove it, its cells too."""
        self.sheet.xl.DataPilotTables.removeByName(self._name)
        self.sheet.book.pivot_layouts.pop(self._name, None)


@explains
class PivotFields(base_classes.PivotFields):
    """The fields in one area of a pivot table."""

    def __init__(self, table: PivotTable, area: str) -> None:
        self.table = table
        self._area = area

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DataPilotFields."""
        return getattr(self.table.xl, _HOLDERS[self._area])

    @property
    def parent(self) -> PivotTable:
        """The pivot table."""
        return self.table

    @property
    def area(self) -> str:
        """rows, columns or filters."""
        return self._area

    def _names(self) -> list[str]:
        return self.table.fields(self._area)

    def __call__(self, key: int | str) -> PivotField:
        """By name, or by place, 1-based. Raises KeyError."""
        names = self._names()
        if isinstance(key, str):
            if key in names:
                return PivotField(self.table, key)
            raise KeyError(key)
        if not 1 <= key <= len(names):
            raise KeyError(key)
        return PivotField(self.table, names[key - 1])

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[PivotField]:
        return (PivotField(self.table, name) for name in self._names())

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(self, name: str) -> PivotField:
        """Put a source field here, last; one that is here stays where it is."""
        table = self.table
        place = table.place_of(name)
        if name not in self._names():
            table.change(lambda: _move(table, place, _AREAS[self._area]))
            if self._area == "rows":
                table.change(lambda: table.lay_out([name]))
            elif self._area == "columns":
                table.change(table.arrange_values)
        return PivotField(table, name)


def _move(table: PivotTable, place: int, orientation: str) -> None:
    """Put a source field into another area; the report stays where it began."""
    top = table.range.cells.top
    field = table.xl.DataPilotFields.getByIndex(place)
    if field.Orientation.value == "DATA" and orientation != "HIDDEN":
        # LibreOffice would take it out of the values. A second one of it stays there.
        field.Orientation = _orientation("DATA")
        field = table.xl.DataPilotFields.getByIndex(place)
    field.Orientation = _orientation(orientation)
    table.keep_place(top)


@explains
class PivotField(base_classes.PivotField):
    """A source field; it is known by its name, in whatever area it is."""

    def __init__(self, table: PivotTable, name: str) -> None:
        self.table = table
        self._name = name

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DataPilotField."""
        return self.table.xl.DataPilotFields.getByIndex(self.table.place_of(self._name))

    @property
    def parent(self) -> PivotTable:
        """The pivot table."""
        return self.table

    @property
    def name(self) -> str:
        """The heading of its column in the source."""
        return self._name

    def remove(self) -> None:
        """Take it out of its area."""
        place = self.table.place_of(self._name)
        self.table.change(lambda: _move(self.table, place, "HIDDEN"))


@explains
class PivotValueFields(base_classes.PivotValueFields):
    """The fields of values of a pivot table."""

    def __init__(self, table: PivotTable) -> None:
        self.table = table

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DataPilotFields."""
        return self.table.xl.DataFields

    @property
    def parent(self) -> PivotTable:
        """The pivot table."""
        return self.table

    def by_key(self) -> dict[str, PivotValueField]:
        """By what LibreOffice calls them."""
        return {key: PivotValueField(self.table, key) for key in self.table.data_fields}

    def __call__(self, key: int | str) -> PivotValueField:
        """By caption, or by place, 1-based. Raises KeyError."""
        fields = list(self)
        if isinstance(key, str):
            for field in fields:
                if field.name == key:
                    return field
            raise KeyError(key)
        if not 1 <= key <= len(fields):
            raise KeyError(key)
        return fields[key - 1]

    def __len__(self) -> int:
        return len(self.table.data_fields)

    def __iter__(self) -> Iterator[PivotValueField]:
        return iter(self.by_key().values())

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def add(
        self,
        field: str,
        function: str | None = None,
        name: str | None = None,
        number_format: str | None = None,
    ) -> PivotValueField:
        """Add a source field, last: as a sum where it holds numbers alone, else as a count.

        Raises KeyError without such a field, XlwingsError for a caption that cannot be one.
        """
        table = self.table
        place = table.place_of(field)
        word = function or ("sum" if _all_numbers(table, place) else "count")
        caption = self.caption(name) if name is not None else self._free(_caption(word, field))
        before = set(table.data_fields)
        added: list[str] = []

        def change() -> None:
            table.xl.DataPilotFields.getByIndex(place).Orientation = _orientation("DATA")
            (key,) = set(table.data_fields) - before
            new = table.data_fields[key]
            new.Function2 = _FUNCTIONS[word][0]
            new.setName(caption)
            if len(before) == 1:
                table.arrange_values()
            added.append(key)

        table.change(change)
        found = PivotValueField(table, added[0])
        if number_format is not None:
            found.number_format = number_format
        return found

    def caption(self, name: str) -> str:
        """A caption that may be given. Raises XlwingsError for one that names something else."""
        if name in self.table.field_names:
            raise XlwingsError(f"{name} is the name of a source field.")
        if name in self:
            raise XlwingsError(f"There is a value field {name} already.")
        return name

    def _free(self, caption: str) -> str:
        taken = {field.name for field in self} | set(self.table.field_names)
        found, number = caption, 2
        while found in taken:
            found, number = f"{caption}{number}", number + 1
        return found


def _caption(function: str, field: str) -> str:
    return f"{_FUNCTIONS[function][1]} of {field}"


def _all_numbers(table: PivotTable, place: int) -> bool:
    address = table.xl.getSourceRange()
    if address.EndRow == address.StartRow:
        return False
    column = address.StartColumn + place
    cells = table.sheet.book.doc.Sheets.getByIndex(address.Sheet).getCellRangeByPosition(
        column, address.StartRow + 1, column, address.EndRow
    )
    return all(isinstance(value, float) for (value,) in cells.getDataArray())


@explains
class PivotValueField(base_classes.PivotValueField):
    """A field of values, known by what LibreOffice calls it."""

    _words: ClassVar[dict[int, str]] = {
        number: word for word, (number, _) in _FUNCTIONS.items()
    } | _BY_CHOICE

    def __init__(self, table: PivotTable, key: str) -> None:
        self.table = table
        self._key = key

    @property
    def xl(self) -> Uno:
        """The field. Raises KeyError when it is no longer there."""
        return self.table.data_fields[self._key]

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.DataPilotField."""
        return self.xl

    @property
    def parent(self) -> PivotTable:
        """The pivot table."""
        return self.table

    @property
    def name(self) -> str:
        """Its caption."""
        name = str(self.xl.Name)
        # LibreOffice's own captions are drawn and cannot be asked for.
        return name if name != self._key else _caption(self.function, self.source_field)

    @name.setter
    def name(self, value: str) -> None:
        if value != self.name:
            caption = self.table.values.caption(value)
            self.table.change(lambda: self.xl.setName(caption))

    @property
    def source_field(self) -> str:
        """The heading of its column in the source. A second use of it has a star at its name."""
        names = self.table.field_names
        name = self._key
        while name not in names and name.endswith("*"):
            name = name[:-1]
        return name

    @property
    def function(self) -> str:
        """xlwings' word; that of a median, which Excel lacks, is average."""
        return self._words.get(self.xl.Function2, "average")

    @function.setter
    def function(self, value: str) -> None:
        automatic = self.name.rstrip("0123456789") == _caption(self.function, self.source_field)
        number = _FUNCTIONS[value][0]

        def change() -> None:
            self.xl.Function2 = number
            if automatic:
                self.xl.setName(self.table.values._free(_caption(value, self.source_field)))

        if value != self.function:
            self.table.change(change)

    def _areas(self) -> list[Area]:
        return self.table.columns_of(list(self.table.data_fields).index(self._key))

    @property
    def number_format(self) -> str:
        """That of its cells."""
        areas = self._areas()
        if not areas:
            return "General"
        return str(self.table.cells(areas[0]).number_format or "General")

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.show_as(value)

    def show_as(self, code: str) -> None:
        """Give its cells a number format."""
        for area in self._areas():
            self.table.cells(area).number_format = code

    def remove(self) -> None:
        """Take it out of the values."""
        table = self.table

        def change() -> None:
            self.xl.Orientation = _orientation("HIDDEN")
            if len(table.data_fields) == 1:
                table.arrange_values()

        table.change(change)
