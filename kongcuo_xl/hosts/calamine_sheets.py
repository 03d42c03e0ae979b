"""The sheets of a binary or OpenDocument workbook as calamine reads them; run in isolation."""

from __future__ import annotations

import io
from typing import NamedTuple

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from kongcuo_xl.book import Value
from kongcuo_xl.hosts.package import broken


class SheetValues(NamedTuple):
    """One sheet: its values from A1, none for what is no worksheet."""

    name: str
    kind: str
    """worksheet, chartsheet, vba …"""
    visible: bool
    rows: list[list[Value]]


def sheets(data: bytes) -> list[SheetValues]:
    """Every sheet of a workbook, in order.

    Raises UnreadableBookError; calamine may also end the process, so it is called through
    ``isolation``.
    """
    try:
        reader = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for number, sheet in enumerate(reader.sheets_metadata):
            kind = str(sheet.typ).rpartition(".")[2].lower()
            rows: list[list[Value]] = []
            if sheet.typ == SheetTypeEnum.WorkSheet:
                rows = reader.get_sheet_by_index(number).to_python(skip_empty_area=False)
            visible = sheet.visible == SheetVisibleEnum.Visible
            found.append(SheetValues(sheet.name, kind, visible, rows))
    except (PasswordError, MemoryError):
        raise
    except Exception as error:
        raise broken("表格内容读不出来") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a Rust panic arrives in Python
            raise broken("表格记录有误") from error
        raise
    return found
