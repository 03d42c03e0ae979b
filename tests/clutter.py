"""A workbook with everything that people and programs put into one, and ways it may be written.

``everything`` is written part by part as Excel and WPS write theirs; ``FEATURES`` says for each
thing in it how to see that it is still there. ``WRITERS`` rewrite the same package as other
programs might: the content stays, the bytes do not.
"""

# ruff: noqa: E501 - markup as it stands in the part

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl.writer.theme import theme_xml

Parts = dict[str, bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MS = "http://schemas.microsoft.com/office"
X14 = f'xmlns:x14="{MS}/spreadsheetml/2009/9/main"'
X15 = f'xmlns:x15="{MS}/spreadsheetml/2010/11/main"'
XM = f'xmlns:xm="{MS}/excel/2006/main"'
XR = f'xmlns:xr="{MS}/spreadsheetml/2014/revision"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
X = f'xmlns="{MAIN}"'
R = f'xmlns:r="{OFFICE}"'
XDR = f'xmlns:xdr="{DRAWING}/spreadsheetDrawing"'
A = f'xmlns:a="{DRAWING}/main"'
C = f'xmlns:c="{DRAWING}/chart"'
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
SHEET = "七(1)班"
NAMES = ("李明", "王芳", "张伟", "刘洋", "陈静", "杨磊")
# One grey pixel.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081dd436af40000000049454e44ae426082"
)


def everything(path: Path) -> Path:
    """Write the workbook.

    Sheet 七(1)班: title in row 1, headings in row 2, six pupils in rows 3 to 8, a total in row 10,
    columns A to F, filter A2:F8. 统计 sums it up, with charts, a table and a pivot table; 按钮 has
    controls; 图 is a chart sheet; 字典 is very hidden.
    """
    path.write_bytes(packed(package()))
    return path


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 9, 1, 8, 0, 0)), data, method)
    return held.getvalue()


def package() -> Parts:
    """The parts, by name."""
    texts = {**_sheets(), **_objects(), **_data(), **_around()}
    parts = {name: (DECLARED + text).encode() for name, text in texts.items()}
    parts |= {
        name: data.encode() if isinstance(data, str) else data for name, data in _verbatim().items()
    }
    parts |= {_rels_of(source): _relationships(links) for source, links in LINKS.items()}
    return {"[Content_Types].xml": _content_types(parts), **parts}


# ── relationships and content types ──────────────────────────────────────────────────────────────
_O, _P = f"{OFFICE}/", f"{PACKAGE}/relationships/"
_V07, _V11, _V17 = (
    f"{MS}/2007/relationships/",
    f"{MS}/2011/relationships/",
    f"{MS}/2017/10/relationships/",
)
LINKS: dict[str, list[tuple[str, str]]] = {
    "": [
        (_O + "officeDocument", "xl/workbook.xml"),
        (_P + "metadata/core-properties", "docProps/core.xml"),
        (_O + "extended-properties", "docProps/app.xml"),
        (_O + "custom-properties", "docProps/custom.xml"),
        (_P + "metadata/thumbnail", "docProps/thumbnail.jpeg"),
        (f"{MS}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"),
        (_V07 + "ui/extensibility", "customUI/customUI14.xml"),
        (_P + "digital-signature/origin", "_xmlsignatures/origin.sigs"),
    ],
    "_xmlsignatures/origin.sigs": [(_P + "digital-signature/signature", "sig1.xml")],
    "xl/workbook.xml": [
        (_O + "worksheet", "worksheets/sheet1.xml"),
        (_O + "worksheet", "worksheets/sheet2.xml"),
        (_O + "worksheet", "worksheets/sheet3.xml"),
        (_O + "chartsheet", "chartsheets/sheet1.xml"),
        (_O + "worksheet", "worksheets/sheet4.xml"),
        (_O + "styles", "styles.xml"),
        (_O + "sharedStrings", "sharedStrings.xml"),
        (_O + "theme", "theme/theme1.xml"),
        (_O + "externalLink", "externalLinks/externalLink1.xml"),
        (_O + "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        (_V07 + "slicerCache", "slicerCaches/slicerCache1.xml"),
        (_O + "connections", "connections.xml"),
        (_O + "sheetMetadata", "metadata.xml"),
        (_O + "calcChain", "calcChain.xml"),
        (_V17 + "person", "persons/person.xml"),
        (f"{MS}/2006/relationships/vbaProject", "vbaProject.bin"),
        (_O + "customXml", "../customXml/item1.xml"),
        ("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
        (_O + "powerPivotData", "model/item.data"),
        (f"{MS}/2099/relationships/unheardOf", "unheardOf/part1.xml"),
    ],
    "xl/worksheets/sheet1.xml": [
        (_O + "hyperlink", "https://example.org/"),
        (_O + "printerSettings", "../printerSettings/printerSettings1.bin"),
        (_O + "drawing", "../drawings/drawing1.xml"),
        (_O + "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        (_O + "vmlDrawing", "../drawings/vmlDrawing2.vml"),
        (_O + "comments", "../comments1.xml"),
        (_V17 + "threadedComment", "../threadedComments/threadedComment1.xml"),
        (_O + "oleObject", "../embeddings/oleObject1.bin"),
        (_O + "image", "../media/image2.emf"),
    ],
    "xl/worksheets/sheet2.xml": [
        (_O + "drawing", "../drawings/drawing2.xml"),
        (_O + "table", "../tables/table1.xml"),
        (_O + "pivotTable", "../pivotTables/pivotTable1.xml"),
        (_V07 + "slicer", "../slicers/slicer1.xml"),
        (_O + "table", "../tables/table2.xml"),
    ],
    "xl/worksheets/sheet3.xml": [
        (_O + "drawing", "../drawings/drawing3.xml"),
        (_O + "vmlDrawing", "../drawings/vmlDrawing3.vml"),
        (_O + "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        (_O + "control", "../activeX/activeX1.xml"),
        (_O + "image", "../media/image2.emf"),
    ],
    "xl/chartsheets/sheet1.xml": [(_O + "drawing", "../drawings/drawing4.xml")],
    "xl/drawings/drawing1.xml": [(_O + "image", "../media/image1.png")],
    "xl/drawings/vmlDrawing2.vml": [(_O + "image", "../media/image1.png")],
    "xl/drawings/drawing2.xml": [
        (_O + "chart", "../charts/chart1.xml"),
        (f"{MS}/2014/relationships/chartEx", "../charts/chartEx1.xml"),
    ],
    "xl/drawings/drawing4.xml": [(_O + "chart", "../charts/chart2.xml")],
    "xl/charts/chart1.xml": [
        (_V11 + "chartStyle", "style1.xml"),
        (_V11 + "chartColorStyle", "colors1.xml"),
    ],
    "xl/activeX/activeX1.xml": [
        (f"{MS}/2006/relationships/activeXControlBinary", "activeX1.bin"),
    ],
    "xl/pivotTables/pivotTable1.xml": [
        (_O + "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"),
    ],
    "xl/pivotCache/pivotCacheDefinition1.xml": [
        (_O + "pivotCacheRecords", "pivotCacheRecords1.xml"),
    ],
    "xl/externalLinks/externalLink1.xml": [(_O + "externalLinkPath", "去年.xlsx")],
    "xl/tables/table1.xml": [(_O + "queryTable", "../queryTables/queryTable1.xml")],
    "xl/cellimages.xml": [(_O + "image", "media/image1.png")],
    "customXml/item1.xml": [(_O + "customXmlProps", "itemProps1.xml")],
}
_OUTSIDE = {"hyperlink", "externalLinkPath"}
_SS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_OX = "application/vnd.openxmlformats-officedocument."
_TYPES = (
    (r"xl/workbook\.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    (r"xl/worksheets/.*", _SS + "worksheet+xml"),
    (r"xl/chartsheets/.*", _SS + "chartsheet+xml"),
    (r"xl/styles\.xml", _SS + "styles+xml"),
    (r"xl/sharedStrings\.xml", _SS + "sharedStrings+xml"),
    (r"xl/theme/.*", _OX + "theme+xml"),
    (r"xl/externalLinks/.*", _SS + "externalLink+xml"),
    (r"xl/pivotCache/pivotCacheDef.*", _SS + "pivotCacheDefinition+xml"),
    (r"xl/pivotCache/pivotCacheRec.*", _SS + "pivotCacheRecords+xml"),
    (r"xl/pivotTables/.*", _SS + "pivotTable+xml"),
    (r"xl/slicerCaches/.*", "application/vnd.ms-excel.slicerCache+xml"),
    (r"xl/slicers/.*", "application/vnd.ms-excel.slicer+xml"),
    (r"xl/connections\.xml", _SS + "connections+xml"),
    (r"xl/metadata\.xml", _SS + "sheetMetadata+xml"),
    (r"xl/calcChain\.xml", _SS + "calcChain+xml"),
    (r"xl/persons/.*", "application/vnd.ms-excel.person+xml"),
    (r"xl/vbaProject\.bin", "application/vnd.ms-office.vbaProject"),
    (r"xl/cellimages\.xml", "application/vnd.wps-officedocument.cellimage+xml"),
    (r"xl/model/.*", "application/vnd.openxmlformats-officedocument.model+data"),
    (r"xl/comments1\.xml", _SS + "comments+xml"),
    (r"xl/threadedComments/.*", "application/vnd.ms-excel.threadedcomments+xml"),
    (r"xl/drawings/.*\.xml", _OX + "drawing+xml"),
    (r"xl/tables/.*", _SS + "table+xml"),
    (r"xl/queryTables/.*", _SS + "queryTable+xml"),
    (r"xl/charts/chart\d\.xml", _OX + "drawingml.chart+xml"),
    (r"xl/charts/chartEx.*", "application/vnd.ms-office.chartex+xml"),
    (r"xl/charts/style.*", "application/vnd.ms-office.chartstyle+xml"),
    (r"xl/charts/colors.*", "application/vnd.ms-office.chartcolorstyle+xml"),
    (r"xl/ctrlProps/.*", "application/vnd.ms-excel.controlproperties+xml"),
    (r"xl/activeX/.*\.xml", "application/vnd.ms-office.activeX+xml"),
    (r"xl/activeX/.*\.bin", "application/vnd.ms-office.activeX"),
    (r"xl/embeddings/.*", _OX + "oleObject"),
    (r"customXml/itemProps.*", _OX + "customXmlProperties+xml"),
    (r"docProps/core\.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    (r"docProps/app\.xml", _OX + "extended-properties+xml"),
    (r"docProps/custom\.xml", _OX + "custom-properties+xml"),
    (r"docMetadata/.*", "application/vnd.ms-office.classificationlabels+xml"),
    (r"_xmlsignatures/sig.*", PACKAGE.replace("http://schemas.", "application/vnd.").split("/2006")[0]
     + "-digital-signature-xmlsignature+xml"),
)  # fmt: skip
_DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "emf": "image/x-emf",
    "jpeg": "image/jpeg",
    "vml": _OX + "vmlDrawing",
    "bin": _SS + "printerSettings",
    "sigs": "application/vnd.openxmlformats-package.digital-signature-origin",
}


def _rels_of(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _relationships(links: list[tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"'
        + (' TargetMode="External"' if kind.rpartition("/")[2] in _OUTSIDE else "")
        + "/>"
        for n, (kind, target) in enumerate(links, 1)
    )
    text = f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'
    return (DECLARED + text).encode()


def _content_types(parts: Parts) -> bytes:
    lines = [f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in _DEFAULTS.items()]
    for name in parts:
        kind = next((t for pattern, t in _TYPES if re.fullmatch(pattern, name)), "")
        if kind:
            lines.append(f'<Override PartName="/{name}" ContentType="{kind}"/>')
    text = f'<Types xmlns="{PACKAGE}/content-types">{"".join(lines)}</Types>'
    return (DECLARED + text).encode()


# ── sheets ───────────────────────────────────────────────────────────────────────────────────────
def _sheets() -> dict[str, str]:
    pupils = "".join(
        f'<row r="{row}" spans="1:6" ht="18" customHeight="1" x14ac:dyDescent="0.25">'
        f'<c r="A{row}" s="4"><v>{number}</v></c><c r="B{row}" s="4" t="s"><v>{number + 6}</v></c>'
        f'<c r="C{row}" s="4" t="s"><v>15</v></c>'
        f'<c r="D{row}" s="2" t="inlineStr"><is><t>11010520120{number}02002X</t></is></c>'
        f'<c r="E{row}" s="1"><f>DATE(2012,{number},2)</f><v>{(dt.date(2012, number, 2) - dt.date(1899, 12, 30)).days}</v></c>'
        f'<c r="F{row}" s="4"/></row>'
        for number, row in enumerate(range(3, 9), 1)
    )
    roster = (
        f'<worksheet {X} {R} {MC} mc:Ignorable="x14ac xr" {XR} '
        f'xmlns:x14ac="{MS}/spreadsheetml/2009/9/ac" xr:uid="{{00000000-0001-0000-0000-000000000000}}">'
        '<sheetPr codeName="Sheet1"><tabColor rgb="FF00B050"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<dimension ref="A1:H12"/><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane xSplit="2" ySplit="2" topLeftCell="C3" activePane="bottomRight" state="frozen"/>'
        '<selection pane="bottomRight" activeCell="B8" sqref="B8"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
        '<cols><col min="1" max="1" width="6" customWidth="1"/>'
        '<col min="2" max="9" width="12" customWidth="1"/></cols><sheetData>'
        '<row r="1" spans="1:6"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="2" spans="1:6">'
        + "".join(f'<c r="{c}2" s="3" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCDEF", 1))
        + f"</row>{pupils}"
        '<row r="10" spans="1:8"><c r="A10"><f>COUNTA(B3:B8)</f><v>6</v></c>'
        '<c r="C10" cm="1"><f t="array" ref="C10:C11">_xlfn._xlws.SORT(_xlfn.UNIQUE(C3:C8))</f>'
        '<v>0</v></c><c r="D10" t="str"><f>_xlfn.DISPIMG("ID_0A1B2C",1)</f>'
        '<v>=DISPIMG("ID_0A1B2C",1)</v></c><c r="E10"><f t="shared" ref="E10:E11" si="0">A10*2</f>'
        '<v>12</v></c></row><row r="11"><c r="C11"><v>0</v></c><c r="E11">'
        '<f t="shared" si="0"/><v>0</v></c></row>'
        '<row r="12"><c r="A12"><f>A10+E11</f><v>6</v></c></row></sheetData>'
        '<sheetProtection sheet="1" objects="1" scenarios="1" autoFilter="0"/>'
        '<protectedRanges><protectedRange name="填写区" sqref="F3:F8"/></protectedRanges>'
        '<scenarios current="0" show="0" sqref="A10"><scenario name="多两人" count="1" user="教务处">'
        '<inputCells r="A10" val="8"/></scenario></scenarios>'
        '<autoFilter ref="A2:F8"><filterColumn colId="2"><filters><filter val="男"/></filters>'
        '</filterColumn><sortState ref="A3:F8"><sortCondition ref="A3:A8"/></sortState></autoFilter>'
        '<customSheetViews><customSheetView guid="{11111111-2222-4333-8444-555555555555}">'
        '<selection activeCell="B8" sqref="B8"/><rowBreaks count="1" manualBreakCount="1">'
        '<brk id="9" max="16383" man="1"/></rowBreaks></customSheetView></customSheetViews>'
        '<mergeCells count="2"><mergeCell ref="A1:F1"/><mergeCell ref="A12:B12"/></mergeCells>'
        '<phoneticPr fontId="1" type="noConversion"/>'
        '<conditionalFormatting sqref="C3:C8"><cfRule type="expression" dxfId="0" priority="3" '
        'stopIfTrue="1"><formula>C3=""</formula></cfRule></conditionalFormatting>'
        '<conditionalFormatting sqref="A3:A8"><cfRule type="dataBar" priority="1"><dataBar>'
        '<cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar><extLst>'
        f'<ext {X14} uri="{{B025F937-C7B1-47D3-B67F-A62EFF666E3E}}">'
        "<x14:id>{0A1B2C3D-0000-4000-8000-000000000002}</x14:id></ext></extLst></cfRule>"
        '<cfRule type="iconSet" priority="2"><iconSet><cfvo type="percent" val="0"/>'
        '<cfvo type="percent" val="33"/><cfvo type="percent" val="67"/></iconSet></cfRule>'
        "</conditionalFormatting>"
        '<dataValidations count="2"><dataValidation type="list" allowBlank="1" sqref="C3:C8">'
        '<formula1>"男,女"</formula1></dataValidation><dataValidation type="whole" '
        'sqref="A3:A1048576"><formula1>1</formula1><formula2>A10</formula2></dataValidation>'
        "</dataValidations>"
        '<hyperlinks><hyperlink ref="B3" r:id="rId1" tooltip="主页"/>'
        f'<hyperlink ref="B8" location="\'{SHEET}\'!A10" display="合计"/></hyperlinks>'
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" r:id="rId2"/>'
        "<headerFooter><oddHeader>&amp;L&amp;G&amp;C花名册</oddHeader></headerFooter>"
        '<rowBreaks count="1" manualBreakCount="1"><brk id="9" max="16383" man="1"/></rowBreaks>'
        '<cellWatches><cellWatch r="A10"/></cellWatches>'
        '<ignoredErrors><ignoredError sqref="D3:D8" numberStoredAsText="1"/></ignoredErrors>'
        '<drawing r:id="rId3"/><legacyDrawing r:id="rId4"/><legacyDrawingHF r:id="rId5"/>'
        f'<oleObjects><mc:AlternateContent {MC}><mc:Choice Requires="x14" {X14}>'
        '<oleObject progId="Package" shapeId="1030" r:id="rId8"><objectPr defaultSize="0" '
        f'r:id="rId9"><anchor moveWithCells="1"><from {XDR}><xdr:col>7</xdr:col><xdr:colOff>0'
        "</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"
        f"<to {XDR}><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>11</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></to></anchor></objectPr></oleObject></mc:Choice><mc:Fallback>"
        '<oleObject progId="Package" shapeId="1030" r:id="rId8"/></mc:Fallback>'
        "</mc:AlternateContent></oleObjects>"
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
        f"{X14}><x14:conditionalFormattings><x14:conditionalFormatting {XM}><x14:cfRule "
        'type="dataBar" id="{0A1B2C3D-0000-4000-8000-000000000002}"><x14:dataBar minLength="0" '
        'maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar>'
        "</x14:cfRule><xm:sqref>A3:A8</xm:sqref></x14:conditionalFormatting>"
        f'<x14:conditionalFormatting {XM}><x14:cfRule type="iconSet" priority="4" '
        'id="{0A1B2C3D-0000-4000-8000-000000000001}"><x14:iconSet iconSet="3Triangles">'
        '<x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>$A$10</xm:f>'
        '</x14:cfvo><x14:cfvo type="percent"><xm:f>67</xm:f></x14:cfvo></x14:iconSet></x14:cfRule>'
        "<xm:sqref>A3:A8</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {X14}><x14:dataValidations {XM} '
        'count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>字典!$A$1:$A$3'
        "</xm:f></x14:formula1><xm:sqref>F3:F8</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext>"
        f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" {X14}><x14:sparklineGroups {XM}>'
        "<x14:sparklineGroup><x14:sparklines><x14:sparkline>"
        f"<xm:f>'{SHEET}'!A3:A8</xm:f><xm:sqref>H12</xm:sqref></x14:sparkline></x14:sparklines>"
        "</x14:sparklineGroup></x14:sparklineGroups></ext>"
        '<ext uri="{FFFFFFFF-0000-4000-8000-00000000FFFF}" xmlns:un="urn:example:unheard-of">'
        '<un:thing kept="yes"/></ext></extLst></worksheet>'
    )
    summary = (
        f'<worksheet {X} {R}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>人数</t></is></c>'
        f"<c r=\"B1\"><f>'{SHEET}'!A10</f><v>6</v></c><c r=\"C1\"><f>SUM('{SHEET}'!A3:A8)</f>"
        f"<v>21</v></c><c r=\"D1\"><f>SUM('{SHEET}:统计'!A10)</f><v>6</v></c>"
        f"<c r=\"E1\"><f>[1]名册!$A$10+'{SHEET}'!$A$10</f><v>6</v></c></row>"
        '<row r="3"><c r="A3" t="inlineStr"><is><t>年级</t></is></c><c r="B3" t="inlineStr"><is>'
        '<t>人数</t></is></c></row><row r="4"><c r="A4"><v>7</v></c>'
        f"<c r=\"B4\"><f>'{SHEET}'!$A$10</f><v>6</v></c></row>"
        '<row r="8"><c r="A8" t="inlineStr"><is><t>班</t></is></c></row>'
        '<row r="9"><c r="A9"><v>1</v></c></row>'
        '<row r="12"><c r="A12" t="inlineStr"><is><t>性别</t></is></c><c r="B12" t="inlineStr"><is>'
        '<t>计数</t></is></c></row><row r="13"><c r="A13" t="inlineStr"><is><t>男</t></is></c>'
        '<c r="B13"><v>6</v></c></row></sheetData>'
        '<drawing r:id="rId1"/><tableParts count="2"><tablePart r:id="rId2"/><tablePart r:id="rId5"/>'
        "</tableParts>"
        f'<extLst><ext uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}" {X14}><x14:slicerList>'
        '<x14:slicer r:id="rId4"/></x14:slicerList></ext></extLst></worksheet>'
    )
    buttons = (
        f'<worksheet {X} {R} {MC}><sheetData><row r="1"><c r="A1" t="b"><v>1</v></c></row>'
        '</sheetData><drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>'
        f'<mc:AlternateContent><mc:Choice Requires="x14" {X14}><controls>'
        '<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="2049" r:id="rId3" '
        'name="复选框 1"><controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0" '
        f'linkedCell="\'{SHEET}\'!$A$10"><anchor moveWithCells="1"><from {XDR}><xdr:col>1</xdr:col>'
        "<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"
        f"<to {XDR}><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0"
        "</xdr:rowOff></to></anchor></controlPr></control></mc:Choice></mc:AlternateContent>"
        '<control shapeId="2050" r:id="rId4" name="CommandButton1"/></controls></mc:Choice>'
        "</mc:AlternateContent></worksheet>"
    )
    words = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{word}</t></is></c></row>'
        for row, word in enumerate(("已联系", "未联系", "不详"), 1)
    )
    chart = f'<chartsheet {X} {R}><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    return {
        "xl/worksheets/sheet1.xml": roster,
        "xl/worksheets/sheet2.xml": summary,
        "xl/worksheets/sheet3.xml": buttons,
        "xl/worksheets/sheet4.xml": f"<worksheet {X}><sheetData>{words}</sheetData></worksheet>",
        "xl/chartsheets/sheet1.xml": chart + '<drawing r:id="rId1"/></chartsheet>',
    }


# ── pictures, shapes, charts, controls, notes ────────────────────────────────────────────────────
def _anchor(inner: str, top: int, bottom: int, attributes: str = "") -> str:
    def corner(name: str, column: int, row: int) -> str:
        return (
            f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}"
            f"</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        )

    corners = corner("from", 6, top) + corner("to", 7, bottom)
    return f"<xdr:twoCellAnchor{attributes}>{corners}{inner}<xdr:clientData/></xdr:twoCellAnchor>"


def _frame(number: int, uri: str, inner: str) -> str:
    return (
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number}" '
        f'name="图表 {number}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></xdr:graphicFrame>'
    )


_BOX = (
    '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm>'
    '<a:prstGeom prst="{}"><a:avLst/></a:prstGeom></xdr:spPr>'
)
_TEXT = '<xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="zh-CN"/><a:t>{}</a:t></a:r></a:p></xdr:txBody>'


def _chart(kind: str) -> str:
    return (
        f"<c:chartSpace {C} {A} {R}><c:chart><c:plotArea><c:layout/><c:{kind}Chart>"
        + ('<c:barDir val="col"/><c:grouping val="clustered"/>' if kind == "bar" else "")
        + '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef>'
        f"<c:f>'{SHEET}'!$A$2</c:f></c:strRef></c:tx><c:val><c:numRef><c:f>'{SHEET}'!$A$3:$A$8"
        "</c:f></c:numRef></c:val></c:ser>"
        + ('<c:axId val="1"/><c:axId val="2"/>' if kind == "bar" else "")
        + f"</c:{kind}Chart>"
        + (
            '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/>'
            '<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/>'
            '<c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
            if kind == "bar"
            else ""
        )
        + "</c:plotArea></c:chart></c:chartSpace>"
    )


def _objects() -> dict[str, str]:
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="校徽"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        + _BOX.format("rect")
        + "</xdr:pic>"
    )
    shape = (
        f'<xdr:sp macro="" textlink="\'{SHEET}\'!$A$10"><xdr:nvSpPr><xdr:cNvPr id="3" name="批注框"/>'
        f"<xdr:cNvSpPr/></xdr:nvSpPr>{_BOX.format('wedgeRectCallout')}{_TEXT.format('请核对')}</xdr:sp>"
    )
    slicer = (
        f'<mc:AlternateContent {MC}><mc:Choice {X14.replace("x14", "a14", 1)} Requires="a14">'
        + _frame(
            4,
            f"{MS}/drawing/2010/slicer",
            f'<sle:slicer xmlns:sle="{MS}/drawing/2010/slicer" name="性别"/>',
        )
        + f'</mc:Choice><mc:Fallback><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="5" '
        f'name=""/><xdr:cNvSpPr/></xdr:nvSpPr>{_BOX.format("rect")}</xdr:sp></mc:Fallback>'
        "</mc:AlternateContent>"
    )
    chart = _frame(6, f"{DRAWING}/chart", f'<c:chart {C} r:id="rId1"/>')
    extended = (
        f'<mc:AlternateContent {MC}><mc:Choice xmlns:cx1="{MS}/drawing/2015/9/8/chartex" '
        'Requires="cx1">'
        + _frame(
            7,
            f"{MS}/drawing/2014/chartex",
            f'<cx:chart xmlns:cx="{MS}/drawing/2014/chartex" r:id="rId2"/>',
        )
        + "</mc:Choice><mc:Fallback/></mc:AlternateContent>"
    )
    drawing = f"<xdr:wsDr {XDR} {A} {R}>{{}}</xdr:wsDr>"
    whole_page = (
        '<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9000000" cy="6000000"/>'
        + _frame(2, f"{DRAWING}/chart", f'<c:chart {C} r:id="rId1"/>')
        + "<xdr:clientData/></xdr:absoluteAnchor>"
    )
    comments = (
        f"<comments {X} {MC} {XR}><authors><author>班主任</author><author>tc={{AAAA}}</author>"
        '</authors><commentList><comment ref="F3" authorId="0" shapeId="0"><text><r><rPr><b/>'
        '<sz val="9"/></rPr><t>班主任:</t></r><r><t xml:space="preserve"> 家长已联系</t></r></text>'
        '</comment><comment ref="F8" authorId="1" shapeId="0" '
        'xr:uid="{AAAAAAAA-0000-4000-8000-000000000001}"><text><t>[线程批注]</t></text></comment>'
        '<comment ref="A12" authorId="0" shapeId="0"><text><t>合计</t></text></comment>'
        "</commentList></comments>"
    )
    threaded = (
        f'<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="F8" dT="2025-09-01T08:00:00.00" '
        'personId="{BBBBBBBB-0000-4000-8000-000000000001}" '
        'id="{AAAAAAAA-0000-4000-8000-000000000001}"><text>请核实</text></threadedComment>'
        "</ThreadedComments>"
    )
    return {
        "xl/drawings/drawing1.xml": drawing.format(
            _anchor(picture, 1, 3)
            + _anchor(shape, 9, 12)
            + _anchor(shape.replace('"3"', '"8"'), 6, 11, ' editAs="oneCell"')
            + _anchor(shape.replace('"3"', '"9"'), 9, 11, ' editAs="absolute"')
        ),
        "xl/drawings/drawing2.xml": drawing.format(
            _anchor(chart, 1, 15) + _anchor(extended, 16, 30) + _anchor(slicer, 31, 40)
        ),
        "xl/drawings/drawing3.xml": drawing.format(""),
        "xl/drawings/drawing4.xml": drawing.format(whole_page),
        "xl/charts/chart1.xml": _chart("bar"),
        "xl/charts/chart2.xml": _chart("pie"),
        "xl/charts/chartEx1.xml": f'<cx:chartSpace xmlns:cx="{MS}/drawing/2014/chartex" {A}>'
        '<cx:chartData><cx:data id="0"><cx:numDim type="val"><cx:f>'
        f"'{SHEET}'!$A$3:$A$8</cx:f></cx:numDim></cx:data></cx:chartData><cx:chart><cx:plotArea>"
        '<cx:plotAreaRegion><cx:series layoutId="treemap"><cx:dataId val="0"/></cx:series>'
        "</cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>",
        "xl/charts/style1.xml": f'<cs:chartStyle xmlns:cs="{MS}/drawing/2012/chartStyle" id="201"/>',
        "xl/charts/colors1.xml": f'<cs:colorStyle xmlns:cs="{MS}/drawing/2012/chartStyle" {A} '
        'meth="cycle" id="10"><a:schemeClr val="accent1"/></cs:colorStyle>',
        "xl/comments1.xml": comments,
        "xl/threadedComments/threadedComment1.xml": threaded,
        "xl/persons/person.xml": f'<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
        '<person displayName="教导主任" id="{BBBBBBBB-0000-4000-8000-000000000001}" userId="1" '
        'providerId="None"/></personList>',
        "xl/ctrlProps/ctrlProp1.xml": f'<formControlPr xmlns="{MS}/spreadsheetml/2009/9/main" '
        f'objectType="CheckBox" checked="Checked" fmlaLink="\'{SHEET}\'!$A$10" noThreeD="1"/>',
        "xl/activeX/activeX1.xml": f'<ax:ocx xmlns:ax="{MS}/2006/activeX" {R} '
        'ax:classid="{D7053240-CE69-11CD-A777-00DD01143C57}" '
        'ax:persistence="persistStreamInit" r:id="rId1"/>',
        "xl/cellimages.xml": '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/'
        f'etCustomData" {XDR} {A} {R}><etc:cellImage>'
        + picture.replace("校徽", "ID_0A1B2C")
        + "</etc:cellImage></etc:cellImages>",
    }


def _vml(inner: str, data: int) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
        'office" xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n <o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{data}"/></o:shapelayout><v:shapetype id="_x0000_t202" '
        'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><br></v:shapetype>'
        f"{inner}</xml>"
    )


def _note_box(number: int, row: int, column: int) -> str:
    anchor = f"{column + 1}, 15, {row}, 10, {column + 3}, 15, {row + 4}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style=\'visibility:hidden\' '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:textbox><div></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>\r\n{anchor}'
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )


def _verbatim() -> dict[str, bytes | str]:
    """Parts that are no XML, or XML of the lax kind."""
    control = (
        '<v:shape id="_x0000_s2049" type="#_x0000_t201"><x:ClientData ObjectType="Checkbox">'
        "<x:Anchor>1, 0, 1, 0, 2, 0, 2, 0</x:Anchor>"
        f"<x:FmlaLink>'{SHEET}'!$A$10</x:FmlaLink></x:ClientData></v:shape>"
    )
    notes = _note_box(1025, 2, 5) + _note_box(1026, 7, 5) + _note_box(1027, 11, 0)
    logo = (
        '<v:shape id="LH" type="#_x0000_t75"><v:imagedata o:relid="rId1" o:title="校徽"/></v:shape>'
    )
    return {
        "xl/drawings/vmlDrawing1.vml": _vml(notes, 1),
        "xl/drawings/vmlDrawing2.vml": _vml(logo, 3),
        "xl/drawings/vmlDrawing3.vml": _vml(control, 2),
        "xl/media/image1.png": PICTURE,
        "xl/media/image2.emf": struct.pack("<2L", 1, 108) + bytes(100),
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff\xe0 thumbnail",
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 4,
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 macros",
        "xl/activeX/activeX1.bin": b"\x40\x32\x05\xd7 button",
        "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 object",
        "xl/model/item.data": b"\x00\x01 model",
        "_xmlsignatures/origin.sigs": b"",
        "xl/theme/theme1.xml": theme_xml,
    }


# ── pivots, tables, connections, styles, strings ─────────────────────────────────────────────────
def _data() -> dict[str, str]:
    cache = (
        f'<pivotCacheDefinition {X} {R} r:id="rId1" refreshedBy="教务处" recordCount="6">'
        f'<cacheSource type="worksheet"><worksheetSource ref="A2:F8" sheet="{SHEET}"/></cacheSource>'
        '<cacheFields count="6"><cacheField name="序号"><sharedItems/></cacheField>'
        '<cacheField name="姓名"><sharedItems/></cacheField>'
        '<cacheField name="性别"><sharedItems count="1"><s v="男"/></sharedItems></cacheField>'
        + "".join(
            f'<cacheField name="{name}"><sharedItems/></cacheField>'
            for name in ("身份证号", "出生日期", "备注")
        )
        + "</cacheFields></pivotCacheDefinition>"
    )
    records = "".join(
        f'<r><n v="{n}"/><s v="{name}"/><x v="0"/><s v="1"/><n v="1"/><m/></r>'
        for n, name in enumerate(NAMES, 1)
    )
    fields = "<pivotField/><pivotField dataField='1'/><pivotField axis='axisRow'><items count='1'>"
    pivot = (
        f'<pivotTableDefinition {X} name="按性别" cacheId="1" dataCaption="值">'
        '<location ref="A12:B13" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        f'<pivotFields count="6">{fields}<item x="0"/></items></pivotField><pivotField/>'
        '<pivotField/><pivotField/></pivotFields><rowFields count="1"><field x="2"/></rowFields>'
        '<dataFields count="1"><dataField name="计数" fld="1" subtotal="count"/></dataFields>'
        "</pivotTableDefinition>"
    )
    table = (
        '<table {x} id="{n}" name="表{n}" displayName="表{n}" ref="{ref}"{more}>'
        '<autoFilter ref="{ref}"/><tableColumns count="{count}">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>'
    )
    calculated = (
        '<tableColumn id="1" name="年级"/><tableColumn id="2" name="人数">'
        f"<calculatedColumnFormula>'{SHEET}'!$A$10</calculatedColumnFormula></tableColumn>"
    )
    styles = (
        f'<styleSheet {X} {MC} mc:Ignorable="x14ac" xmlns:x14ac="{MS}/spreadsheetml/2009/9/ac">'
        '<numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
        '</numFmts><fonts count="2" x14ac:knownFonts="1"><font><sz val="11"/><color theme="1"/>'
        '<name val="宋体"/><family val="2"/><charset val="134"/><scheme val="minor"/></font><font>'
        '<sz val="9"/><name val="宋体"/></font></fonts><fills count="3"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill>'
        '<gradientFill degree="90"><stop position="0"><color rgb="FFFFFFFF"/></stop>'
        '<stop position="1"><color rgb="FFFFFF99"/></stop></gradientFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
        '<left style="thin"><color auto="1"/></left><right style="thin"><color auto="1"/></right>'
        '<top style="thin"><color auto="1"/></top><bottom style="thin"><color auto="1"/></bottom>'
        '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
        'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" '
        'fillId="0" borderId="0" xfId="0"/><xf numFmtId="176" fontId="0" fillId="0" borderId="1" '
        'xfId="0" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="49" fontId="0" fillId="0" '
        'borderId="1" xfId="0" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" '
        'fillId="2" borderId="1" xfId="0" applyFill="1"/><xf numFmtId="0" fontId="0" fillId="0" '
        'borderId="1" xfId="0" applyBorder="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><fill>'
        '<patternFill><bgColor rgb="FFFF0000"/></patternFill></fill></dxf></dxfs>'
        '<tableStyles count="0" defaultTableStyle="TableStyleMedium2"/><extLst>'
        f'<ext uri="{{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}}" {X14}><x14:slicerStyles '
        'defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst></styleSheet>'
    )
    words = ["竹山县实验中学花名册", "序号", "姓名", "性别", "身份证号", "出生日期", "备注", *NAMES]
    strings = [f"<si><t>{word}</t></si>" for word in words]
    strings[0] = (
        "<si><r><rPr><b/><sz val='16'/></rPr><t>竹山县</t></r><r><t>实验中学花名册</t></r></si>"
    )
    strings[7] = (
        '<si><t>李明</t><rPh sb="0" eb="1"><t>LI</t></rPh><rPh sb="1" eb="2"><t>MING</t></rPh>'
        '<phoneticPr fontId="1"/></si>'
    )
    strings += ["<si><t/></si>"] * 2 + ["<si><t>男</t></si>"]
    return {
        "xl/pivotCache/pivotCacheDefinition1.xml": cache,
        "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords {X} count="6">{records}'
        "</pivotCacheRecords>",
        "xl/pivotTables/pivotTable1.xml": pivot,
        "xl/slicers/slicer1.xml": f'<slicers xmlns="{MS}/spreadsheetml/2009/9/main">'
        '<slicer name="性别" cache="切片器_性别" caption="性别" rowHeight="241300"/></slicers>',
        "xl/slicerCaches/slicerCache1.xml": f"<slicerCacheDefinition "
        f'xmlns="{MS}/spreadsheetml/2009/9/main" name="切片器_性别" sourceName="性别"><pivotTables>'
        '<pivotTable tabId="2" name="按性别"/></pivotTables><data><tabular pivotCacheId="1"><items '
        'count="1"><i x="0" s="1"/></items></tabular></data></slicerCacheDefinition>',
        "xl/tables/table1.xml": table.format(
            x=X,
            n=1,
            ref="A8:A9",
            more=' tableType="queryTable"',
            count=1,
            columns='<tableColumn id="1" name="班" uniqueName="1" queryTableFieldId="1"/>',
        ),
        "xl/tables/table2.xml": table.format(
            x=X, n=2, ref="A3:B4", more="", count=2, columns=calculated
        ),
        "xl/queryTables/queryTable1.xml": f'<queryTable {X} name="学籍" connectionId="1">'
        '<queryTableRefresh nextId="2"><queryTableFields count="1"><queryTableField id="1" '
        'name="班" tableColumnId="1"/></queryTableFields></queryTableRefresh></queryTable>',
        "xl/connections.xml": f'<connections {X}><connection id="1" name="学籍" type="5" '
        'refreshedVersion="6"><dbPr connection="Provider=x" command="select 1"/></connection>'
        "</connections>",
        "xl/externalLinks/externalLink1.xml": f'<externalLink {X} {R}><externalBook r:id="rId1">'
        '<sheetNames><sheetName val="名册"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row '
        'r="10"><cell r="A10"><v>6</v></cell></row></sheetData></sheetDataSet></externalBook>'
        "</externalLink>",
        "xl/metadata.xml": f'<metadata {X} xmlns:xda="{MS}/spreadsheetml/2017/dynamicarray">'
        '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" '
        'cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst><ext '
        'uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" '
        'fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" '
        'v="0"/></bk></cellMetadata></metadata>',
        "xl/calcChain.xml": f"<calcChain {X}>"
        + "".join(f'<c r="E{row}" i="1"/>' for row in range(3, 9))
        + '<c r="A10" i="1"/><c r="C10" i="1" a="1"/><c r="D10" i="1"/><c r="E10" i="1"/>'
        '<c r="E11" i="1"/><c r="A12" i="1"/><c r="B1" i="2"/><c r="C1"/><c r="D1"/><c r="E1"/>'
        '<c r="B4"/></calcChain>',
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": f'<sst {X} count="19" uniqueCount="16">{"".join(strings)}</sst>',
    }


# ── the workbook and what stands around it ───────────────────────────────────────────────────────
def _around() -> dict[str, str]:
    named = {
        '_xlnm._FilterDatabase" localSheetId="0" hidden="1': f"'{SHEET}'!$A$2:$F$8",
        '_xlnm.Print_Area" localSheetId="0': f"'{SHEET}'!$A$1:$F$12",
        '_xlnm.Print_Titles" localSheetId="0': f"'{SHEET}'!$1:$2",
        "Z_11111111_2222_4333_8444_555555555555_.wvu.FilterData\" localSheetId=\"0\" hidden=\"1":
            f"'{SHEET}'!$A$2:$F$8",
        "全班": f"'{SHEET}'!$A$3:$F$8",
        "加一": "_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)",
        '本表" localSheetId="0': "$A$10",
    }  # fmt: skip
    names = "".join(f'<definedName name="{n}">{text}</definedName>' for n, text in named.items())
    workbook = (
        f'<workbook {X} {R} {MC} mc:Ignorable="x15 xr" {X15} {XR}><fileVersion appName="xl"/>'
        '<workbookPr codeName="ThisWorkbook" defaultThemeVersion="164011"/><mc:AlternateContent>'
        f'<mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="{MS}/spreadsheetml/2010/11/ac" '
        'url="C:\\名册\\"/></mc:Choice></mc:AlternateContent><workbookProtection lockStructure="1"/>'
        '<bookViews><workbookView activeTab="0"/></bookViews><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/><sheet name="统计" sheetId="2" r:id="rId2"/>'
        '<sheet name="按钮" sheetId="3" r:id="rId3"/><sheet name="图" sheetId="4" r:id="rId4"/>'
        '<sheet name="字典" sheetId="7" state="veryHidden" r:id="rId5"/></sheets>'
        '<externalReferences><externalReference r:id="rId9"/></externalReferences>'
        f'<definedNames>{names}</definedNames><calcPr calcId="191029"/><customWorkbookViews>'
        '<customWorkbookView name="打印" guid="{11111111-2222-4333-8444-555555555555}" '
        'windowWidth="0" windowHeight="0" activeSheetId="1"/></customWorkbookViews>'
        '<pivotCaches><pivotCache cacheId="1" r:id="rId10"/></pivotCaches>'
        f'<extLst><ext uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" {X14}><x14:slicerCaches>'
        '<x14:slicerCache r:id="rId11"/></x14:slicerCaches></ext><ext '
        'uri="{FCE2AD5D-F65C-4FA6-A056-5C36A1767C68}"><x15:dataModel><x15:modelTables>'
        '<x15:modelTable id="1" name="名册" connection="学籍"/></x15:modelTables></x15:dataModel>'
        "</ext></extLst></workbook>"
    )
    core = f"{PACKAGE}/metadata/core-properties"
    return {
        "xl/workbook.xml": workbook,
        "xl/unheardOf/part1.xml": "<thing xmlns='urn:example:unheard-of'>kept</thing>",
        "customXml/item1.xml": "<label xmlns='urn:example'>internal</label>",
        "customXml/itemProps1.xml": '<ds:datastoreItem ds:itemID="{CCCCCCCC-0000-4000-8000-'
        f'000000000001}}" xmlns:ds="{OFFICE.replace("relationships", "customXml")}"/>',
        "customUI/customUI14.xml": f'<customUI xmlns="{MS}/2009/07/customui"><ribbon/></customUI>',
        "docMetadata/LabelInfo.xml": f'<clbl:labelList xmlns:clbl="{MS}/2020/mipLabelMetadata">'
        '<clbl:label id="{DDDDDDDD-0000-4000-8000-000000000001}" enabled="1" method="Standard" '
        'siteId="{DDDDDDDD-0000-4000-8000-000000000002}" contentBits="0"/></clbl:labelList>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{core}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>教务处</dc:creator>'
        "</cp:coreProperties>",
        "docProps/app.xml": f'<Properties xmlns="{OFFICE.replace("relationships", "extended-properties")}">'
        "<Application>Microsoft Excel</Application></Properties>",
        "docProps/custom.xml": f'<Properties xmlns="{OFFICE.replace("relationships", "custom-properties")}"'
        f' xmlns:vt="{OFFICE.replace("relationships", "docPropsVTypes")}"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="密级"><vt:lpwstr>内部'
        "</vt:lpwstr></property></Properties>",
        "_xmlsignatures/sig1.xml": '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
    }  # fmt: skip


# ── what must still be there ─────────────────────────────────────────────────────────────────────
FEATURES: dict[str, tuple[str, str]] = {
    "formats of parts of a text": ("sharedStrings|sheet1", "<r><rPr><b[ /].*?竹山县"),
    "phonetic guides": ("sharedStrings|sheet1", "<rPh .*?MING"),
    "stored results of formulas": ("worksheets/sheet1", "<f[^>]*>COUNTA.*?</f><v>6</v>"),
    "shared formulas": ("worksheets/sheet1", "t=.shared. (ref=|si=)"),
    "dynamic array formulas": ("worksheets/sheet1", "cm=.1.|t=.array. ref=.C10:C11"),
    "metadata of dynamic arrays": ("metadata", "dynamicArrayProperties"),
    "calculation chain": ("calcChain", "<c r="),
    "formulas of pictures in cells (WPS)": ("worksheets/sheet1", "DISPIMG"),
    "pictures in cells (WPS)": ("cellimages", "ID_0A1B2C"),
    "gradient fills": ("styles", "gradientFill"),
    "conditional formats": ("worksheets/sheet1", "<cfRule .*?C3="),
    "data bars": ("worksheets/sheet1", "<dataBar[ >]"),
    "data bars (2010 extension)": ("worksheets/sheet1", "<x14:dataBar"),
    "icon sets": ("worksheets/sheet1", "<iconSet"),
    "icon sets (2010 extension)": ("worksheets/sheet1", "3Triangles"),
    "drop-down lists": ("worksheets/sheet1", "男,女"),
    "drop-down lists from another sheet": ("worksheets/sheet1", "字典.*?F3:F"),
    "sparklines": ("worksheets/sheet1", "x14:sparkline>"),
    "filters and sorting": ("worksheets/sheet1", "<filter val="),
    "frozen panes": ("worksheets/sheet1", "<pane .*?frozen"),
    "merged cells": ("worksheets/sheet1", "mergeCell ref=.A1:F1"),
    "sheet protection": ("worksheets/sheet1", "<sheetProtection"),
    "ranges that may be edited": ("worksheets/sheet1", "protectedRange name"),
    "workbook protection": ("workbook", "<workbookProtection"),
    "scenarios": ("worksheets/sheet1", "<scenario "),
    "custom views": ("worksheets/sheet1", "customSheetView guid"),
    "print areas and titles": ("workbook", "(?=.*Print_Area)(?=.*Print_Titles)"),
    "page breaks by hand": ("worksheets/sheet1", "<brk id="),
    "pictures in headers": ("vmlDrawing|legacy", "校徽"),
    "printer settings": ("printerSettings", ""),
    "hyperlinks": ("worksheets/sheet1", "<hyperlink "),
    "ignored error checks": ("worksheets/sheet1", "<ignoredError "),
    "watched cells": ("worksheets/sheet1", "<cellWatch "),
    "notes": ("comments", "家长已联系"),
    "boxes of notes": ("vmlDrawing", "<(x:)?Row>"),
    "threaded comments": ("threadedComment", "请核实"),
    "authors of threaded comments": ("person", "教导主任"),
    "pictures": ("media/image", "IDAT"),
    "shapes": ("drawings/drawing", "wedgeRectCallout"),
    "shapes that show a cell": ("drawings/drawing", "textlink=.[^ ]*A"),
    "charts": ("charts/chart", "<(c:)?barChart"),
    "styles of charts": ("charts/style", "chartStyle"),
    "charts of the newer kinds": ("charts/chartEx", "treemap"),
    "chart sheets": ("chartsheets", "chartsheet"),
    "pivot tables": ("pivotTables", "按性别"),
    "caches of pivot tables": ("pivotCacheRecords", "李明"),
    "slicers": ("slicers/", "slicer name"),
    "caches of slicers": ("slicerCaches", "按性别"),
    "structured tables": ("tables/table", "<table "),
    "query tables": ("queryTables", "connectionId"),
    "data connections": ("connections", "select 1"),
    "data model": ("model/", ""),
    "links to other workbooks": ("externalLink", "名册"),
    "form controls": ("ctrlProps", "CheckBox"),
    "ActiveX controls": ("activeX", "D7053240"),
    "embedded objects": ("embeddings|oleObject", ""),
    "macros": ("vbaProject", ""),
    "ribbon of the workbook's own": ("customUI", "ribbon"),
    "digital signatures (see below)": ("_xmlsignatures/sig", "Signature"),
    "sensitivity labels": ("LabelInfo", "label id"),
    "custom properties": ("docProps/custom", "密级"),
    "custom XML": ("customXml/item", "internal"),
    "thumbnail": ("thumbnail", ""),
    "names and LAMBDA": ("workbook", "LAMBDA"),
    "very hidden sheets": ("workbook", "veryHidden"),
    "extensions unheard of": ("worksheets/sheet1", "unheard-of"),
    "parts unheard of": ("unheardOf", "kept"),
}
"""What a clerk may have in a workbook → a part of that name holds that pattern."""


def features(parts: Parts) -> set[str]:
    """Which of FEATURES a package still has, whatever prefixes and names its writer likes."""
    plain = {name.replace("\\", "/").lower(): _text(data) for name, data in parts.items()}
    return {
        feature
        for feature, (name, pattern) in FEATURES.items()
        if any(
            re.search(name.lower(), part) and re.search(pattern, text, re.S)
            for part, text in plain.items()
        )
    }


def _text(data: bytes) -> str:
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.decode("utf-16" if utf16 else "utf-8", "replace")
    text = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)
    return re.sub(r">\s+<", "><", re.sub(r"<(/?)x:", r"<\1", text))


# ── the same workbook from other programs ────────────────────────────────────────────────────────
def _xml(parts: Parts, change: Callable[[str], str], pattern: str = r".*\.(xml|rels)") -> Parts:
    """The parts whose name matches, their text changed."""
    return {
        name: change(data.decode()).encode() if re.fullmatch(pattern, name) else data
        for name, data in parts.items()
    }


_SPREADSHEET = (
    r"xl/(workbook|styles|sharedStrings|calcChain|comments1|tables/[^/]*|worksheets/[^/]*)\.xml"
)


def _prefixed(parts: Parts) -> Parts:
    """Elements of the spreadsheet namespace as ``x:row``."""

    def change(text: str) -> str:
        text = re.sub(r"<(/?)(?=[A-Za-z]\w*[\s/>])", r"<\1x:", text)
        return text.replace(X, X.replace("xmlns", "xmlns:x", 1), 1)

    return _xml(parts, change, _SPREADSHEET)


def _utf16(parts: Parts) -> Parts:
    return {
        name: data.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")
        if re.fullmatch(_SPREADSHEET, name)
        else data
        for name, data in parts.items()
    }


def _single_quotes(parts: Parts) -> Parts:
    def turned(tag: re.Match[str]) -> str:
        return re.sub(r"=\"([^\"']*)\"", r"='\1'", tag.group())

    return _xml(parts, lambda text: re.sub(r"<[^>]*>", turned, text))


def _strict(parts: Parts) -> Parts:
    strict = "http://purl.oclc.org/ooxml/"
    return _xml(
        parts,
        lambda text: (
            text.replace(MAIN, strict + "spreadsheetml/main")
            .replace(OFFICE, strict + "officeDocument/relationships")
            .replace(DRAWING + "/", strict + "drawingml/")
        ),
    )


def _inline(parts: Parts) -> Parts:
    """Without a part of shared strings."""
    items = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"].decode())

    def change(text: str) -> str:
        return re.sub(
            r't="s"><v>(\d+)</v>',
            lambda found: f't="inlineStr"><is>{items[int(found[1])]}</is>',
            text,
        )

    return without(_xml(parts, change), "xl/sharedStrings.xml")


def without(parts: Parts, name: str) -> Parts:
    """The parts without one, and without what points at it."""
    base = name.rpartition("/")[2]
    left = {n: d for n, d in parts.items() if n != name}
    gone = rf'<Override PartName="/{name}"[^>]*/>|<Relationship [^>]*Target="{base}"[^>]*/>'
    return _xml(left, lambda text: re.sub(gone, "", text), r"\[Content.*|.*\.rels")


def _unstyled(parts: Parts) -> Parts:
    plain = _xml(parts, lambda text: re.sub(r' s="\d+"', "", text), r"xl/worksheets/.*")
    plain = _xml(plain, lambda text: re.sub(r' dxfId="\d+"', "", text), r"xl/worksheets/.*")
    return without(plain, "xl/styles.xml")


def _streamed(parts: Parts) -> bytes:
    """A zip whose sizes follow the data, as a program writes that can't seek back."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.written += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return pipe.written


def _large_fields(parts: Parts) -> bytes:
    """A zip with the fields for files above 4 GB, though none is."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(data)
    return held.getvalue()


WRITERS: dict[str, Callable[[Parts], bytes]] = {
    "plain": packed,
    "prefixed elements": lambda parts: packed(_prefixed(parts)),
    "UTF-16": lambda parts: packed(_utf16(parts)),
    "byte order marks": lambda parts: packed(_xml(parts, lambda text: "\ufeff" + text)),
    "single quotes": lambda parts: packed(_single_quotes(parts)),
    "a line an element, CRLF": lambda parts: packed(
        _xml(parts, lambda text: re.sub(r"(?<=[\w\"]>)(?=<[A-Za-z])", "\r\n", text), _SPREADSHEET)
    ),
    "no declaration": lambda parts: packed(_xml(parts, lambda text: text.removeprefix(DECLARED))),
    "strict": lambda parts: packed(_strict(parts)),
    "no shared strings": lambda parts: packed(_inline(parts)),
    "no styles": lambda parts: packed(_unstyled(parts)),
    "wrong dimension": lambda parts: packed(
        _xml(parts, lambda text: text.replace('<dimension ref="A1:H12"/>', '<dimension ref="A1"/>'))
    ),
    "targets from the root": lambda parts: packed(
        _xml(
            parts,
            lambda text: re.sub(
                r'Target="(?=[a-z]\w*(/|\.xml|\.bin))(?!https)', 'Target="/xl/', text
            ),
            r"xl/_rels/workbook\.xml\.rels",
        )
    ),
    "backslashes in names": lambda parts: packed(
        {name.replace("/", "\\"): data for name, data in parts.items()}
    ),
    "other case in names": lambda parts: packed(
        {name.replace("xl/work", "XL/Work"): data for name, data in parts.items()}
    ),
    "stored": lambda parts: packed(parts, zipfile.ZIP_STORED),
    "streamed": _streamed,
    "zip64": _large_fields,
}
"""How programs write one and the same workbook."""
