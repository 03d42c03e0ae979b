"""What a rule hands back: faults at cells, or that it can't judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kongcuo_xl.book import Cell
from kongcuo_xl.tables.catalogue import kinds
from kongcuo_xl.tables.pieces import Piece


@dataclass(frozen=True, slots=True)
class Flags:
    """Faults found by one ``flag`` call: parallel arrays, one entry a fault."""

    pieces: list[Piece]
    rows: Sequence[int]
    columns: Sequence[int]
    persons: Sequence[str]
    messages: Sequence[str]
    suggestions: Sequence[str]
    field: str = ""
    values: Sequence[str] = ()
    levels: Sequence[str] = ()
    """Level of each fault where the rule lowers or raises its own (a duty not yet due)."""


def place(piece: Piece, cell: Cell, message: str, *, person: str = "", suggestion: str = "",
          field_id: str = "", value: str = "", level: str = "") -> Flags:  # fmt: skip
    """One fault at one cell of a piece's sheet."""
    return Flags(
        [piece], [cell[0]], [cell[1]], [person], [message], [suggestion], field_id, [value],
        [level] if level else (),
    )  # fmt: skip


class NotApplicable(Exception):  # noqa: N818 - it is no error
    """Raised by a rule that can't judge (no exam date known); says why, in Chinese."""


class MissingTableError(LookupError):
    """A rule asked for a kind of table that nobody has; args: kind id."""


class MissingColumnError(LookupError):
    """A rule asked for a column that no piece of the table has; args: kind id, field id."""


def what_lacks(missing: MissingTableError | MissingColumnError) -> str:
    """The table or column that is missing, as people are told: 缺少家访登记表."""
    kind, *field_id = missing.args
    label = kinds()[kind].label
    return (
        f"{label}缺少列“{kinds()[kind].fields[field_id[0]].label}”" if field_id else f"缺少{label}"
    )
