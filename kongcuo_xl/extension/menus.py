"""Menu and toolbar, written from the registry of buttons."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from kongcuo_xl.commands import BUTTONS, CELL, GROUPS, TITLE, Button, Menu
from kongcuo_xl.extension import registry

PROTOCOL = "kongcuo:"
"""What the address of a button begins with; its id follows."""
_LANGUAGES = ("zh-CN", "en-US")
_ONLY_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_SEPARATOR = "private:separator"


def xcu() -> bytes:
    """A menu with a sub-menu for each group, and a toolbar of the buttons that stand in no menu."""
    root = registry.component("Addons", "org.openoffice.Office")
    addons = registry.node(root, "AddonUI")
    menu = registry.node(registry.node(addons, "OfficeMenuBar"), "kongcuo.menu", replace=True)
    registry.text(menu, "Title", TITLE, _LANGUAGES)
    registry.plain(menu, "Context", _ONLY_CALC)
    groups = _Items(registry.node(menu, "Submenu"))
    bar = registry.node(registry.node(addons, "OfficeToolBar"), "kongcuo.toolbar", replace=True)
    registry.text(bar, "Title", TITLE, _LANGUAGES)
    tools = _Items(bar)
    for name in (*GROUPS, CELL):
        mine = [each for each in BUTTONS.values() if each.group == name]
        if mine:
            _list(groups.under(name), mine)
        plain = [each for each in mine if each.menu is None and name != CELL]
        for each in plain:
            tools.button(each)
        if plain:
            tools.separator()
    return registry.written(root)


def of_cell() -> list[dict[str, str]]:
    """What a right click on a cell offers."""
    mine = [each for each in BUTTONS.values() if each.group == CELL]
    return [{"url": f"{PROTOCOL}{each.id}", "label": each.label, "tip": each.tip} for each in mine]


class _Items:
    """The entries of a menu or toolbar, in their order: LibreOffice sorts them by name."""

    def __init__(self, parent: Element) -> None:
        self._parent = parent
        self._count = 0

    def _item(self) -> Element:
        self._count += 1
        return registry.node(self._parent, f"n{self._count:03}", replace=True)

    def button(self, button: Button) -> None:
        item = self._item()
        registry.plain(item, "URL", f"{PROTOCOL}{button.id}")
        registry.text(item, "Title", button.label, _LANGUAGES)
        registry.plain(item, "Target", "_self")
        registry.plain(item, "Context", _ONLY_CALC)

    def separator(self) -> None:
        registry.plain(self._item(), "URL", _SEPARATOR)

    def under(self, title: str) -> _Items:
        """A menu in this one."""
        item = self._item()
        registry.text(item, "Title", title, _LANGUAGES)
        return _Items(registry.node(item, "Submenu"))


def _list(items: _Items, buttons: Iterable[Button]) -> None:
    """The buttons of a group; a menu stands where its first button does, parted by its sections."""
    menus: dict[Menu, _Items] = {}
    section = ""
    for each in buttons:
        if each.menu is None:
            items.button(each)
            continue
        if each.menu not in menus:
            menus[each.menu] = items.under(each.menu.label)
        elif each.section != section:
            menus[each.menu].separator()
        section = each.section
        menus[each.menu].button(each)
