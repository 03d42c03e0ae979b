"""Last month's rosters, beside the county: the same pupils but for those who came or went since."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo.school import School

FOLDER = "上期名册"
FIELDS = ("姓名", "性别", "身份证号", "年级", "班级")


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
