"""Reading a form as it comes: values, formulas, merges and ruled cells."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from kongcuo_xl.book import Area, Cell, UnreadableBookError, Value
from kongcuo_xl.forms.blank import Blank, BlankSheet
from kongcuo_xl.hosts import passwords


def read(path: Path) -> Blank:
    """The form in a workbook (.xlsx, .xlsm); one that has not changed is read once.

    Raises UnreadableBookError when there is none.
    """
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise UnreadableBookError(f"表样“{path.name}”打不开；请检查路径。") from error
    return _read(path, changed)


def _is_locked(path: Path) -> bool:
    try:
        return passwords.is_locked(path.read_bytes())
    except (OSError, UnreadableBookError):
        return False


@lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> Blank:  # noqa: ARG001 - a changed file is another one
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        if _is_locked(path):
            raise UnreadableBookError(
                f"表样“{path.name}”有打开密码（已加密）；"
                "请用 Excel/WPS 打开，取消密码后另存为 .xlsx 再试。"
            ) from error
        raise UnreadableBookError(
            f"表样“{path.name}”打不开；请用表格软件打开并另存为 .xlsx 后再试。"
        ) from error
    return Blank({page.title: _sheet(page) for page in book.worksheets})


def _sheet(page: Worksheet) -> BlankSheet:
    values: dict[Cell, Value] = {}
    formulas: dict[Cell, str] = {}
    formats: dict[Cell, str] = {}
    ruled: set[Cell] = set()
    wraps: set[Cell] = set()
    for row, line in enumerate(page.iter_rows()):
        for column, cell in enumerate(line):
            at = row, column
            if cell.has_style:
                if cell.border.bottom is not None and cell.border.bottom.style:
                    ruled.add(at)
                # The line over a cell is the one below the cell above it.
                if row and cell.border.top is not None and cell.border.top.style:
                    ruled.add((row - 1, column))
                if cell.alignment.wrap_text:
                    wraps.add(at)
                if cell.number_format not in ("General", "@"):
                    formats[at] = cell.number_format
            value = cell.value
            if isinstance(value, (ArrayFormula, DataTableFormula)):
                formulas[at] = f"{{{getattr(value, 'text', '') or ''}}}"
            elif isinstance(value, str) and value.startswith("=") and cell.data_type == "f":
                formulas[at] = value[1:]
            elif isinstance(value, str) and not value.strip():
                continue
            elif isinstance(value, (str, float, int, dt.date, dt.time, dt.timedelta)):
                values[at] = value
    merges = [
        Area(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1)
        for m in page.merged_cells.ranges
    ]
    heights = {n - 1: d.height for n, d in page.row_dimensions.items() if d.height}
    return BlankSheet(
        page.title, values, formulas, merges, frozenset(ruled), _widths(page), heights,
        formats, frozenset(wraps), page.protection.sheet,
    )  # fmt: skip


def _widths(page: Worksheet) -> dict[int, float]:
    return {
        column - 1: dimension.width
        for dimension in page.column_dimensions.values()
        for column in range(dimension.min or 1, (dimension.max or 0) + 1)
    }
