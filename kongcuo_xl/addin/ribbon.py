"""The ribbon tab and the cell's menu, written from the registry of buttons.

One part, of the schema of 2009/07: what it has beyond the first schema is the menu of a cell, and
every Excel since 2010 reads it. Excel 2007, which does not, is not supported.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from kongcuo_xl.commands import BUTTONS, CELL, COPY, GROUPS, TITLE, Button, Menu

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
PART = "customUI/customUI14.xml"
CALLBACK = "KongcuoPressed"
CELL_MENUS = ("ContextMenuCell", "ContextMenuListRange")
"""What a right click opens on a cell, and on one of a table (Ctrl+T)."""


def xml() -> bytes:
    """The part that describes the tab: a group for each that has buttons, then the cell's menu."""
    root = Element("customUI", xmlns=NAMESPACE)
    tab = SubElement(
        SubElement(SubElement(root, "ribbon"), "tabs"), "tab", id="kongcuo", label=TITLE
    )
    for number, name in enumerate(GROUPS, 1):
        mine = [button for button in BUTTONS.values() if button.group == name]
        if mine:
            _put_all(SubElement(tab, "group", id=f"kongcuo_group{number}", label=name), mine)
    menus = SubElement(root, "contextMenus")
    for number, id_mso in enumerate(CELL_MENUS):
        menu = SubElement(menus, "contextMenu", idMso=id_mso)
        SubElement(menu, "menuSeparator", id=f"kongcuo_cell{number}")
        for button in BUTTONS.values():
            if button.group == CELL:
                _put(menu, button, id=button.id + COPY * number)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _put_all(group: Element, buttons: Iterable[Button]) -> None:
    """The buttons of a group; a menu stands where its first button does."""
    menus: dict[Menu, Element] = {}
    section = ""
    for button in buttons:
        if button.menu is None:
            _put(group, button, size="large" if button.large else "normal")
            continue
        menu = menus.get(button.menu)
        if menu is None:
            section = ""
            menu = menus[button.menu] = _menu(group, button.menu)
        if button.section != section:
            section = button.section
            SubElement(menu, "menuSeparator", id=f"{button.id}_above", title=section)
        _put(menu, button)


def _menu(group: Element, menu: Menu) -> Element:
    return SubElement(
        group,
        "menu",
        id=menu.id,
        label=menu.label,
        imageMso=menu.icon,
        size="large" if menu.large else "normal",
        screentip=menu.tip,
        supertip=menu.says,
    )


def _put(where: Element, button: Button, **more: str) -> None:
    told = {
        "id": button.id,
        "label": button.label,
        "imageMso": button.icon,
        "screentip": button.tip,
        "supertip": button.says,
        "onAction": CALLBACK,
    } | more
    SubElement(where, "button", told)
