"""Conditional formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from . import formulas
from .addresses import area_of, range_address
from .areas import Area, between
from .bridge import Uno, enum, properties
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
_KINDS = {COLOR_SCALE: "color_scale", DATA_BAR: "data_bar", ICON_SET: "icon_set"}
# com.sun.star.sheet.DataBarEntryType; what Excel calls automatic is the smallest or largest value
_BOUNDS = {"percentile": 3, "number": 4, "percent": 5, "formula": 6}
_AUTOMATIC = (1, 2)
STYLE = "Conditional format "
STOPS = " stop"
_MEANING = ("operator", "formula", "formula1", "formula2")


@dataclass
class Condition:
    """A condition as Calc keeps it; its formulas as seen from the first cell of its group."""

    operator: int
    formula1: str
    formula2: str
    style: str

    @classmethod
    def of(cls, entry: Uno) -> Condition:
        """What an entry holds."""
        return cls(entry.Operator, entry.Formula1, entry.Formula2, entry.StyleName)

    def fill(self, entry: Uno) -> None:
        """Make an entry hold this."""
        entry.Operator = self.operator
        entry.Formula1 = self.formula1
        entry.Formula2 = self.formula2
        entry.StyleName = self.style

    def moved(self, rows: int, columns: int) -> Condition:
        """The same as seen from another first cell."""
        return replace(
            self,
            formula1=_shifted(self.formula1, rows, columns),
            formula2=_shifted(self.formula2, rows, columns),
        )

    @property
    def is_empty(self) -> bool:
        """Whether it only holds the place that Calc wants a first condition in."""
        return replace(self, formula2="") == EMPTY


@dataclass
class Bar:
    """A data bar as Calc keeps it."""

    color: int
    gradient: bool
    show_value: bool
    bounds: list[tuple[int, str]]

    @classmethod
    def of(cls, entry: Uno) -> Bar:
        """What an entry holds."""
        bounds = [(bound.getType(), bound.getFormula()) for bound in entry.DataBarEntries]
        return cls(entry.Color & 0xFFFFFF, entry.UseGradient, entry.ShowValue, bounds)

    def fill(self, entry: Uno) -> None:
        """Make an entry hold this."""
        entry.Color = self.color
        entry.UseGradient = self.gradient
        entry.ShowValue = self.show_value
        for bound, (kind, formula) in zip(entry.DataBarEntries, self.bounds, strict=True):
            bound.setType(kind)
            bound.setFormula(formula)

    def moved(self, rows: int, columns: int) -> Bar:
        """The same: bars do not look at other cells."""
        del rows, columns
        return self


EXPRESSION = 24
EMPTY = Condition(EXPRESSION, "FALSE()", "", "Default")


@dataclass
class Group:
    """Cells with the same conditions, the first that holds being applied, and bars."""

    areas: list[Area]
    entries: list[Condition | Bar]

    @property
    def first(self) -> tuple[int, int]:
        """The row and column that formulas are seen from."""
        return min(area.top for area in self.areas), min(area.left for area in self.areas)

    def on(self, areas: list[Area]) -> Group:
        """The same on other cells."""
        other = Group(areas, [])
        rows, columns = other.first[0] - self.first[0], other.first[1] - self.first[1]
        other.entries = [entry.moved(rows, columns) for entry in self.entries]
        return other


def _shifted(formula: str, rows: int, columns: int) -> str:
    return formulas.shifted(f"={formula}", rows, columns)[1:] if formula else ""


def _groups(sheet: Sheet) -> list[tuple[Uno, list[Area]]]:
    found = sorted(sheet.xl.ConditionalFormats.getConditionalFormats(), key=lambda g: g.ID)
    return [(g, [area_of(address) for address in g.Range.RangeAddresses]) for g in found]


def _read(group: Uno, areas: list[Area]) -> Group:
    return Group(
        areas, [e for e in _entries(group) if not (isinstance(e, Condition) and e.is_empty)]
    )


def _entries(group: Uno) -> list[Condition | Bar]:
    """Raises NotImplementedError for scales and icons, which cannot be made again."""
    entries: list[Condition | Bar] = []
    for index in range(group.Count):
        entry = group.getByIndex(index)
        kind = entry.getType()
        if kind not in (CONDITION, DATA_BAR):
            raise NotImplementedError(
                "Colour scales and icon sets that other rules overlap cannot be kept."
            )
        entries.append(Condition.of(entry) if kind == CONDITION else Bar.of(entry))
    return entries


def _set(sheet: Sheet, areas: list[Area], entries: list[Condition | Bar]) -> None:
    """Give cells these rules and no others.

    By way of the cells' property, which holds one group a cell: what is made the other way, with
    XConditionalFormats.createByRange, takes effect only once the file is opened again.
    """
    document = sheet.book.doc
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    ranges.addRangeAddresses(tuple(range_address(sheet.number, area) for area in areas), False)
    empty = ranges.ConditionalFormat
    empty.clear()
    ranges.ConditionalFormat = empty
    if not entries:
        return
    before = {group.ID for group, _ in _groups(sheet)}
    empty.addNew(
        properties(
            Operator=enum("sheet.ConditionOperator", "FORMULA"),
            Formula1=EMPTY.formula1,
            StyleName=EMPTY.style,
        )
    )
    ranges.ConditionalFormat = empty
    group = next(group for group, _ in _groups(sheet) if group.ID not in before)
    for entry in entries:
        _append(group, entry)


def _append(group: Uno, entry: Condition | Bar) -> None:
    """Add to a group in place; a condition into the empty one if there is one."""
    if isinstance(entry, Bar):
        group.createEntry(DATA_BAR, 0)
        entry.fill(group.getByIndex(group.Count - 1))
        return
    for index in range(group.Count):
        old = group.getByIndex(index)
        if old.getType() == CONDITION and Condition.of(old).is_empty:
            entry.fill(old)
            return
    group.createEntry(CONDITION, 0)
    entry.fill(group.getByIndex(group.Count - 1))


def _prepend(group: Uno, new: Condition | Bar) -> None:
    """Add to a group in place, a condition before the others."""
    _append(group, new)
    if isinstance(new, Bar):
        return
    places = [group.getByIndex(index) for index in range(group.Count)]
    places = [entry for entry in places if entry.getType() == CONDITION]
    kept = [Condition.of(entry) for entry in places]
    for entry, contents in zip(places, kept[-1:] + kept[:-1], strict=True):
        contents.fill(entry)


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
        found = _groups(self.cells.sheet)
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

    def _add(self, new: Condition | Bar) -> None:
        area = self.cells.cells
        touched = self._touched()
        if [areas for _, areas in touched] == [[area]]:
            _prepend(touched[0][0], new)
            return
        own = Group([area], [new])
        groups = [_read(group, areas) for group, areas in touched]
        left = [area]
        for group in groups:
            shared = [part for a in group.areas if (part := a.within(area)) is not None]
            rest = [part for a in group.areas for part in without(a, area)]
            for part in shared:
                left = [piece for a in left for piece in without(a, part)]
            both = Group(shared, own.on(shared).entries + group.on(shared).entries)
            _set(self.cells.sheet, both.areas, both.entries)
            if rest:
                _set(self.cells.sheet, rest, group.on(rest).entries)
        if left:
            _set(self.cells.sheet, left, own.on(left).entries)

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
        """LibreOffice crashes when a program sets the steps of a scale."""
        raise NotImplementedError("LibreOffice does not let a program define colour scales.")

    def add_icon_set(self, spec: dict[str, Any]) -> ConditionalFormat:
        """LibreOffice crashes when a program sets the steps of a scale."""
        raise NotImplementedError("LibreOffice does not let a program define icon sets.")

    def clear(self) -> None:
        """Take the range out of all rules; rules that go further stay on the rest."""
        area = self.cells.cells
        touched = self._touched()
        if not touched:
            return
        for group, areas in touched:
            rest = [part for old in areas for part in without(old, area)]
            kept = _read(group, areas).on(rest).entries if rest else []
            _set(self.cells.sheet, areas, [])
            if rest:
                _set(self.cells.sheet, rest, kept)
        _remove_unused_styles(self.cells.sheet)


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
        for group, _ in _groups(other)
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
        groups = _groups(self.sheet)
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
        return _excel(_shifted(formula, whole[0] - here[0], whole[1] - here[1]))

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
                entry.Formula1 = _shifted(_calc(first), rows, columns)
            if changes.get("formula2") is not None:
                entry.Formula2 = _shifted(_calc(changes["formula2"]), rows, columns)
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
            kept = [e for at, e in enumerate(_entries(group)) if at != index]
            _set(self.sheet, areas, kept)
        _remove_unused_styles(self.sheet)


def _calc(formula: str) -> str:
    return formulas.to_calc(formula if formula.startswith("=") else f"={formula}")[1:]


def _excel(text: str) -> str:
    return formulas.to_excel(f"={text}")
