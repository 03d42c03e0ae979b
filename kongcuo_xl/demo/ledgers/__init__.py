"""What a school writes down beside its rosters, clean: changes, cases, duties, meetings."""

from __future__ import annotations

from collections.abc import Callable

from kongcuo_xl.demo.ledgers import care, cases, changes, duties, monitoring
from kongcuo_xl.demo.school import School

_WRITTEN: dict[str, Callable[[School], None]] = {
    "placements": care.placements,
    "home_teaching": care.home_teaching,
    "special_groups": care.special_groups,
    "dropout_prone": care.dropout_prone,
    "changes": changes.register,
    "cases": cases.ledger,
    "responsibility": duties.responsibility,
    "meetings": duties.meetings,
    "leading_group": duties.leading_group,
    "archives": duties.archives,
    "rectifications": duties.rectifications,
    "sample": monitoring.pupils,
    "sample_teachers": monitoring.teachers,
}


def keep(school: School) -> None:
    """Write every further table the school's profile has columns for."""
    for kind, write in _WRITTEN.items():
        if kind in school.profile.tables:
            write(school)
