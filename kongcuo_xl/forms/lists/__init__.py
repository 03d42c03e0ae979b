"""Lists on forms: who or what stands on them, and what is known of each.

A list is called by the kind of table that its rows come from (``visits``: every visit), or by a
name of its own where it takes more than that to say who is on it (``people.NAMED``).
"""

from __future__ import annotations

from kongcuo_xl.forms.lists.columns import Columns
from kongcuo_xl.forms.lists.listed import Listed
from kongcuo_xl.forms.lists.people import NAMED, of_table
from kongcuo_xl.forms.mapping import People
from kongcuo_xl.records import Records
from kongcuo_xl.tables import kinds

__all__ = ["Columns", "Listed", "is_known", "listed"]


def is_known(list_id: str) -> bool:
    """Whether there is a list of that name."""
    return list_id in NAMED or list_id in kinds()


def listed(people: People, records: Records) -> Listed:
    """The rows of a form's list, in the form's order."""
    found = NAMED[people.id](records) if people.id in NAMED else of_table(people.id, records)
    if people.dated:
        found = found.within(people.dated)
    if people.only:
        found = found.having(people.only)
    return found.sorted(people.sort) if people.sort else found
