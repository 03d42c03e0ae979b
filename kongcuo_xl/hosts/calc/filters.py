"""Filters over ranges and tables."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import area_of
from .areas import Area
from .bridge import Uno, enum, struct
from .failures import explains

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

SHEET_FILTER = "__Anonymous_Sheet_DB__"  # how Calc itself names the filter of a sheet in files
# com.sun.star.sheet.FilterOperator2
EMPTY, NOT_EMPTY, EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL = range(8)
TOP_VALUES, TOP_PERCENT, BOTTOM_VALUES, BOTTOM_PERCENT = range(8, 12)
NUMERIC, STRING = 0, 1  # com.sun.star.sheet.FilterFieldType
_OPERATORS = {
    "equal_to": EQUAL,
    "not_equal_to": NOT_EQUAL,
    "greater_than": GREATER,
    "greater_than_or_equal": GREATER_EQUAL,
    "less_than": LESS,
    "less_than_or_equal": LESS_EQUAL,
}
_WORDS = {value: word for word, value in _OPERATORS.items()}
_RANKED = {
    TOP_VALUES: ("top_items", "count"),
    BOTTOM_VALUES: ("bottom_items", "count"),
    TOP_PERCENT: ("top_percent", "percent"),
    BOTTOM_PERCENT: ("bottom_percent", "percent"),
}


@explains
class AutoFilter(base_classes.AutoFilter):
    """The filter of a table, or of a range of a sheet, which has one such filter."""

    def __init__(self, sheet: Sheet, cells: Range, table: Any = None) -> None:
        self.sheet = sheet
        self.cells = cells
        self.table = table

    def _holder(self, create: bool) -> Uno:
        """The database range that carries the filter; None without one."""
        if self.table is not None:
            return self.table.xl
        ranges = self.sheet.book.doc.DatabaseRanges
        name = f"{SHEET_FILTER}{self.sheet.number}"
        if ranges.hasByName(name):
            holder = ranges.getByName(name)
            if area_of(holder.DataArea) == self.cells.area or not create:
                return holder
            self._show_all(holder)
            ranges.removeByName(name)
        if not create:
            return None
        ranges.addNewByName(name, self.cells.address_struct)
        holder = ranges.getByName(name)
        holder.ContainsHeader = True
        holder.AutoFilter = True
        return holder

    def _fields(self) -> list[Uno]:
        holder = self._holder(create=False)
        if holder is None:
            return []
        fields = list(holder.getFilterDescriptor().getFilterFields3())
        for field in fields:
            # LibreOffice gives back the values without saying of which type they are.
            values = tuple(field.Values)
            for value in values:
                value.FilterType = NUMERIC if value.IsNumeric else STRING
            field.Values = values
        return fields

    def _apply(self, fields: list[Uno]) -> None:
        holder = self._holder(create=True)
        descriptor = holder.getFilterDescriptor()
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(tuple(fields))
        if fields:
            holder.refresh()
        else:
            self._show_all(holder)

    def _show_all(self, holder: Uno) -> None:
        area = area_of(holder.DataArea)
        cells = self.sheet.xl.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        cells.filter(cells.createFilterDescriptor(True))
        cells.Rows.IsVisible = True

    def _replace(self, field: int, new: list[Uno]) -> None:
        others = [old for old in self._fields() if old.Field != field - 1]
        self._apply(sorted([*others, *new], key=lambda entry: entry.Field))

    def _column(self, field: int) -> list[Any]:
        area = self.cells.cells
        column = Area(area.top + 1, area.left + field - 1, area.rows - 1, 1)
        return [row[0] for row in self.cells.piece(column).getDataArray()]

    def apply_values(self, field: int, values: list[str]) -> None:
        """Show the rows that have one of these values, as they are shown in the cells."""
        self._replace(field, [_entry(field, EQUAL, [_text(value) for value in values])])

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        """Show the rows whose value compares so; None stands for an empty cell."""
        if value1 is None:
            new = [_entry(field, EMPTY if operator == "equal_to" else NOT_EMPTY, [])]
        elif operator == "between":
            new = [
                _entry(field, GREATER_EQUAL, [self._value(value1)]),
                _entry(field, LESS_EQUAL, [self._value(value2)]),
            ]
        elif operator == "not_between":
            new = [
                _entry(field, LESS, [self._value(value1)]),
                _entry(field, GREATER, [self._value(value2)], "OR"),
            ]
        else:
            new = [_entry(field, _OPERATORS[operator], [self._value(value1)])]
        self._replace(field, new)

    def _value(self, value: Any) -> Uno:
        if isinstance(value, dict):
            moment = dt.datetime.fromisoformat(value["value"])
            null = self.sheet.book.doc.NullDate
            delta = moment - dt.datetime(null.Year, null.Month, null.Day)
            return _number(delta.days + delta.seconds / 86_400)
        try:
            return _number(float(value))
        except ValueError:
            return _text(value)

    def _ranked(self, field: int, operator: int, amount: float) -> None:
        self._replace(field, [_entry(field, operator, [_number(amount)])])

    def apply_top_items(self, field: int, count: int) -> None:
        """Show the largest."""
        self._ranked(field, TOP_VALUES, count)

    def apply_bottom_items(self, field: int, count: int) -> None:
        """Show the smallest."""
        self._ranked(field, BOTTOM_VALUES, count)

    def apply_top_percent(self, field: int, percent: float) -> None:
        """Show the largest tenth, or so."""
        self._ranked(field, TOP_PERCENT, percent)

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        """Show the smallest tenth, or so."""
        self._ranked(field, BOTTOM_PERCENT, percent)

    def clear(self, field: int | None) -> None:
        """Show all rows again, as far as one column or all of them are concerned."""
        if self._holder(create=False) is None:
            return
        if field is None:
            self._apply([])
        else:
            self._replace(field, [])

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """One entry for each column, in xlwings' words."""
        fields = self._fields()
        columns = self.cells.shape[1]
        return [
            _snapshot(column + 1, [entry for entry in fields if entry.Field == column])
            for column in range(columns)
        ]


def _entry(field: int, operator: int, values: list[Uno], connection: str = "AND") -> Uno:
    entry = struct("sheet.TableFilterField3", Field=field - 1, Operator=operator)
    entry.Connection = enum("sheet.FilterConnection", connection)
    entry.Values = tuple(values) or (_text(""),)
    return entry


def _text(value: str) -> Uno:
    return struct("sheet.FilterFieldValue", StringValue=value, FilterType=STRING)


def _number(value: float) -> Uno:
    return struct(
        "sheet.FilterFieldValue",
        IsNumeric=True,
        NumericValue=value,
        StringValue=f"{value:g}",
        FilterType=NUMERIC,
    )


def _shown(value: Uno) -> str:
    if value.IsNumeric:
        return f"{value.NumericValue:.15g}"
    return str(value.StringValue)


def _snapshot(field: int, entries: list[Uno]) -> dict[str, Any]:
    found: dict[str, Any] = base_classes.empty_autofilter_criteria(field)
    if not entries:
        return found
    first = entries[0]
    operator = first.Operator
    if operator in _RANKED:
        found["type"], amount = _RANKED[operator]
        number = first.Values[0].NumericValue
        found[amount] = int(number) if amount == "count" else number
    elif operator in (EMPTY, NOT_EMPTY):
        found |= {
            "type": "comparison",
            "operator": "equal_to" if operator == EMPTY else "not_equal_to",
        }
    elif len(entries) == 2:
        pair = (operator, entries[1].Operator)
        words = {(GREATER_EQUAL, LESS_EQUAL): "between", (LESS, GREATER): "not_between"}
        if pair in words:
            found |= {
                "type": "comparison",
                "operator": words[pair],
                "value1": _shown(first.Values[0]),
                "value2": _shown(entries[1].Values[0]),
            }
        else:
            found["type"] = "unknown"
    elif operator == EQUAL and (len(first.Values) > 1 or not first.Values[0].IsNumeric):
        found |= {"type": "values", "values": [_shown(value) for value in first.Values]}
    elif operator in _WORDS:
        found |= {
            "type": "comparison",
            "operator": _WORDS[operator],
            "value1": _shown(first.Values[0]),
        }
    else:
        found["type"] = "unknown"
    return found
