"""New worksheets, written whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kongcuo_xl.book import a1
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.styles import Styles
from kongcuo_xl.hosts.ooxml.workbook import reference
from kongcuo_xl.hosts.ooxml.worksheet import cell_xml, short
from kongcuo_xl.plan import SheetContent

MOST_LINKS = 65_000
"""Excel opens no sheet with more than 65,530 hyperlinks; the rest stay plain text."""


def sheet_xml(content: SheetContent, styles: Styles, space: str, date1904: bool) -> bytes:
    """The worksheet part of a new sheet; ``space`` is the namespace the workbook uses."""
    printing = content.printing
    inner = ""
    if content.tab_color:
        inner += f'<tabColor rgb="FF{content.tab_color}"/>'
    pieces = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{space}"><sheetPr>{inner}<pageSetUpPr fitToPage="1"/></sheetPr>',
    ]
    if content.cells:
        bottom = max(cell.row for cell in content.cells)
        right = max(cell.column for cell in content.cells)
        pieces.append(f'<dimension ref="A1:{a1(bottom, right)}"/>')
    pieces.append('<sheetViews><sheetView showGridLines="0" workbookViewId="0">')
    if content.freeze:
        row, column = content.freeze
        pane = "bottomRight" if row and column else "bottomLeft" if row else "topRight"
        split = (f' xSplit="{column}"' if column else "") + (f' ySplit="{row}"' if row else "")
        pieces.append(
            f'<pane{split} topLeftCell="{a1(row, column)}" activePane="{pane}" state="frozen"/>'
            f'<selection pane="{pane}" activeCell="{a1(row, column)}" '
            f'sqref="{a1(row, column)}"/>'
        )
    pieces.append('</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>')
    widths = dict(content.widths)
    columns = sorted({*widths, *content.hidden_columns})
    if columns:
        pieces.append("<cols>")
        for column in columns:
            width = widths.get(column, 9)
            hidden = ' hidden="1"' if column in content.hidden_columns else ""
            at = f'min="{column + 1}" max="{column + 1}"'
            pieces.append(f'<col {at} width="{width:g}"{hidden} customWidth="1"/>')
        pieces.append("</cols>")
    pieces.append("<sheetData>")
    heights = dict(content.heights)
    ordered = sorted(content.cells, key=lambda cell: (cell.row, cell.column))
    for row, cells in groupby(ordered, key=lambda cell: cell.row):
        height = f' ht="{heights[row]:g}" customHeight="1"' if row in heights else ""
        pieces.append(f'<row r="{row + 1}"{height}>')
        for cell in cells:
            style = str(styles.cell(cell.style)) if cell.style else ""
            pieces.append(cell_xml(row, cell.column, cell.value, cell.formula, style, date1904))
        pieces.append("</row>")
    pieces.append("</sheetData>")
    if content.autofilter:
        pieces.append(f'<autoFilter ref="{content.autofilter.a1}"/>')
    if content.merges:
        merged = "".join(f'<mergeCell ref="{area.a1}"/>' for area in content.merges)
        pieces.append(f'<mergeCells count="{len(content.merges)}">{merged}</mergeCells>')
    if content.choices:
        pieces.append(f'<dataValidations count="{len(content.choices)}">')
        for choice in content.choices:
            listed = markup.text(",".join(choice.values))
            pieces.append(
                f'<dataValidation type="list" allowBlank="1" sqref="{short(choice.area)}">'
                f'<formula1>"{listed}"</formula1></dataValidation>'
            )
        pieces.append("</dataValidations>")
    links = content.links[:MOST_LINKS]
    if links:
        pieces.append("<hyperlinks>")
        for link in links:
            where = markup.attribute(link.location)
            pieces.append(f'<hyperlink ref="{a1(*link.cell)}" location="{where}"/>')
        pieces.append("</hyperlinks>")
    pieces.append(
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    )
    way = "landscape" if printing.landscape else "portrait"
    pieces.append(f'<pageSetup paperSize="9" orientation="{way}" fitToWidth="1" fitToHeight="0"/>')
    pieces.append(
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
    )
    pieces.append("</worksheet>")
    return "".join(pieces).encode()


def names_of(name: str, content: SheetContent) -> Iterator[tuple[str, str, bool]]:
    """The names by which a workbook knows what to filter and print of a sheet.

    Each with what it refers to and whether it is hidden (18.2.5).
    """
    if content.autofilter:
        yield "_xlnm._FilterDatabase", reference(name, content.autofilter), True
    if content.printing.area:
        yield "_xlnm.Print_Area", reference(name, content.printing.area), False
    if content.printing.header:
        first, last = content.printing.header
        quoted = name.replace("'", "''")
        yield "_xlnm.Print_Titles", f"'{quoted}'!${first + 1}:${last + 1}", False
