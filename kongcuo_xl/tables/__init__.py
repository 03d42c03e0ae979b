"""Tables: every kind the program knows, where one stands, and frames that remember cells.

A *kind* (``students``, ``visits`` …) and its fields are data, in ``fields.toml``. A *piece* is one
table found on one sheet. A *Table* is all pieces of one kind, over every unit being checked, as one
pandas frame whose rows know their piece and sheet row, so that any value leads back to its cell.
"""

from kongcuo_xl.tables.by_kind import Tables
from kongcuo_xl.tables.catalogue import Field, GroupWords, Kind, group_words, kinds
from kongcuo_xl.tables.faults import (
    Flags,
    MissingColumnError,
    MissingTableError,
    NotApplicable,
    place,
    what_lacks,
)
from kongcuo_xl.tables.pieces import (
    HALVES,
    Context,
    Day,
    Piece,
    Section,
    Single,
    Stated,
    names_a_change,
)
from kongcuo_xl.tables.table import Table
from kongcuo_xl.tables.two_in_one import number_behind, part_of
from kongcuo_xl.tables.wordings import unqualified

__all__ = [
    "HALVES",
    "Context",
    "Day",
    "Field",
    "Flags",
    "GroupWords",
    "Kind",
    "MissingColumnError",
    "MissingTableError",
    "NotApplicable",
    "Piece",
    "Section",
    "Single",
    "Stated",
    "Table",
    "Tables",
    "group_words",
    "kinds",
    "names_a_change",
    "number_behind",
    "part_of",
    "place",
    "unqualified",
    "what_lacks",
]
