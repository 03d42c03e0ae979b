"""Notes on cells: the text in a part of comments, the box that shows it in a VML drawing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from kongcuo_xl.book import Cell, a1, from_a1
from kongcuo_xl.hosts.ooxml import markup
from kongcuo_xl.hosts.ooxml.markup import Node, Part
from kongcuo_xl.hosts.ooxml.workbook import SPREADSHEET, Workbook, joined
from kongcuo_xl.hosts.ooxml.worksheet import ORDER
from kongcuo_xl.plan import Note

AUTHOR = "kongcuo-xl"
SIGN = "—— kongcuo 核查"
"""Last line of our notes, by which they are known again: LibreOffice keeps no author."""
MOST = 2_000
"""Notes a sheet gets; a spreadsheet program grows slow with more."""
_COMMENTS_TYPE = f"{SPREADSHEET}comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_IDS_A_BLOCK = 1024
_ID = re.compile(rb"_x0000_s(\d+)")
_IDMAP = re.compile(rb"<(?:[\w.-]+:)?idmap\s[^>]*?\bdata\s*=\s*[\"']([\d,\s]*)[\"']")
_SHAPE = re.compile(rb"\s*<((?:[\w.-]+:)?shape)\s(?:.*?)</\1\s*>", re.S)
_ROW, _COLUMN = (re.compile(rb"<(?:[\w.-]+:)?" + n + rb">\s*(\d+)") for n in (b"Row", b"Column"))
_CLOSING = re.compile(rb"</(?:[\w.-]+:)?xml\s*>\s*$")


def add(workbook: Workbook, sheet: str, notes: Sequence[Note]) -> list[str]:
    """Put notes on the cells of a sheet that have none, threaded ones counted.

    Returns sentences for the user on those left out.
    """
    entry = workbook.sheets[workbook.index(sheet)]
    taken = {
        node.attributes.get("ref", "")
        for kind in ("comments", "threadedComment")
        for name in workbook.related(entry.part, kind)
        if name in workbook.archive
        for node in workbook.tree(name).walk()
    }
    free = [note for note in notes if a1(note.row, note.column) not in taken]
    fresh = free[:MOST]
    if fresh:
        _add_texts(workbook, entry.part, fresh)
        _add_boxes(workbook, sheet, entry.part, [(note.row, note.column) for note in fresh], fresh)
    said = []
    if len(free) < len(notes):
        said.append(f"“{sheet}”有 {len(notes) - len(free)} 处已有批注，没有改动")
    if len(fresh) < len(free):
        said.append(f"“{sheet}”的问题太多，只给前 {MOST} 个单元格加了批注")
    return said


def remove(workbook: Workbook, sheet: str) -> None:
    """Take our notes from a sheet, whoever saved it since."""
    entry = workbook.sheets[workbook.index(sheet)]
    for name in workbook.related(entry.part, "comments"):
        if name not in workbook.archive:
            continue
        root = workbook.tree(name)
        authors, listed = root.first("authors"), root.first("commentList")
        if authors is None or listed is None:
            continue
        ours = [c for c in listed.children if joined(c).rstrip().endswith(SIGN)]
        if not ours:
            continue
        gone = {from_a1(comment.attributes["ref"]) for comment in ours}
        if len(ours) == len(listed.children):
            workbook.remove_part(name)
            workbook.unrelate(entry.part, name)
        else:
            _remove_texts(workbook.part(name), authors, listed, ours)
        _remove_boxes(workbook, sheet, entry.part, gone)


def _add_texts(workbook: Workbook, sheet_part: str, notes: Sequence[Note]) -> None:
    names = [n for n in workbook.related(sheet_part, "comments") if n in workbook.archive]
    if names:
        part, root = workbook.part(names[0]), workbook.tree(names[0])
        authors, listed = root.first("authors"), root.first("commentList")
        if authors is None or listed is None:
            raise markup.MarkupError("comments without authors or list")
        prefix = markup.prefix(part.data, root)
        author = len(authors.children)
        part.append_child(authors, markup.written(f"<author>{AUTHOR}</author>", prefix))
        part.append_child(listed, markup.written(_texts(notes, author), prefix))
        return
    folder = posixpath.dirname(workbook.main)
    name = workbook.free_name(posixpath.join(folder, "comments"), ".xml")
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{workbook.root.space}"><authors><author>{AUTHOR}</author></authors>'
        f"<commentList>{_texts(notes, 0)}</commentList></comments>"
    )
    workbook.add_part(name, xml.encode(), _COMMENTS_TYPE)
    workbook.relate(sheet_part, "comments", name)


def _texts(notes: Sequence[Note], author: int) -> str:
    return "".join(
        f'<comment ref="{a1(note.row, note.column)}" authorId="{author}"><text>'
        f'<t xml:space="preserve">{markup.text(_signed(note))}</t></text></comment>'
        for note in notes
    )


def _signed(note: Note) -> str:
    return f"{note.text}\n{SIGN}"


def _add_boxes(
    workbook: Workbook, sheet: str, sheet_part: str, cells: Sequence[Cell], notes: Sequence[Note]
) -> None:
    worksheet = workbook.worksheet(sheet)
    pointer = worksheet.root.first("legacyDrawing")
    id_ = (
        next((v for k, v in pointer.attributes.items() if k.endswith(" id")), "") if pointer else ""
    )
    names = [r.target for r in workbook.relations(sheet_part) if r.id == id_ and id_]
    if names and names[0] in workbook.archive:
        part = workbook.part(names[0])
        first = max([int(number) for number in _ID.findall(part.data)], default=0) + 1
        said = _IDMAP.search(part.data)
        blocks = [int(b) for b in said.group(1).split(b",") if b.strip()] if said else []
        if not blocks or first < blocks[0] * _IDS_A_BLOCK:
            first = (blocks[0] if blocks else _free_block(workbook)) * _IDS_A_BLOCK + 1
        used = range(first // _IDS_A_BLOCK, (first + len(cells)) // _IDS_A_BLOCK + 1)
        if said and not set(used) <= set(blocks):
            listed = ",".join(str(block) for block in sorted({*blocks, *used}))
            part.replace(*said.span(1), listed.encode())
        closing = _CLOSING.search(part.data)
        if closing is None:
            raise markup.MarkupError("drawing without end")
        part.insert(closing.start(), _boxes(notes, first))
        return
    block = _free_block(workbook)
    name = workbook.free_name(
        posixpath.join(posixpath.dirname(workbook.main), "drawings", "vmlDrawing"), ".vml"
    )
    empty, end = _VML.format(block=_blocks(block, len(cells))).encode(), b"</xml>"
    boxes = _boxes(notes, block * _IDS_A_BLOCK + 1)
    workbook.add_part(name, empty.removesuffix(end) + boxes + end, _VML_TYPE)
    relation = workbook.relate(sheet_part, "vmlDrawing", name)
    space = markup.RELATIONS
    if workbook.root.space == markup.STRICT:
        space = markup.STRICT_RELATIONS
    xml = f'<legacyDrawing k:id="{relation}" xmlns:k="{space}"/>'
    at = markup.place(worksheet.root, "legacyDrawing", ORDER)
    worksheet.part.insert(at, markup.written(xml, worksheet.prefix))


def _blocks(first: int, count: int) -> str:
    return ",".join(str(first + more) for more in range(count // _IDS_A_BLOCK + 1))


def _free_block(workbook: Workbook) -> int:
    """The first block of shape ids that no drawing of the workbook uses."""
    drawings = [
        n for n in {*workbook.archive.names(), *workbook.added} if n.lower().endswith(".vml")
    ]
    used = [
        int(number)
        for name in drawings
        for said in _IDMAP.finditer(workbook.part(name).data)
        for number in said.group(1).split(b",")
        if number.strip()
    ]
    return max([0, *used]) + 1


def _boxes(notes: Sequence[Note], first: int) -> bytes:
    boxes = []
    for number, note in enumerate(notes, first):
        row, column = note.row, note.column
        rows = 2 + sum(1 + len(line) // 18 for line in _signed(note).splitlines())
        anchor = (
            f"{column + 1}, 15, {max(row - 1, 0)}, 4, {column + 4}, 15, {max(row - 1, 0) + rows}, 4"
        )
        boxes.append(
            f'<v:shape {_SPACES} id="_x0000_s{number}" type="#_x0000_t202" '
            'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
            '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
            '<v:path o:connecttype="none"/><v:textbox><div></div></v:textbox>'
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
            f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
    return "".join(boxes).encode()


def _remove_texts(part: Part, authors: Node, listed: Node, ours: Sequence[Node]) -> None:
    left = [comment for comment in listed.children if comment not in ours]
    used = {comment.attributes.get("authorId") for comment in left}
    gone = [
        number
        for number, author in enumerate(authors.children)
        if author.text == AUTHOR and str(number) not in used
    ]
    for node in (*ours, *(authors.children[number] for number in gone)):
        part.replace(node.start, node.end, b"")
    for comment in left:
        number = int(comment.attributes.get("authorId", "0"))
        moved = number - sum(author < number for author in gone)
        if moved != number:
            part.set_attribute(comment, "authorId", str(moved))


def _remove_boxes(workbook: Workbook, sheet: str, sheet_part: str, gone: set[Cell]) -> None:
    worksheet = workbook.worksheet(sheet)
    pointer = worksheet.root.first("legacyDrawing")
    id_ = (
        next((v for k, v in pointer.attributes.items() if k.endswith(" id")), "") if pointer else ""
    )
    for relation in workbook.relations(sheet_part):
        if pointer is None or relation.id != id_ or relation.target not in workbook.archive:
            continue
        part = workbook.part(relation.target)
        shapes = list(_SHAPE.finditer(part.data))
        mine = [shape for shape in shapes if _place(shape.group()) in gone]
        if len(mine) == len(shapes):
            workbook.remove_part(relation.target)
            workbook.unrelate(sheet_part, relation.target)
            worksheet.part.replace(pointer.start, pointer.end, b"")
        else:
            for shape in mine:
                part.replace(*shape.span(), b"")


def _place(shape: bytes) -> Cell | None:
    """The cell whose note a shape shows; None for any other shape."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if row is None or column is None or b'ObjectType="Note"' not in shape.replace(b"'", b'"'):
        return None
    return int(row.group(1)), int(column.group(1))
