"""Conditional formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from . import formulas, rule_groups
from .areas import Area, between
from .bridge import Uno, enum
from .failures import explains
from .fonts import BOLD, NORMAL
from .rule_groups import (
    COLOR_SCALE,
    CONDITION,
    DATA_BAR,
    EXPRESSION,
    ICON_SET,
    Bar,
    Condition,
    Group,
    Icons,
    Rule,
    Scale,
    Step,
    shifted,
)
from .units import AUTOMATIC, colour, rgb

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

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
_KINDS = {COLOR_SCALE: "color_scale", DATA_BAR: "data_bar", ICON_SET: "icon_set"}
# com.sun.star.sheet.DataBarEntryType, ColorScaleEntryType and IconSetFormatEntry
_BOUNDS = {"percentile": 3, "number": 4, "percent": 5, "formula": 6}
_SCALE_STEPS = {
    "lowest_value": 0,
    "highest_value": 1,
    "percentile": 2,
    "number": 3,
    "percent": 4,
    "formula": 5,
}
_ICON_STEPS = {"lowest_value": 0, "percentile": 1, "number": 2, "percent": 3, "formula": 4}
_STEPS = {DATA_BAR: _BOUNDS, COLOR_SCALE: _SCALE_STEPS, ICON_SET: _ICON_STEPS}
_FREE = ("automatic", "lowest_value", "highest_value")  # these follow the values
_AUTOMATIC = (1, 2)  # what Excel calls automatic is the smallest or largest value
_ICONS = {
    "3_arrows": "3Arrows",
    "3_arrows_gray": "3ArrowsGray",
    "3_flags": "3Flags",
    "3_traffic_lights_1": "3TrafficLights1",
    "3_traffic_lights_2": "3TrafficLights2",
    "3_signs": "3Signs",
    "3_symbols": "3Symbols",
    "3_symbols_2": "3Symbols2",
    "4_arrows": "4Arrows",
    "4_arrows_gray": "4ArrowsGray",
    "4_red_to_black": "4RedToBlack",
    "4_rating": "4Rating",
    "4_traffic_lights": "4TrafficLights",
    "5_arrows": "5Arrows",
    "5_arrows_gray": "5ArrowsGray",
    "5_rating": "5Rating",
    "5_quarters": "5Quarters",
    "3_stars": "3Stars",
    "3_triangles": "3Triangles",
    "5_boxes": "5Boxes",
}
STYLE = "Conditional format "
STOPS = " stop"
_MEANING = ("operator", "formula", "formula1", "formula2")


@explains
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range: bars, scales and icons, then conditions as they are applied.

    Of several conditions that hold Calc applies the first; as in Excel that is the newest.
    """

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.ConditionalFormats of the sheet."""
        return self.cells.sheet.xl.ConditionalFormats

    def _touched(self) -> list[tuple[Uno, list[Area]]]:
        area = self.cells.cells
        found = rule_groups.groups(self.cells.sheet)
        return [(g, areas) for g, areas in found if any(part.meets(area) for part in areas)]

    def _rules(self) -> list[ConditionalFormat]:
        conditions: dict[str, ConditionalFormat] = {}
        others: list[ConditionalFormat] = []
        for group, _ in self._touched():
            for index in range(group.Count):
                entry = group.getByIndex(index)
                rule = ConditionalFormat(self.cells.sheet, group.ID, index, _own(entry))
                if entry.getType() != CONDITION:
                    others.insert(0, rule)
                elif not Condition.of(entry).is_empty:
                    # A rule over several groups is one rule: it is known by its style.
                    conditions.setdefault(_own(entry) or f"{group.ID} {index}", rule)
        return others + list(conditions.values())

    def __len__(self) -> int:
        return len(self._rules())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._rules())

    def __call__(self, key: int) -> ConditionalFormat:
        """By its place, 1-based. Raises KeyError."""
        rules = self._rules()
        if not 1 <= key <= len(rules):
            raise KeyError(key)
        return rules[key - 1]

    def __contains__(self, key: Any) -> bool:
        return isinstance(key, int) and 1 <= key <= len(self)

    def _add(self, new: Rule) -> None:
        self.cells.guard()
        area = self.cells.cells
        touched = self._touched()
        if [areas for _, areas in touched] == [[area]] and isinstance(new, (Condition, Bar)):
            rule_groups.prepend(touched[0][0], new)
            return
        own = Group([area], [new])
        groups = [rule_groups.read(group, areas) for group, areas in touched]
        left = [area]
        for group in groups:
            shared = [part for a in group.areas if (part := a.within(area)) is not None]
            rest = [part for a in group.areas for part in without(a, area)]
            for part in shared:
                left = [piece for a in left for piece in without(a, part)]
            both = Group(shared, _joined(own.on(shared).entries, group.on(shared).entries))
            rule_groups.put(self.cells.sheet, both.areas, both.entries)
            if rest:
                rule_groups.put(self.cells.sheet, rest, group.on(rest).entries)
        if left:
            rule_groups.put(self.cells.sheet, left, own.on(left).entries)

    def _add_condition(self, spec: dict[str, Any]) -> ConditionalFormat:
        style = _new_style(self.cells.sheet)
        operator = _OPERATORS[spec["operator"]] if "operator" in spec else EXPRESSION
        formula = _calc(spec["formula"] if "formula" in spec else spec["formula1"])
        second = spec.get("formula2")
        self._add(Condition(operator, formula, _calc(second) if second else "", style))
        rule = ConditionalFormat(self.cells.sheet, 0, 0, style)
        looks = {key: value for key, value in spec.items() if key not in _MEANING}
        rule.set(looks)
        return rule

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule that compares the cell's value."""
        return self._add_condition(spec)

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule with a formula, its references as seen from the first cell."""
        return self._add_condition(spec)

    def add_data_bar(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Bars in the cells."""
        bounds = [
            (_BOUNDS.get(kind, automatic), "" if value is None else f"{value:g}")
            for kind, value, automatic in zip(
                spec["threshold_types"], spec["thresholds"], _AUTOMATIC, strict=True
            )
        ]
        color = colour(spec["bar_color"])
        self._add(Bar(color, spec["gradient"], spec["show_value"], bounds))
        return next(rule for rule in self if rule.type == "data_bar")

    def add_color_scale(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Cells coloured by their values."""
        steps = _steps(_SCALE_STEPS, spec)
        self._add(Scale([colour(color) for color in spec["colors"]], steps))
        return next(rule for rule in self if rule.type == "color_scale")

    def add_icon_set(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Icons in the cells. The first step of Calc's is where the first icon begins."""
        first = (_ICON_STEPS["percent"], "0")
        steps = [first, *_steps(_ICON_STEPS, spec)]
        kind = _ICONS[spec["icon_set"]]
        self._add(Icons(kind, spec["show_value"], spec["reverse_order"], steps))
        return next(rule for rule in self if rule.type == "icon_set")

    def clear(self) -> None:
        """Take the range out of all rules; rules that go further stay on the rest."""
        self.cells.guard()
        area = self.cells.cells
        touched = self._touched()
        if not touched:
            return
        for group, areas in touched:
            rest = [part for old in areas for part in without(old, area)]
            kept = rule_groups.read(group, areas).on(rest).entries if rest else []
            rule_groups.put(self.cells.sheet, areas, [])
            if rest:
                rule_groups.put(self.cells.sheet, rest, kept)
        _remove_unused_styles(self.cells.sheet)


def _steps(kinds: dict[str, int], spec: dict[str, Any]) -> list[Step]:
    return [
        (kinds[kind], "0" if value is None else f"{value:.15g}")
        for kind, value in zip(spec["threshold_types"], spec["thresholds"], strict=True)
    ]


def _joined(new: Sequence[Rule], old: Sequence[Rule]) -> list[Rule]:
    """A new condition comes before others, which are applied in order; a scale after them."""
    conditions = all(isinstance(rule, Condition) for rule in new)
    return [*new, *old] if conditions else [*old, *new]


def _own(entry: Uno) -> str:
    """The style of a condition if it was made for it; else ""."""
    name = str(entry.StyleName) if entry.getType() == CONDITION else ""
    return name if name.startswith(STYLE) else ""


def _new_style(sheet: Sheet) -> str:
    styles = sheet.book.doc.StyleFamilies.getByName("CellStyles")
    taken = {name.removesuffix(STOPS) for name in styles.ElementNames}
    number = 1
    while f"{STYLE}{number}" in taken:
        number += 1
    name = f"{STYLE}{number}"
    styles.insertByName(name, sheet.book.doc.createInstance("com.sun.star.style.CellStyle"))
    return name


def _remove_unused_styles(sheet: Sheet) -> None:
    """Remove the styles of rules that are no more."""
    used = {
        _own(group.getByIndex(index))
        for other in sheet.book.sheets
        for group, _ in rule_groups.groups(other)
        for index in range(group.Count)
    }
    styles = sheet.book.doc.StyleFamilies.getByName("CellStyles")
    for name in styles.ElementNames:
        if name.startswith(STYLE) and name not in used:
            styles.removeByName(name)


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

    def __init__(self, sheet: Sheet, number: int, index: int, style: str) -> None:
        self.sheet = sheet
        self._number = number
        self._index = index
        self._style = style

    def _places(self) -> list[tuple[Uno, int, list[Area]]]:
        """Groups and places in them. A condition is known by its style, wherever it went."""
        groups = rule_groups.groups(self.sheet)
        if not self._style:
            found = [(g, self._index, areas) for g, areas in groups if self._number == g.ID]
        else:
            found = [
                (group, index, areas)
                for group, areas in groups
                for index in range(group.Count)
                if _own(group.getByIndex(index)) == self._style
            ]
        if not found:
            raise KeyError("The rule is no longer there.")
        return found

    @property
    def entry(self) -> Uno:
        """The entry; the first, when the rule was split over several groups."""
        group, index, _ = self._places()[0]
        return group.getByIndex(index)

    def _seen(self, formula: str) -> str:
        """A formula of the first entry as seen from the rule's first cell, in Excel's spelling."""
        places = self._places()
        whole = Group([area for _, _, areas in places for area in areas], []).first
        here = Group(places[0][2], []).first
        return _excel(shifted(formula, whole[0] - here[0], whole[1] - here[1]))

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
        return self._seen(self.entry.Formula1) if self.type == "cell_value" else None

    @property
    def formula2(self) -> str | None:
        """The second bound; None without one."""
        if self.operator not in ("between", "not_between"):
            return None
        return self._seen(self.entry.Formula2)

    @property
    def formula(self) -> str | None:
        """The formula of a rule of one's own."""
        return self._seen(self.entry.Formula1) if self.type == "custom" else None

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

    def _thresholds(self) -> list[tuple[str, str]] | None:
        """xlwings' words and what LibreOffice keeps of them; None for conditions."""
        entry = self.entry
        kind = entry.getType()
        if kind == DATA_BAR:
            steps = entry.DataBarEntries
        elif kind == COLOR_SCALE:
            steps = entry.ColorScaleEntries
        elif kind == ICON_SET:
            steps = entry.IconSetEntries[1:]  # the first icon begins at the beginning
        else:
            return None
        words = {value: word for word, value in _STEPS[kind].items()}
        return [(words.get(step.getType(), "automatic"), step.getFormula()) for step in steps]

    @property
    def threshold_types(self) -> tuple[str, ...] | None:
        """How the ends of bars, and the steps of scales and icons, are meant."""
        found = self._thresholds()
        return None if found is None else tuple(word for word, _ in found)

    @property
    def thresholds(self) -> tuple[float | str | None, ...] | None:
        """The ends of bars, the steps of scales and icons; None where they follow the values."""
        found = self._thresholds()
        if found is None:
            return None
        return tuple(None if word in _FREE else _number(text) for word, text in found)

    @property
    def colors(self) -> tuple[tuple[int, int, int], ...] | None:
        """The colours of a scale."""
        if self.type != "color_scale":
            return None
        return tuple(rgb(step.getColor() & 0xFFFFFF) for step in self.entry.ColorScaleEntries)

    @property
    def icon_set(self) -> str | None:
        """Which icons; None for stars and triangles, and for those that Excel lacks."""
        if self.type != "icon_set":
            return None
        kind = Icons.of(self.entry).kind
        return next((word for word, known in _ICONS.items() if known == kind), None)

    @property
    def reverse_order(self) -> bool | None:
        """Whether icons are turned round."""
        return self.entry.Reverse if self.type == "icon_set" else None

    def set(self, changes: dict[str, Any]) -> None:
        """Change what is given; the rest stays."""
        places = self._places()
        whole = Group([area for _, _, areas in places for area in areas], []).first
        for group, index, areas in places:
            entry = group.getByIndex(index)
            here = Group(areas, []).first
            rows, columns = here[0] - whole[0], here[1] - whole[1]
            if "operator" in changes:
                entry.Operator = _OPERATORS[changes["operator"]]
            if "formula" in changes:
                entry.Operator = EXPRESSION
            first = changes.get("formula", changes.get("formula1"))
            if first is not None:
                entry.Formula1 = shifted(_calc(first), rows, columns)
            if changes.get("formula2") is not None:
                entry.Formula2 = shifted(_calc(changes["formula2"]), rows, columns)
        entry = self.entry
        style = self._changeable_style(entry)
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
                for group, index, _ in places:
                    group.getByIndex(index).StyleName = name
                self._style = name

    def _changeable_style(self, entry: Uno) -> Uno:
        """Its own style; a rule from a file may share one, and gets its own before it changes."""
        if not self._style:
            self._style = _new_style(self.sheet)
            entry.StyleName = self._style
        return self._styles.getByName(self._style)

    def delete(self) -> None:
        """Remove the rule."""
        for group, index, areas in self._places():
            # Calc 7.4 removes no single entries.
            kept = [e for at, e in enumerate(rule_groups.rules(group)) if at != index]
            rule_groups.put(self.sheet, areas, kept)
        _remove_unused_styles(self.sheet)


def _calc(formula: str) -> str:
    return formulas.to_calc(formula if formula.startswith("=") else f"={formula}")[1:]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text  # a formula


def _excel(text: str) -> str:
    return formulas.to_excel(f"={text}")
