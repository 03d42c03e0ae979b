"""Faults of the county's lists, and those that show only when schools are compared."""

from __future__ import annotations

import datetime as dt

from kongcuo_xl.demo import district
from kongcuo_xl.demo.canvas import Record
from kongcuo_xl.demo.district import District
from kongcuo_xl.demo.faults.planting import Faults, spoil_fresh

FAULTS = Faults()
fault = FAULTS.register


def _villages(county: District) -> list[str]:
    return [v for v in county.invent.words["villages"] if v not in county.used]


# ---- RC


@fault("RC108")
def registered_at_two_schools(county: District) -> bool:
    """A pupil of one school is also on the roster of another, which keeps no registry."""
    others = [s for s in county.schools if not s.profile.registry]
    home = next(
        (s for s in county.schools if s.profile.registry and s.name not in county.used), None
    )
    if not others or home is None:
        return False
    other = others[len(county.used) % len(others)]
    grades = {group.name.grade for group in other.classes}
    pupil = home.pick(lambda p: p.in_class.grade in grades) or home.pick()
    if not pupil:
        return False
    county.used.add(home.name)
    group = next((g for g in other.classes if g.name.grade == pupil.in_class.grade), None)
    if not group:
        return False
    near = group.pupils[-1].roster_row
    values = {**pupil.roster_row.values, "班级": group.name, "年级": group.name.grade}
    rows = other.tables["students"]
    double = Record({**near.values, **values, "包保教师": None}, near.group)
    rows.insert(rows.index(near) + 1, double)
    other.plant("RC108", double, "身份证号")
    for kind in ("students", "registry"):
        for row in pupil.rows.get(kind, []):
            home.plant("RC108", row, "身份证号")
    return True


@fault("RC109")
def school_age_and_nowhere(county: District) -> bool:
    """Ten years old, on no roster."""
    village = county.rng.choice(county.invent.words["villages"])
    row = county.survey(county.child(10), village, 1, 未入学原因="在家")
    county.plant("RC109", row, "姓名")
    return True


@fault("RC110")
def poor_and_gone(county: District) -> bool:
    """On a school's ledger of dropouts, and of a poor household by the county's list."""
    for school in county.schools:
        if school.name + "RC110" in county.used:
            continue
        row = school.fresh("cases", lambda v: v["状态"] in ("疑似辍学", "辍学"))
        if row:
            county.used.add(school.name + "RC110")
            values = {key: row.values[key] for key in ("姓名", "身份证号", "村")}
            family = {"户主": row.values["监护人"], "户类型": "监测户", "与户主关系": "子女"}
            county.add("households", {**values, **family, "备注": None})
            school.plant("RC110", row, "姓名")
            return True
    return False


@fault("RC111")
def leaver_not_arrived(county: District) -> bool:
    """Left primary school in June, registered nowhere since."""
    goal = county.schools[0].name
    row = district.graduate(county, county.child(12), goal, len(county.expected), came=False)
    county.plant("RC111", row, "姓名")
    return True


# ---- EL


@fault("EL101")
def six_and_not_enrolled(county: District) -> bool:
    """Six years old, not at school, not deferred."""
    village = county.rng.choice(county.invent.words["villages"])
    row = county.survey(county.child(6), village, 2)
    county.plant("EL101", row, "姓名")
    return True


@fault("EL102")
def deferred_at_seven(county: District) -> bool:
    """Seven at the cut-off."""
    who = county.child(7)
    values = district.deferral(county, "柳塘村", "发育迟缓")
    county.plant("EL102", county.add("deferrals", {**who, **values}), "姓名")
    return True


@fault("EL102")
def deferred_for_two_years(county: District) -> bool:
    """Two years at once."""
    row = county.fresh("deferrals")
    if not row:
        return False
    row.values["结束"] = row.values["结束"].replace(year=row.values["结束"].year + 1)
    county.plant("EL102", row, "结束")
    return True


@fault("EL103")
def deferred_without_proof(county: District) -> bool:
    """No certificate."""
    return spoil_fresh(county, "EL103", "deferrals", "证明材料", None)


@fault("EL103")
def deferred_without_asking(county: District) -> bool:
    """No letter of the parents."""
    return spoil_fresh(county, "EL103", "deferrals", "申请书", "无")


@fault("EL104")
def away_without_number(county: District) -> bool:
    """No 学籍号."""
    return spoil_fresh(county, "EL104", "elsewhere", "学籍号", None)


@fault("EL105")
def certificate_without_seal(county: District) -> bool:
    """The other school did not put its seal."""
    return spoil_fresh(county, "EL105", "elsewhere", "学校盖章", False)


@fault("EL105")
def one_copy_of_three(county: District) -> bool:
    """One copy."""
    return spoil_fresh(county, "EL105", "elsewhere", "份数", 1)


@fault("EL106")
def child_without_teacher(county: District) -> bool:
    """Nobody is in charge of the child."""
    row = county.fresh("children", lambda v: v["是否在读"] is True)
    if not row:
        return False
    row.values["包保教师"] = None
    county.plant("EL106", row, "包保教师")
    return True


@fault("EL107")
def group_not_surveyed(county: District) -> bool:
    """A village group on the map, not in the survey."""
    village = _villages(county)[-1]
    county.used.add(village)
    rows = [r for r in county.tables["areas"] if r.group == village]
    row = county.add("areas", {**rows[-1].values, "组": "4组"}, village)
    county.plant("EL107", row, "组")
    return True


@fault("EL108")
def not_heard_of_for_months(county: District) -> bool:
    """Last heard of in May."""
    long_ago = county.term.start - dt.timedelta(days=110)
    return spoil_fresh(county, "EL108", "elsewhere", "最近联系日期", long_ago)


# ---- RP


@fault("RP101")
def school_without_keeper(county: District) -> bool:
    """A school that the list of keepers does not name."""
    rows = county.tables["responsibility"]
    named = next((r for r in rows if "中心小学" in r.values["包保对象"]), None)
    if not named:
        return False
    rows.remove(named)
    school = next(
        r for r in county.tables["schools"] if r.values["学校名称"] == named.values["包保对象"]
    )
    county.plant("RP101", school, "学校名称")
    return True


@fault("RP103")
def village_with_two_schools(county: District) -> bool:
    """One of its groups is given to another school."""
    if len(county.schools) < 2:
        return False
    village = _villages(county)[0]
    county.used.add(village)
    first, *others = [r for r in county.tables["areas"] if r.group == village]
    now = first.values["包保学校"]
    others[-1].values["包保学校"] = next(s.name for s in county.schools if s.name != now)
    county.plant("RP103", first, "村")
    return True


@fault("RP103")
def village_without_school(county: District) -> bool:
    """No school at all."""
    village = _villages(county)[0]
    county.used.add(village)
    rows = [r for r in county.tables["areas"] if r.group == village]
    for row in rows:
        row.values["包保学校"] = None
    county.plant("RP103", rows[0], "村")
    return True


# ---- QM


@fault("QM104")
def task_not_done(county: District) -> bool:
    """No date of completion."""
    return spoil_fresh(county, "QM104", "monitor_tasks", "完成日期", policy="model-7")


# ---- SR


@fault("SR101")
def did_not_report(county: District) -> bool:
    """No monthly sheet, no zero report."""
    return _unreported(county, "月报")


def _unreported(county: District, word: str) -> bool:
    for row in county.tables["submissions"]:
        unit = row.values["单位"]
        if word in row.values["报表"] and unit + "SR" not in county.used:
            county.used.add(unit + "SR")
            county.tables["submissions"].remove(row)
            school = next(r for r in county.tables["schools"] if r.values["学校名称"] == unit)
            county.plant("SR101", school, "学校名称")
            return True
    return False


@fault("SR102")
def reported_late(county: District) -> bool:
    """The quarterly sheet, handed in five days late."""
    row = county.fresh("submissions", lambda v: "学籍变动" in v["报表"])
    if not row:
        return False
    row.values["上报日期"] += dt.timedelta(days=6)
    county.plant("SR102", row, "上报日期")
    return True


@fault("SR103")
def zero_with_cases(county: District) -> bool:
    """A zero report of a school with open cases."""
    row = county.fresh("submissions", lambda v: "月报" in v["报表"] and v["零报告"] is False)
    if not row:
        return False
    row.values["零报告"] = True
    county.plant("SR103", row, "零报告")
    return True
