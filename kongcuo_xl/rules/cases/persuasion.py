"""Cases of which nobody has yet written that the pupil was persuaded or visited."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kongcuo_xl.cases import begun, stated
from kongcuo_xl.people import match
from kongcuo_xl.tables import NotApplicable, Table
from kongcuo_xl.visits import visits_made


def unpersuaded(
    cases: Table, date: dt.date, visits: Table | None, students: Table | None
) -> pd.Series:
    """Cases without 劝返次数, 首次家访 or a visit since they began, where that could be told.

    Raises NotApplicable where nothing could tell.
    """
    noted = [f for f in ("persuasions", "first_visit") if cases.any_has(f)]
    if not noted and visits is None:
        raise NotApplicable("台账没有“劝返次数”“首次家访日期”列，也没有家访登记表")
    made = (cases.maybe("persuasions") > 0) | cases.unreadable("persuasions")
    made |= stated(cases, "first_visit")
    can_tell = cases.has("persuasions") | cases.has("first_visit")
    if visits is not None:
        made |= _visited(cases, visits, students, date)
        can_tell |= cases.unit.isin({p.unit for p in visits.pieces})
    return cases.given("name") & can_tell & ~made


def _visited(cases: Table, visits: Table, students: Table | None, date: dt.date) -> pd.Series:
    """Cases visited since they began; of an unclear visit the name is enough."""
    made = visits_made(visits, students, None)
    made = made[made["date"] <= pd.Timestamp(date)]
    made = made.assign(name=made["unit"] + "|" + made["student"])
    person = pd.Series(match(cases, students) if students is not None else -1, index=cases.index)
    name = cases.unit + "|" + cases.maybe("name")
    known = made["person"] >= 0
    by_person = _last_day(made[known], "person", person)
    # A visit of a known pupil is nobody else's, whatever the names.
    by_name = _last_day(made[~known], "name", name)
    anybody = _last_day(made, "name", name).where(person < 0)
    last = pd.concat([by_person, by_name, anybody], axis=1).max(axis=1)
    return last.notna() & ~(last < begun(cases))


def _last_day(made: pd.DataFrame, column: str, wanted: pd.Series) -> pd.Series:
    days = made.groupby(column)["date"].max().reindex(wanted)
    return pd.Series(days.to_numpy(), index=wanted.index)
