"""How many visits every teacher who owes a quota has made this semester."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from kongcuo_xl.calendar import Term
from kongcuo_xl.tables import MissingTableError, Table
from kongcuo_xl.teachers import class_teachers, roles
from kongcuo_xl.visits import this_term, visits_by_teacher, visits_made


@dataclass(frozen=True, slots=True)
class Quota:
    """Teachers of one table who owe visits: ``owes`` and ``done`` by its rows."""

    table: Table
    field: str
    """The column that names the teacher."""
    owes: pd.Series
    done: pd.Series


def _counts(
    visits: Table,
    students: Table | None,
    staff: Table | None,
    visits_count_only: str,
    count_unit: str,
    term: Term,
    date: dt.date,
) -> pd.Series:
    if visits_count_only:
        visits.need("visit_form")
    made = this_term(visits_made(visits, students, staff), term, date)
    return visits_by_teacher(made, visits_count_only, count_unit)


def of_class_teachers(
    visits: Table,
    staff: Table | None,
    classes: Table | None,
    students: Table | None,
    visits_count_only: str,
    count_unit: str,
    term: Term,
    date: dt.date,
) -> list[Quota]:
    """Class teachers on the staff list, then those whom only 班级表 names.

    Raises MissingTableError without either, MissingColumnError where only visits of a form count
    and no sheet says the form.
    """
    if staff is None and classes is None:
        raise MissingTableError("staff")
    counts = _counts(visits, students, staff, visits_count_only, count_unit, term, date)
    found = []
    listed = set[str]()
    if staff is not None:
        who = roles(staff, classes)
        person = staff.unit + "|" + staff.maybe("name")
        listed = set(person)
        head = who["class_teacher"] & who["first"]
        found.append(Quota(staff, "name", head, _done(person, counts)))
    if classes is not None:
        named = class_teachers(None, classes, None).drop_duplicates(["unit", "name"])
        person = classes.unit + "|" + classes.maybe("class_teacher")
        alone = person.isin(set(named["unit"] + "|" + named["name"]) - listed)
        alone &= ~person.duplicated()
        found.append(Quota(classes, "class_teacher", alone, _done(person, counts)))
    return found


def of_subject_teachers(
    visits: Table,
    staff: Table,
    classes: Table | None,
    students: Table | None,
    visits_count_only: str,
    count_unit: str,
    term: Term,
    date: dt.date,
) -> Quota:
    """Teachers of the staff list who head no class. Raises MissingColumnError as the list may."""
    if not staff.any_has("teaches"):
        staff.need("post")
    counts = _counts(visits, students, staff, visits_count_only, count_unit, term, date)
    who = roles(staff, classes)
    teaches = who["subject_teacher"] & who["first"]
    return Quota(staff, "name", teaches, _done(staff.unit + "|" + staff.maybe("name"), counts))


def _done(person: pd.Series, counts: pd.Series) -> pd.Series:
    return person.map(counts).fillna(0).astype(int)


def unit_of(count_unit: str) -> str:
    """户次 or 人次, as messages say it."""
    return "户次" if count_unit == "户次" else "人次"
