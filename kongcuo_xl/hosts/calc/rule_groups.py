"""Conditional formats as Calc keeps them: cells in groups, each with its rules.

A program can set conditions and bars. Of colour scales and icon sets it can only change the steps
that are there: a group with such a rule is made by LibreOffice itself when it reads a small file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from . import formulas
from .addresses import area_of, cell_address, range_address
from .areas import COLUMNS, ROWS, Area
from .bridge import Uno, enum, properties, url

if TYPE_CHECKING:
    from .sheets import Sheet

CONDITION, COLOR_SCALE, DATA_BAR, ICON_SET = range(4)  # com.sun.star.sheet.ConditionEntryType
EXPRESSION = 24  # com.sun.star.sheet.ConditionFormatOperator
FORMATS = 32 | 64  # com.sun.star.sheet.CellFlags: hard attributes, styles
Step: TypeAlias = tuple[int, str]
"""A kind of threshold, as the constants of its rule number it, and its value."""


class Rule(Protocol):
    """A rule without its cells."""

    def fill(self, entry: Uno) -> None:
        """Make an entry of the same kind hold this."""

    def moved(self, rows: int, columns: int) -> Rule:
        """The same as seen from another first cell."""


class Planted(Rule, Protocol):
    """A rule that a group can be made with by reading a file."""

    def written(self) -> str:
        """An entry of the kind in a file; what it holds is filled in later."""


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
            formula1=shifted(self.formula1, rows, columns),
            formula2=shifted(self.formula2, rows, columns),
        )

    @property
    def is_empty(self) -> bool:
        """Whether it only holds the place that Calc wants a first condition in."""
        return replace(self, formula2="") == EMPTY


EMPTY = Condition(EXPRESSION, "FALSE()", "", "Default")


@dataclass
class Bar:
    """A data bar as Calc keeps it."""

    color: int
    gradient: bool
    show_value: bool
    bounds: list[Step]

    @classmethod
    def of(cls, entry: Uno) -> Bar:
        """What an entry holds."""
        return cls(
            entry.Color & 0xFFFFFF, entry.UseGradient, entry.ShowValue, _steps(entry.DataBarEntries)
        )

    def fill(self, entry: Uno) -> None:
        """Make an entry hold this."""
        entry.Color = self.color
        entry.UseGradient = self.gradient
        entry.ShowValue = self.show_value
        _fill(entry.DataBarEntries, self.bounds)

    def moved(self, rows: int, columns: int) -> Bar:
        """The same: bars do not look at other cells."""
        del rows, columns
        return self

    @staticmethod
    def written() -> str:
        """See ``Planted.written``."""
        bounds = "".join(_WRITTEN_STEP.format(kind) for kind in ("minimum", "maximum"))
        return f"<calcext:data-bar>{bounds}</calcext:data-bar>"


@dataclass
class Scale:
    """A colour scale as Calc keeps it."""

    colors: list[int]
    steps: list[Step]

    @classmethod
    def of(cls, entry: Uno) -> Scale:
        """What an entry holds."""
        steps = entry.ColorScaleEntries
        return cls([step.getColor() & 0xFFFFFF for step in steps], _steps(steps))

    def fill(self, entry: Uno) -> None:
        """Make an entry of as many steps hold this."""
        steps = entry.ColorScaleEntries
        for step, color in zip(steps, self.colors, strict=True):
            step.setColor(color)
        _fill(steps, self.steps)

    def moved(self, rows: int, columns: int) -> Scale:
        """The same: scales do not look at other cells."""
        del rows, columns
        return self

    def written(self) -> str:
        """See ``Planted.written``."""
        step = (
            '<calcext:color-scale-entry calcext:value="0" calcext:type="number" '
            'calcext:color="#000000"/>'
        )
        return f"<calcext:color-scale>{step * len(self.steps)}</calcext:color-scale>"


_ICONS = (
    "3Arrows", "3ArrowsGray", "3Flags", "3TrafficLights1", "3TrafficLights2", "3Signs", "3Symbols",
    "3Symbols2", "3Smilies", "3ColorSmilies", "4Arrows", "4ArrowsGray", "4RedToBlack", "4Rating",
    "4TrafficLights", "5Arrows", "5ArrowsGray", "5Rating", "5Quarters",
)  # fmt: skip
"""As files call them, in the order of com.sun.star.sheet.IconSetType, which knows no others."""


@dataclass
class Icons:
    """An icon set as Calc keeps it; the first step is where the first icon begins."""

    kind: str
    """As files call it; "" for stars and triangles, which look alike to a program."""
    show_value: bool
    reverse: bool
    steps: list[Step]

    @classmethod
    def of(cls, entry: Uno) -> Icons:
        """What an entry holds."""
        steps = _steps(entry.IconSetEntries)
        if entry.Icons is not None:
            kind = _ICONS[entry.Icons]
        else:
            kind = "5Boxes" if len(steps) == 5 else ""
        return cls(kind, entry.ShowValue, entry.Reverse, steps)

    def fill(self, entry: Uno) -> None:
        """Make an entry of the same icons hold this."""
        entry.ShowValue = self.show_value
        entry.Reverse = self.reverse
        _fill(entry.IconSetEntries, self.steps)

    def moved(self, rows: int, columns: int) -> Icons:
        """The same: icons do not look at other cells."""
        del rows, columns
        return self

    def written(self) -> str:
        """See ``Planted.written``."""
        steps = _WRITTEN_STEP.format("percent") * len(self.steps)
        return f'<calcext:icon-set calcext:icon-set-type="{self.kind}">{steps}</calcext:icon-set>'


_KINDS: dict[int, type[Condition | Bar | Scale | Icons]] = {
    CONDITION: Condition,
    COLOR_SCALE: Scale,
    DATA_BAR: Bar,
    ICON_SET: Icons,
}


def _steps(entries: Sequence[Uno]) -> list[Step]:
    return [(step.getType(), step.getFormula()) for step in entries]


def _fill(entries: Sequence[Uno], steps: Sequence[Step]) -> None:
    for entry, (kind, formula) in zip(entries, steps, strict=True):
        entry.setType(kind)
        entry.setFormula(formula)


@dataclass
class Group:
    """Cells with the same rules; of the conditions the first that holds is applied."""

    areas: list[Area]
    entries: Sequence[Rule]

    @property
    def first(self) -> tuple[int, int]:
        """The row and column that formulas are seen from: the first area's, by columns."""
        left, top = min((area.left, area.top) for area in self.areas)
        return top, left

    def on(self, areas: list[Area]) -> Group:
        """The same on other cells."""
        first = Group(areas, []).first
        rows, columns = first[0] - self.first[0], first[1] - self.first[1]
        return Group(areas, [entry.moved(rows, columns) for entry in self.entries])


def shifted(formula: str, rows: int, columns: int) -> str:
    """A condition's formula as seen from a cell that many rows and columns further on."""
    return formulas.shifted(f"={formula}", rows, columns)[1:] if formula else ""


def groups(sheet: Sheet) -> list[tuple[Uno, list[Area]]]:
    """The groups of a sheet with their cells, in the order in which they were made."""
    found = sorted(sheet.xl.ConditionalFormats.getConditionalFormats(), key=lambda g: g.ID)
    return [(g, [area_of(address) for address in g.Range.RangeAddresses]) for g in found]


def read(group: Uno, areas: list[Area]) -> Group:
    """What a group of LibreOffice's holds."""
    entries = rules(group)
    return Group(areas, [e for e in entries if not (isinstance(e, Condition) and e.is_empty)])


def rules(group: Uno) -> list[Rule]:
    """The rules of a group of LibreOffice's, the one that holds a place included.

    Raises NotImplementedError for rules by date, and for stars and triangles: a program is not
    told enough of them to make them anew.
    """
    found: list[Rule] = []
    for index in range(group.Count):
        entry = group.getByIndex(index)
        kind = _KINDS.get(entry.getType())
        if kind is None:
            raise NotImplementedError("Rules by date that other rules overlap cannot be kept.")
        rule = kind.of(entry)
        if isinstance(rule, Icons) and not rule.kind:
            raise NotImplementedError("Stars and triangles that other rules overlap are not kept.")
        found.append(rule)
    return found


def put(sheet: Sheet, areas: list[Area], entries: Sequence[Rule]) -> None:
    """Give cells these rules and no others.

    By way of the cells' property, which holds one group a cell: what is made the other way, with
    XConditionalFormats.createByRange, takes effect only once the file is opened again.
    Raises SheetProtected for scales and icons where the book's sheets are protected.
    """
    planted = [entry for entry in entries if isinstance(entry, (Bar, Scale, Icons))]
    read = any(isinstance(entry, (Scale, Icons)) for entry in planted)
    if read:
        sheet.book.guard()  # the file is read by way of a sheet
    cells = _cells(sheet, areas)
    empty = cells.ConditionalFormat
    empty.clear()
    cells.ConditionalFormat = empty
    if not entries:
        return
    before = {group.ID for group, _ in groups(sheet)}
    row, column = Group(areas, []).first
    empty.addNew(
        properties(
            Operator=enum("sheet.ConditionOperator", "FORMULA"),
            Formula1=EMPTY.formula1,
            StyleName=EMPTY.style,
            SourcePosition=cell_address(sheet.number, Area(row, column, 1, 1)),
        )
    )
    cells.ConditionalFormat = empty
    group = next(group for group, _ in groups(sheet) if group.ID not in before)
    if read:
        group = _plant(sheet, areas, planted, group)
        entries = [entry for entry in entries if isinstance(entry, Condition)]
    for entry in entries:
        append(group, entry)


def _cells(sheet: Sheet, areas: list[Area]) -> Uno:
    ranges = sheet.book.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
    ranges.addRangeAddresses(tuple(range_address(sheet.number, area) for area in areas), False)
    return ranges


def append(group: Uno, entry: Rule) -> None:
    """Add a bar or condition to a group in place; a condition into the empty one if there is one.

    Bars and conditions alone: see the module.
    """
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


def prepend(group: Uno, new: Condition | Bar) -> None:
    """Add to a group in place, a condition before the others."""
    append(group, new)
    if isinstance(new, Bar):
        return
    places = [group.getByIndex(index) for index in range(group.Count)]
    places = [entry for entry in places if entry.getType() == CONDITION]
    kept = [Condition.of(entry) for entry in places]
    for entry, contents in zip(places, kept[-1:] + kept[:-1], strict=True):
        contents.fill(entry)


# Colour scales and icon sets

_SCRATCH = "calc_engine_rules"
_WRITTEN_STEP = '<calcext:formatting-entry calcext:value="0" calcext:type="{}"/>'
_FILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document office:version="1.3"'
    ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    f'<office:body><office:spreadsheet><table:table table:name="{_SCRATCH}">'
    "<table:table-row><table:table-cell/></table:table-row><calcext:conditional-formats>"
    f'<calcext:conditional-format calcext:target-range-address="{_SCRATCH}.A1:{_SCRATCH}.A1">'
    "{rules}</calcext:conditional-format></calcext:conditional-formats>"
    "</table:table></office:spreadsheet></office:body></office:document>"
)


def _plant(sheet: Sheet, areas: list[Area], entries: Sequence[Planted], group: Uno) -> Uno:
    """Put a group that was read from a file in the place of another one, and return it.

    Cells know their group by its number, and keep the number when the group is removed. The next
    group that is made has the number again: that of a cell, copied from the file to the end of the
    sheet. It is then told of its true cells.
    """
    document = sheet.book.doc
    document.lockControllers()
    try:
        scratch = _imported(sheet, entries)
        try:
            far = next(_far_cells(sheet))
            sheet.xl.ConditionalFormats.removeByID(group.ID)
            sheet.xl.copyRange(
                cell_address(sheet.number, far), range_address(scratch, Area(0, 0, 1, 1))
            )
        finally:
            document.Sheets.removeByName(document.Sheets.getByIndex(scratch).Name)
        planted = next(group for group, cells in groups(sheet) if cells == [far])
        planted.Range = _cells(sheet, areas)
        sheet.xl.getCellByPosition(far.left, far.top).clearContents(FORMATS)
        for index, entry in enumerate(entries):
            entry.fill(planted.getByIndex(index))
        return planted
    finally:
        document.unlockControllers()


def _far_cells(sheet: Sheet) -> Iterator[Area]:
    """Cells without rules of their own, beginning with the last of the sheet."""
    taken = [area for _, areas in groups(sheet) for area in areas]
    last = Area(ROWS - 1, COLUMNS - 1, 1, 1)
    for cell in (last, Area(ROWS - 1, 0, 1, 1), Area(0, COLUMNS - 1, 1, 1)):
        if not any(area.meets(cell) for area in taken):
            yield cell
    yield last


def _imported(sheet: Sheet, entries: Sequence[Planted]) -> int:
    """A sheet whose first cell has rules of these kinds, at the end of the book; its place."""
    descriptor, name = tempfile.mkstemp(suffix=".fods")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_FILE.format(rules="".join(entry.written() for entry in entries)))
        desktop = sheet.book.app.api
        read = desktop.loadComponentFromURL(url(name), "_blank", 0, properties(Hidden=True))
        try:
            sheets = sheet.book.doc.Sheets
            return int(sheets.importSheet(read, _SCRATCH, sheets.Count))
        finally:
            read.close(True)
    finally:
        Path(name).unlink()
