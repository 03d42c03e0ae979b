"""Where the tables of a form stand: heads over columns, rows of blanks below, what is around them.

Nothing is understood here; a table is told by its shape alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from kongcuo_xl import clean
from kongcuo_xl.book import Area, Cell
from kongcuo_xl.forms.blank import BlankSheet

FOOTER = re.compile(
    r"填表人|填报人|审核人|负责人[:：（(]|制表|^校长|^说明|^注|^备注[:：]|联系电话[:：]|^填表说明|^备注说明|签字|签章"
)
"""What stands below a table and is none of it."""
_CODE = re.compile(r"\d+|[甲乙丙丁戊]|[\d=+\-—,，、\s]+|\d+栏|[—\-/]")


@dataclass(slots=True)
class Table:
    """A table: ``area`` from its uppermost head to its last row."""

    area: Area
    first: int
    """The first row below the heads."""
    title: str
    """What stands above it, up to the table before."""
    sections: dict[int, str] = field(default_factory=dict)
    """Row → the heading across the table under which it stands."""

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.area.left, self.area.right + 1)

    @property
    def body(self) -> list[int]:
        """Its rows below the heads, without headings across it."""
        return [r for r in range(self.first, self.area.bottom + 1) if r not in self.sections]


def texts(sheet: BlankSheet, rows: range, besides: Collection[Cell] = ()) -> str:
    """The texts of some rows, a line each, without those of the cells ``besides``."""
    return "\n".join(
        clean.text(value)
        for cell, value in sorted(sheet.values.items())
        if cell[0] in rows and isinstance(value, str) and cell not in besides
    )


class Outline:
    """The tables of one sheet."""

    def __init__(self, sheet: BlankSheet) -> None:
        self.sheet = sheet
        cells = [*sheet.values, *sheet.formulas, *sheet.ruled]
        self.height = max((row for row, _ in cells), default=-1) + 1
        self.width = max((column for _, column in cells), default=-1) + 1

    def tables(self) -> Iterator[Table]:
        """Every table, from the top."""
        row, above = 1, 0
        while row < self.height:
            spans = self._heads_at(row)
            if not spans:
                row += 1
                continue
            title = texts(self.sheet, range(above, min(top for top, _, _ in spans)))
            for top, left, right in spans:
                bottom, sections = self._bottom(row, left, right)
                area = Area(top, left, bottom, right)
                yield Table(area, row, title or self.sheet.name, sections)
                above = max(above, bottom + 1)
            row = above

    def blank(self, row: int, column: int) -> bool:
        """Whether a cell is there to be filled, or holds a formula."""
        cell = row, column
        area = self.sheet.merge_at(cell)
        if (area.top, area.left) != cell:
            return False
        if self.sheet.ruled and (area.bottom, column) not in self.sheet.ruled:
            return False
        return cell not in self.sheet.values

    def path(self, column: int, top: int, bottom: int) -> tuple[str, ...]:
        """The labels over a column; 栏次 (甲, 1, 2 …) are none."""
        path = self.sheet.path(column, top, bottom)
        return tuple(label for label in path if not _CODE.fullmatch(label))

    def _heads_at(self, first: int) -> list[tuple[int, int, int]]:
        """The labels above a first row of blanks: of one table, or of several side by side."""
        labelled = [c for c in range(self.width) if self.sheet.label((first - 1, c))]
        if whole := self._head_at(first, labelled):
            return [whole]
        runs: list[list[int]] = []
        for column in labelled:
            if not runs or runs[-1][-1] < column - 1:
                runs.append([])
            runs[-1].append(column)
        if len(runs) < 2:
            return []
        found = [self._head_at(first, run) for run in runs]
        return [span for span in found if span] if all(found) else []

    def _head_at(self, first: int, labelled: list[int]) -> tuple[int, int, int] | None:
        """Top, left and right of the labels above a first row of blanks; None for no such."""
        if len(labelled) < 2:
            return None
        left, right = labelled[0], labelled[-1]
        # A heading across the table may stand between the heads and the first blanks.
        body = first + 1 if self._is_section(first, left, right) else first
        blanks = sum(self.blank(body, c) for c in labelled)
        if blanks < 2 and not (blanks and self.blank(body, right) and self._goes_on(body, right)):
            return None
        top = first - 1
        while top > 0 and self._is_head(top - 1, left, right):
            top -= 1
        # A column of row labels may stand under no word.
        while left > 0 and self._is_stub(left - 1, body):
            left -= 1
        covered = all(
            any(self.sheet.label((r, c)) for r in range(top, first)) or self._is_stub(c, body)
            for c in range(left, right + 1)
        )
        areas = {self.sheet.merge_at((first - 1, c)) for c in labelled}
        if not covered or len(areas) < 2 or self._is_card(first - 1, labelled[0], right):
            return None
        heads = [p for c in labelled if (p := self.path(c, top, first - 1))]
        return (top, left, right) if len(set(heads)) >= 2 else None

    def _goes_on(self, first: int, column: int) -> bool:
        """Whether the row below has a blank in a column as well."""
        return first + 1 < self.height and self.blank(first + 1, column)

    def _is_stub(self, column: int, first: int) -> bool:
        value = self.sheet.label((first, column))
        return bool(value) and not value.isdecimal()

    def _is_card(self, row: int, left: int, right: int) -> bool:
        """Whether labels and blanks take turns in a row: a card, no heads."""
        blanks = [c for c in range(left, right + 1) if self.blank(row, c)]
        return bool(blanks) or self._labels_of_cells(row, left, right)

    def _labels_of_cells(self, row: int, left: int, right: int) -> bool:
        """Whether a row has labels with a colon: 填报单位：, but 其中：女 heads a column."""
        said = [str(self.sheet.values.get((row, c), "")) for c in range(left, right + 1)]
        return any(re.search("[:：]", re.sub("其中[:：]", "", text)) for text in said)

    def _is_head(self, row: int, left: int, right: int) -> bool:
        areas = {self.sheet.merge_at((row, c)) for c in range(left, right + 1)}
        labels = [self.sheet.label((row, c)) for c in range(left, right + 1)]
        if len({a for a in areas if self.sheet.label((a.top, a.left))}) < 2 or not all(labels):
            return False
        return not self._labels_of_cells(row, left, right)

    def _bottom(self, first: int, left: int, right: int) -> tuple[int, dict[int, str]]:
        """The last row of a table, and the headings across it."""
        row = first
        sections: dict[int, str] = {}
        while row < self.height:
            said = [str(self.sheet.values.get((row, c), "")) for c in range(left, right + 1)]
            if any(FOOTER.search(text) for text in said if text):
                break
            if not any(self.blank(row, c) for c in range(left, right + 1)):
                if not self._is_section(row, left, right):
                    break
                sections[row] = self.sheet.label((row, left))
            row += 1
        while row - 1 in sections:
            row -= 1
            del sections[row]
        return row - 1, sections

    def _is_section(self, row: int, left: int, right: int) -> bool:
        """Whether a row is a heading across the table with the same columns below."""
        area = self.sheet.merge_at((row, left))
        if area.left != left or area.right < right or not self.sheet.label((row, left)):
            return False
        below = [c for c in range(left, right + 1) if self.blank(row + 1, c)]
        return len(below) >= 2
