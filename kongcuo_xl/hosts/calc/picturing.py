"""A picture of cells: a page of their size, printed, and read as a picture."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .addresses import range_address
from .bridge import Uno, properties, url

if TYPE_CHECKING:
    from .ranges import Range

COPY = "calc_engine_picture"
EDGE = 20  # 1/100 mm more than the cells, or the last lines begin another page
WHITE = 0xFFFFFF


def to_png(cells: Range, path: str) -> None:
    """Draw cells as they are printed, with conditional formats and what lies on them.

    The sheet is copied for it, because a print area cannot be put back as it was: whether there is
    none, or the sheet is to be printed whole, is not told. Without one LibreOffice would divide the
    rest of the sheet into pages of that size too. Raises NotImplementedError for a LibreOffice that
    does not read PDF.
    """
    cells.book.guard()
    document: Uno = cells.book.doc
    styles = document.StyleFamilies.getByName("PageStyles")
    unsaved = document.isModified()
    document.UndoManager.lock()
    try:
        styles.insertByName(COPY, document.createInstance("com.sun.star.style.PageStyle"))
        _shape(styles.getByName(COPY), cells.xl.Size)
        document.Sheets.copyByName(cells.sheet.name, COPY, document.Sheets.Count)
        _print(cells, document.Sheets.getByName(COPY), path)
    finally:
        for holder in (document.Sheets, styles):
            if holder.hasByName(COPY):
                holder.removeByName(COPY)
        document.UndoManager.unlock()
        document.setModified(unsaved)


def _shape(page: Uno, size: Uno) -> None:
    for name in ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"):
        setattr(page, name, 0)
    page.HeaderIsOn = page.FooterIsOn = False
    page.Width, page.Height = size.Width + EDGE, size.Height + EDGE
    page.ScaleToPages = 1
    page.BackColor = WHITE


def _print(cells: Range, sheet: Uno, path: str) -> None:
    area = cells.cells
    sheet.IsVisible = True
    sheet.setPrintAreas((range_address(sheet.RangeAddress.Sheet, area),))
    sheet.setPrintTitleRows(False)
    sheet.setPrintTitleColumns(False)
    sheet.PageStyle = COPY
    copied = sheet.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
    provider = cells.book.app.office.service("com.sun.star.graphic.GraphicProvider")
    with tempfile.TemporaryDirectory() as folder:
        printed = str(Path(folder, "cells.pdf"))
        cells.book.export(printed, "calc_pdf_Export", {"Selection": copied})
        drawn = provider.queryGraphic(properties(URL=url(printed)))
        if drawn is None or not drawn.SizePixel.Width:
            raise NotImplementedError("This LibreOffice reads no PDF, and draws no cells.")
        provider.storeGraphic(drawn, properties(URL=url(path), MimeType="image/png"))
