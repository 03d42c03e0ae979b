"""What openpyxl writes, as Excel puts it: shared texts, fonts in the order of the schema."""

from __future__ import annotations

import io
import re
import zipfile

_TEXT = re.compile(
    rb' t="inlineStr"><is>(<t(?: xml:space="preserve")?>)((?:[^<])*)</t></is></c>', re.DOTALL
)
_FONT = re.compile(rb"<font>(.*?)</font>", re.DOTALL)
_PROPERTY = re.compile(rb"<(\w+)[^>]*/>")
_ORDER = [
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign",
    b"sz", b"color", b"name", b"family", b"charset", b"scheme",
]  # fmt: skip
_STRINGS = "xl/sharedStrings.xml"
_TYPES, _RELATIONS, _STYLES = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRINGS_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def as_excel_writes(data: bytes) -> bytes:
    """The same workbook; ``data`` is what ``Workbook.save`` wrote."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
        dates = {info.filename: info.date_time for info in package.infolist()}
    texts: dict[bytes, int] = {}
    count = 0

    def shared(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        text = found[1] + found[2] + b"</t>"
        return b' t="s"><v>%d</v></c>' % texts.setdefault(text, len(texts))

    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _TEXT.sub(shared, parts[name])
    parts[_STYLES] = _FONT.sub(_ordered, parts[_STYLES])
    parts[_STRINGS] = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<sst xmlns="%s" count="%d" uniqueCount="%d">'
        % (_MAIN, count, len(texts))
        + b"".join(b"<si>" + text + b"</si>" for text in texts)
        + b"</sst>"
    )
    override = b'<Override PartName="/%s" ContentType="%s"/>'
    _add(parts, _TYPES, b"</Types>", override % (_STRINGS.encode(), _STRINGS_TYPE))
    relation = b'<Relationship Id="texts" Type="%s/sharedStrings" Target="sharedStrings.xml"/>'
    _add(parts, _RELATIONS, b"</Relationships>", relation % _OFFICE)
    dates.setdefault(_STRINGS, dates[_TYPES])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, dates[name])
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, part)
    return out.getvalue()


def _add(parts: dict[str, bytes], part: str, end: bytes, what: bytes) -> None:
    if b"sharedStrings.xml" not in parts[part]:
        parts[part] = parts[part].replace(end, what + end)


def _ordered(found: re.Match[bytes]) -> bytes:
    properties = [(p[1], p[0]) for p in _PROPERTY.finditer(found[1])]
    properties.sort(key=lambda item: _ORDER.index(item[0]))
    return b"<font>" + b"".join(text for _, text in properties) + b"</font>"
