"""Conditional formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from . import formulas
from .addresses import area_of, range_address
from .areas import Area, between
from .bridge import Uno, enum
from .failures import explains
from .fonts import BOLD, NORMAL
from .units import AUTOMATIC, colour, rgb

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

CONDITION, COLOR_SCALE, DATA_BAR, ICON_SET = range(4)  # com.sun.star.sheet.ConditionEntryType
# com.sun.star.sheet.ConditionFormatOperator
_OPERATORS = {
    "equal_to": 0,
    "less_than": 1,
    "greater_than": 2,
    "less_than_or_equal": 3,
    "greater_than_or_equal": 4,
    "not_equal_to": 5,
    "between": 6,
    "not_between": 7,
}
EXPRESSION = 24
_KINDS = {COLOR_SCALE: "color_scale", DATA_BAR: "data_bar", ICON_SET: "icon_set"}
# com.sun.star.sheet.DataBarEntryType; what Excel calls automatic is the smallest or largest value
_BOUNDS = {"percentile": 3, "number": 4, "percent": 5, "formula": 6}
_AUTOMATIC = (1, 2)
STYLE = "Conditional format "
STOPS = " stop"


@explains
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range, the newest first, as Excel ranks them."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.ConditionalFormats of the sheet."""
        return self.cells.sheet.xl.ConditionalFormats

    def _formats(self) -> list[tuple[Uno, list[Area]]]:
        area = self.cells.cells
        found = []
        for group in self.api.getConditionalFormats():
            areas = [area_of(address) for address in group.Range.RangeAddresses]
            if any(part.meets(area) for part in areas):
                found.append((group, areas))
        return sorted(found, key=lambda pair: -pair[0].ID)

    def _rules(self) -> list[ConditionalFormat]:
        return [
            ConditionalFormat(self.cells.sheet, group.ID, index)
            for group, _ in self._formats()
            for index in range(group.Count)
        ]

    def __len__(self) -> int:
        return len(self._rules())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._rules())

    def __call__(self, key: int) -> ConditionalFormat:
        """By its place, 1-based. Raises KeyError."""
        return self._rules()[key - 1]

    def __contains__(self, key: Any) -> bool:
        return isinstance(key, int) and 1 <= key <= len(self)

    def _add(self, kind: int) -> ConditionalFormat:
        ranges = self.cells.book.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddress(self.cells.address_struct, False)
        number = self.api.createByRange(ranges)
        rule = ConditionalFormat(self.cells.sheet, number, 0)
        rule.group.createEntry(kind, 0)
        return rule

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule that compares the cell's value."""
        rule = self._add(CONDITION)
        rule.set(spec)
        return rule

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule with a formula, its references as seen from the first cell."""
        rule = self._add(CONDITION)
        rule.set(spec)
        return rule

    def add_data_bar(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Bars in the cells."""
        rule = self._add(DATA_BAR)
        entry = rule.entry
        entry.Color = colour(spec["bar_color"])
        entry.UseGradient = spec["gradient"]
        entry.ShowValue = spec["show_value"]
        bounds = zip(
            entry.DataBarEntries, spec["threshold_types"], spec["thresholds"], _AUTOMATIC,
            strict=True,
        )  # fmt: skip
        for bound, kind, value, automatic in bounds:
            bound.setType(_BOUNDS.get(kind, automatic))
            if value is not None:
                bound.setFormula(f"{value:g}")
        return rule

    def add_color_scale(self, spec: dict[str, Any]) -> ConditionalFormat:
        """LibreOffice crashes when a program sets the steps of a scale."""
        raise NotImplementedError("LibreOffice does not let a program define colour scales.")

    def add_icon_set(self, spec: dict[str, Any]) -> ConditionalFormat:
        """LibreOffice crashes when a program sets the steps of a scale."""
        raise NotImplementedError("LibreOffice does not let a program define icon sets.")

    def clear(self) -> None:
        """Take the range out of all rules; rules that go further stay on the rest."""
        area = self.cells.cells
        for group, areas in self._formats():
            rest = [part for old in areas for part in without(old, area)]
            if not rest:
                for index in range(group.Count):
                    ConditionalFormat(self.cells.sheet, group.ID, index).remove_style()
                self.api.removeByID(group.ID)
                continue
            ranges = self.cells.book.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
            sheet = self.cells.sheet.number
            ranges.addRangeAddresses(tuple(range_address(sheet, part) for part in rest), False)
            group.Range = ranges


def without(old: Area, removed: Area) -> list[Area]:
    """What is left of an area, in up to four pieces."""
    hole = old.within(removed)
    if hole is None:
        return [old]
    pieces = []
    if hole.top > old.top:
        pieces.append(between(old.top, old.left, hole.top - 1, old.right))
    if hole.bottom < old.bottom:
        pieces.append(between(hole.bottom + 1, old.left, old.bottom, old.right))
    if hole.left > old.left:
        pieces.append(between(hole.top, old.left, hole.bottom, hole.left - 1))
    if hole.right < old.right:
        pieces.append(between(hole.top, hole.right + 1, hole.bottom, old.right))
    return pieces


@explains
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule. Its fill and font are a cell style of its own."""

    def __init__(self, sheet: Sheet, number: int, index: int) -> None:
        self.sheet = sheet
        self._number = number
        self._index = index

    @property
    def group(self) -> Uno:
        """The conditional format that the rule is an entry of."""
        for group in self.sheet.xl.ConditionalFormats.getConditionalFormats():
            if self._number == group.ID:
                return group
        raise KeyError("The rule is no longer there.")

    @property
    def entry(self) -> Uno:
        """The entry."""
        return self.group.getByIndex(self._index)

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.ConditionEntry."""
        return self.entry

    @property
    def _styles(self) -> Uno:
        return self.sheet.book.doc.StyleFamilies.getByName("CellStyles")

    @property
    def style(self) -> Uno:
        """The cell style; None for bars, scales and icons."""
        entry = self.entry
        if entry.getType() != CONDITION:
            return None
        styles = self._styles
        return styles.getByName(entry.StyleName) if styles.hasByName(entry.StyleName) else None

    @property
    def type(self) -> str:
        """xlwings' word."""
        entry = self.entry
        kind = entry.getType()
        if kind != CONDITION:
            return _KINDS.get(kind, "unknown")
        if entry.Operator == EXPRESSION:
            return "custom"
        return "cell_value" if entry.Operator in _OPERATORS.values() else "unknown"

    @property
    def operator(self) -> str | None:
        """None for a formula."""
        if self.type != "cell_value":
            return None
        found = self.entry.Operator
        return next(word for word, value in _OPERATORS.items() if value == found)

    @property
    def formula1(self) -> str | None:
        """The first bound."""
        return _excel(self.entry.Formula1) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        """The second bound; None without one."""
        if self.operator not in ("between", "not_between"):
            return None
        return _excel(self.entry.Formula2)

    @property
    def formula(self) -> str | None:
        """The formula of a rule of one's own."""
        return _excel(self.entry.Formula1) if self.type == "custom" else None

    @property
    def stop_if_true(self) -> bool | None:
        """Remembered in the style's name; Calc applies every rule that holds."""
        style = self.style
        return None if style is None else style.Name.endswith(STOPS)

    def _colour(self, name: str) -> tuple[int, int, int] | None:
        style = self.style
        found = None if style is None else getattr(style, name)
        return None if found in (None, AUTOMATIC) else rgb(found)

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """None if it leaves the fill."""
        return self._colour("CellBackColor")

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        """None if it leaves the font."""
        return self._colour("CharColor")

    def _font(self, name: str) -> Any:
        style = self.style
        if style is None or style.getPropertyState(name).value == "DEFAULT_VALUE":
            return None
        return getattr(style, name)

    @property
    def font_bold(self) -> bool | None:
        """None if it leaves the font."""
        found = self._font("CharWeight")
        return None if found is None else found > NORMAL

    @property
    def font_italic(self) -> bool | None:
        """None if it leaves the font."""
        found = self._font("CharPosture")
        return None if found is None else found.value != "NONE"

    def _bar(self, name: str) -> Any:
        return getattr(self.entry, name) if self.type == "data_bar" else None

    @property
    def bar_color(self) -> tuple[int, int, int] | None:
        """The colour of bars."""
        found = self._bar("Color")
        return None if found is None else rgb(found & 0xFFFFFF)

    @property
    def gradient(self) -> bool | None:
        """Whether bars fade."""
        return self._bar("UseGradient")  # type: ignore[no-any-return]

    @property
    def show_value(self) -> bool | None:
        """Whether the value is shown beside bar or icon."""
        return self.entry.ShowValue if self.type in ("data_bar", "icon_set") else None

    @property
    def threshold_types(self) -> tuple[str, ...] | None:
        """How the ends of bars are meant."""
        if self.type != "data_bar":
            return None
        words = {value: word for word, value in _BOUNDS.items()}
        return tuple(words.get(bound.getType(), "automatic") for bound in self.entry.DataBarEntries)

    @property
    def thresholds(self) -> tuple[float | None, ...] | None:
        """The ends of bars; None where they follow the values."""
        if self.type != "data_bar":
            return None
        return tuple(
            float(bound.getFormula()) if bound.getType() in (3, 4, 5) else None
            for bound in self.entry.DataBarEntries
        )

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...] | None:
        """The colours of a scale."""
        if self.type != "color_scale":
            return None
        return tuple(rgb(step.getColor() & 0xFFFFFF) for step in self.entry.ColorScaleEntries)

    @property
    def icon_set(self) -> str | None:
        """Which icons: not told in xlwings' words."""
        return None

    @property
    def reverse_order(self) -> bool | None:
        """Whether icons are turned round."""
        return self.entry.Reverse if self.type == "icon_set" else None

    def set(self, changes: dict[str, Any]) -> None:
        """Change what is given; the rest stays."""
        entry = self.entry
        if "operator" in changes:
            entry.Operator = _OPERATORS[changes["operator"]]
        if "formula" in changes:
            entry.Operator = EXPRESSION
            entry.Formula1 = _calc(changes["formula"])
        if "formula1" in changes:
            entry.Formula1 = _calc(changes["formula1"])
        if changes.get("formula2") is not None:
            entry.Formula2 = _calc(changes["formula2"])
        style = self._own_style(entry)
        if "fill_color" in changes:
            style.CellBackColor = colour(changes["fill_color"])
        if "font_color" in changes:
            style.CharColor = colour(changes["font_color"])
        for script in ("", "Asian", "Complex"):
            if "font_bold" in changes:
                setattr(style, f"CharWeight{script}", BOLD if changes["font_bold"] else NORMAL)
            if "font_italic" in changes:
                slant = enum("awt.FontSlant", "ITALIC" if changes["font_italic"] else "NONE")
                setattr(style, f"CharPosture{script}", slant)
        if "stop_if_true" in changes:
            name = style.Name.removesuffix(STOPS) + (STOPS if changes["stop_if_true"] else "")
            if name != style.Name:
                style.setName(name)
                entry.StyleName = name

    def _own_style(self, entry: Uno) -> Uno:
        styles = self._styles
        if entry.StyleName.startswith(STYLE) and styles.hasByName(entry.StyleName):
            return styles.getByName(entry.StyleName)
        number = 1
        taken = {name.removesuffix(STOPS) for name in styles.ElementNames}
        while f"{STYLE}{number}" in taken:
            number += 1
        name = f"{STYLE}{number}"
        styles.insertByName(
            name, self.sheet.book.doc.createInstance("com.sun.star.style.CellStyle")
        )
        entry.StyleName = name
        return styles.getByName(name)

    def remove_style(self) -> None:
        """Remove the style that was made for the rule."""
        style = self.style
        if style is not None and style.Name.startswith(STYLE):
            self._styles.removeByName(style.Name)

    def delete(self) -> None:
        """Remove the rule."""
        self.remove_style()
        group = self.group
        if group.Count > 1:
            group.removeByIndex(self._index)
        else:
            self.sheet.xl.ConditionalFormats.removeByID(self._number)


def _calc(formula: str) -> str:
    return formulas.to_calc(formula if formula.startswith("=") else f"={formula}")[1:]


def _excel(text: str) -> str:
    return formulas.to_excel(f"={text}")
