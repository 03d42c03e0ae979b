"""Taking our marks away: exactly when nobody touched the file, by their signs otherwise."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from kongcuo_xl.book import Area
from kongcuo_xl.finding import LEVELS
from kongcuo_xl.hosts.ooxml import markup, notes
from kongcuo_xl.hosts.ooxml.archive import Archive
from kongcuo_xl.hosts.ooxml.markup import Node
from kongcuo_xl.hosts.ooxml.workbook import Workbook, referred
from kongcuo_xl.hosts.ooxml.worksheet import CellPlace, Worksheet, parse_area, short
from kongcuo_xl.marks import RESULT
from kongcuo_xl.plan import OURS, SIGNATURE

RECORD = "urn:kongcuo-xl:marks"
_STORED = re.compile(rb'<marks xmlns="' + RECORD.encode() + rb'">([^<]*)</marks>')
# LibreOffice keeps the part but not what points at it, so it is found by name.
_ITEM = re.compile(r"customXml/item\d+\.xml", re.I)
_SAID = tuple(f"{level} " for level in LEVELS)
"""How every text begins that we write into a result column."""
Undo = dict[str, list[list[tuple[int, int, bytes]]]]


@dataclass(frozen=True, slots=True)
class Ours:
    """Something of ours in a workbook.

    ``kind`` is ``result`` (a 核查结果 column with its header), ``print`` (a print area set so that
    printing stays as it was), or what a sheet of ours was called (``list``).
    """

    kind: str
    sheet: str
    area: Area


def find(workbook: Workbook) -> list[tuple[Node, Ours | None]]:
    """Our defined names and what they refer to: None if that has been deleted."""
    found: list[tuple[Node, Ours | None]] = []
    for node in workbook.names():
        name = node.attributes.get("name", "")
        if name.startswith(OURS):
            place = referred(node.text)
            kind = name[len(OURS) :].split("_")[0]
            found.append((node, Ours(kind, *place) if place else None))
    return found


def prepare_record(workbook: Workbook) -> str:
    """Make room for the record of a marking, and return the name of its part."""
    item = workbook.free_name("customXml/item", ".xml")
    workbook.add_part(item, b"", "application/xml")
    workbook.relate(workbook.main, "customXml", item)
    return item


_DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'


def record(archive: Archive, item: str, undo: Undo, added: list[str]) -> None:
    """Write down how the parts as marked are turned back into what they were."""
    changed = {
        name: {
            "now": _digest(archive.read(name)),
            "undo": [[(o, n, former.decode("latin-1")) for o, n, former in la] for la in layers],
        }
        for name, layers in undo.items()
    }
    new = {name: _digest(archive.read(name)) for name in added if name != item}
    whole = {"changed": changed, "added": new}
    stored = json.dumps(whole, separators=(",", ":"), sort_keys=True)
    packed = base64.b64encode(zlib.compress(stored.encode(), 9)).decode()
    xml = f'<marks xmlns="{RECORD}">{packed}</marks>'
    archive.write(item, _DECLARED + xml.encode())


class Removed(NamedTuple):
    """How our marks were taken away."""

    changed: bool
    """Whether there were any."""
    exact: bool
    """Whether every part is as it was before the marking (or nothing had to be done)."""
    notes: tuple[str, ...] = ()
    """Sentences for the user."""


def remove(workbook: Workbook) -> Removed:
    """Take away every mark of ours.

    A package that is as we left it gets back every part byte for byte. One that was saved by
    another program since loses the marks, known by signature, hidden names and author.
    """
    archive = workbook.archive
    items = [
        name
        for name in archive.names()
        if _ITEM.fullmatch(name) and _STORED.search(archive.read(name))
    ]
    if len(items) == 1 and _restore(archive, items[0]):
        return Removed(True, exact=True)
    if items or find(workbook) or _has_formats(workbook):
        return Removed(True, exact=False, notes=tuple(_remove_by_sign(workbook, items)))
    return Removed(False, exact=True)


def _has_formats(workbook: Workbook) -> bool:
    sign = SIGNATURE.encode()
    return any(
        sign in workbook.part(entry.part).data
        for entry in workbook.sheets
        if entry.kind == "worksheet"
    )


def _restore(archive: Archive, item: str) -> bool:
    """Turn every part back by the record, if each is still as the record knows it."""
    stored = _STORED.search(archive.read(item))
    try:
        said = json.loads(zlib.decompress(base64.b64decode(stored.group(1)))) if stored else {}
        known = {n: c["now"] for n, c in said["changed"].items()} | said["added"]
        if any(_digest(archive.read(name)) != digest for name, digest in known.items()):
            return False
        for name, change in said["changed"].items():
            layers = [
                [(int(o), int(n), former.encode("latin-1")) for o, n, former in layer]
                for layer in change["undo"]
            ]
            archive.write(name, markup.undone(archive.read(name), layers))
    except (KeyError, ValueError, TypeError, zlib.error):
        return False
    for name in [*said["added"], item]:
        archive.remove(name)
    return True


def _remove_by_sign(workbook: Workbook, items: list[str]) -> list[str]:
    said: list[str] = []
    part = workbook.part(workbook.main)
    gone: set[Node] = set()
    sheets: set[str] = set()
    for node, ours in find(workbook):
        gone.add(node)
        if ours is None or ours.sheet not in [s.name for s in workbook.sheets]:
            continue
        if ours.kind == "result":
            said += _remove_column(workbook, ours)
        elif ours.kind == "print":
            area = workbook.local_name("_xlnm.Print_Area", ours.sheet)
            if area is not None and referred(area.text) == (ours.sheet, ours.area):
                gone.add(area)
        else:
            sheets.add(ours.sheet)
    for entry in workbook.sheets:
        if entry.kind == "worksheet" and entry.name not in sheets:
            _remove_formats(workbook.worksheet(entry.name))
            notes.remove(workbook, entry.name)
    positions = {i for i, entry in enumerate(workbook.sheets) if entry.name in sheets}
    for position in positions:
        entry = workbook.sheets[position]
        part.replace(entry.node.start, entry.node.end, b"")
        for name in _only_of(workbook, entry.part):
            workbook.remove_part(name)
        workbook.remove_part(entry.part)
        workbook.unrelate(workbook.main, entry.part)
    for node in workbook.names():
        local = node.attributes.get("localSheetId")
        if local is not None and int(local) in positions:
            gone.add(node)
        elif local is not None and node not in gone and positions:
            moved = int(local) - sum(position < int(local) for position in positions)
            part.set_attribute(node, "localSheetId", str(moved))
    _reselect(workbook, positions)
    names = workbook.root.first("definedNames")
    if names is not None and gone and len(gone) == len(names.children):
        part.replace(names.start, names.end, b"")
    else:
        for node in gone:
            part.replace(node.start, node.end, b"")
    for item in items:
        for properties in _only_of(workbook, item):
            workbook.remove_part(properties)
        workbook.remove_part(item)
        workbook.unrelate(workbook.main, item)
    workbook.finish()
    return said


def _only_of(workbook: Workbook, sheet: str) -> list[str]:
    """The parts that a sheet alone points to (LibreOffice gives every sheet a drawing)."""
    mine = {r.target for r in workbook.relations(sheet)}
    others = {
        r.target
        for entry in workbook.sheets
        if entry.part != sheet
        for r in workbook.relations(entry.part)
    }
    return [name for name in sorted(mine - others) if name in workbook.archive]


def _reselect(workbook: Workbook, gone: set[int]) -> None:
    """Keep the tabs that are selected, now that some before them are missing."""
    views = workbook.root.first("bookViews")
    for view in views.children if views else ():
        for name in ("activeTab", "firstSheet"):
            tab = int(view.attributes.get(name, "0"))
            moved = 0 if tab in gone else tab - sum(position < tab for position in gone)
            if moved != tab:
                workbook.part(workbook.main).set_attribute(view, name, str(moved))


def _remove_formats(sheet: Worksheet) -> None:
    for formats in sheet.root.walk():
        if formats.name != "conditionalFormatting":
            continue
        rules = [n for n in formats.children if n.name == "cfRule"]
        ours = [r for r in rules if any(f'"{SIGNATURE}' in n.text for n in r.children)]
        if ours and len(ours) == len(rules):
            sheet.part.replace(formats.start, formats.end, b"")
        else:
            for rule in ours:
                sheet.part.replace(rule.start, rule.end, b"")


def _remove_column(workbook: Workbook, ours: Ours) -> list[str]:
    """Take away a result column; what somebody typed into it stays, and is said."""
    sheet = workbook.worksheet(ours.sheet)
    column = ours.area.left
    typed = 0
    header: CellPlace | None = None
    for row in sheet.rows:
        if not ours.area.top <= row.number <= ours.area.bottom:
            continue
        for cell in sheet.cells(row):
            if cell.column != column:
                continue
            text = workbook.text_of(sheet, cell)
            if row.number == ours.area.top and text == RESULT:
                header = cell
            elif not text or text.startswith(_SAID):
                sheet.part.replace(cell.start, cell.end, b"")
            else:
                typed += 1
    if typed:
        return [f"“{ours.sheet}”的{RESULT}栏里有 {typed} 格不是本程序写的，连同栏名保留了"]
    if header is not None:
        sheet.part.replace(header.start, header.end, b"")
    cols = sheet.root.first("cols")
    for col in cols.children if cols else ():
        if int(col.attributes["min"]) == int(col.attributes["max"]) == column + 1 and cols:
            whole = cols if len(cols.children) == 1 else col
            sheet.part.replace(whole.start, whole.end, b"")
    resize_filters(workbook, ours.sheet, ours.area, -1)
    return []


def stretched(area: Area, result: Area, by: int) -> Area | None:
    """A filter's or table's area with a result column (``by`` 1) or without it (``by`` -1).

    None where it does not end at the column.
    """
    edge = result.left - (1 if by > 0 else 0)
    if area.right != edge or area.left >= result.left:
        return None
    if area.bottom < result.top or area.top > result.bottom:
        return None
    return area._replace(right=area.right + by)


def resize_filters(workbook: Workbook, sheet: str, result: Area, by: int, title: str = "") -> None:
    """Let the filter and the structured table that end at a result column include it, or no more.

    ``by`` is 1 to include the column ``result``, titled ``title``, and -1 to leave it out.
    """
    worksheet = workbook.worksheet(sheet)

    def resized(reference: str) -> Area | None:
        area = parse_area(reference)
        return None if area is None else stretched(area, result, by)

    simple = worksheet.root.first("autoFilter")
    if simple is not None and (area := resized(simple.attributes.get("ref", ""))):
        worksheet.part.set_attribute(simple, "ref", area.a1)
        hidden = workbook.local_name("_xlnm._FilterDatabase", sheet)
        place = referred(hidden.text) if hidden else None
        if hidden is not None and place is not None and (wide := resized(place[1].a1)):
            text = workbook.part(workbook.main).data[hidden.open_end : hidden.close_start].decode()
            corner = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", wide.a1)
            new = text.rpartition("!")[0] + "!" + corner
            part = workbook.part(workbook.main)
            part.replace(hidden.open_end, hidden.close_start, new.encode())
    entry = workbook.sheets[workbook.index(sheet)]
    for name in workbook.related(entry.part, "table"):
        root = workbook.tree(name)
        area = resized(root.attributes.get("ref", ""))
        columns = root.first("tableColumns")
        if area is None or columns is None or root.attributes.get("tableType") == "queryTable":
            continue
        part = workbook.part(name)
        part.set_attribute(root, "ref", area.a1)
        inner = root.first("autoFilter")
        if inner is not None and (shown := resized(inner.attributes.get("ref", ""))):
            part.set_attribute(inner, "ref", short(shown))
        part.set_attribute(columns, "count", str(len(columns.children) + by))
        if by > 0:
            number = max(int(c.attributes.get("id", "0")) for c in columns.children) + 1
            said = f'id="{number}" name="{markup.attribute(title)}"'
            prefix = markup.prefix(part.data, root)
            part.append_child(columns, markup.written(f"<tableColumn {said}/>", prefix))
        else:
            last = columns.children[-1]
            part.replace(last.start, last.end, b"")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
