"""Sheets of a new workbook, ready to read and to print on A4: title, heads, lines, totals, charts.

A formula carries the value it comes to, for readers without a calculation engine.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.book import Value
from kongcuo_xl.hosts import authorship, cell_text, ooxml, timeless
from kongcuo_xl.hosts.openpyxl_package import as_excel_writes
from kongcuo_xl.plan import SetFormula
from kongcuo_xl.screen import ids

FONT = "等线"
TITLE_COLOR, HEAD_COLOR = "1F3864", "305496"
COLORS = {"错误": "C00000", "疑问": "FFC000", "提示": "9DC3E6"}
_LINE = Border(*(Side(style="thin", color="BFBFBF"),) * 4)
_FILLS = {"subtotal": "DDEBF7", "total": "BDD7EE", "warn": "FFF2CC", "bad": "F8CBAD"}
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_ROW_CM = 0.529
"""Height of an empty row."""
LINE_HEIGHT = 15.0
"""Height of a line of text in points."""


class Formula(NamedTuple):
    """A formula (without ``=``) and the value it comes to."""

    text: str
    value: Value


class Link(NamedTuple):
    """A text that leads to a place: a file, or a cell of this workbook where ``file`` is empty."""

    text: str
    file: str
    at: str


Shown: TypeAlias = "Value | Formula | Link | None"
"""What a cell shows."""


@dataclass(slots=True)
class Pages:
    """A workbook under construction; IDs in its words are masked unless ``show_ids``."""

    show_ids: bool = False
    book: Workbook = field(default_factory=Workbook)
    formulas: list[SetFormula] = field(default_factory=list)
    looks: dict[tuple[str, str], object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book.remove(self.book.worksheets[0])

    def shown(self, text: str) -> str:
        """A text as it stands in the workbook."""
        return ids(text, show_ids=self.show_ids)

    def page(self, name: str, title: str, note: str, widths: Sequence[float]) -> Page:
        """A new sheet with its title and a line of particulars."""
        plain = " ".join(name.translate(_FORBIDDEN).split())[:_LONGEST_NAME] or "表"
        taken = {sheet.title.lower() for sheet in self.book.worksheets}
        number, unique = 2, plain
        while unique.lower() in taken:
            unique = f"{plain[: _LONGEST_NAME - 3]}_{number}"
            number += 1
        return Page(self, self.book.create_sheet(unique), title, note, widths)

    def save(self, target: Path, kind: str) -> None:
        """Write it all, whole or not at all; ``kind`` as for ``authorship.sign``.

        Raises OutputError.
        """
        authorship.sign(self.book.properties, kind)
        self.write(target)

    def write(self, target: Path) -> None:
        """``save`` of a workbook that is to be its user's own. Raises OutputError."""
        with tempfile.TemporaryDirectory() as folder:
            plain = Path(folder) / "汇总.xlsx"
            plain.write_bytes(as_excel_writes(timeless.saved(self.book)))
            ooxml.apply(plain, tuple(self.formulas), target)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width (in characters)."""
    wide = sum(2 if ch > "\u2e7f" else 1 for ch in text)
    return -(-wide // max(int(width) - 1, 2))


def print_on_a4(sheet: Worksheet, *, landscape: bool, pages_wide: int = 1) -> None:
    """So many pages wide and as long as it takes, with the number of the page at the foot."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.7
    sheet.page_margins.footer = 0.3
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))


class Page:
    """One sheet; rows are written from the top, counted from 1."""

    def __init__(
        self, pages: Pages, sheet: Worksheet, title: str, note: str, widths: Sequence[float]
    ) -> None:
        self.pages = pages
        self.sheet = sheet
        self.widths = list(widths)
        self.row = 1
        for text, size, bold, color in (
            (title, 16, True, TITLE_COLOR),
            (note, 10, False, "595959"),
        ):
            cell = sheet.cell(self.row, 1)
            cell_text.put(cell, pages.shown(text))
            cell.font = Font(name=FONT, size=size, bold=bold, color=color)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            across = sum(self.widths)
            lines = -(-(2 * len(text)) // max(int(across), 10))
            sheet.row_dimensions[self.row].height = 28 if bold else LINE_HEIGHT * max(lines, 1) + 3
            if len(self.widths) > 1:
                sheet.merge_cells(None, self.row, 1, self.row, len(self.widths))
            self.row += 1
        for column, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width

    def heads(self, paths: Sequence[Sequence[str]], *, frozen: int = 0) -> None:
        """Heads, one or more rows deep; ``frozen`` columns stay in sight."""
        depth = max(map(len, paths), default=1)
        top = self.row
        for column, path in enumerate(paths, 1):
            for level in range(depth):
                text = path[level] if level < len(path) else ""
                self.put(top + level, column, text, "head")
            if len(path) < depth:
                self.sheet.merge_cells(None, top + len(path) - 1, column, top + depth - 1, column)
        for level in range(depth - 1):
            start = 1
            for column in range(2, len(paths) + 2):
                here, ahead = paths[start - 1], paths[column - 1] if column <= len(paths) else ()
                same = len(here) > level + 1 and tuple(ahead[: level + 1]) == tuple(
                    here[: level + 1]
                )
                if not (same and len(ahead) > level + 1):
                    if column - start > 1:
                        self.sheet.merge_cells(None, top + level, start, top + level, column - 1)
                    start = column
        longest = max(
            -(-2 * len(path[-1]) // max(int(width) - 1, 2))
            for path, width in zip(paths, self.widths, strict=False)
        )
        for level in range(depth):
            high = LINE_HEIGHT * max(longest, 1) + 6 if level == depth - 1 else 20
            self.sheet.row_dimensions[top + level].height = high
        self.row = top + depth
        if self.sheet.freeze_panes is None:
            self.sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{self.row}"
            self.sheet.print_title_rows = f"{top}:{self.row - 1}"

    def line(
        self, values: Sequence[Shown], look: str = "body", *, looks: Mapping[int, str] | None = None
    ) -> int:
        """A row of values; ``looks`` by column from 0. Returns its row. Text is never a formula."""
        row, lines = self.row, 1
        for column, value in enumerate(values):
            self.put(row, column + 1, value, (looks or {}).get(column, look))
            text = value.text if isinstance(value, Link) else value
            if isinstance(text, str) and column < len(self.widths):
                lines = max(lines, lines_of(text, self.widths[column]))
        self.sheet.row_dimensions[row].height = min(LINE_HEIGHT * lines + 3, 400)
        self.row += 1
        return row

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def words(self, text: str) -> None:
        """A line of plain words, a heading within the page."""
        cell = self.sheet.cell(self.row, 1)
        cell_text.put(cell, self.pages.shown(text))
        cell.font = Font(name=FONT, size=12, bold=True, color=TITLE_COLOR)
        self.sheet.row_dimensions[self.row].height = 22
        self.row += 1

    def put(self, row: int, column: int, value: Shown, look: str = "body") -> None:
        """Put a value into a cell (row and column from 1)."""
        cell: Any = self.sheet.cell(row, column)
        number = isinstance(value, (int, float)) or (
            isinstance(value, Formula) and not isinstance(value.value, str)
        )
        dated = isinstance(value, dt.date)
        across = "centre" if number or dated or look == "head" else "left"
        cell._style = copy(self._look(look, "link" if isinstance(value, Link) else across))
        if isinstance(value, Formula):
            cell.value = f"={value.text}"
            name = self.sheet.title
            self.pages.formulas.append(
                SetFormula(name, row - 1, column - 1, value.text, value.value)
            )
            if look.endswith("%"):
                cell.number_format = "0.0%"
            elif isinstance(value.value, dt.date):
                cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, Link):
            cell_text.put(cell, self.pages.shown(value.text))
            where = Hyperlink(ref=cell.coordinate, location=value.at)
            if value.file:
                where = Hyperlink(ref=cell.coordinate, target=value.file, location=value.at)
            cell.hyperlink = where
            cell._style = copy(self._look(look, "link"))
        elif isinstance(value, str):
            cell_text.put(cell, self.pages.shown(value))
        elif value is not None:
            cell.value = int(value) if isinstance(value, float) and value == int(value) else value
            if dated:
                cell.number_format = "yyyy-mm-dd"
            elif look.endswith("%"):
                cell.number_format = "0.0%"

    def _look(self, look: str, across: str) -> object:
        key = look, across
        if key not in self.pages.looks:
            pattern: Any = self.sheet.cell(1, 200)
            base = look.rstrip("%")
            strong = base in ("subtotal", "total", "head")
            color = "FFFFFF" if base == "head" else "7F7F7F" if base == "faint" else "000000"
            if across == "link":
                color = "0563C1"
            pattern.font = Font(
                name=FONT, size=10, bold=strong, color=color,
                underline="single" if across == "link" else None,
            )  # fmt: skip
            fill = HEAD_COLOR if base == "head" else _FILLS.get(base)
            pattern.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
            pattern.border = _LINE
            pattern.alignment = Alignment(
                horizontal="center" if across == "centre" else "left",
                vertical="center", wrap_text=True,
            )  # fmt: skip
            self.pages.looks[key] = copy(pattern._style)
            del self.sheet._cells[1, 200]
        return self.pages.looks[key]

    def finish(self, *, landscape: bool = True, filtered: str = "", repeated: bool = True) -> None:
        """Set the page up for A4: as wide as the paper, as long as it takes."""
        sheet = self.sheet
        print_on_a4(sheet, landscape=landscape)
        if not repeated:
            vars(sheet)["_print_rows"] = None  # the property takes no None
        if filtered:
            sheet.auto_filter.ref = filtered

    # ── charts ───────────────────────────────────────────────────────────────────────────────────
    def new_paper(self) -> None:
        """What follows begins on a new sheet of paper."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))
        self.row += 1

    def chart(
        self, kind: str, title: str, heads: int, first: int, last: int, names: int,
        columns: Sequence[int], *, colors: Sequence[str] = (), percent: bool = False,
        size: tuple[float, float] = (24, 9), anchor: str = "",
    ) -> None:  # fmt: skip
        """A native chart of columns (from 1) whose heads stand in row ``heads``.

        ``kind``: bar (a bar lies beside its name), stacked, column, stackedcolumn, line; ``names``
        is the column of the categories. It stands below what there is, or at the cell ``anchor``.
        """
        chart: Any = LineChart() if kind == "line" else BarChart()
        if isinstance(chart, BarChart):
            chart.type = "col" if kind.endswith("column") else "bar"
            if kind.startswith("stacked"):
                chart.grouping, chart.overlap = "stacked", 100
            chart.gapWidth = 60
        chart.title = title
        for column in columns:
            area = Reference(self.sheet, column, heads, column, last)
            chart.add_data(area, titles_from_data=True)
        chart.set_categories(Reference(self.sheet, names, first, names, last))
        for series, color in zip(chart.series, colors, strict=False):
            series.graphicalProperties.solidFill = color
            series.graphicalProperties.line.solidFill = color
        for series, column in zip(chart.series, columns, strict=True):
            if kind == "line":
                series.smooth = False
                series.marker.symbol = "circle"
            self._keep(series, first, last, names, column)
        chart.x_axis.delete, chart.y_axis.delete = False, False
        chart.y_axis.number_format = "0.0%" if percent else "0"
        if isinstance(chart, BarChart) and chart.type == "bar":
            # First unit at the top, the scale at the foot, and no unit's name left out.
            chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
        chart.x_axis.tickLblSkip = 1
        chart.legend.position = "b"
        chart.width, chart.height = size
        self.sheet.add_chart(chart, anchor or f"A{self.row}")
        if not anchor:
            self.row += int(size[1] / _ROW_CM) + 2

    def _keep(self, series: Any, first: int, last: int, names: int, column: int) -> None:
        """Give a series the values it shows, for readers that do not work them out."""
        known = {
            (f.row + 1, f.column + 1): f.value
            for f in self.pages.formulas
            if f.sheet == self.sheet.title
        }

        def held(row: int, at: int) -> Value:
            value = known.get((row, at), self.sheet.cell(row, at).value)
            return "" if value is None else value  # type: ignore[return-value]

        rows = range(first, last + 1)
        numbers = [
            NumVal(idx=n, v=str(value)) for n, row in enumerate(rows)
            if isinstance(value := held(row, column), (int, float))
        ]  # fmt: skip
        texts = [StrVal(idx=n, v=str(held(row, names))) for n, row in enumerate(rows)]
        series.val.numRef.numCache = NumData(pt=numbers, ptCount=len(rows))
        cat = series.cat
        if cat.numRef is not None:
            series.cat = AxDataSource(
                strRef=StrRef(f=cat.numRef.f, strCache=StrData(pt=texts, ptCount=len(rows)))
            )
