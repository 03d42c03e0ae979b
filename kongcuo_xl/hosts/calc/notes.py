"""Notes on cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from .areas import Area
from .bridge import Uno
from .failures import explains

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet


@explains
class Note(base_classes.Note):
    """The note on one cell."""

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self.sheet = sheet
        self._row, self._column = row, column

    @classmethod
    def of(cls, cells: Range) -> Note | None:
        """The note of the first cell of a range; None without one."""
        area = cells.cells
        note = cls(cells.sheet, area.top, area.left)
        return note if note.xl.getString() else None

    @classmethod
    def on(cls, sheet: Sheet) -> list[Note]:
        """All notes of a sheet."""
        annotations = sheet.xl.Annotations
        found = []
        for index in range(annotations.Count):
            position = annotations.getByIndex(index).Position
            found.append(cls(sheet, position.Row, position.Column))
        return found

    @classmethod
    def add(cls, cells: Range, text: str) -> Note:
        """A new note on a cell."""
        cells.sheet.xl.Annotations.insertNew(cells.corner_struct, text)
        area = cells.cells
        return cls(cells.sheet, area.top, area.left)

    @property
    def xl(self) -> Uno:
        """The note."""
        return self.sheet.xl.getCellByPosition(self._column, self._row).Annotation

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.CellAnnotation."""
        return self.xl

    @property
    def text(self) -> str:
        """What it says."""
        return str(self.xl.getString())

    @text.setter
    def text(self, value: str) -> None:
        if not self.xl.getString():
            raise XlwingsError("The note is no longer there.")
        self.xl.setString(value)

    @property
    def author(self) -> str:
        """Who wrote it; "" when that is not known."""
        return str(self.xl.Author)

    @property
    def location(self) -> Any:
        """Its cell."""
        from .ranges import Range

        return Range(self.sheet, Area(self._row, self._column, 1, 1))

    def delete(self) -> None:
        """Remove it."""
        annotations = self.sheet.xl.Annotations
        for index in range(annotations.Count):
            position = annotations.getByIndex(index).Position
            if (position.Row, position.Column) == (self._row, self._column):
                annotations.removeByIndex(index)
                return
