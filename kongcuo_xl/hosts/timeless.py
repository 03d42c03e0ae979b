"""Workbooks saved without the time of day: the same content is the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

_EPOCH = dt.datetime(2000, 1, 1)
_ENTRY = (1980, 1, 1, 0, 0, 0)


class _Archive(zipfile.ZipFile):
    """A zip archive whose entries bear no date."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        entry = zipfile.ZipInfo(name, _ENTRY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(str(arcname or filename), Path(filename).read_bytes())


def saved(book: Workbook) -> bytes:
    """A new workbook of ours as bytes; it was created and last changed on one fixed day."""
    # Imported where used: whoever marks a workbook of others has no need of it.
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = _EPOCH
    held = io.BytesIO()
    ExcelWriter(book, _Archive(held, "w", zipfile.ZIP_DEFLATED)).save()
    return held.getvalue()
