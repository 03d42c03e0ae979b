"""Defined names, of books and of sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from . import formulas
from .areas import parsed, split_sheet
from .bridge import Uno, struct
from .failures import explains

if TYPE_CHECKING:
    from .books import Book
    from .ranges import Range
    from .sheets import Sheet


@explains
class Names(base_classes.Names):
    """The names of a book, those of its sheets included; or of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None) -> None:
        self.book = book
        self.sheet = sheet

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.NamedRanges."""
        return (self.sheet.xl if self.sheet else self.book.doc).NamedRanges

    def _all(self) -> list[Name]:
        if self.sheet is not None:
            return self._of(self.sheet)
        found = self._of(None)
        for sheet in self.book.sheets:
            found += self._of(sheet)
        return found

    def _of(self, sheet: Sheet | None) -> list[Name]:
        holder = (sheet.xl if sheet else self.book.doc).NamedRanges
        return [Name(self.book, sheet, name) for name in holder.ElementNames]

    def snapshot(self) -> list[tuple[str, Name]]:
        """(name, Name) of all of them, sheets' names written Sheet1!name."""
        return [(name.name, name) for name in self._all()]

    def __call__(self, name_or_index: int | str) -> Name:
        """By name, or by place, 1-based. Raises KeyError."""
        names = self._all()
        if isinstance(name_or_index, int):
            return names[name_or_index - 1]
        for name in names:
            if name.answers_to(name_or_index):
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: int | str) -> bool:
        """Whether there is such a name."""
        if isinstance(name_or_index, int):
            return 1 <= name_or_index <= len(self)
        return any(name.answers_to(name_or_index) for name in self._all())

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        """A new name; Sheet1!name belongs to that sheet. It takes the place of an old one."""
        where, short = split_sheet(name)
        sheet = self.book.sheets(where) if where else self.sheet
        holder = (sheet.xl if sheet else self.book.doc).NamedRanges
        for old in holder.ElementNames:
            if old.lower() == short.lower():
                holder.removeByName(old)
        position = struct("table.CellAddress", Sheet=sheet.number if sheet else 0)
        holder.addNewByName(short, _content(refers_to), position, 0)
        if not holder.hasByName(short):
            raise XlwingsError(f"{short} cannot be a name.")
        return Name(self.book, sheet, short)

    def of(self, cells: Range) -> Name | None:
        """The name that stands for exactly this range."""
        for name in self._all():
            found = name.target()
            if found is None or found.area != cells.area:
                continue
            if found.sheet.name == cells.sheet.name:
                return name
        return None

    def find(self, text: str, sheet: Sheet) -> Range | None:
        """The range of a name as seen from a sheet: its own names come first."""
        for scope in (sheet, None):
            for name in self._of(scope):
                if name.answers_to(text) or name.short.lower() == text.lower():
                    found: Range | None = name.target()
                    if found is not None:
                        return found
        return None


def _content(refers_to: str) -> str:
    text = refers_to if refers_to.startswith("=") else f"={refers_to}"
    return formulas.to_calc(text)[1:]


@explains
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: Book, sheet: Sheet | None, short: str) -> None:
        self.book = book
        self.sheet = sheet
        self.short = short

    @property
    def xl(self) -> Uno:
        """The name."""
        return (self.sheet.xl if self.sheet else self.book.doc).NamedRanges.getByName(self.short)

    @property
    def api(self) -> Uno:
        """com.sun.star.sheet.NamedRange."""
        return self.xl

    def answers_to(self, text: str) -> bool:
        """Whether it is meant by `name` or `Sheet1!name`."""
        where, short = split_sheet(text)
        if short.lower() != self.short.lower():
            return False
        if not where:
            return self.sheet is None or "!" not in text
        return self.sheet is not None and self.sheet.name.lower() == where.lower()

    def delete(self) -> None:
        """Remove it."""
        holder = (self.sheet.xl if self.sheet else self.book.doc).NamedRanges
        holder.removeByName(self.short)

    @property
    def name(self) -> str:
        """name, or Sheet1!name."""
        return f"{self.sheet.reference}!{self.short}" if self.sheet else self.short

    @name.setter
    def name(self, value: str) -> None:
        short = split_sheet(value)[1]
        self.xl.setName(short)
        self.short = short

    @property
    def refers_to(self) -> str:
        """As =Sheet1!$A$1."""
        return formulas.to_excel(f"={self.xl.Content}")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.xl.setContent(_content(value))

    def target(self) -> Any:
        """The range; None when it stands for something else."""
        from .ranges import Range

        where, rest = split_sheet(self.refers_to)
        area = parsed(rest)
        if not where or area is None:
            return None
        try:
            return Range(self.book.sheets(where), area)
        except KeyError:
            return None

    @property
    def refers_to_range(self) -> Any:
        """The range. Raises XlwingsError when it stands for something else."""
        found = self.target()
        if found is None:
            raise XlwingsError(f"{self.name} stands for no range: {self.refers_to}")
        return found
