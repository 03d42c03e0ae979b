"""New worksheets, written whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kongcuo_xl.book import a1
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.styles import Styles
from kongcuo_xl.hosts.ooxml.workbook import reference
from kongcuo_xl.hosts.ooxml.worksheet import cell_xml, short
from kongcuo_xl.plan import Choice, SheetContent

MOST_LINKS = 65_000
"""Excel opens no sheet with more than 65,530 hyperlinks; the rest stay plain text."""


def sheet_xml(content: SheetContent, styles: Styles, space: str, *, date1904: bool) -> bytes:
    """The worksheet part of a new sheet; ``space`` is the namespace the workbook uses.

    Its elements stand in the order of CT_Worksheet (18.3.1.99).
    """
    color = f'<tabColor rgb="FF{content.tab_color}"/>' if content.tab_color else ""
    way = "landscape" if content.printing.landscape else "portrait"
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{space}"><sheetPr>{color}<pageSetUpPr fitToPage="1"/></sheetPr>',
            _dimension(content),
            '<sheetViews><sheetView showGridLines="0" workbookViewId="0">',
            _pane(*content.freeze) if content.freeze else "",
            '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>',
            _columns(content),
            "<sheetData>",
            *_rows(content, styles, date1904=date1904),
            "</sheetData>",
            f'<autoFilter ref="{content.autofilter.a1}"/>' if content.autofilter else "",
            _counted("mergeCells", [f'<mergeCell ref="{area.a1}"/>' for area in content.merges]),
            _counted("dataValidations", [_choice(choice) for choice in content.choices]),
            _links(content),
            '<printOptions horizontalCentered="1"/>',
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" '
            'header="0.3" footer="0.3"/>',
            f'<pageSetup paperSize="9" orientation="{way}" fitToWidth="1" fitToHeight="0"/>',
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>",
            "</worksheet>",
        )
    ).encode()


def _dimension(content: SheetContent) -> str:
    if not content.cells:
        return ""
    bottom = max(cell.row for cell in content.cells)
    right = max(cell.column for cell in content.cells)
    return f'<dimension ref="A1:{a1(bottom, right)}"/>'


def _pane(row: int, column: int) -> str:
    """Panes frozen above and left of a cell."""
    name = "bottomRight" if row and column else "bottomLeft" if row else "topRight"
    split = (f' xSplit="{column}"' if column else "") + (f' ySplit="{row}"' if row else "")
    cell = a1(row, column)
    return (
        f'<pane{split} topLeftCell="{cell}" activePane="{name}" state="frozen"/>'
        f'<selection pane="{name}" activeCell="{cell}" sqref="{cell}"/>'
    )


def _columns(content: SheetContent) -> str:
    widths = dict(content.widths)
    found = []
    for column in sorted({*widths, *content.hidden_columns}):
        hidden = ' hidden="1"' if column in content.hidden_columns else ""
        at = f'min="{column + 1}" max="{column + 1}"'
        found.append(f'<col {at} width="{widths.get(column, 9):g}"{hidden} customWidth="1"/>')
    return f"<cols>{''.join(found)}</cols>" if found else ""


def _rows(content: SheetContent, styles: Styles, *, date1904: bool) -> Iterator[str]:
    heights = dict(content.heights)
    ordered = sorted(content.cells, key=lambda cell: (cell.row, cell.column))
    for row, cells in groupby(ordered, key=lambda cell: cell.row):
        height = f' ht="{heights[row]:g}" customHeight="1"' if row in heights else ""
        yield f'<row r="{row + 1}"{height}>'
        for cell in cells:
            style = str(styles.cell(cell.style)) if cell.style else ""
            yield cell_xml(row, cell.column, cell.value, cell.formula, style, date1904)
        yield "</row>"


def _choice(choice: Choice) -> str:
    listed = markup.text(",".join(choice.values))
    return (
        f'<dataValidation type="list" allowBlank="1" sqref="{short(choice.area)}">'
        f'<formula1>"{listed}"</formula1></dataValidation>'
    )


def _counted(name: str, elements: Sequence[str]) -> str:
    """Elements in one that says how many they are; nothing for none."""
    return f'<{name} count="{len(elements)}">{"".join(elements)}</{name}>' if elements else ""


def _links(content: SheetContent) -> str:
    found = [
        f'<hyperlink ref="{a1(*link.cell)}" location="{markup.attribute(link.location)}"/>'
        for link in content.links[:MOST_LINKS]
    ]
    return f"<hyperlinks>{''.join(found)}</hyperlinks>" if found else ""


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
