"""Last month's rosters, beside the county: the same pupils but for those who came or went since."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo import ledgers
from kongcuo_xl.demo.county import School
from kongcuo_xl.demo.faults import Faults

FOLDER = "上期名册"
FIELDS = ("姓名", "性别", "身份证号", "年级", "班级")
FAULTS = Faults()
fault = FAULTS.register


def keep(school: School) -> None:
    """The roster of the end of September, as far as the register of changes tells."""
    last = dt.date(school.term.start.year, 9, 30)
    since = [r.values for r in school.tables.get("changes", []) if r.values["变动日期"] > last]
    came = {v["身份证号"] for v in since if v["变动类别"] in ("转入", "复学")}
    for row in school.tables["students"]:
        if row.values.get("身份证号") not in came:
            values = {field: row.values.get(field) for field in FIELDS}
            school.add("earlier", {**values, "班级": row.group}, id(row))
    for values in since:
        if values["变动类别"] == "转出" and values["身份证号"] not in {
            pupil.identity for pupil in school.pupils
        }:
            school.add("earlier", {field: values[field] for field in FIELDS}, "gone")


def unbalanced(school: School) -> None:
    """CH101: with last month's roster the register no longer adds up."""
    head = school.head("changes")
    if "changes" in school.tables and not any(f.record is head for f in school.expected):
        school.plant("CH101", head, "变动类别", previous=FOLDER)


@fault("RC113")
def new_without_a_row(school: School) -> bool:
    """On the roster now, not last month, and nobody wrote why."""
    pupil = school.pick() if not school.one_roster else None
    if not pupil:
        return False
    rows = school.tables["earlier"]
    rows[:] = [r for r in rows if r.group != id(pupil.rows["students"][0])]
    school.plant("RC113", pupil.rows["students"][0], "姓名", previous=FOLDER)
    unbalanced(school)
    return True


@fault("RC113")
def gone_without_a_row(school: School) -> bool:
    """On last month's roster, gone now, and nobody wrote why."""
    if not school.one_roster:
        return False
    who = ledgers.stranger(school, school.classes[0].name.grade)
    school.add("earlier", {field: who[field] for field in FIELDS})
    school.plant("RC113", school.head("students"), "姓名", previous=FOLDER)
    unbalanced(school)
    return True
