"""Files of LibreOffice's configuration (.xcu), element by element."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

_OOR = "http://openoffice.org/2001/registry"
_XML = "http://www.w3.org/XML/1998/namespace"
ElementTree.register_namespace("oor", _OOR)


def component(name: str, package: str) -> Element:
    """The root of a file that adds to a part of the configuration."""
    return Element(
        f"{{{_OOR}}}component-data", {f"{{{_OOR}}}name": name, f"{{{_OOR}}}package": package}
    )


def node(parent: Element, name: str, *, replace: bool = False) -> Element:
    """A node of a name, found or, with ``replace``, made."""
    made = SubElement(parent, "node", {f"{{{_OOR}}}name": name})
    if replace:
        made.set(f"{{{_OOR}}}op", "replace")
    return made


def plain(parent: Element, name: str, value: str) -> None:
    """A property that is the same in every language."""
    prop = SubElement(parent, "prop", {f"{{{_OOR}}}name": name})
    SubElement(prop, "value").text = value


def text(parent: Element, name: str, value: str, languages: Sequence[str]) -> None:
    """A property that is shown to people."""
    prop = SubElement(parent, "prop", {f"{{{_OOR}}}name": name})
    for language in languages:
        SubElement(prop, "value", {f"{{{_XML}}}lang": language}).text = value


def written(root: Element) -> bytes:
    """The file."""
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"
