"""What a button is, and the menus that some of them stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kongcuo_xl.commands.desk import Desk

GROUPS = ("检查", "结果", "预警家访", "统计上报", "文书", "工具")
"""The groups of the ribbon tab, in order; one without a button is not shown."""
CELL = "单元格"
"""The group of what stands on no tab but in the menu of a cell (right click)."""

Act: TypeAlias = Callable[[Desk], None]
"""What a button does, at the desk where it was pressed."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A button that opens a list of buttons; it does nothing itself."""

    id: str
    label: str
    group: str
    icon: str
    tip: str
    says: str
    large: bool = True


@dataclass(frozen=True, slots=True)
class Button:
    """One button: how it looks, and what it does."""

    id: str
    """ASCII: all that the macro passes on."""
    label: str
    """Two to five characters; in a menu the name of what is made."""
    group: str
    icon: str
    """Name of an icon that Office has (imageMso)."""
    tip: str
    says: str
    """One sentence: what it does, and to what."""
    large: bool
    act: Act
    menu: Menu | None = None
    """The menu in which it stands; its first button puts the menu into the group."""
    section: str = ""
    """The heading in the menu under which it stands."""


def button(
    id_: str,
    label: str,
    group: str,
    icon: str,
    tip: str,
    *,
    large: bool = False,
    menu: Menu | None = None,
    section: str = "",
) -> Callable[[Act], Button]:
    """Makes a function of a desk a button; its docstring is the longer tip."""

    def made(act: Act) -> Button:
        says = " ".join((act.__doc__ or "").split())
        return Button(id_, label, group, icon, tip, says, large, act, menu, section)

    return made
