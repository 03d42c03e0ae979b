"""Faults of the ledger of dropouts: CS, and HV104, which follows from it when term is over."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.faults.planting import Faults, spoil_fresh
from kongcuo_xl.demo.faults.visits import send_elsewhere
from kongcuo_xl.demo.school import School

FAULTS = Faults()
fault = FAULTS.register


def _case(school: School, code: str, field: str, value: object, *states: str) -> bool:
    return spoil_fresh(school, code, "cases", field, value, lambda v: v["状态"] in states)


@fault("CS101")
def no_destination_known(school: School) -> bool:
    """Nobody wrote where the pupil is."""
    return _case(school, "CS101", "去向", None, "疑似辍学", "辍学")


@fault("CS102")
def reported_days_later(school: School) -> bool:
    """Found, and reported four days later."""
    row = school.fresh("cases", lambda v: v["状态"] == "辍学")
    if not row:
        return False
    row.values["上报日期"] = row.values["发现日期"] + dt.timedelta(days=4)
    school.plant("CS102", row, "上报日期")
    return True


@fault("CS103")
def no_notice(school: School) -> bool:
    """Dropped out, no notice to return."""
    row = school.fresh("cases", lambda v: v["状态"] == "辍学")
    if not row or not school.writes("cases", "通知书日期"):
        return False
    row.values.update(通知书日期=None, 限期=None, 报乡镇日期=None)
    school.plant("CS103", row, "通知书日期")
    return True


@fault("CS104")
def township_not_told(school: School) -> bool:
    """The term is over, the township was not told."""
    return _case(school, "CS104", "报乡镇日期", None, "辍学")


@fault("CS105")
def step_left_out(school: School) -> bool:
    """A fine without an order before it."""
    row = school.fresh("cases", lambda v: v["状态"] == "辍学")
    if not row or not school.writes("cases", "责令改正", "行政处罚"):
        return False
    row.values.update(责令改正=None, 行政处罚=row.values["发现日期"] + dt.timedelta(days=20))
    school.plant("CS105", row, "责令改正")
    return True


@fault("CS106")
def nobody_came(school: School) -> bool:
    """No attempt to bring the pupil back, no visit since."""
    row = school.fresh("cases", lambda v: v["状态"] == "疑似辍学")
    if not row:
        return False
    pupil = next(p for p in school.pupils if p.rows.get("cases") == [row])
    for visit in list(pupil.visits):
        if visit.values["日期"] >= row.values["离校日期"]:
            send_elsewhere(school, visit, pupil)
    row.values["劝返次数"] = 0
    school.plant("CS106", row, "劝返次数")
    return True


@fault("CS107")
def back_without_support(school: School) -> bool:
    """Back at school, nobody paired with the pupil."""
    return _case(school, "CS107", "结对教师", None, "已返校")


@fault("CS108")
def closed_without_evidence(school: School) -> bool:
    """Crossed off without evidence."""
    return _case(school, "CS108", "依据", None, "已返校")


@fault("CS109")
def no_team(school: School) -> bool:
    """Nobody leads."""
    return _case(school, "CS109", "牵头单位", None, "疑似辍学", "辍学")


def owed_at_term_end(school: School) -> None:
    """HV104, a week after the semester: nobody who was to be visited again has been."""
    date = str(school.term.end + dt.timedelta(days=10))
    never = {id(f.record) for f in school.expected if f.code == "HV106"}
    for pupil in school.pupils:
        cases = [r.values["状态"] for r in pupil.rows.get("cases", [])]
        row = pupil.roster_row
        if (pupil.flags or {"疑似辍学", "辍学"} & set(cases)) and id(row) not in never:
            school.plant("HV104", row, "姓名", date=date)
