"""The door-to-door survey (摸底): whose age asks for school, who is enrolled, who is accounted for.

The words for what a survey finds out are data, in ``data/survey_outcomes.toml``.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import pandas as pd

from kongcuo_xl import changes as change_register
from kongcuo_xl import clean, county, groups, vocabulary
from kongcuo_xl.county import Schools
from kongcuo_xl.policy import MonthDay
from kongcuo_xl.tables import Table, Tables

ROSTERS = ("students", "registry", "roll_call")

_SPECIAL = "送教|特教|特殊|特校|康复|福利|机构"
_NOT_PLACED = r"^(?:无|未|没|否|不|待|在家|家里|[-—/×0]|$)"


@cache
def _words() -> tuple[list[tuple[str, str]], frozenset[str], tuple[str, ...], tuple[str, ...]]:
    text = (resources.files("kongcuo_xl") / "data" / "survey_outcomes.toml").read_text("utf-8")
    data = tomllib.loads(text)
    pairs = [
        (clean.key(word), outcome)
        for part in ("answered", "open")
        for outcome, words in data[part].items()
        for word in words
    ]
    ordered = sorted(pairs, key=lambda pair: -len(pair[0]))
    return (
        ordered,
        frozenset(data["answered"]),
        tuple(data["here"]["words"]),
        tuple(data["others"]["words"]),
    )


def outcome(text: str) -> str:
    """What a cell says became of a child (a word of ``survey_outcomes.toml``), or ``""``."""
    word = clean.key(text)
    if not word or ("随" not in word and any(other in word for other in _words()[3])):
        return ""
    return next((says for part, says in _words()[0] if part in word), "")


class SchoolAge(NamedTuple):
    """Whom the law calls to school in a school year: the policy's age, cut-off and years."""

    school_year: int
    entry_age: int
    entry_cutoff: MonthDay
    compulsory_years: int

    @property
    def day(self) -> dt.date:
        """The day at which ages are taken."""
        return cutoff_day(self.school_year, self.entry_cutoff)


def cutoff_day(school_year: int, entry_cutoff: MonthDay) -> dt.date:
    """The day at which ages are taken: the cut-off in the year the school year began."""
    return entry_cutoff.on(school_year)


def outcomes(children: Table) -> pd.Series:
    """What each row of a 摸底 table says became of the child: the first cell that says anything."""
    told = pd.Series("", index=children.index, dtype="str")
    for field_id in ("no_school_reason", "placement", "study_place", "studying", "remark"):
        said = clean.each(children.text(field_id), outcome)
        told = told.where(told != "", pd.Series(said, index=children.index, dtype="str"))
    return told


def answered(children: Table) -> pd.Series:
    """Rows that themselves say why the child is on no roster: 死亡, 出国, 外地就读 …."""
    return outcomes(children).isin(_words()[1])


def studies_elsewhere(children: Table, schools: Schools) -> pd.Series:
    """Rows that name a place or a school outside those checked as where the child studies."""
    place, school = children.text("study_place"), children.text("school")
    here = "|".join(f"^{word}" for word in _words()[2])
    local = place.str.contains(here) | schools.are_checked(place) | _own_village(children, place)
    away = (place != "") & ~local & ~place.str.contains(_NOT_PLACED)
    if len(schools):
        named = (school != "") & ~school.str.contains(_NOT_PLACED) & (school.str.len() > 1)
        away |= named & ~schools.are_checked(school)
    denied = (~children.maybe("studying")).fillna(False).astype(bool)
    return (away & ~denied) | (outcomes(children) == "外地就读")


def _own_village(children: Table, place: pd.Series) -> pd.Series:
    villages = set(children.text("village").unique()) - {""}
    return pd.Series(
        clean.each(place, lambda word: any(v in word or word in v for v in villages if word)),
        index=children.index,
    ).astype(bool)


def enrolled(children: Table, tables: Tables, date: dt.date) -> pd.Series:
    """Children on a roster, in a 学籍表 or on a roll call of any unit, and not as having left."""
    found = pd.Series(False, index=children.index)
    name = children.maybe("name")
    unsure = county.birth_dates(children, date).isna()
    for kind, status in (
        ("students", "status"),
        ("registry", "registry_status"),
        ("roll_call", "remark"),
    ):
        if kind in tables:
            roster = tables[kind]
            stays = vocabulary.meanings("pupil", roster.text(status)) != "离开"
            found |= county.is_in(children, roster, date, rows=stays)
            # Where a wrong or absent number leaves only the name, the name will do.
            unborn = county.birth_dates(roster, date).isna()
            names = roster.maybe("name")
            found |= unsure & name.isin(set(names[stays]))
            found |= name.isin(set(names[stays & unborn]))
    return found


def accounted_for(children: Table, tables: Tables, schools: Schools, date: dt.date) -> pd.Series:
    """Children on no roster of whom something is known: 外地就读, 延缓, 送教, 休学, 死亡, 出国."""
    known = answered(children) | studies_elsewhere(children, schools)
    for name in ("elsewhere", "home_teaching", "deferrals"):
        if name in tables:
            known |= county.is_in(children, tables[name], date, by_name=True)
    if "placements" in tables:
        placed = tables["placements"]
        where = placed.text("placement")
        away = where.str.contains(_SPECIAL) | placed.text("institution").str.contains("康复|福利")
        away |= (where == "") & placed.of_piece(
            ("送教" in f"{p.context.title} {p.sheet.name}" for p in placed.pieces), "bool"
        )
        known |= county.is_in(children, placed, date, rows=away, by_name=True)
    if "changes" in tables:
        register = tables["changes"]
        latest = change_register.latest(register, date)
        known |= county.is_in(children, register, date, rows=latest & _away(register, schools))
    return known


def _away(register: Table, schools: Schools) -> pd.Series:
    """Changes that say why a child is on no roster here: 休学, 死亡, 出国, to a school outside."""
    kind = change_register.kinds_of(register)
    inside = schools.are_checked(register.text("destination"))
    inside |= schools.are_checked(register.text("other_school"))
    done = kind.isin(["毕业", "结业"]) & (register.maybe("grade") == 9).fillna(False).astype(bool)
    return kind.isin(["休学", "死亡", "其他减少"]) | ((kind == "转出") & ~inside) | done


def unplaced_disabled(children: Table, tables: Tables, date: dt.date) -> pd.Series:
    """Disabled children without a placement: SN101 says it of them."""
    unplaced = groups.named_in(children.text("special_group"), "残疾")
    unplaced &= children.has("placement") & ~_placed(children.text("placement"))
    unplaced &= ~children.maybe("studying").fillna(False).astype(bool)
    if "placements" in tables:
        placed = tables["placements"]
        nowhere = placed.has("placement") & ~_placed(placed.text("placement"))
        unplaced |= county.is_in(children, placed, date, rows=nowhere, by_name=True)
    return unplaced


def _placed(texts: pd.Series) -> pd.Series:
    return texts.str.contains(_SPECIAL + "|随班|随读") & ~texts.str.contains(_NOT_PLACED)


def new_pupils(children: Table, date: dt.date, called: SchoolAge) -> pd.Series:
    """Children whom this school year is the first to call to school, and who say of no school.

    They reached the entry age in the year before the cut-off and 是否在读 is not 是.
    """
    age = county.ages(children, date, called.day)
    claimed = children.maybe("studying").fillna(False).astype(bool)
    return (age == called.entry_age).fillna(False) & ~claimed


def of_school_age(children: Table, date: dt.date, called: SchoolAge) -> pd.Series:
    """Children of an age for compulsory schooling at the cut-off; missing where not known."""
    age = county.ages(children, date, called.day)
    return (age >= called.entry_age) & (age < called.entry_age + called.compulsory_years)


def unrecorded(children: Table, tables: Tables, date: dt.date, called: SchoolAge) -> pd.Series:
    """Children of school age on no roster of any unit and not accounted for (疑似失学)."""
    due = of_school_age(children, date, called).fillna(False)
    missing = due & ~enrolled(children, tables, date) & (children.maybe("name") != "")
    return missing.astype(bool) & ~accounted_for(children, tables, Schools(tables), date)


def in_poor_household(people: Table, tables: Tables, date: dt.date) -> tuple[pd.Series, pd.Series]:
    """Who is of a 脱贫户 or 监测户 by the list or a roster, and the kind of household.

    The kind is as the list words it, else 脱贫户或监测户.
    """
    households, students = tables.get("households"), tables.get("students")
    at = county.find(people, households, date)
    poor = pd.Series(at >= 0, index=people.index)
    why = pd.Series("脱贫户或监测户", index=people.index, dtype="str")
    if households is not None and len(households):
        kinds = households.text("household_kind")
        told = kinds.take(at.clip(min=0)).set_axis(people.index)
        why = told.where(poor & (told != ""), why)
    if students is not None:
        flagged = pd.Series(False, index=students.index)
        for group in groups.POOR:
            flagged |= groups.flagged(students, group)
        poor |= county.is_in(people, students, date, rows=flagged)
    return poor, why


def named_poor(children: Table) -> pd.Series:
    """Rows of a 摸底 table that themselves call the child 脱贫户, 监测户 or the like."""
    said = children.text("special_group")
    poor = pd.Series(False, index=children.index)
    for group in groups.POOR:
        poor |= groups.named_in(said, group)
    return poor


def poor_unrecorded(children: Table, tables: Tables, date: dt.date, called: SchoolAge) -> pd.Series:
    """Children of poor households without any record of schooling: RC110 says it of them.

    Nobody where no roster at all is given, as then nobody can be missing from one.
    """
    if not any(kind in tables for kind in ROSTERS):
        return pd.Series(False, index=children.index)
    missing = unrecorded(children, tables, date, called)
    return missing & (in_poor_household(children, tables, date)[0] | named_poor(children))
