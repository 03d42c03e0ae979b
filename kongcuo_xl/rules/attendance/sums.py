"""Days of absence added up over a semester, and the days they are a part of."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from kongcuo_xl.attendance import Attendance, changes
from kongcuo_xl.calendar import SchoolCalendar, Term
from kongcuo_xl.rules.attendance.follow_up import last_day
from kongcuo_xl.tables import Table


def truant_days(attendance: Attendance, term: Term, date: dt.date) -> pd.DataFrame:
    """Unexcused days of each person in the semester so far.

    Columns: ``who``, ``person``, ``name``, ``days``, ``times`` (days on which), ``last`` (the last
    record's number).
    """
    days = attendance.truancy
    start, end = np.datetime64(term.start), np.datetime64(last_day(term, date))
    dates = days["date"].to_numpy()
    # By person, and of each by date.
    at = np.flatnonzero((dates >= start) & (dates <= end))
    people = days["who"].to_numpy()[at]
    first = np.flatnonzero(changes(people))
    times = np.diff(first, append=len(at))
    last = at[first + times - 1]
    latest = days.take(last)
    return pd.DataFrame(
        {
            "who": latest["who"].array,
            "person": latest["person"].array,
            "name": latest["name"].array,
            "days": np.add.reduceat(days["days"].to_numpy()[at], first),
            "times": times,
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
    until = last_day(term, date)

    def counts(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        dates = frame["date"].to_numpy()
        inside = (dates >= np.datetime64(term.start)) & (dates <= np.datetime64(until))
        return inside & calendar.are_school_days(dates)

    records, called = attendance.records, attendance.called
    counted, person = records["counted"].to_numpy(), records["person"].to_numpy()
    missed = counts(records) & (counted > 0) & (person >= 0)
    pupils, place = np.unique(person[missed], return_inverse=True)
    absent = np.bincount(place, counted[missed], len(pupils))
    told = counts(called) & np.isin(called["person"].to_numpy(), pupils)
    days = np.append(records["date"].to_numpy()[missed], called["date"].to_numpy()[told])
    place = np.append(place, np.searchsorted(pupils, called["person"].to_numpy()[told]))
    # A day that both a list and a roll call tell of is one day.
    number, dates = pd.factorize(days)
    once = np.unique(place * (len(dates) + 1) + number)
    recorded = np.bincount(once // (len(dates) + 1), minlength=len(pupils))
    elapsed = len(calendar.school_days(term.start, until))
    listed = students.unit.take(pupils).isin(attendance.listed_units).to_numpy(dtype=bool)
    recorded = np.where(listed, np.maximum(recorded, elapsed), recorded)
    return pd.DataFrame(
        {"absent": absent, "recorded": recorded, "rate": 1 - absent / recorded}, index=pupils
    )
