"""The workbook part and what holds a package together: relationships, content types, names."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache

from kongcuo_xl.book import Area
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.archive import Archive, OutputError
from kongcuo_xl.hosts.ooxml.markup import Node, Part
from kongcuo_xl.hosts.ooxml.styles import EMPTY, Styles
from kongcuo_xl.hosts.ooxml.worksheet import CellPlace, Worksheet, parse_area

ORDER = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
]
"""Children of CT_Workbook as its schema orders them (ECMA-376 part 1, 18.2.27)."""

CONTENT_TYPES = "[Content_Types].xml"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKSHEET_TYPE = f"{SPREADSHEET}worksheet+xml"
STYLES_TYPE = f"{SPREADSHEET}styles+xml"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'
).encode()


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook part lists it; ``kind`` is ``worksheet``, ``chartsheet`` …"""

    name: str
    part: str
    kind: str
    node: Node


_SMALL = 100_000


@lru_cache(maxsize=64)
def _small(data: bytes) -> Node:
    """A small part's elements, which nobody changes: one form is filled for many units."""
    return markup.parse(data)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship; ``target`` is a part name, or an address outside the package."""

    id: str
    kind: str
    target: str
    node: Node


class Workbook:
    """A package opened for one round of edits. ``finish`` writes them into the archive.

    All places refer to the parts as they stood when the round began.
    Raises MarkupError when the package is not a workbook.
    """

    def __init__(self, archive: Archive):
        self.archive = archive
        self.parts: dict[str, Part] = {}
        self.added: list[str] = []
        self.removed: list[str] = []
        self._trees: dict[str, Node] = {}
        self._worksheets: dict[str, Worksheet] = {}
        self._named: dict[str, Worksheet] = {}
        self._names: list[str] = []
        self._new_ids: dict[str, int] = {}
        self._styles: Styles | None = None
        self._strings: list[str] | None = None
        office = [r for r in self.relations("") if r.kind == "officeDocument"]
        if not office:
            raise markup.MarkupError("no workbook part")
        self.main = office[0].target
        self.root = self.tree(self.main)
        self.prefix = markup.prefix(self.part(self.main).data, self.root)
        self.sheets = self._sheets()

    def part(self, name: str) -> Part:
        """A part to edit. Raises KeyError when there is none."""
        key = name.lower()
        if key not in self.parts:
            self.parts[key] = Part(self.archive.read(name))
        return self.parts[key]

    def tree(self, name: str) -> Node:
        """The elements of a part, with their places."""
        key = name.lower()
        if key not in self._trees:
            data = self.part(name).data
            self._trees[key] = _small(data) if len(data) <= _SMALL else markup.parse(data)
        return self._trees[key]

    def relations(self, part: str) -> list[Relation]:
        """The relationships of a part (of the package for ``""``)."""
        source = relations_of(part)
        if source not in self.archive:
            return []
        base = posixpath.dirname(part)
        found = []
        for node in self.tree(source).children:
            target = node.attributes.get("Target", "").replace("\\", "/")
            if node.attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", base, target)).lstrip("/")
            kind = node.attributes.get("Type", "").rpartition("/")[2]
            found.append(Relation(node.attributes.get("Id", ""), kind, target, node))
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that a part points to by relationships of a kind."""
        return [r.target for r in self.relations(part) if r.kind == kind]

    def content_types(self) -> dict[str, str]:
        """What the parts are said to be, by name; those told by their ending alone left out."""
        return {
            node.attributes.get("PartName", "").lstrip("/"): node.attributes.get("ContentType", "")
            for node in self.tree(CONTENT_TYPES).all("Override")
        }

    def worksheet(self, name: str) -> Worksheet:
        """A worksheet by its name. Raises OutputError when the workbook has none of that name."""
        if name in self._named:
            return self._named[name]
        entry = next((s for s in self.sheets if s.name == name and s.kind == "worksheet"), None)
        if entry is None:
            raise OutputError(f"工作簿里没有名为“{name}”的工作表。")
        if entry.part not in self._worksheets:
            self._worksheets[entry.part] = Worksheet(self.part(entry.part), self.date1904)
        self._named[name] = self._worksheets[entry.part]
        return self._named[name]

    def text_of(self, sheet: Worksheet, cell: CellPlace) -> str:
        """The text that a cell shows, shared strings looked up; ``""`` for a cell without any."""
        if cell.open_end == cell.end:
            return ""
        said = markup.parse(sheet.alone(cell))
        if said.attributes.get("t") != "s":
            return joined(said)
        value = said.first("v")
        if self._strings is None:
            names = self.related(self.main, "sharedStrings")
            self._strings = [joined(item) for item in self.tree(names[0]).children] if names else []
        number = value.text.strip() if value else ""
        return self._strings[int(number)] if number.isdigit() else ""

    @property
    def date1904(self) -> bool:
        """Whether days are counted from 1904."""
        settings = self.root.first("workbookPr")
        return settings is not None and settings.attributes.get("date1904") in ("1", "true")

    @property
    def styles(self) -> Styles:
        """The looks of the workbook; the part is made if there is none."""
        if self._styles is None:
            names = self.related(self.main, "styles")
            if not names:
                names = [posixpath.join(posixpath.dirname(self.main), "styles.xml")]
                self.add_part(names[0], EMPTY, STYLES_TYPE)
                self.relate(self.main, "styles", names[0])
            self._styles = Styles(self.part(names[0]))
        return self._styles

    def names(self) -> list[Node]:
        """The defined names."""
        node = self.root.first("definedNames")
        return node.all("definedName") if node else []

    def local_name(self, name: str, sheet: str) -> Node | None:
        """The name of that wording that belongs to a sheet, or None."""
        index = str(self.index(sheet))
        for node in self.names():
            said = node.attributes
            if said.get("name", "").lower() == name.lower() and said.get("localSheetId") == index:
                return node
        return None

    def index(self, sheet: str) -> int:
        """Position of a sheet in the workbook."""
        return [entry.name for entry in self.sheets].index(sheet)

    def define(
        self, name: str, text: str, sheet: int | None = None, *, hidden: bool = False
    ) -> None:
        """Add a defined name, of the whole workbook or of the sheet at a position."""
        local = "" if sheet is None else f' localSheetId="{sheet}"'
        flag = ' hidden="1"' if hidden else ""
        said = markup.text(text)
        self._names.append(f'<definedName name="{name}"{local}{flag}>{said}</definedName>')

    def free_name(self, beginning: str, ending: str) -> str:
        """The first part name ``beginning`` N ``ending`` that is not taken."""
        taken = {name.lower() for name in self.archive.names()}
        taken |= {name.lower() for name in self.added}
        number = 1
        while f"{beginning}{number}{ending}".lower() in taken:
            number += 1
        return f"{beginning}{number}{ending}"

    def add_part(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part and say what it is."""
        self.parts[name.lower()] = Part(data)
        self.added.append(name)
        root = self.tree(CONTENT_TYPES)
        prefix = markup.prefix(self.part(CONTENT_TYPES).data, root)
        said = f'PartName="/{name}" ContentType="{content_type}"'
        xml = markup.written(f"<Override {said}/>", prefix)
        self.part(CONTENT_TYPES).append_child(root, xml)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship between parts and return its id."""
        source = relations_of(part)
        if source not in self.archive and source not in self.added:
            self.parts[source.lower()] = Part(_NO_RELATIONS)
            self.added.append(source)
        root = self.tree(source)
        used = [c.attributes.get("Id", "") for c in root.children]
        numbers = [int(i[3:]) for i in used if re.fullmatch(r"rId\d+", i)]
        number = max([0, *numbers, self._new_ids.get(source, 0)]) + 1
        self._new_ids[source] = number
        space = markup.RELATIONS
        if self.root.space == markup.STRICT and kind != "customXml":
            space = markup.STRICT_RELATIONS
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        said = f'Id="rId{number}" Type="{space}/{kind}" Target="{path}"'
        prefix = markup.prefix(self.part(source).data, root)
        self.part(source).append_child(root, markup.written(f"<Relationship {said}/>", prefix))
        return f"rId{number}"

    def add_sheet(self, name: str, data: bytes) -> int:
        """Append a worksheet and return its position."""
        folder = posixpath.dirname(self.main)
        part = self.free_name(posixpath.join(folder, "worksheets", "sheet"), ".xml")
        self.add_part(part, data, WORKSHEET_TYPE)
        relation = self.relate(self.main, "worksheet", part)
        sheets = self.root.first("sheets")
        if sheets is None:
            raise markup.MarkupError("no sheets element")
        taken = [int(n.attributes.get("sheetId", "0")) for n in sheets.children]
        new = self._new_ids.get("sheets", 0) + 1
        self._new_ids["sheets"] = new
        space = markup.STRICT_RELATIONS if self.root.space == markup.STRICT else markup.RELATIONS
        said = f'name="{markup.attribute(name)}" sheetId="{max([0, *taken]) + new}"'
        xml = f'<sheet {said} k:id="{relation}" xmlns:k="{space}"/>'
        self.part(self.main).append_child(sheets, markup.written(xml, self.prefix))
        return len(sheets.children) + new - 1

    def recalculate(self) -> None:
        """Have the spreadsheet program work out every formula when it opens the file (18.2.2).

        It would show the results that were stored before the values changed.
        """
        formula = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
        sheets = [entry.part for entry in self.sheets if entry.kind == "worksheet"]
        if not any(formula.search(self.part(name).data) for name in sheets):
            return
        part, node = self.part(self.main), self.root.first("calcPr")
        if node is None:
            at = markup.place(self.root, "calcPr", ORDER)
            part.insert(at, markup.written('<calcPr fullCalcOnLoad="1"/>', self.prefix))
        elif node.attributes.get("fullCalcOnLoad") not in ("1", "true"):
            part.set_attribute(node, "fullCalcOnLoad", "1")

    def forget_calculation(self, sheet: str, cells: set[tuple[int, int]]) -> None:
        """Take cells that no longer hold a formula out of the calculation chain."""
        chains = self.related(self.main, "calcChain")
        if not chains or chains[0] not in self.archive or not cells:
            return
        sheets = self.root.first("sheets")
        entry = self.sheets[self.index(sheet)]
        if sheets is None:
            return
        mine = entry.node.attributes.get("sheetId", "")
        part, root = self.part(chains[0]), self.tree(chains[0])
        said = now = "0"
        left = 0
        for node in root.children:
            said = node.attributes.get("i", said)
            area = parse_area(node.attributes.get("r", ""))
            if said == mine and area is not None and area[:2] in cells:
                part.replace(node.start, node.end, b"")
                continue
            left += 1
            # An entry without i belongs to the sheet of the entry before it (18.6.1).
            if "i" not in node.attributes and said != now:
                part.set_attribute(node, "i", said)
            now = said
        if not left:
            self.remove_part(chains[0])
            self.unrelate(self.main, chains[0])

    def remove_part(self, name: str) -> None:
        """Leave a part out, with its relationships and what is said about it."""
        for gone in (name, relations_of(name)):
            if gone in self.archive:
                self.removed.append(gone)
        root = self.tree(CONTENT_TYPES)
        for node in root.children:
            if node.attributes.get("PartName", "").lower() == f"/{name}".lower():
                self.part(CONTENT_TYPES).replace(node.start, node.end, b"")

    def unrelate(self, part: str, target: str) -> None:
        """Take away the relationships from a part to another."""
        for relation in self.relations(part):
            if relation.target.lower() == target.lower():
                node = relation.node
                self.part(relations_of(part)).replace(node.start, node.end, b"")

    def finish(self) -> dict[str, list[list[tuple[int, int, bytes]]]]:
        """Write every edit into the archive; returns how to undo them, by part that existed."""
        for entry in self.sheets:
            worksheet = self._worksheets.get(entry.part)
            if worksheet is not None:
                worksheet.finish()
                self.forget_calculation(entry.name, worksheet.lost_formulas)
        if self._styles is not None:
            self._styles.finish()
        if self._names:
            xml = "".join(self._names)
            node = self.root.first("definedNames")
            part = self.part(self.main)
            if node is not None:
                part.append_child(node, markup.written(xml, self.prefix))
            else:
                at = markup.place(self.root, "definedNames", ORDER)
                whole = markup.written(f"<definedNames>{xml}</definedNames>", self.prefix)
                part.insert(at, whole)
        fresh = {name.lower(): name for name in self.added}
        undo: dict[str, list[list[tuple[int, int, bytes]]]] = {}
        gone = {name.lower() for name in self.removed}
        for key, part in self.parts.items():
            if key in gone:
                continue
            data = part.flush()
            if key in fresh:
                self.archive.write(fresh[key], data)
            elif part.changed:
                undo[key] = part.undo
                self.archive.write(key, data)
        for name in self.removed:
            self.archive.remove(name)
        return undo

    def _sheets(self) -> list[SheetEntry]:
        sheets = self.root.first("sheets")
        relations = {r.id: r for r in self.relations(self.main)}
        entries = []
        for node in sheets.all("sheet") if sheets else ():
            id_ = next((v for k, v in node.attributes.items() if k.endswith(" id")), "")
            relation = relations.get(id_)
            part, kind = (relation.target, relation.kind) if relation else ("", "")
            entries.append(SheetEntry(node.attributes.get("name", ""), part, kind, node))
        return entries


def joined(node: Node) -> str:
    """The text of a cell or a shared string, its runs joined, phonetic ones left out."""
    inner = (joined(child) for child in node.children if child.name not in ("rPh", "f"))
    return (node.text if node.name in ("t", "v") else "") + "".join(inner)


def relations_of(part: str) -> str:
    """Name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def reference(sheet: str, area: Area) -> str:
    """An area as defined names write it: ``'七(1)班'!$A$1:$C$9``."""
    quoted = sheet.replace("'", "''")
    corners = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area.a1)
    return f"'{quoted}'!{corners}"


def referred(text: str) -> tuple[str, Area] | None:
    """Sheet and area of a defined name's text; None when it is not one plain area."""
    sheet, mark, cells = text.strip().rpartition("!")
    area = parse_area(cells)
    if not mark or area is None:
        return None
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, area
