"""New workbooks, written whole: the parts that every spreadsheet program needs, and no more.

The same content is the same bytes, whenever it is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.archive import EPOCH
from kongcuo_xl.hosts.ooxml.markup import Part
from kongcuo_xl.hosts.ooxml.newsheet import names_of, sheet_xml
from kongcuo_xl.hosts.ooxml.styles import Styles
from kongcuo_xl.plan import SheetContent

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "application/vnd.openxmlformats-"
_SHEETS = f"{_FORMATS}officedocument.spreadsheetml."
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_CREATED = "2000-01-01T00:00:00Z"
"""The fixed day on which every workbook of ours was created and last changed."""


def package(
    sheets: Sequence[tuple[str, SheetContent]], *, font: str, creator: str, category: str
) -> bytes:
    """A workbook (ECMA-376 Part 1, 12 and 18) of sheets by name; ``font`` is its default font.

    ``creator`` and ``category`` are told in its properties.
    """
    styles = Part(_styles(font))
    looks = Styles(styles)
    parts = {
        f"xl/worksheets/sheet{number}.xml": sheet_xml(
            content, looks, markup.TRANSITIONAL, date1904=False
        )
        for number, (_, content) in enumerate(sheets, 1)
    }
    looks.finish()
    count = len(sheets)
    around = {
        "[Content_Types].xml": _content_types(count),
        "_rels/.rels": _relations(
            [
                (f"{markup.RELATIONS}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _properties(creator, category),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *((f"{markup.RELATIONS}/worksheet", name[3:]) for name in parts),
                (f"{markup.RELATIONS}/styles", "styles.xml"),
            ]
        ),
    }
    whole = {name: (_HEAD + xml).encode() for name, xml in around.items()}
    return _zipped({**whole, "xl/styles.xml": styles.flush(), **parts})


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _styles(font: str) -> bytes:
    """The styles part of a workbook in which nothing is styled."""
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        f'{_HEAD}<styleSheet xmlns="{markup.TRANSITIONAL}">'
        '<fonts count="1"><font><sz val="11"/>'
        f'<name val="{markup.attribute(font)}"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{plain}/></cellStyleXfs>'
        f'<cellXfs count="1">{plain} xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ).encode()


def _content_types(sheets: int) -> str:
    kinds = {
        "/xl/workbook.xml": f"{_SHEETS}sheet.main+xml",
        "/xl/styles.xml": f"{_SHEETS}styles+xml",
        "/docProps/core.xml": f"{_FORMATS}package.core-properties+xml",
    }
    for number in range(1, sheets + 1):
        kinds[f"/xl/worksheets/sheet{number}.xml"] = f"{_SHEETS}worksheet+xml"
    return (
        f'<Types xmlns="{_PACKAGE}content-types">'
        f'<Default Extension="rels" ContentType="{_FORMATS}package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
        )
        + "</Types>"
    )


def _relations(found: Sequence[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{inner}</Relationships>'


def _workbook(sheets: Sequence[tuple[str, SheetContent]]) -> str:
    listed = names = ""
    for position, (name, content) in enumerate(sheets):
        said = f'name="{markup.attribute(name)}" sheetId="{position + 1}"'
        listed += f'<sheet {said} r:id="rId{position + 1}"/>'
        for defined, text, hidden in names_of(name, content):
            marked = ' hidden="1"' if hidden else ""
            names += (
                f'<definedName name="{defined}" localSheetId="{position}"{marked}>'
                f"{markup.text(text)}</definedName>"
            )
    return (
        f'<workbook xmlns="{markup.TRANSITIONAL}" xmlns:r="{markup.RELATIONS}">'
        f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets>"
        + (f"<definedNames>{names}</definedNames>" if names else "")
        + "</workbook>"
    )


def _properties(creator: str, category: str) -> str:
    day = f'xsi:type="dcterms:W3CDTF">{_CREATED}'
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:creator>{markup.text(creator)}</dc:creator>"
        f"<dcterms:created {day}</dcterms:created><dcterms:modified {day}</dcterms:modified>"
        f"<cp:category>{markup.text(category)}</cp:category></cp:coreProperties>"
    )
