"""Facts that say who a pupil is, and whom nobody has visited."""

from __future__ import annotations

import numpy as np

from kongcuo_xl import clean, county, groups, survey
from kongcuo_xl.calendar import school_year, window_start
from kongcuo_xl.risk.facts import Facts
from kongcuo_xl.rules.visits.assigned import assigned_because
from kongcuo_xl.tables import NotApplicable
from kongcuo_xl.visits import this_term, visits_made, visits_of_pupils

GROUPS = {
    "relapsing": ("反复",),
    "weary": ("厌学",),
    "struggling": ("学困",),
    "poor": groups.POOR,
    "disabled": ("残疾",),
    "left_behind": ("留守",),
    "migrant": ("随迁",),
    "lone": ("单亲", "孤儿", "事实无人抚养"),
    "prisoner_child": ("服刑人员子女",),
}
"""Factor → the groups whose members have it."""


def standing(facts: Facts) -> None:
    """Membership of a group, by the roster or by a list."""
    students, listed = facts.students, facts.table("special_groups")
    for factor, names in GROUPS.items():
        for group in names:
            columns = groups.flag_columns(group)
            facts.rows(factor, columns[0], groups.flagged(students, group), group)
            if listed is not None:
                facts.records(factor, listed, "group_kind", groups.on_list(listed, group), group)
    placements = facts.table("placements")
    if placements is not None:
        facts.records("disabled", placements, "name", placements.given("name"))


def households(facts: Facts) -> None:
    """Households on the list of the poor."""
    households = facts.need("households")
    at = county.find(facts.students, households, facts.date)
    on = np.flatnonzero(at >= 0)
    kind = households.text("household_kind").where(households.given("household_kind"), "脱贫户")
    facts.add("poor", (households, "name"), on, at[on], kind.take(at[on]))


def age_and_grade(facts: Facts) -> None:
    """Grades in which pupils leave; pupils older than their grade."""
    students, policy = facts.students, facts.policy
    grade = students.maybe("grade")
    label = grade.map({key: clean.grade_label(key) for key in policy["key_grades"]})
    facts.rows("key_grade", "grade", grade.isin(policy["key_grades"]), label)
    cutoff = survey.cutoff_day(school_year(facts.date), policy["entry_cutoff"])
    older = county.ages(students, facts.date, cutoff) - (grade + policy["entry_age"] - 1)
    old = (grade >= 1) & (older > policy["age_tolerance_years"])
    facts.rows("over_age", "birth_date", old, older)


def never_visited(facts: Facts) -> None:
    """Pupils who are owed visits and have had none this semester."""
    visits, students = facts.need("visits"), facts.students
    _, end = window_start(facts.term, facts.policy["term_start_window_days"])
    if facts.date <= end:
        raise NotApplicable("学期初集中家访期还没有结束")
    because = assigned_because(
        students, facts.table("special_groups"), facts.table("dropout_prone"),
        facts.table("cases"),
    )  # fmt: skip
    made = this_term(visits_made(visits, students, facts.table("staff")), facts.term, facts.date)
    never = visits_of_pupils(made, visits, students) == 0
    keeps = students.unit.isin({p.unit for p in visits.pieces})
    facts.rows("missing_visits", "name", (because != "") & never & keeps)
