"""Faults that show against last month's roster: RC113, and CH101 beside it."""

from __future__ import annotations

from kongcuo_xl.demo.earlier import FIELDS, FOLDER
from kongcuo_xl.demo.faults.planting import Faults
from kongcuo_xl.demo.ledgers.entries import stranger
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


def unbalanced(school: School) -> None:
    """CH101: with last month's roster the register no longer adds up."""
    head = school.head("changes")
    if "changes" in school.tables and not any(f.record is head for f in school.expected):
        school.plant("CH101", head, "变动类别", previous=FOLDER)


@fault("RC113")
def new_without_a_row(school: School) -> bool:
    """On the roster now, not last month, and nobody wrote why."""
    pupil = school.pick() if not school.one_roster else None
    if not pupil:
        return False
    rows = school.tables["earlier"]
    rows[:] = [r for r in rows if r.group != id(pupil.roster_row)]
    school.plant("RC113", pupil.roster_row, "姓名", previous=FOLDER)
    unbalanced(school)
    return True


@fault("RC113")
def gone_without_a_row(school: School) -> bool:
    """On last month's roster, gone now, and nobody wrote why."""
    if not school.one_roster:
        return False
    who = stranger(school, school.classes[0].name.grade)
    school.add("earlier", {field: who[field] for field in FIELDS})
    school.plant("RC113", school.head("students"), "姓名", previous=FOLDER)
    unbalanced(school)
    return True
