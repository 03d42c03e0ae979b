"""All tables found, by kind."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kongcuo_xl.tables.faults import MissingTableError
from kongcuo_xl.tables.only_classes import parted_by
from kongcuo_xl.tables.pieces import Piece
from kongcuo_xl.tables.table import Table


class Tables:
    """All tables found, by kind; kinds that nobody has are absent."""

    def __init__(
        self,
        pieces: Iterable[Piece],
        school_year: int | None = None,
        whole: Tables | None = None,
    ) -> None:
        self.pieces = list(pieces)
        self.school_year = school_year
        self._whole = whole
        self._tables: dict[str, Table] = {}
        self._parted: dict[int, frozenset[tuple[str, int]]] = {}
        """What each piece says of ``parted``, by its id."""

    def __contains__(self, kind: object) -> bool:
        return any(p.kind == kind for p in self.pieces)

    def __getitem__(self, kind: str) -> Table:
        """The table of a kind; raises MissingTableError when nobody has one."""
        if kind not in self._tables:
            pieces = [p for p in self.pieces if p.kind == kind]
            if not pieces:
                raise MissingTableError(kind)
            whole = None if self._whole is None else self._whole[kind]
            self._tables[kind] = Table(kind, pieces, self.school_year, whole, lambda: self.parted)
        return self._tables[kind]

    def take_over(self, earlier: Tables) -> None:
        """Use tables of an earlier time again whose pieces are the same objects.

        What was worked out of them then, column by column, still holds.
        """
        if earlier.school_year != self.school_year:
            return
        own = set(map(id, self.pieces))
        self._parted = {piece: told for piece, told in earlier._parted.items() if piece in own}
        if earlier.parted != self.parted:
            return
        for kind, table in earlier._tables.items():
            pieces = [p for p in self.pieces if p.kind == kind]
            if list(map(id, pieces)) == list(map(id, table.pieces)):
                table.parted = lambda: self.parted
                self._tables[kind] = table

    @cached_property
    def parted(self) -> frozenset[tuple[str, int]]:
        """The grades of each unit that have more than one class."""
        if self._whole is not None:
            return self._whole.parted
        for piece in self.pieces:
            if id(piece) not in self._parted:
                self._parted[id(piece)] = parted_by(piece, self.school_year)
        return frozenset().union(*(self._parted[id(piece)] for piece in self.pieces))

    def get(self, kind: str) -> Table | None:
        """The table of a kind; None when nobody has one."""
        try:
            return self[kind]
        except MissingTableError:
            return None

    @property
    def opened(self) -> list[Table]:
        """The tables that somebody has asked for."""
        return list(self._tables.values())

    def units_with(self, kind: str) -> set[str]:
        """Units that have a table of the kind."""
        return {p.unit for p in self.pieces if p.kind == kind}

    @property
    def units(self) -> list[str]:
        """All units, in the order found."""
        return list(dict.fromkeys(p.unit for p in self.pieces))

    def only(self, units: Iterable[str]) -> Tables:
        """The same, for some units."""
        chosen = set(units)
        return Tables((p for p in self.pieces if p.unit in chosen), self.school_year, self)
