"""What comparing lists came to: people, differences, and who may be the same, with their cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kongcuo_xl import identity
from kongcuo_xl.finding import Unreadable


class Entry(NamedTuple):
    """A person in a list, and the cell of the name."""

    file: str
    sheet: str
    cell: str
    name: str
    id_number: str
    unit: str
    klass: str


class Difference(NamedTuple):
    """A field of one person in which two lists differ; the entries' cells are the field's."""

    field: str
    a: Entry
    value_a: str
    b: Entry
    value_b: str
    note: str = ""


class Probable(NamedTuple):
    """Two people who may be one, and why; the smaller the rank the likelier."""

    a: Entry
    b: Entry
    reason: str
    rank: int


class Repeated(NamedTuple):
    """A row of a list that stands there more than once; ``group`` numbers those that belong."""

    group: int
    entry: Entry
    reason: str


@dataclass(slots=True)
class Listed:
    """One of the lists compared."""

    label: str
    title: str
    people: int
    repeated: list[Repeated] = field(default_factory=list)


@dataclass(slots=True)
class Pair:
    """What comparing two lists came to."""

    a: Listed
    b: Listed
    only_a: list[Entry]
    only_b: list[Entry]
    differing: list[Difference]
    probable: list[Probable]
    both: list[tuple[Entry, Entry]]

    @property
    def title(self) -> str:
        """户籍×学籍."""
        return f"{self.a.label}×{self.b.label}"


@dataclass(slots=True)
class Comparison:
    """Everything that comparing came to."""

    lists: list[Listed]
    pairs: list[Pair]
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def masked(entry: Entry, *, show_ids: bool) -> Entry:
    """The entry as it may be shown."""
    if show_ids:
        return entry
    return entry._replace(
        name=identity.mask_in(entry.name), id_number=identity.mask(entry.id_number)
    )


def likely(found: Iterable[Probable], *, of_b: bool = False) -> dict[Entry, str]:
    """For each person left over in one of the lists, who in the other may be the same."""
    told: dict[Entry, str] = {}
    for each in found:
        mine, other = (each.b, each.a) if of_b else (each.a, each.b)
        told.setdefault(mine, f"疑为 {other.name}（{each.reason}）")
    return told
