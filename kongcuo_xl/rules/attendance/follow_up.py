"""What the school owes after truancy: the report, the class teacher's visit, the leader's visit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kongcuo_xl import clean
from kongcuo_xl.attendance import Attendance, who
from kongcuo_xl.calendar import SchoolCalendar, Term, school_year
from kongcuo_xl.people import UNKNOWN, match
from kongcuo_xl.tables import Table
from kongcuo_xl.teachers import class_teachers, is_leader
from kongcuo_xl.visits import visits_made

_LEADER_DAYS = 1
"""002-14: the leader comes on the second day itself or the next."""


def last_day(term: Term, date: dt.date) -> dt.date:
    """The last day of the semester that can be judged."""
    return min(term.end, date)


def day(dates: pd.Series) -> pd.Series:
    """10月9日, as messages say it; ``""`` for NaT."""
    codes, days = pd.factorize(dates)
    written = np.array([*(f"{d.month}月{d.day}日" for d in days), ""], dtype=object)
    return pd.Series(written[codes], index=dates.index)


def number(days: pd.Series) -> pd.Series:
    """1, 0.5, 2.5: days as messages say them."""
    return days.map("{:g}".format)


def unreported(
    attendance: Attendance, absences: Table, report_after_days: float, term: Term, date: dt.date
) -> pd.DataFrame:
    """Truancy of lists that nobody reported: a row an entry, with ``at`` (record), date and days.

    Only sheets that have a place for the report are judged; MissingColumnError when none has.
    """
    absences.need("reported")
    records = attendance.records
    inside = records["date"].between(pd.Timestamp(term.start), pd.Timestamp(last_day(term, date)))
    told = records["unexcused"] & ~records["grid"] & ~records["reported"] & inside
    chosen = records[told & (records["counted"] > 0)].reset_index(names="at")
    entries = chosen.groupby("entry", as_index=False).agg(
        at=("at", "first"), date=("date", "first"), days=("counted", "sum")
    )
    has = absences.has("reported").to_numpy(dtype=bool)
    judged = has[entries["entry"].to_numpy(dtype=np.int64)]
    found: pd.DataFrame = entries[judged & (entries["days"] >= report_after_days)]
    return found


def without_teacher(
    attendance: Attendance,
    visits: Table,
    students: Table | None,
    staff: Table | None,
    classes: Table | None,
    after: float,
    within: int,
    visit_days: str,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
) -> pd.DataFrame:
    """Runs of truancy that the class teacher did not follow up in time, as ``Attendance.reaching``.

    Further columns: ``teacher`` (names of the class teachers, ``""`` where nobody is known and any
    visit would do), ``deadline``, ``overdue``.
    """
    owed = _owed(attendance, students, after, within, visit_days, calendar, term, date)
    made = _visits_to(owed, visits, students, staff, owed["run_start"])
    heads = class_teachers(staff, classes, school_year(date))
    names = heads.groupby("class_key")["name"].agg("、".join)
    known = names.to_dict()
    owed["teacher"] = pd.Series([known.get(k, "") for k in owed["class_key"]], dtype="str")
    mine = set(heads["class_key"] + "|" + heads["name"])
    right = (made["class_key"] + "|" + made["teacher"]).isin(mine)
    right |= made["role"].str.contains("班主任") | ~made["class_key"].isin(names.index)
    return owed[~owed.index.isin(made.loc[right, "owed"])]


def without_leader(
    attendance: Attendance,
    visits: Table,
    students: Table | None,
    staff: Table | None,
    classes: Table | None,
    after: float,
    visit_days: str,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
) -> pd.DataFrame:
    """Runs of truancy that no leader followed up in time; columns as ``without_teacher``.

    ``known`` says whether anybody in the unit is known to be a leader; if not, any visit would do.
    """
    owed = _owed(attendance, students, after, _LEADER_DAYS, visit_days, calendar, term, date)
    made = _visits_to(owed, visits, students, staff, owed["date"])
    leaders: set[str] = set()
    if staff is not None:
        leading = is_leader(staff.text("post"))
        leaders |= set((staff.unit + "|" + staff.maybe("name"))[leading])
    if classes is not None:
        named = classes.given("keeper_leader")
        leaders |= set((classes.unit + "|" + classes.maybe("keeper_leader"))[named])
    units = {leader.split("|", 1)[0] for leader in leaders}
    owed["known"] = owed["unit"].isin(units)
    right = (made["unit"] + "|" + made["teacher"]).isin(leaders)
    right |= is_leader(made["role"]) | ~made["unit"].isin(units)
    return owed[~owed.index.isin(made.loc[right, "owed"])]


def _owed(
    attendance: Attendance,
    students: Table | None,
    after: float,
    within: int,
    visit_days: str,
    calendar: SchoolCalendar,
    term: Term,
    date: dt.date,
) -> pd.DataFrame:
    owed = attendance.reaching(after, term.start, last_day(term, date)).reset_index(drop=True)
    if students is not None and len(students):
        person = owed["person"].to_numpy(dtype=np.int64)
        theirs = students.class_key.take(np.maximum(person, 0)).array
        owed["class_key"] = np.where(person >= 0, theirs, owed["class_key"])
    if visit_days == "calendar":
        deadline = owed["date"] + pd.Timedelta(days=within)
    else:
        found = calendar.nth_school_day_after(owed["date"], within).astype("datetime64[s]")
        deadline = pd.Series(found, index=owed.index)
    owed["deadline"] = deadline
    owed["overdue"] = deadline < pd.Timestamp(date)
    return owed


def _visits_to(
    owed: pd.DataFrame,
    visits: Table,
    students: Table | None,
    staff: Table | None,
    start: pd.Series,
) -> pd.DataFrame:
    """Visits to those pupils from ``start`` to the deadline.

    Columns: ``owed`` (row), ``unit``, ``class_key``, ``teacher``, ``role``. A visit that only names
    the pupil, of whom the roster knows two or none, counts: its own fault is reported elsewhere.
    """
    made = visits_made(visits, students, staff)
    by_name = made["unit"] + "|" + made["student"]
    known = made["person"] >= 0
    visited = pd.DataFrame(
        {
            "key": ("#" + made["person"].astype("str")).where(known, by_name),
            "teacher": made["teacher"],
            "role": visits.text("role").take(made["entry"].to_numpy()).array,
            "visited": made["date"],
        }
    )
    frame = owed.assign(start=start, owed=owed.index)
    keys = [frame["who"], frame["unit"] + "|" + frame["name"]]
    both = pd.concat([frame.assign(key=key) for key in keys])
    met = both[["key", "owed", "unit", "class_key", "start", "deadline"]].merge(visited, on="key")
    # Beyond the calendar's last school day there is no deadline: any later visit is in time.
    in_time = (met["visited"] >= met["start"]) & ~(met["visited"] > met["deadline"])
    return met[in_time]


def off_case_list(
    attendance: Attendance,
    suspected_after_days: float,
    term: Term,
    date: dt.date,
    students: Table | None,
    cases: Table | None,
) -> pd.DataFrame:
    """Runs of truancy long enough for the list of suspected dropouts whose pupil isn't on it.

    Rows as ``Attendance.reaching``.
    """
    found = attendance.reaching(suspected_after_days, term.start, last_day(term, date))
    return found if cases is None else found[~_listed(found, cases, students)]


def _listed(found: pd.DataFrame, cases: Table, students: Table | None) -> pd.Series:
    """Which truants stand on the list with a case not over before their truancy began."""
    person = match(cases, students) if students is not None else np.full(len(cases), UNKNOWN)
    over = cases.maybe("closed_date").fillna(cases.maybe("return_date"))
    # A case that names a pupil without saying which of two is given the benefit of the doubt.
    by_name = cases.unit + "|" + cases.maybe("name")
    keys = who(cases, person)
    case = pd.DataFrame({"key": keys.where(person >= 0, by_name), "over": over})
    truants = found.reset_index(names="truant")
    both = pd.concat(
        [
            truants.assign(key=truants["who"]),
            truants.assign(key=truants["unit"] + "|" + truants["name"]),
        ]
    )
    met = both[["key", "truant", "run_start"]].merge(case, on="key")
    open_ = ~(met["over"] < met["run_start"])
    return pd.Series(found.index.isin(met.loc[open_, "truant"]), index=found.index)


def leaves(absences: Table, attendance: Attendance) -> pd.DataFrame:
    """Records of leave with an end and no return, a row an entry that has a place for the return.

    Raises MissingColumnError where no sheet has one.
    """
    if not absences.any_has("returned"):
        absences.need("return_date")
    records = attendance.records
    open_ = records["first"] & ~records["grid"] & records["leave_end"].notna()
    found: pd.DataFrame = records[open_ & records["return_date"].isna()]
    entry = found["entry"].to_numpy(dtype=np.int64)
    said = np.array(clean.each(absences.text("returned"), clean.yes_no), dtype=object) == True  # noqa: E712
    asked = absences.has("return_date") | absences.has("returned")
    unsaid = (asked & ~absences.given("return_date") & ~said).to_numpy(dtype=bool)
    unreturned: pd.DataFrame = found[unsaid[entry]]
    return unreturned


def overrun(
    attendance: Attendance,
    absences: Table,
    calendar: SchoolCalendar,
    date: dt.date,
    students: Table | None,
    changes: Table | None,
    cases: Table | None,
) -> pd.DataFrame:
    """Leaves that are over and after which nothing is written of the pupil; rows as ``leaves``."""
    found = leaves(absences, attendance)
    back = calendar.nth_school_day_after(found["leave_end"], 1).astype("datetime64[s]")
    found = found[back < pd.Timestamp(date)]
    records = attendance.records
    told = records.groupby("who")["date"].max()
    here = attendance.called[attendance.called["present"]].groupby("person")["date"].max()
    # A leave renewed in time may begin before the old one is over.
    ends = records.groupby("who")["leave_end"].max()
    end = found["leave_end"]
    later = end < told.reindex(found["who"]).to_numpy()
    later |= end < here.reindex(found["person"]).to_numpy()
    later |= end < ends.reindex(found["who"]).to_numpy()
    if students is not None:
        for table in (changes, cases):
            if table is not None:
                later |= found["person"].isin(set(match(table, students)) - {-1, -2})
    over: pd.DataFrame = found[~later | (found["who"] == "")]
    return over
