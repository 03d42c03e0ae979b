"""What a button is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kongcuo_xl.commands.desk import Desk

GROUPS = ("检查", "结果", "预警家访", "统计上报", "文书", "工具")
"""The groups of the ribbon tab, in order; one without a button is not shown."""

Act: TypeAlias = Callable[[Desk], None]
"""What a button does, at the desk where it was pressed."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: how it looks, and what it does."""

    id: str
    """ASCII: all that the macro passes on."""
    label: str
    """Two to five characters."""
    group: str
    icon: str
    """Name of an icon that Office has (imageMso)."""
    tip: str
    says: str
    """One sentence: what it does, and to what."""
    large: bool
    act: Act


def button(
    id_: str, label: str, group: str, icon: str, tip: str, *, large: bool = False
) -> Callable[[Act], Button]:
    """Makes a function of a desk a button; its docstring is the longer tip."""

    def made(act: Act) -> Button:
        says = " ".join((act.__doc__ or "").split())
        return Button(id_, label, group, icon, tip, says, large, act)

    return made
