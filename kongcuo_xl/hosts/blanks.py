"""Reading a form as it comes: values, formulas, merges and ruled cells."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from pathlib import Path

import openpyxl

from kongcuo_xl.book import Area, UnreadableBookError
from kongcuo_xl.forms.blank import Blank, BlankSheet


def read(path: Path) -> Blank:
    """The form in a workbook (.xlsx, .xlsm).

    Raises UnreadableBookError when there is none.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise UnreadableBookError(
            f"表样“{path.name}”打不开；请用表格软件打开并另存为 .xlsx 后再试。"
        ) from error
    sheets: dict[str, BlankSheet] = {}
    for page in book.worksheets:
        sheet = BlankSheet(page.title)
        ruled = set()
        for row, line in enumerate(page.iter_rows()):
            for column, cell in enumerate(line):
                at = row, column
                if cell.border.bottom is not None and cell.border.bottom.style:
                    ruled.add(at)
                value = cell.value
                if isinstance(value, str) and value.startswith("=") and cell.data_type == "f":
                    sheet.formulas[at] = value[1:]
                elif isinstance(value, (str, float, int, dt.date, dt.time, dt.timedelta)):
                    sheet.values[at] = value
        sheet.merges = [
            Area(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1)
            for m in page.merged_cells.ranges
        ]
        sheet.ruled = frozenset(ruled)
        sheets[page.title] = sheet
    return Blank(sheets)
