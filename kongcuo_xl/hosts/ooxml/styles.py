"""The styles part: looks are appended, none is ever changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.markup import Node, Part
from kongcuo_xl.plan import Style

ORDER = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
]
EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{markup.TRANSITIONAL}"/>'
).encode()
BUILT_IN = {"": 0, "General": 0, "0": 1, "0.00": 2, "#,##0": 3, "0%": 9, "0.00%": 10, "@": 49}
FIRST_OWN_FORMAT = 164
# What index 0 must be when a part has no such list at all; fill 1 is reserved as well (18.8.21).
DEFAULTS = {
    "fonts": ['<font><sz val="11"/><name val="宋体"/></font>'],
    "fills": [
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ],
    "borders": ["<border><left/><right/><top/><bottom/><diagonal/></border>"],
    "cellXfs": ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
}
MOST_FORMATS = 65_000
"""Cell formats a workbook may have; Excel opens none with more than 65,490."""
_LONG = frozenset(ORDER[:8])
"""Lists that only grow at their end, and may be long."""
_LOOK = re.compile(rb"""\s(?:fillId|borderId)\s*=\s*["']0*[1-9]""")
_NUMBER = re.compile(rb"""\snumFmtId\s*=\s*["'](\d+)""")
_FONT_ORDER = [
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
]


class Styles:
    """The looks of a workbook, and those to add. ``finish`` makes the edits."""

    def __init__(self, part: Part):
        self._part = part
        self._root = markup.parse(part.data, long=_LONG)
        self._prefix = markup.prefix(part.data, self._root)
        self._new: dict[str, list[str]] = {}
        self._cells: dict[Style, int] = {}
        self._overlays: dict[Style, int] = {}
        self._formats: dict[str, int] = {}

    def cell(self, style: Style) -> int:
        """The index for a cell's ``s``; the default look where the workbook can have no more."""
        if style not in self._cells:
            formats = self._root.first("cellXfs")
            full = formats is not None and formats.count + len(self._cells) >= MOST_FORMATS
            self._cells[style] = 0 if full else self._add("cellXfs", self._format(style))
        return self._cells[style]

    def overlay(self, style: Style) -> int:
        """The index for a conditional format's ``dxfId``."""
        if style not in self._overlays:
            font = "".join(
                xml
                for wanted, xml in (
                    (style.bold, '<b val="1"/>'),
                    (style.underline, '<u val="single"/>'),
                    (style.color, f'<color rgb="FF{style.color}"/>'),
                )
                if wanted
            )
            xml = f"<font>{font}</font>" if font else ""
            if style.fill:
                # In a differential format the background colour is the solid one.
                color = f'<fgColor rgb="FF{style.fill}"/><bgColor rgb="FF{style.fill}"/>'
                xml += f'<fill><patternFill patternType="solid">{color}</patternFill></fill>'
            if style.border:
                xml += f"<border>{_sides(style)}</border>"
            self._overlays[style] = self._add("dxfs", f"<dxf>{xml}</dxf>")
        return self._overlays[style]

    def visible(self) -> frozenset[int]:
        """Cell formats with a fill or a border: such cells print even when empty."""
        seen = (any(_LOOK.findall(tag)) for tag in self._tags("cellXfs", "xf"))
        return frozenset(index for index, visible in enumerate(seen) if visible)

    def _tags(self, list_: str, item: str) -> Iterator[bytes]:
        """The opening tags of the elements of a list, in order."""
        node = self._root.first(list_)
        if node is None:
            return
        data = markup.masked(self._part.data)
        tag = re.compile(f"<{self._prefix}{item}(?=[\\s/>])".encode() + markup.TAG_REST)
        for found in tag.finditer(data, node.open_end, node.close_start):
            yield found.group()

    def finish(self) -> None:
        """Register the edits of everything added."""
        for name in ORDER:
            items = self._new.get(name)
            if not items:
                continue
            node = self._root.first(name)
            xml = "".join(items)
            if node is None:
                whole = f'<{name} count="{len(items)}">{xml}</{name}>'
                at = self._root if self._root.empty else None
                if at is not None:
                    self._part.append_child(at, markup.written(whole, self._prefix))
                else:
                    where = markup.place(self._root, name, ORDER)
                    self._part.insert(where, markup.written(whole, self._prefix))
                continue
            if "count" in node.attributes:
                self._part.set_attribute(node, "count", str(node.count + len(items)))
            self._part.append_child(node, markup.written(xml, self._prefix))

    def _add(self, name: str, xml: str) -> int:
        node = self._root.first(name)
        items = self._new.setdefault(name, [])
        if node is None and not items:
            items += DEFAULTS.get(name, [])
        items.append(xml)
        return (node.count if node else 0) + len(items) - 1

    def _format(self, style: Style) -> str:
        font = fill = border = 0
        if style.bold or style.size or style.color or style.underline:
            font = self._add("fonts", self._font(style))
        if style.fill:
            color = f'<fgColor rgb="FF{style.fill}"/><bgColor indexed="64"/>'
            pattern = f'<patternFill patternType="solid">{color}</patternFill>'
            fill = self._add("fills", f"<fill>{pattern}</fill>")
        if style.border:
            border = self._add("borders", f"<border>{_sides(style)}<diagonal/></border>")
        number = self._number_format(style.number_format)
        base = ' xfId="0"' if self._root.first("cellStyleXfs") else ""
        alignment = "".join(
            f' {name}="{value}"'
            for name, value in (
                ("horizontal", style.horizontal),
                ("vertical", style.vertical),
                ("wrapText", "1" if style.wrap else ""),
            )
            if value
        )
        inner = f"<alignment{alignment}/>" if alignment else ""
        inner += "" if style.locked else '<protection locked="0"/>'
        applied = "".join(
            f' apply{what}="1"'
            for what, wanted in (
                ("NumberFormat", number),
                ("Font", font),
                ("Fill", fill),
                ("Border", border),
                ("Alignment", alignment),
                ("Protection", not style.locked),
            )
            if wanted
        )
        ids = f'numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}"{base}'
        return f"<xf {ids}{applied}>{inner}</xf>" if inner else f"<xf {ids}{applied}/>"

    def _font(self, style: Style) -> str:
        """The workbook's default font with what the style asks for."""
        fonts = self._root.first("fonts")
        base: Node | None = fonts.children[0] if fonts and fonts.children else None
        have = {c.name: c.attributes for c in base.children} if base else {}
        if base is None:
            have = {"sz": {"val": "11"}, "name": {"val": "宋体"}}
        if style.bold:
            have["b"] = {}
        if style.underline:
            have["u"] = {}
        if style.size:
            have["sz"] = {"val": f"{style.size:g}"}
        if style.color:
            have["color"] = {"rgb": f"FF{style.color}"}
        order = [n for n in _FONT_ORDER if n in have] + [n for n in have if n not in _FONT_ORDER]
        return "<font>" + "".join(f"<{n}{_attributes(have[n])}/>" for n in order) + "</font>"

    def _number_format(self, code: str) -> int:
        if code in BUILT_IN:
            return BUILT_IN[code]
        if code not in self._formats:
            tags = self._tags("numFmts", "numFmt")
            taken = [int(found[1]) for tag in tags if (found := _NUMBER.search(tag))]
            number = max([*taken, FIRST_OWN_FORMAT - 1, *self._formats.values()]) + 1
            attributes = _attributes({"numFmtId": str(number), "formatCode": code})
            self._add("numFmts", f"<numFmt{attributes}/>")
            self._formats[code] = number
        return self._formats[code]


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{markup.attribute(value)}"' for name, value in values.items())


def _sides(style: Style) -> str:
    color = f'<color rgb="FF{style.border_color}"/>' if style.border_color else '<color auto="1"/>'
    return "".join(
        f'<{side} style="{style.border}">{color}</{side}>'
        for side in ("left", "right", "top", "bottom")
    )
