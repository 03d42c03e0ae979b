"""Children taught at home, from every list that says so, and the records kept of each.

A child stands in 安置表 as 送教, on the roster with a status of 送教, or only in the records; where
several say so, the first of these is where the child is reported. There are few of them, so plain
loops do.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.calendar import SchoolCalendar, Term, Week
from kongcuo_xl.people import match
from kongcuo_xl.tables import Flags, Table

_INSTITUTION = "康复|福利"
_NO_LESSON = "跟踪|电话|回访"


@dataclass(slots=True)
class Child:
    """A child taught at home, or living in an institution."""

    table: Table
    row: int
    unit: str
    name: str
    student: int = -1
    """Row of the roster, -1 where the child is not there."""
    placement: int = -1
    home: bool = True
    institution: bool = False
    start: dt.date | None = None
    end: dt.date | None = None
    records: list[int] = field(default_factory=list)
    """Rows of the records table, by date; those without a date first."""

    def begun(self, records: Table | None, term: Term) -> dt.date:
        """First day on which the child is owed anything this semester."""
        dated = [d for d in self.dates(records) if d]
        start = self.start or min(dated, default=term.start)
        return max(start, term.start)

    def dates(self, records: Table | None) -> list[dt.date | None]:
        """The date of each record."""
        if records is None:
            return []
        days = records.maybe("date")
        return [day_of(days[row]) for row in self.records]


def day_of(stamp: object) -> dt.date | None:
    """A cell of a date column as a date, None when blank."""
    return stamp.date() if isinstance(stamp, pd.Timestamp) else None


def at_home(placements: Table) -> pd.Series:
    """Rows of 安置表 that are placed 送教上门; without such a column the list's title says it."""
    about = placements.of_piece(
        (f"{p.context.title} {p.sheet.name}" for p in placements.pieces), "str"
    )
    titled = ~placements.has("placement") & about.str.contains("送教")
    return placements.text("placement").str.contains("送教") | titled


def in_institution(placements: Table) -> pd.Series:
    """Rows of 安置表 of children in a rehabilitation centre or a welfare home."""
    named = placements.text("institution")
    said = (named != "") & ~named.str.contains(r"^(?:无|否|不|没|[-—/×0]|家)")
    return said | placements.text("placement").str.contains(_INSTITUTION)


def taught_on_roster(students: Table) -> pd.Series:
    """Pupils whose 状态 or 就读方式 is 送教."""
    said = students.text("status") + " " + students.text("boarding")
    return said.str.contains("送教")


def is_lesson(records: Table) -> pd.Series:
    """Records of a visit with lessons: no mere 跟踪 or telephone call."""
    return ~records.text("record_kind").str.contains(_NO_LESSON)


def without_plan(placements: Table) -> pd.Series:
    """Children taught at home whose 个别化教育计划 the list asks for and does not have (HT106)."""
    answers = clean.each(placements.text("iep"), clean.yes_no)
    there = pd.Series([a is not None and a is not False for a in answers], index=placements.index)
    return at_home(placements) & placements.has("iep") & ~there


def children(
    placements: Table | None, students: Table | None, records: Table | None
) -> list[Child]:
    """Every child taught at home or in an institution, with its records."""
    found: list[Child] = []
    if placements is not None:
        found += _placed(placements, students)
    if students is not None:
        covered = {child.student for child in found}
        for row in np.flatnonzero(taught_on_roster(students)).tolist():
            if row not in covered:
                name = students.maybe("name")[row]
                found.append(Child(students, row, students.unit[row], name, student=row))
    if records is not None:
        _give_records(found, records, placements, students)
    return found


def _placed(placements: Table, students: Table | None) -> list[Child]:
    home, lives_in = at_home(placements), in_institution(placements)
    on_roster = match(placements, students) if students is not None else None
    starts, ends = placements.maybe("start"), placements.maybe("end")
    spans = placements.text("span")
    found: list[Child] = []
    for row in np.flatnonzero(home | lives_in).tolist():
        since, until = day_of(starts[row]), day_of(ends[row])
        if spans[row]:
            first, last, _ = clean.date_range(spans[row])
            since, until = since or first, until or (last if last != first else None)
        found.append(
            Child(
                placements,
                row,
                placements.unit[row],
                placements.maybe("name")[row],
                student=int(on_roster[row]) if on_roster is not None else -1,
                placement=row,
                home=bool(home[row]),
                institution=bool(lives_in[row]),
                start=since,
                end=until,
            )
        )
    return found


def _give_records(
    found: list[Child], records: Table, placements: Table | None, students: Table | None
) -> None:
    by_name: dict[tuple[str, str], list[Child]] = defaultdict(list)
    for known in found:
        by_name[known.unit, known.name].append(known)
    by_placement = {c.placement: c for c in found if c.placement >= 0}
    by_student = {c.student: c for c in found if c.student >= 0}
    placed = match(records, placements) if placements is not None else None
    enrolled = match(records, students) if students is not None else None
    in_class = records.class_key
    new: dict[tuple[str, str, str], Child] = {}
    places = records.text("place").str.contains(_INSTITUTION)
    cells = records.text("student")
    for row in records.maybe("date").sort_values(kind="stable", na_position="first").index:
        unit = records.unit[row]
        names = dict.fromkeys(clean.split_names(cells[row]))
        for name in names:
            child: Child | None = None
            if len(names) == 1:
                child = by_placement.get(int(placed[row])) if placed is not None else None
                if child is None and enrolled is not None:
                    child = by_student.get(int(enrolled[row]))
            if child is None:
                same = by_name.get((unit, name), [])
                if len(same) > 1:
                    continue
                child = same[0] if same else None
            if child is None:
                key = (unit, in_class[row], name)
                if key not in new:
                    new[key] = Child(records, int(row), unit, name, institution=bool(places[row]))
                    if enrolled is not None and len(names) == 1:
                        new[key].student = int(enrolled[row])
                child = new[key]
            child.records.append(int(row))
    found += new.values()


def weeks_short(
    child: Child,
    records: Table,
    lesson: pd.Series,
    per_week: int,
    min_days: int,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
) -> list[tuple[Week, int]]:
    """Weeks up to the check date's with fewer lessons than owed, and how many there were.

    ``lesson``: which records are lessons. Weeks with fewer than ``min_days`` school days since the
    child's start are not judged.
    """
    begun = child.begun(records, term)
    last = min(term.end, child.end or term.end)
    days = {
        day
        for row, day in zip(child.records, child.dates(records), strict=True)
        if day and lesson[row] and day <= date
    }
    short = []
    for week in calendar.weeks(term):
        if week.start > date:
            break
        owed = calendar.school_days(max(week.start, begun), min(week.end, last))
        made = sum(week.start <= day <= week.end for day in days)
        if len(owed) >= min_days and made < per_week:
            short.append((week, made))
    return short


def flag_children(
    faults: Iterable[tuple[Child, str]], suggestion: str, level: str = ""
) -> list[Flags]:
    """Faults at the names of children, each in the list where the child stands."""
    by_table: dict[int, list[tuple[Child, str]]] = defaultdict(list)
    for fault in faults:
        by_table[id(fault[0].table)].append(fault)
    flags = []
    for group in by_table.values():
        table = group[0][0].table
        said = pd.Series("", index=table.index, dtype=object)
        for child, text in group:
            said[child.row] = text
        field_id = "student" if table.kind == "home_teaching" else "name"
        rows = [child.row for child, _ in group]
        flags.append(table.flag_at(rows, field_id, "{}", said, suggestion=suggestion, level=level))
    return flags
