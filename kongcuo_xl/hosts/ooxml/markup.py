"""XML as bytes with a map: elements know where they stand, so that edits splice, never rewrite."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MAIN = frozenset({TRANSITIONAL, STRICT})
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

TAG_REST = rb"""(?:[^>"']|"[^"]*"|'[^']*')*>"""
_TAG_END = re.compile(TAG_REST)
_UTF16 = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
"""How a part in UTF-16 begins, and how it is read."""
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)
ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What XML 1.0 can't hold, and what is better not in it."""
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class MarkupError(Exception):
    """A part that is not the XML it should be."""


@dataclass(slots=True, eq=False)
class Node:
    """An element and its place: ``data[start:open_end]`` is the opening tag, ``data[start:end]``
    all of it. For ``<a/>``, ``close_start`` equals ``end``.
    """

    space: str
    name: str
    attributes: dict[str, str]
    start: int
    open_end: int
    close_start: int = -1
    end: int = -1
    text: str = ""
    children: list[Node] = field(default_factory=list)
    count: int = 0
    """Number of child elements, with those that ``parse`` was told to leave out."""

    @property
    def empty(self) -> bool:
        """Whether it is written as ``<a/>``."""
        return self.close_start == self.end

    def all(self, name: str) -> list[Node]:
        """Children of that local name in its own namespace."""
        return [c for c in self.children if c.name == name and c.space == self.space]

    def first(self, name: str) -> Node | None:
        """The first child of that local name in its own namespace, or None."""
        return next(iter(self.all(name)), None)

    def walk(self) -> Iterator[Node]:
        """Itself and everything below, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(data: bytes, long: Collection[str] = ()) -> Node:
    """The root element of UTF-8 XML, with places.

    Attributes have their local name as key, those of a namespace ``namespace name``. Of elements
    named in ``long`` only the first child is kept and the rest counted, since there may be a
    million. Raises MarkupError when it is not well-formed or holds a document type (nothing of
    ours ever does).
    """
    parser = expat.ParserCreate("utf-8", " ")
    stack: list[Node] = []
    roots: list[Node] = []
    inside = 0  # how deep in an element that is left out

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if inside:
            inside += 1
            return
        if stack:
            stack[-1].count += 1
            if stack[-1].count > 1 and stack[-1].name in long:
                inside = 1
                return
        start = parser.CurrentByteIndex
        end = _TAG_END.match(data, start)
        if end is None:
            raise MarkupError("tag without end")
        space, _, local = name.rpartition(" ")
        node = Node(space, local, attributes, start, end.end())
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def closed(_: str) -> None:
        nonlocal inside
        if inside:
            inside -= 1
            return
        node = stack.pop()
        if data[node.open_end - 2 : node.open_end] == b"/>":
            node.close_start = node.end = node.open_end
        else:
            node.close_start = parser.CurrentByteIndex
            node.end = data.index(b">", node.close_start) + 1

    def said(text: str) -> None:
        if stack and not inside:
            stack[-1].text += text

    def refuse(*_: object) -> None:
        raise MarkupError("document type declaration")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MarkupError(str(error)) from error
    return roots[0]


class Part:
    """The bytes of a part and the edits to make to them.

    All edits refer to ``data`` as it stands; ``flush`` makes them. ``undo`` then holds, a layer a
    flush, what turns the bytes back: (offset, length, former bytes), offsets ascending.
    """

    def __init__(self, data: bytes):
        self.data = data
        self.undo: list[list[tuple[int, int, bytes]]] = []
        self._edits: list[tuple[int, int, bytes]] = []
        self._opened: dict[int, tuple[Node, list[bytes]]] = {}
        codec = next((c for start, c in _UTF16.items() if data.startswith(start)), "")
        if codec:
            text = data.decode(codec)
            text = re.sub(r'encoding=(["\']).*?\1', 'encoding="UTF-8"', text, count=1)
            self.replace(0, len(data), text.encode())
            self.flush()
        self._own = len(self.undo)

    @property
    def changed(self) -> bool:
        """Whether any edit was made, other than turning UTF-16 into UTF-8 to make them."""
        return len(self.undo) > self._own

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put ``new`` in place of ``data[start:end]``."""
        self._edits.append((start, end, new))

    def insert(self, at: int, new: bytes) -> None:
        """Put ``new`` before ``data[at]``; what is inserted at one place keeps its order."""
        self._edits.append((at, at, new))

    def append_child(self, node: Node, xml: bytes) -> None:
        """Add markup as the last child of an element."""
        if node.empty:
            self._opened.setdefault(node.start, (node, []))[1].append(xml)
        else:
            self.insert(node.close_start, xml)

    def set_attribute(self, node: Node, name: str, value: str) -> None:
        """Change or add one attribute (without prefix) in the opening tag of an element."""
        tag = self.data[node.start : node.open_end]
        found = re.search(rb"(\s" + name.encode() + rb"\s*=\s*)(\"[^\"]*\"|'[^']*')", tag)
        new = f'"{attribute(value)}"'.encode()
        if found:
            self.replace(node.start + found.start(2), node.start + found.end(2), new)
        else:
            at = node.open_end - (2 if tag.endswith(b"/>") else 1)
            self.insert(at, b" " + name.encode() + b"=" + new)

    def flush(self) -> bytes:
        """Make the edits and return the bytes."""
        for node, children in self._opened.values():
            name = element(self.data, node)
            new = b">" + b"".join(children) + b"</" + name + b">"
            self.replace(node.open_end - 2, node.open_end, new)
        self._opened = {}
        if not self._edits:
            return self.data
        pieces: list[bytes] = []
        undo: list[tuple[int, int, bytes]] = []
        position = length = 0
        last: tuple[int, int, bytes] | None = None
        for edit in sorted(self._edits, key=lambda edit: edit[:2]):
            start, end, new = edit
            if edit == last and start < end:
                continue
            last = edit
            if start < position:
                raise AssertionError("edits overlap")
            pieces += (self.data[position:start], new)
            length += start - position
            undo.append((length, len(new), self.data[start:end]))
            length += len(new)
            position = end
        pieces.append(self.data[position:])
        self.data = b"".join(pieces)
        self.undo.append(undo)
        self._edits = []
        return self.data


def undone(data: bytes, layers: Sequence[Sequence[tuple[int, int, bytes]]]) -> bytes:
    """What ``data`` was before the flushes that left these layers."""
    for layer in reversed(layers):
        pieces: list[bytes] = []
        position = 0
        for offset, length, former in layer:
            pieces += (data[position:offset], former)
            position = offset + length
        data = b"".join([*pieces, data[position:]])
    return data


def masked(data: bytes) -> bytes:
    """``data`` with comments, CDATA and instructions blanked, every offset kept."""
    if b"<!--" not in data and b"<![CDATA[" not in data and data.count(b"<?") < 2:
        return data
    return _HIDDEN.sub(lambda found: b" " * len(found.group()), data)


def element(data: bytes, node: Node) -> bytes:
    """The name an element is written with, prefix included."""
    return data[node.start + 1 : node.open_end].split(None, 1)[0].rstrip(b"/>")


def prefix(data: bytes, node: Node) -> str:
    """The prefix an element is written with, colon included; empty if none."""
    before, colon, _ = element(data, node).partition(b":")
    return (before + colon).decode() if colon else ""


def written(xml: str, prefix: str) -> bytes:
    """Markup of ours as bytes, its element names given the prefix of the part it goes into."""
    if prefix:
        xml = re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{prefix}", xml)
    return xml.encode()


def place(parent: Node, name: str, order: Sequence[str]) -> int:
    """Where a new child belongs, given the order its schema prescribes.

    Elements of other namespaces stay wherever they are.
    """
    rank = order.index(name)
    at = parent.open_end
    for child in parent.children:
        if child.space == parent.space and child.name in order and order.index(child.name) <= rank:
            at = child.end
    return at


def text(value: str) -> str:
    """Text for an element of a workbook: escaped, control characters as ``_xHHHH_`` (18.4.12)."""
    value = _ESCAPE_LIKE.sub("_x005F_", value)
    value = ILLEGAL.sub(lambda found: f"_x{ord(found.group()):04X}_", value)
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """Text for an attribute between double quotes."""
    value = ILLEGAL.sub("", value).replace("&", "&amp;").replace("<", "&lt;")
    return value.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
