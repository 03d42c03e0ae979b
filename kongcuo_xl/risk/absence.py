"""Facts that absence states."""

from __future__ import annotations

import pandas as pd

from kongcuo_xl.risk.facts import Facts
from kongcuo_xl.rules.attendance.follow_up import day, last_day
from kongcuo_xl.rules.attendance.follow_up import overrun as overrun_leave
from kongcuo_xl.rules.attendance.sums import attendance_rates, truant_days


def streaks(facts: Facts) -> None:
    """Unexcused days in a row, so recent that they still speak."""
    runs = facts.truancy.drop_duplicates("run", keep="last")
    long = runs[(runs["run_days"] >= facts.policy["risk_absent_days"]) & runs["recent"]]
    said = [f"{n:g}" for n in long["run_days"]]
    facts.add("absent_streak", facts.scope.attendance, long["person"], long["at"], said)


def recent(facts: Facts) -> None:
    """Unexcused days among the last ones."""
    days = facts.truancy[facts.truancy["recent"]]
    sums = days.groupby("person")["days"].sum()
    last = days.drop_duplicates("person", keep="last")
    said = [
        f"{n:g}天（近{facts.policy['risk_recent_days']}个教学日）" for n in sums.loc[last["person"]]
    ]
    facts.add("recent_absence", facts.scope.attendance, last["person"], last["at"], said)


def sums(facts: Facts) -> None:
    """Days that add up, half days that come often, rates that are low."""
    attendance, term, date = facts.scope.attendance, facts.term, facts.date
    days = facts.truancy
    sums = truant_days(attendance, term, date)
    sums = sums[(sums["person"] >= 0) & (sums["days"] >= facts.policy["cumulative_days_hint"])]
    said = [f"{n:g}" for n in sums["days"]]
    facts.add("cumulative_absence", attendance, sums["person"], sums["last"], said)
    start, end = pd.Timestamp(term.start), pd.Timestamp(last_day(term, date))
    halves = days[(days["days"] < 1) & days["date"].between(start, end)]
    last = halves.drop_duplicates("person", keep="last")
    times = last["person"].map(halves["person"].value_counts())
    often = times >= facts.policy["risk_half_days"]
    facts.add("half_days", attendance, last["person"][often], last["at"][often], times[often])
    rates = attendance_rates(attendance, facts.students, facts.scope.calendar, term, date)
    low = rates["rate"] < facts.policy["attendance_warning"]
    low &= rates["recorded"] >= facts.policy["attendance_min_days"]
    # Days already told as truancy adding up are not told again as a low rate.
    low &= ~rates.index.isin(sums["person"])
    rates = rates[low]
    facts.add(
        "low_attendance", (facts.students, "name"), rates.index, rates.index,
        [f"{rate:.1%}" for rate in rates["rate"]],
    )  # fmt: skip


def overrun(facts: Facts) -> None:
    """Leave that has run out, with nobody back."""
    absences = facts.need("absences")
    over = overrun_leave(
        facts.scope.attendance, absences, facts.scope.calendar, facts.date, facts.students,
        facts.table("changes"), facts.table("cases"),
    )  # fmt: skip
    said = "应于" + day(over["leave_end"]) + "期满"
    facts.add("leave_overrun", (absences, "return_date"), over["person"], over["entry"], said)
