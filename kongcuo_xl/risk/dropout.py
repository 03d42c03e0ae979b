"""Facts that the ledger of cases states."""

from __future__ import annotations

import pandas as pd

from kongcuo_xl import cases as case_ledger
from kongcuo_xl.people import match
from kongcuo_xl.risk.facts import Facts
from kongcuo_xl.rules.attendance.follow_up import day


def cases(facts: Facts) -> None:
    """Cases that are open, or were closed by a return; returns that did not last."""
    cases = facts.need("cases")
    status = cases.text("case_status").where(cases.given("case_status"), "在册")
    found = cases.maybe("found_date")
    since = ("，" + day(found) + "发现").where(found.notna(), "")
    facts.records("suspected", cases, "case_status", case_ledger.open_(cases), status + since)
    back = cases.maybe("return_date")
    when = (back.dt.strftime("%Y-%m-%d") + "返校").where(back.notna(), "已返校")
    facts.records("earlier_dropout", cases, "return_date", case_ledger.returned(cases), when)
    again = cases.maybe("relapses").fillna(0) > 0
    facts.records("relapsing", cases, "relapses", again)


def absent_again(facts: Facts) -> None:
    """Truancy after a return."""
    cases = facts.need("cases")
    back = cases.maybe("return_date").fillna(cases.maybe("closed_date"))
    returned = case_ledger.returned(cases) & back.notna()
    person = match(cases, facts.students)
    told = pd.DataFrame({"person": person, "back": back})[returned.to_numpy(dtype=bool)]
    last = told[told["person"] >= 0].groupby("person")["back"].max()
    days = facts.truancy
    days = days[days["recent"]]
    after = days[days["date"] > date_of(last, days["person"])]
    after = after.drop_duplicates("person", keep="last")
    said = day(date_of(last, after["person"])) + "返校，" + day(after["date"]) + "旷课"
    facts.add("absent_again", facts.scope.attendance, after["person"], after["at"], said)


def date_of(dates: pd.Series, person: pd.Series) -> pd.Series:
    """The date of each person, NaT where there is none."""
    wanted = pd.Index(person).astype("int64")
    found = dates.set_axis(dates.index.astype("int64")).astype("datetime64[s]").reindex(wanted)
    return pd.Series(found.to_numpy(), index=person.index)
