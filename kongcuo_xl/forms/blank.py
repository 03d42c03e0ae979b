"""A form as it comes: what stands in its cells, and where its labels are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kongcuo_xl import clean
from kongcuo_xl.book import Area, Cell, Value


class FormError(ValueError):
    """A form that can't be filled; the message is one Chinese sentence for the user."""


@dataclass(slots=True)
class BlankSheet:
    """One sheet of a form; cells that hold nothing are in none of the mappings."""

    name: str
    values: dict[Cell, Value] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    """Without ``=``."""
    merges: Sequence[Area] = ()
    ruled: frozenset[Cell] = frozenset()
    """Cells with a line below them."""
    widths: dict[int, float] = field(default_factory=dict)
    """Column → its width, in characters."""
    heights: dict[int, float] = field(default_factory=dict)
    """Row → its height in points, where one is set."""
    formats: dict[Cell, str] = field(default_factory=dict)
    """Cell → its number format, where it is not the general one."""
    wraps: frozenset[Cell] = frozenset()
    """Cells that break a long text into lines."""
    protected: bool = False
    """Whether people can't type into its locked cells."""
    _covered: dict[Cell, Area] = field(default_factory=dict, repr=False)
    _labelled: dict[str, list[Cell]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for area in self.merges:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    self._covered[row, column] = area
        for cell in sorted(self.values):
            self._labelled.setdefault(self.label(cell), []).append(cell)

    def merge_at(self, cell: Cell) -> Area:
        """The merged area that a cell belongs to, or the cell alone."""
        return self._covered.get(cell, Area(*cell, *cell))

    def label(self, cell: Cell) -> str:
        """The label at a cell, as ``clean.header_key`` has it; all cells of a merge share one."""
        area = self.merge_at(cell)
        return clean.header_key(self.values.get((area.top, area.left), ""))

    def find(self, label: str) -> Iterator[Cell]:
        """Cells whose label is this one, from the top."""
        yield from self._labelled.get(clean.header_key(label), ())

    def beside(self, cell: Cell) -> Cell:
        """The first cell to the right of a label."""
        return cell[0], self.merge_at(cell).right + 1

    def path(self, column: int, top: int, bottom: int) -> tuple[str, ...]:
        """The labels over a column, upper first; a cell merged downwards counts once."""
        labels: list[str] = []
        row = top
        while row <= bottom:
            label = self.label((row, column))
            if label:
                labels.append(label)
            row = self.merge_at((row, column)).bottom + 1
        return tuple(labels)

    def is_dated(self, cell: Cell) -> bool:
        """Whether a number there shows as a date."""
        shape = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", self.formats.get(cell, ""))
        return bool(re.search("[ydYD]|[eE](?![+-])", shape))

    @property
    def width(self) -> int:
        """Number of columns in use."""
        cells = [*self.values, *self.formulas]
        return max((column for _, column in cells), default=-1) + 1


@dataclass(slots=True)
class Blank:
    """The sheets of a form, by name, in order."""

    sheets: dict[str, BlankSheet]

    def sheet(self, name: str) -> BlankSheet:
        """A sheet by name. Raises FormError."""
        if name not in self.sheets:
            raise FormError(
                f"表样中没有名为“{name}”的工作表，只有{'、'.join(self.sheets)}；请用原来的表样。"
            )
        return self.sheets[name]
