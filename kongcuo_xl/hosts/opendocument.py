"""Scan of an OpenDocument spreadsheet (ODF 1.3 part 3, chapter 9) for its facts."""

from __future__ import annotations

import re

from kongcuo_xl.book import LAST_COLUMN, LAST_ROW, Area
from kongcuo_xl.hosts.facts import Facts, long_number
from kongcuo_xl.hosts.package import refuse_declarations, utf8, walked
from kongcuo_xl.limits import DEFAULT, Limits

_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/A)|Err:\d{3}")


def scan(data: bytes, limits: Limits = DEFAULT) -> list[tuple[str, bool, Facts]]:
    """(name, visible, facts) of each table of a content.xml, in its order.

    Raises UnreadableBookError when it is not well-formed, declares entities or is past the limits.
    """
    data = utf8(data)
    refuse_declarations(data, "content.xml")
    walk = _Walk(limits)
    walked(data, walk, "content.xml 不是完整的 XML")
    return walk.sheets


class _Walk:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._nesting = 0
        self.sheets: list[tuple[str, bool, Facts]] = []
        self._facts = Facts()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0
        self._row = self._column = 0
        self._rows = 1
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._column_definition = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._nesting += 1
        self._limits.check_nesting(self._nesting)
        if tag == "style:style":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._start_table(attributes)
        elif self._depth != 1:
            return
        elif tag == "table:table-column":
            count = _repeat(attributes, "table:number-columns-repeated", 16_384)
            if attributes.get("table:visibility") in ("collapse", "filter"):
                first = self._column_definition
                self._facts.hidden_columns.update(range(first, min(first + count, 16_384)))
            self._column_definition += count
        elif tag == "table:table-row":
            self._rows = _repeat(attributes, "table:number-rows-repeated", 1_048_576)
            self._column = 0
            visibility = attributes.get("table:visibility")
            if visibility in ("collapse", "filter"):
                last = min(self._row + self._rows, 1_048_576)
                self._facts.hidden_rows.update(range(self._row, last))
                self._facts.filtered |= visibility == "filter"
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell = attributes
            self._text.clear()

    def end(self, tag: str) -> None:
        self._nesting -= 1
        if tag == "table:table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif tag == "table:table-row":
            self._row += self._rows
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None

    def characters(self, text: str) -> None:
        if self._cell is not None and self._depth == 1:
            self._text.append(text)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._facts = Facts(protected=attributes.get("table:protected") == "true")
        self._row = self._column_definition = 0
        visible = attributes.get("table:style-name", "") not in self._hidden_styles
        self.sheets.append((attributes.get("table:name", ""), visible, self._facts))

    def _end_cell(self, cell: dict[str, str]) -> None:
        row, column = self._row, self._column
        count = _repeat(cell, "table:number-columns-repeated", 16_384)
        self._column += count
        kind = cell.get("office:value-type") or cell.get("calcext:value-type")
        text = "".join(self._text)
        wide = _repeat(cell, "table:number-columns-spanned", 16_384)
        high = _repeat(cell, "table:number-rows-spanned", 1_048_576)
        if wide > 1 or high > 1:
            bottom, right = min(row + high - 1, LAST_ROW), min(column + wide - 1, LAST_COLUMN)
            self._facts.merges.append(Area(row, column, bottom, right))
            self._limits.check_merges(self.sheets[-1][0], len(self._facts.merges))
        formula = "table:formula" in cell
        if not (kind or text or formula):
            return
        self._facts.reach(row + self._rows - 1, column + count - 1)
        self._limits.check_area(self.sheets[-1][0], self._facts.height, self._facts.width)
        cells = [(row + r, column + c) for r in range(self._rows) for c in range(count)]
        is_error = cell.get("calcext:value-type") == "error"
        if is_error or (formula and _ERROR.fullmatch(text)):
            self._facts.errors.update(dict.fromkeys(cells, text or "#VALUE!"))
        elif formula and not kind:
            self._facts.uncached.update(cells)
        if kind in ("float", "percentage", "currency") and (
            digits := long_number(cell.get("office:value", ""))
        ):
            self._facts.long_numbers.update(dict.fromkeys(cells, digits))


def _repeat(attributes: dict[str, str], key: str, most: int) -> int:
    text = attributes.get(key, "1")
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 12 else 1
