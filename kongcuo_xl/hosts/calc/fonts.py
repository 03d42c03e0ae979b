"""Fonts: of cells, of drawings, and of pieces of their text."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from .bridge import Uno, enum
from .failures import explains
from .units import colour, rgb

BOLD, NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight
SCRIPTS = ("", "Asian", "Complex")  # one font each for Latin, Chinese and Arabic letters


@explains
class Font(base_classes.Font):
    """The font of a range, of a drawing's text, or of a piece of text.

    Bold, italic, size and name are set for all scripts, so that Chinese text follows too.
    """

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    @property
    def xl(self) -> Uno:
        """What carries the font."""
        return getattr(self._owner, "xl", self._owner)

    @property
    def api(self) -> Uno:
        """What carries the font (com.sun.star.style.CharacterProperties)."""
        return self.xl

    def _get(self, name: str) -> Any:
        target = self.xl
        if hasattr(target, "getPropertyState"):
            try:
                if target.getPropertyState(name).value == "AMBIGUOUS_VALUE":
                    return None
            except Exception:  # a drawing's text knows no states for some properties
                return getattr(target, name)
        return getattr(target, name)

    def _guarded(self) -> Uno:
        """What carries the font, where it may be changed; drawings are not asked."""
        if hasattr(self._owner, "guard"):
            self._owner.guard()
        return self.xl

    def _set(self, name: str, value: Any) -> None:
        target = self._guarded()
        for script in SCRIPTS:
            setattr(target, name + script, value)

    @property
    def bold(self) -> bool | None:
        """None when its cells differ."""
        weight = self._get("CharWeight")
        return None if weight is None else weight > NORMAL + 10

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", BOLD if value else NORMAL)

    @property
    def italic(self) -> bool | None:
        """None when its cells differ."""
        posture = self._get("CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """In points; None when its cells differ."""
        size = self._get("CharHeight")
        return None if size is None else round(float(size), 2)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """None when its cells differ; the automatic colour is black."""
        found = self._get("CharColor")
        return None if found is None else rgb(found)

    @color.setter
    def color(self, value: Any) -> None:
        self._guarded().CharColor = colour(value)

    @property
    def name(self) -> str | None:
        """None when its cells differ."""
        found = self._get("CharFontName")
        return None if found is None else str(found)

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)


@explains
class Characters(base_classes.Characters):
    """The text of a cell or drawing, or a piece of it (0-based, as in Python)."""

    def __init__(self, owner: Uno, first: int = 0, last: int | None = None) -> None:
        self._owner = owner
        self._first = first
        self._last = last

    @property
    def xl(self) -> Uno:
        """A cursor over the characters; the cell or drawing itself for all of them."""
        if self._first == 0 and self._last is None:
            return self._owner
        text = self._owner.getText() if hasattr(self._owner, "getText") else self._owner
        cursor = text.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(self._first, False)
        last = self._last if self._last is not None else len(self._owner.getString())
        cursor.goRight(last - self._first, True)
        return cursor

    @property
    def api(self) -> Uno:
        """A cursor over the characters (com.sun.star.text.XTextCursor)."""
        return self.xl

    @property
    def text(self) -> str:
        """The characters."""
        return str(self._owner.getString())[self._first : self._last]

    @property
    def font(self) -> Font:
        """Their font."""
        return Font(self)

    def __getitem__(self, item: int | slice) -> Characters:
        length = len(self.text)
        if isinstance(item, slice):
            first, last, _ = item.indices(length)
            return Characters(self._owner, self._first + first, self._first + last)
        if item < 0:
            item += length
        if not 0 <= item < length:
            raise IndexError("The text is shorter.")
        return Characters(self._owner, self._first + item, self._first + item + 1)
