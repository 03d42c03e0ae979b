"""The lists of a school's pupils: its roster and its 学籍表, of which it may keep only one."""

from __future__ import annotations

from kongcuo_xl.tables import MissingColumnError, MissingTableError, Table


def lists(students: Table | None, registry: Table | None, *fields: str) -> list[Table]:
    """The lists there are. Raises MissingTableError where there is none, MissingColumnError where
    none has one of the fields.
    """
    kept = [people for people in (students, registry) if people is not None]
    if not kept:
        raise MissingTableError("students")
    for field_id in fields:
        lacking = 0
        for people in kept:
            try:
                people.need(field_id)
            except MissingColumnError:
                lacking += 1
        if lacking == len(kept):
            raise MissingColumnError(kept[0].kind, field_id)
    return kept
