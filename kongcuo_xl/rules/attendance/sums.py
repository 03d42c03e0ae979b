"""Days of absence added up over a semester, and the days they are a part of."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kongcuo_xl.attendance import Attendance
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.attendance.follow_up import last_day
from kongcuo_xl.tables import Table


def truant_days(attendance: Attendance, term: Term, date: dt.date) -> pd.DataFrame:
    """Unexcused days of each person in the semester so far.

    Columns: ``who``, ``person``, ``name``, ``days``, ``times`` (days on which), ``last`` (the last
    record's number).
    """
    days = attendance.truancy
    start, end = pd.Timestamp(term.start), pd.Timestamp(last_day(term, date))
    inside = days[days["date"].between(start, end)]
    sums = inside.groupby("who")["days"].agg(["sum", "size"])
    latest = inside.drop_duplicates("who", keep="last")
    return pd.DataFrame(
        {
            "who": latest["who"].array,
            "person": latest["person"].array,
            "name": latest["name"].array,
            "days": sums["sum"].array,
            "times": sums["size"].array,
            "last": latest["at"].array,
        }
    )


def attendance_rates(
    attendance: Attendance, students: Table, calendar: SchoolCalendar, term: Term, date: dt.date
) -> pd.DataFrame:
    """For each pupil with an absence in the semester: ``absent`` and ``recorded`` days, ``rate``.

    Indexed by row of the students table. A roll call records the days it has a mark for; a list of
    absences records every school day so far, because who isn't on it was there.
    """
    start, end = pd.Timestamp(term.start), pd.Timestamp(last_day(term, date))
    records = attendance.records
    inside = (records["counted"] > 0) & (records["person"] >= 0)
    inside &= records["date"].between(start, end) & calendar.are_school_days(records["date"])
    absences = records.loc[inside, ["person", "date", "counted"]]
    frame = pd.DataFrame({"absent": absences.groupby("person")["counted"].sum()})
    called = attendance.called
    called = called[called["date"].between(start, end) & called["person"].isin(frame.index)]
    called = called[calendar.are_school_days(called["date"])]
    days = pd.concat([called[["person", "date"]], absences[["person", "date"]]]).drop_duplicates()
    recorded = days.groupby("person").size().reindex(frame.index, fill_value=0)
    listed = (
        students.unit.take(frame.index.to_numpy(dtype="int64"))
        .isin(attendance.listed_units)
        .to_numpy(dtype=bool)
    )
    elapsed = len(calendar.school_days(term.start, last_day(term, date)))
    frame["recorded"] = recorded.where(~listed, recorded.clip(lower=elapsed))
    frame["rate"] = 1 - frame["absent"] / frame["recorded"]
    return frame
