"""Who was away on the last school day of a period."""

from __future__ import annotations

import datetime as dt
from functools import cache, cached_property

import pandas as pd

from kongcuo_xl.records.frames import Frames

_CALLS = ("absences", "roll_call")


class Absences(Frames):
    """Attendance on the day for which it can be told."""

    @cached_property
    def last_school_day(self) -> dt.date | None:
        """The last school day of the period up to the check date."""
        days = self.calendar.school_days(self.period.start, self.last)
        return days[-1].date() if len(days) else None

    @cached_property
    def units_called(self) -> dict[str, dt.date]:
        """Unit → the day for which its attendance can be told.

        A list of absences covers every day; a roll call the days that have a mark.
        """
        day = self.last_school_day
        if day is None:
            return {}
        told = dict.fromkeys(self.tables.units_with("absences"), day)
        marked: dict[str, dt.date] = {}
        calls = self.table("roll_call")
        for piece in calls.pieces if calls is not None else ():
            for column in piece.days:
                date = self._in_period(column.year, column.month, column.day)
                if date is None or date > day or marked.get(piece.unit, dt.date.min) >= date:
                    continue
                if any(piece.sheet.rows[row][column.column] != "" for row in piece.rows):
                    marked[piece.unit] = date
        return {**marked, **told}

    def _in_period(self, year: int | None, month: int | None, day: int) -> dt.date | None:
        for guess in {self.period.start.year, self.period.end.year} if year is None else {year}:
            try:
                date = dt.date(guess, month or self.period.start.month, day)
            except ValueError:
                continue
            if date in self.period:
                return date
        return None

    @cached_property
    def absent(self) -> pd.DataFrame:
        """Who was away the whole of the day that ``units_called`` names: ``key``, ``said``."""
        if not self.units_with(*_CALLS) or not len(self.scope.attendance.records):
            return _nobody_away()
        records = self.scope.attendance.records
        day = pd.to_datetime(records["unit"].map(self.units_called))
        on_leave = (
            (records["date"] <= day)
            & (records["leave_end"] >= day)
            & ~(records["return_date"] <= day)
        )
        share = records["days"].where(records["date"] == day, on_leave.astype(float))
        away = records.assign(share=share)[(share > 0) & (records["person"] >= 0)]
        if not len(away):
            return _nobody_away()
        total = away.groupby("person")["share"].sum()
        rows = total[total >= 1].index.to_numpy()
        first = away.drop_duplicates("person").set_index("person").loc[rows]
        students = self.table("students")
        keys = self._by_row("students", len(students) if students is not None else 0)["key"]
        return pd.DataFrame(
            {"key": keys.to_numpy()[rows], "said": first["kind"].replace("", "缺课").to_numpy()}
        ).dropna(subset="key")


@cache
def _nobody_away() -> pd.DataFrame:
    return pd.DataFrame({"key": pd.Series(dtype="str"), "said": pd.Series(dtype="str")})
