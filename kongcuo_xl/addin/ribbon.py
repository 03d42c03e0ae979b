"""The ribbon tab, written from the registry of buttons."""

from __future__ import annotations

from xml.etree import ElementTree

from kongcuo_xl.commands import BUTTONS, GROUPS, TITLE

# The oldest schema: every Excel with a ribbon knows it.
NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
RELATIONSHIP = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
PART = "customUI/customUI.xml"
CALLBACK = "KongcuoPressed"


def xml() -> bytes:
    """The part that describes the tab: a group for each that has buttons."""
    root = ElementTree.Element("customUI", xmlns=NAMESPACE)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id="kongcuo", label=TITLE)
    for number, name in enumerate(GROUPS, 1):
        mine = [button for button in BUTTONS.values() if button.group == name]
        if not mine:
            continue
        group = ElementTree.SubElement(tab, "group", id=f"kongcuo_group{number}", label=name)
        for button in mine:
            ElementTree.SubElement(
                group,
                "button",
                id=button.id,
                label=button.label,
                imageMso=button.icon,
                size="large" if button.large else "normal",
                screentip=button.tip,
                supertip=button.says,
                onAction=CALLBACK,
            )
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text
