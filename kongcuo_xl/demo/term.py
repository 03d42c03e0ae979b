"""The term of the check date, as the invented county keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """The autumn semester of the check date: 1 September to mid-January, with National Day off."""

    date: dt.date

    @property
    def start(self) -> dt.date:
        """First day of term."""
        return dt.date(self.date.year, 9, 1)

    @property
    def end(self) -> dt.date:
        """Last day of term."""
        return dt.date(self.date.year + 1, 1, 16)

    @property
    def holidays(self) -> tuple[dt.date, dt.date]:
        """First and last day of the National Day holidays."""
        return dt.date(self.date.year, 10, 1), dt.date(self.date.year, 10, 8)

    @property
    def made_up(self) -> tuple[dt.date, ...]:
        """Weekend days with lessons."""
        return dt.date(self.date.year, 9, 28), dt.date(self.date.year, 10, 11)

    def day(self, number: int) -> dt.date:
        """The day so many days after the first one of term."""
        return self.start + dt.timedelta(days=number)

    def is_school_day(self, day: dt.date) -> bool:
        """Whether there are lessons."""
        if day in self.made_up:
            return True
        first, last = self.holidays
        return day.weekday() < 5 and not first <= day <= last and self.start <= day <= self.end

    def school_days(self, until: dt.date | None = None) -> list[dt.date]:
        """Days with lessons from the start of term to ``until`` (default the check date)."""
        last = until or self.date
        count = (last - self.start).days + 1
        days = (self.start + dt.timedelta(days=n) for n in range(count))
        return [day for day in days if self.is_school_day(day)]
